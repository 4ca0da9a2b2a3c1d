/* The laws of include/store/page.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static struct page find(const char *url)
{
	struct page page = {0};

	assert_int_equal(store_page_by_url(scratch.store, url, &scratch.arena, &page), ERR_OK);
	return page;
}

static void a_page_is_found_by_its_url(void **state)
{
	struct page page = find(SCRATCH_URL);

	assert_int_equal(page.id, scratch.page);
	assert_string_equal(page.site, SCRATCH_SITE);
	assert_string_equal(page.url, SCRATCH_URL);
	assert_null(page.title);
	assert_int_equal(page.state, PAGE_STATE_OPEN);
	assert_int_equal(page.count, 0);
	assert_int_equal(page.created_at, SCRATCH_NOW);
}

static void a_page_that_is_not_there_leaves_the_result_alone(void **state)
{
	struct page page = {.id = -7, .url = "untouched"};

	assert_int_equal(store_page_by_url(scratch.store, SCRATCH_URL "/", &scratch.arena, &page),
		ERR_NOT_FOUND);
	assert_int_equal(page.id, -7);
	assert_string_equal(page.url, "untouched");
}

static void a_url_is_one_page(void **state)
{
	const struct page page = {.id = 7, .site = SCRATCH_SITE, .url = SCRATCH_URL};

	assert_int_equal(store_page_insert(scratch.store, &page), ERR_CONFLICT);
}

static void a_page_may_come_with_its_title(void **state)
{
	const struct page page = {
		.id = 7, .site = SCRATCH_SITE, .url = "https://example.org/b", .title = "Über"};

	assert_int_equal(store_page_insert(scratch.store, &page), ERR_OK);
	assert_string_equal(find(page.url).title, "Über");
}

static void the_first_title_stays(void **state)
{
	assert_int_equal(store_page_set_title(scratch.store, scratch.page, "First"), ERR_OK);
	assert_int_equal(store_page_set_title(scratch.store, scratch.page, "Second"), ERR_OK);
	assert_string_equal(find(SCRATCH_URL).title, "First");
}

static void the_count_is_kept(void **state)
{
	static const int64_t changes[] = {1, 1, -1, 0, 5};
	int64_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		count += changes[i];
		assert_int_equal(
			store_page_add_count(scratch.store, scratch.page, changes[i]), ERR_OK);
		assert_int_equal(find(SCRATCH_URL).count, count);
	}
}

static void closed_is_read_as_closed(void **state)
{
	scratch_sql("UPDATE page SET state = 'closed'");
	assert_int_equal(find(SCRATCH_URL).state, PAGE_STATE_CLOSED);
}

static void pages_are_listed_by_site_between_two_ids(void **state)
{
	const int64_t ids[] = {scratch.page,
		scratch_add_page(SCRATCH_SITE, "https://example.org/2"),
		scratch_add_page(SCRATCH_SITE, "https://example.org/3")};
	static const struct {
		int after, before; /* of the ids; -1: none */
		bool last;
		int first, count;
	} rows[] = {
		{-1, -1, false, 0, 2},
		{0, -1, false, 1, 2},
		{1, -1, false, 2, 1},
		{-1, 2, true, 0, 2},
		{-1, -1, true, 1, 2},
		{-1, 0, true, 0, 0},
	};

	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	scratch_add_page("news", "https://news.example/");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct page_filter filter = {
			.site = SCRATCH_SITE,
			.after = rows[i].after < 0 ? 0 : ids[rows[i].after],
			.before = rows[i].before < 0 ? INT64_MAX : ids[rows[i].before],
			.last = rows[i].last,
			.limit = 2,
		};
		struct page *pages;
		size_t count;

		assert_int_equal(
			store_page_list(scratch.store, &filter, &scratch.arena, &pages, &count),
			ERR_OK);
		assert_int_equal(count, rows[i].count);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(pages[k].id, ids[rows[i].first + (int)k]);
	}
}

static void a_page_is_closed_and_opened(void **state)
{
	assert_int_equal(
		store_page_set_state(scratch.store, scratch.page, PAGE_STATE_CLOSED), ERR_OK);
	assert_int_equal(find(SCRATCH_URL).state, PAGE_STATE_CLOSED);
	assert_int_equal(
		store_page_set_state(scratch.store, scratch.page, PAGE_STATE_OPEN), ERR_OK);
	assert_int_equal(find(SCRATCH_URL).state, PAGE_STATE_OPEN);
	assert_int_equal(store_page_set_state(scratch.store, 7, PAGE_STATE_OPEN), ERR_NOT_FOUND);
}

static int64_t changed(const char *url, int64_t now)
{
	const struct page page = find(url);

	assert_int_equal(store_page_set_changed(scratch.store, &page, now), ERR_OK);
	return find(url).changed_at;
}

#define OTHER "https://example.org/other"

static void the_times_of_changes_on_a_site_only_grow(void **state)
{
	struct page nowhere = {.id = 7, .site = SCRATCH_SITE};
	int64_t at = -1;

	scratch_add_page(SCRATCH_SITE, OTHER);
	assert_int_equal(find(SCRATCH_URL).changed_at, SCRATCH_NOW);
	assert_int_equal(changed(SCRATCH_URL, SCRATCH_NOW + 5), SCRATCH_NOW + 5);
	assert_int_equal(changed(SCRATCH_URL, SCRATCH_NOW + 5), SCRATCH_NOW + 6);
	/* the clock went back */
	assert_int_equal(changed(OTHER, 1), SCRATCH_NOW + 7);
	assert_int_equal(store_page_newest_change(scratch.store, SCRATCH_SITE, &at), ERR_OK);
	assert_int_equal(at, SCRATCH_NOW + 7);
	assert_int_equal(store_page_newest_change(scratch.store, "nobody", &at), ERR_OK);
	assert_int_equal(at, 0);
	assert_int_equal(store_page_set_changed(scratch.store, &nowhere, 1), ERR_NOT_FOUND);
}

static void changed_pages_are_listed_in_the_order_of_changes(void **state)
{
	struct page after = {0}, *pages;
	size_t count;

	scratch_add_page(SCRATCH_SITE, OTHER);
	scratch_add_page(SCRATCH_SITE, "https://example.org/third");
	changed(OTHER, SCRATCH_NOW + 1);
	changed(SCRATCH_URL, SCRATCH_NOW + 2);
	for (int i = 0; i < 3; i++) {
		static const char *const urls[] = {"https://example.org/third", OTHER, SCRATCH_URL};

		assert_int_equal(store_page_changed(scratch.store, SCRATCH_SITE, &after, 1,
					 &scratch.arena, &pages, &count),
			ERR_OK);
		assert_int_equal(count, 1);
		assert_string_equal(pages[0].url, urls[i]);
		after = pages[0];
	}
	assert_int_equal(store_page_changed(scratch.store, SCRATCH_SITE, &after, 1, &scratch.arena,
				 &pages, &count),
		ERR_OK);
	assert_int_equal(count, 0);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_page_is_found_by_its_url),
		LAW(a_page_that_is_not_there_leaves_the_result_alone),
		LAW(a_url_is_one_page),
		LAW(a_page_may_come_with_its_title),
		LAW(the_first_title_stays),
		LAW(the_count_is_kept),
		LAW(closed_is_read_as_closed),
		LAW(pages_are_listed_by_site_between_two_ids),
		LAW(a_page_is_closed_and_opened),
		LAW(the_times_of_changes_on_a_site_only_grow),
		LAW(changed_pages_are_listed_in_the_order_of_changes),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
