/* The laws of include/store/alias.h, and of merging in include/store/page.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/alias.h"

#define OTHER "https://example.org/other"

static int64_t other;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	other = scratch_add_page(SCRATCH_SITE, OTHER);
	return 0;
}

static enum err add(const char *url, int64_t page)
{
	const struct alias alias = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.url = url,
		.page = page,
		.by = "token:test",
		.created_at = SCRATCH_NOW,
	};

	return store_alias_insert(scratch.store, &alias);
}

static int64_t page_at(const char *url)
{
	struct page page = {0};
	enum err err = store_page_by_url(scratch.store, url, &scratch.arena, &page);

	assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
	return page.id;
}

static size_t aliases_of(int64_t page, struct alias **aliases)
{
	size_t count;

	assert_int_equal(
		store_alias_list(scratch.store, page, &scratch.arena, aliases, &count), ERR_OK);
	return count;
}

static void an_alias_leads_to_its_page(void **state)
{
	struct alias *aliases, alias;

	assert_int_equal(page_at("https://example.org/alias"), 0);
	assert_int_equal(add("https://example.org/alias", scratch.page), ERR_OK);
	assert_int_equal(page_at("https://example.org/alias"), scratch.page);
	assert_int_equal(aliases_of(scratch.page, &aliases), 1);
	assert_int_equal(aliases_of(other, &aliases), 0);
	(void)aliases_of(scratch.page, &aliases);
	assert_int_equal(
		store_alias_find(scratch.store, aliases[0].id, &scratch.arena, &alias), ERR_OK);
	assert_string_equal(alias.url, "https://example.org/alias");
	assert_int_equal(alias.page, scratch.page);
	assert_string_equal(alias.by, "token:test");
	assert_int_equal(store_alias_delete(scratch.store, alias.id), ERR_OK);
	assert_int_equal(store_alias_delete(scratch.store, alias.id), ERR_NOT_FOUND);
	assert_int_equal(page_at("https://example.org/alias"), 0);
}

static void a_url_is_one_alias(void **state)
{
	assert_int_equal(add("https://example.org/alias", scratch.page), ERR_OK);
	assert_int_equal(add("https://example.org/alias", other), ERR_CONFLICT);
}

static void a_page_is_shadowed_by_an_alias(void **state)
{
	const struct page_filter filter = {.site = SCRATCH_SITE, .before = INT64_MAX, .limit = 10};
	struct page *pages, page;
	size_t count;

	assert_int_equal(add(OTHER, scratch.page), ERR_OK);
	assert_int_equal(page_at(OTHER), scratch.page);
	assert_int_equal(
		store_page_find(scratch.store, other, &scratch.arena, &page), ERR_NOT_FOUND);
	assert_int_equal(
		store_page_list(scratch.store, &filter, &scratch.arena, &pages, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(pages[0].id, scratch.page);
}

static void a_page_has_its_own_url_and_those_of_its_aliases(void **state)
{
	const char **urls;
	size_t count;

	assert_int_equal(add("https://example.org/1", scratch.page), ERR_OK);
	assert_int_equal(add("https://example.org/2", other), ERR_OK);
	assert_int_equal(store_alias_move(scratch.store, other, scratch.page), ERR_OK);
	assert_int_equal(
		store_page_urls(scratch.store, scratch.page, &scratch.arena, &urls, &count),
		ERR_OK);
	assert_int_equal(count, 3);
	assert_string_equal(urls[0], SCRATCH_URL);
	assert_string_equal(urls[1], "https://example.org/1");
	assert_string_equal(urls[2], "https://example.org/2");
	assert_int_equal(
		store_page_urls(scratch.store, other, &scratch.arena, &urls, &count), ERR_OK);
	assert_int_equal(count, 1);
}

static void all_comments_move_and_are_counted(void **state)
{
	static const int64_t before[COMMENT_STATE__MAX] = {1, 1, 1, 0, 1};
	static const int64_t after[COMMENT_STATE__MAX] = {2, 1, 1, 0, 1};
	struct page from = {0}, into = {0};
	int64_t counts[COMMENT_STATE__MAX];

	for (int i = 0; i < COMMENT_STATE__MAX; i++)
		if (before[i])
			scratch_add_comment(&(struct scratch_comment){.state = i, .page = other});
	scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_PENDING});
	assert_int_equal(store_page_find(scratch.store, other, &scratch.arena, &from), ERR_OK);
	assert_int_equal(
		store_page_find(scratch.store, scratch.page, &scratch.arena, &into), ERR_OK);
	assert_int_equal(store_page_counts(scratch.store, &from, &scratch.arena, counts), ERR_OK);
	assert_memory_equal(counts, before, sizeof(before));
	into.title = "Both";
	into.count = 1;
	into.created_at = 7;
	assert_int_equal(store_page_merge(scratch.store, &from, &into), ERR_OK);
	assert_int_equal(store_page_counts(scratch.store, &into, &scratch.arena, counts), ERR_OK);
	assert_memory_equal(counts, after, sizeof(after));
	assert_int_equal(
		store_page_find(scratch.store, scratch.page, &scratch.arena, &into), ERR_OK);
	assert_string_equal(into.title, "Both");
	assert_int_equal(into.count, 1);
	assert_int_equal(into.created_at, 7);
	assert_int_equal(store_page_find(scratch.store, other, &scratch.arena, &from), ERR_OK);
	assert_int_equal(from.count, 0);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(an_alias_leads_to_its_page),
		LAW(a_url_is_one_alias),
		LAW(a_page_is_shadowed_by_an_alias),
		LAW(a_page_has_its_own_url_and_those_of_its_aliases),
		LAW(all_comments_move_and_are_counted),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
