/* The laws of include/core/feed.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/feed.h"

static struct feed feed;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static struct site site(void)
{
	struct site site = {0};

	assert_int_equal(
		store_site_find(scratch.store, SCRATCH_SITE, &scratch.arena, &site), ERR_OK);
	return site;
}

static const struct feed *of_page(const char *url)
{
	const struct site of = site();

	assert_int_equal(
		feed_of_page(scratch.store, &of, url, &scratch.arena, &scratch.fault, &feed),
		ERR_OK);
	return &feed;
}

static const struct feed *of_site(void)
{
	const struct site of = site();

	assert_int_equal(
		feed_of_site(scratch.store, &of, &scratch.arena, &scratch.fault, &feed), ERR_OK);
	return &feed;
}

static int64_t add_public(void)
{
	return scratch_add_comment(&(struct scratch_comment){
		.state = COMMENT_STATE_APPROVED, .shown = COMMENT_SHOWN_FULL});
}

/* Subscribers know entries by these: they stay for ever. */
static void ids_are_for_ever(void **state)
{
	char id[FEED_ID_SIZE], other[FEED_ID_SIZE];

	feed_entry_id("blog", 1, id);
	assert_string_equal(id, "urn:uuid:cf443bd1-dfcd-8f13-a2ba-4cecbe8919bb");
	feed_entry_id("blog", 2, other);
	assert_string_not_equal(id, other);
	feed_entry_id("blo", 1, other);
	assert_string_not_equal(id, other);
	assert_string_equal(of_site()->id, "urn:uuid:688b1db8-42e2-8708-a258-fc65d60a1bbe");
	assert_string_equal(
		of_page(SCRATCH_URL)->id, "urn:uuid:43a416b4-d80c-8464-b8c1-42236e4b71da");
}

static void an_empty_feed_stays_as_it_is(void **state)
{
	assert_int_equal(of_page("https://example.org/new")->count, 0);
	assert_int_equal(feed.updated, site().created_at);
	assert_int_equal(feed.changed_at, 0);
	assert_string_equal(feed.url, "https://example.org/new");
	assert_int_equal(of_page(SCRATCH_URL)->count, 0);
	assert_int_equal(feed.updated, SCRATCH_NOW);
	assert_int_equal(feed.changed_at, SCRATCH_NOW);
	assert_int_equal(of_site()->count, 0);
	assert_null(feed.url);
	assert_int_equal(feed.updated, site().created_at);
}

static void a_feed_has_the_newest_fifty(void **state)
{
	int64_t last = 0;

	for (int i = 0; i < FEED_LIMIT + 1; i++)
		last = add_public();
	assert_int_equal(of_page(SCRATCH_URL)->count, FEED_LIMIT);
	assert_int_equal(feed.comments[0].id, last);
	assert_string_equal(feed.comments[0].html, "<p>A <em>body</em>.</p>\n");
	assert_int_equal(of_site()->count, FEED_LIMIT);
	assert_int_equal(feed.comments[0].id, last);
}

static void a_feed_is_as_new_as_its_newest_text(void **state)
{
	int64_t first = add_public();

	add_public();
	assert_int_equal(scratch_add_revision(first, 2, "Edited.", SCRATCH_NOW + 7), ERR_OK);
	scratch_sql("UPDATE comment SET revision = 2, published = 2 WHERE id = "
		    "(SELECT min(id) FROM comment)");
	assert_int_equal(of_page(SCRATCH_URL)->updated, SCRATCH_NOW + 7);
	assert_int_equal(of_site()->updated, SCRATCH_NOW + 7);
	assert_string_equal(feed.comments[1].html, "<p>Edited.</p>\n");
}

/* Each is as long as a comment may be, and its HTML longer. */
static void a_feed_of_long_comments_has_fewer(void **state)
{
	static char body[16 * 1024];

	memset(body, '&', sizeof(body) - 1);
	for (int i = 0; i < 20; i++) {
		int64_t id = add_public();

		assert_int_equal(scratch_add_revision(id, 2, body, SCRATCH_NOW), ERR_OK);
	}
	scratch_sql("UPDATE comment SET revision = 2, published = 2");
	assert_in_range(of_site()->count, 6, 10);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(ids_are_for_ever),
		LAW(an_empty_feed_stays_as_it_is),
		LAW(a_feed_has_the_newest_fifty),
		LAW(a_feed_is_as_new_as_its_newest_text),
		LAW(a_feed_of_long_comments_has_fewer),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
