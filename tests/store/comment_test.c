/* The laws of include/store/comment.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/revision.h"

enum { QUEUE = 11 };

static const struct comment beginning;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static int64_t add_pending(void)
{
	return scratch_add_comment(&(struct scratch_comment){.parent = 0});
}

static int64_t add_shown(int64_t parent, enum comment_shown shown)
{
	return scratch_add_comment(&(struct scratch_comment){
		.parent = parent,
		.state = shown == COMMENT_SHOWN_FULL ? COMMENT_STATE_APPROVED
						     : COMMENT_STATE_DELETED,
		.shown = shown,
	});
}

static void a_comment_is_read_as_it_was_written(void **state)
{
	const struct comment comment = {
		.id = 77,
		.site = SCRATCH_SITE,
		.page = scratch.page,
		.author = scratch.author,
		.root = 77,
		.path = {"\0\0\0\0\0\0\0\x4d", 8},
		.state = COMMENT_STATE_SPAM,
		.name = "Zoë",
		.website = "https://zoe.example/",
		.created_at = SCRATCH_NOW,
	};
	struct comment place, item = {0};

	assert_int_equal(store_comment_insert(scratch.store, &comment), ERR_OK);
	assert_int_equal(scratch_add_revision(77, 1, "Body\n", SCRATCH_NOW), ERR_OK);
	place = scratch_place(77);
	assert_string_equal(place.site, SCRATCH_SITE);
	assert_int_equal(place.page, scratch.page);
	assert_int_equal(place.author, scratch.author);
	assert_int_equal(place.parent, 0);
	assert_int_equal(place.root, 77);
	assert_int_equal(place.path.length, 8);
	assert_memory_equal(place.path.at, comment.path.at, 8);
	assert_int_equal(place.state, COMMENT_STATE_SPAM);
	assert_int_equal(place.shown, COMMENT_SHOWN_NOT);
	assert_int_equal(place.revision, 1);
	assert_int_equal(place.published, 0);
	assert_int_equal(place.created_at, SCRATCH_NOW);
	assert_int_equal(store_queue_find(scratch.store, 77, &scratch.arena, &item), ERR_OK);
	assert_string_equal(item.name, "Zoë");
	assert_string_equal(item.website, "https://zoe.example/");
	assert_string_equal(item.body, "Body\n");
	assert_string_equal(item.page_url, SCRATCH_URL);
	assert_null(item.page_title);
	assert_string_equal(item.author_tag, "abcdefgh");
	assert_int_equal(item.edited_at, 0);
}

static void what_is_not_there_is_not_found(void **state)
{
	struct comment comment = {.id = -7};

	assert_int_equal(
		store_comment_place(scratch.store, 1, &scratch.arena, &comment), ERR_NOT_FOUND);
	assert_int_equal(
		store_queue_find(scratch.store, 1, &scratch.arena, &comment), ERR_NOT_FOUND);
	assert_int_equal(comment.id, -7);
	assert_int_equal(
		store_comment_set_shown(scratch.store, 1, COMMENT_SHOWN_FULL), ERR_NOT_FOUND);
}

/* Compare and set: on what was read, or not at all. */
static void a_state_changes_only_from_what_was_read(void **state)
{
	int64_t id = add_pending(), other = add_pending();
	const struct {
		int64_t id, revision;
		enum comment_state state;
		enum err want;
	} rows[] = {
		{id, 2, COMMENT_STATE_PENDING, ERR_NOT_FOUND},
		{id, 0, COMMENT_STATE_PENDING, ERR_NOT_FOUND},
		{id, 1, COMMENT_STATE_APPROVED, ERR_NOT_FOUND},
		{id + 1000, 1, COMMENT_STATE_PENDING, ERR_NOT_FOUND},
		{id, 1, COMMENT_STATE_PENDING, ERR_OK},
		{id, 1, COMMENT_STATE_PENDING, ERR_NOT_FOUND},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct comment read = {
			.id = rows[i].id, .revision = rows[i].revision, .state = rows[i].state};
		struct comment before = scratch_place(id), after;

		assert_int_equal(store_comment_set_state(scratch.store, &read, COMMENT_STATE_SPAM,
					 COMMENT_SHOWN_TOMBSTONE, 0),
			rows[i].want);
		after = scratch_place(id);
		if (rows[i].want)
			assert_int_equal(after.state, before.state);
	}
	assert_int_equal(scratch_place(id).state, COMMENT_STATE_SPAM);
	assert_int_equal(scratch_place(id).shown, COMMENT_SHOWN_TOMBSTONE);
	assert_int_equal(scratch_place(id).published, 0);
	assert_int_equal(scratch_place(other).state, COMMENT_STATE_PENDING);
}

static void answers_that_are_shown_are_counted(void **state)
{
	int64_t parent = add_shown(0, COMMENT_SHOWN_FULL), answer, count = -1;

	assert_int_equal(store_comment_shown_answers(scratch.store, parent, &count), ERR_OK);
	assert_int_equal(count, 0);
	answer = add_shown(parent, COMMENT_SHOWN_FULL);
	add_shown(parent, COMMENT_SHOWN_TOMBSTONE);
	add_shown(parent, COMMENT_SHOWN_NOT);
	add_shown(answer, COMMENT_SHOWN_FULL);
	assert_int_equal(store_comment_shown_answers(scratch.store, parent, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(store_comment_set_shown(scratch.store, answer, COMMENT_SHOWN_NOT), ERR_OK);
	assert_int_equal(store_comment_shown_answers(scratch.store, parent, &count), ERR_OK);
	assert_int_equal(count, 1);
}

static size_t read_thread(
	bool newest_first, const struct comment *after, int64_t limit, struct comment **thread)
{
	size_t count;

	assert_int_equal(store_thread(scratch.store, scratch.page, newest_first, after, limit,
				 &scratch.arena, thread, &count),
		ERR_OK);
	return count;
}

static void check_order(bool newest_first, const int64_t *want, size_t count)
{
	struct comment *thread;

	assert_int_equal(read_thread(newest_first, &beginning, 100, &thread), count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(thread[i].id, want[i]);
}

/*
 * a        e
 * +- b     +- h
 * |  +- f
 * +- d
 *    +- g      c is hidden
 */
static void a_thread_is_in_reading_order(void **state)
{
	int64_t a = add_shown(0, COMMENT_SHOWN_FULL);
	int64_t b = add_shown(a, COMMENT_SHOWN_TOMBSTONE);
	int64_t c = add_shown(a, COMMENT_SHOWN_NOT);
	int64_t d = add_shown(a, COMMENT_SHOWN_FULL);
	int64_t e = add_shown(0, COMMENT_SHOWN_FULL);
	int64_t f = add_shown(b, COMMENT_SHOWN_FULL);
	int64_t g = add_shown(d, COMMENT_SHOWN_FULL);
	int64_t h = add_shown(e, COMMENT_SHOWN_FULL);

	assert_true(c > b);
	check_order(false, (const int64_t[]){a, b, f, d, g, e, h}, 7);
	check_order(true, (const int64_t[]){e, h, a, b, f, d, g}, 7);
}

static void a_part_of_a_thread_tells_where_each_stands(void **state)
{
	int64_t a = add_shown(0, COMMENT_SHOWN_FULL), b = add_shown(a, COMMENT_SHOWN_TOMBSTONE);
	int64_t c = add_shown(b, COMMENT_SHOWN_FULL);
	struct comment *thread;

	assert_int_equal(read_thread(false, &beginning, 10, &thread), 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(thread[i].depth, i);
		assert_int_equal(thread[i].root, a);
		assert_int_equal(thread[i].path.length, 8 * (i + 1));
	}
	assert_int_equal(thread[2].id, c);
	assert_int_equal(thread[2].parent, b);
	assert_string_equal(thread[2].body, "A *body*.");
	assert_int_equal(thread[1].shown, COMMENT_SHOWN_TOMBSTONE);
	assert_null(thread[1].name);
	assert_null(thread[1].website);
	assert_null(thread[1].body);
}

/* Each position as a cursor gives what stands behind it, no more and no less. */
static void a_thread_goes_on_behind_any_of_its_comments(void **state)
{
	enum { COUNT = 12 };
	int64_t ids[COUNT];

	for (int i = 0; i < COUNT; i++)
		ids[i] = add_shown(i % 4 ? ids[i * 2 / 3] : 0, COMMENT_SHOWN_FULL);
	for (int newest_first = 0; newest_first < 2; newest_first++) {
		struct comment *whole, *rest;
		size_t count = read_thread(newest_first, &beginning, 100, &whole);

		assert_int_equal(count, COUNT);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(
				read_thread(newest_first, &whole[i], 100, &rest), count - 1 - i);
			for (size_t k = 0; k < count - 1 - i; k++)
				assert_int_equal(rest[k].id, whole[i + 1 + k].id);
		}
	}
}

static void a_thread_is_one_pages(void **state)
{
	int64_t page = scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	struct comment *thread;

	add_shown(0, COMMENT_SHOWN_FULL);
	scratch_add_comment(&(struct scratch_comment){.page = page, .shown = COMMENT_SHOWN_FULL});
	assert_int_equal(read_thread(false, &beginning, 10, &thread), 1);
	assert_int_equal(read_thread(true, &beginning, 10, &thread), 1);
}

/* The published revision is what readers see, the newest what moderators see. */
static void readers_see_what_is_published(void **state)
{
	int64_t id = add_shown(0, COMMENT_SHOWN_FULL);
	struct comment *thread, item = {0};

	assert_int_equal(scratch_add_revision(id, 2, "Second.", SCRATCH_NOW), ERR_OK);
	scratch_sql("UPDATE comment SET revision = 2");
	assert_int_equal(read_thread(false, &beginning, 10, &thread), 1);
	assert_string_equal(thread[0].body, "A *body*.");
	assert_int_equal(store_queue_find(scratch.store, id, &scratch.arena, &item), ERR_OK);
	assert_string_equal(item.body, "Second.");
	assert_int_equal(scratch_add_revision(id, 2, "Again.", SCRATCH_NOW), ERR_CONFLICT);
}

static void the_newest_that_are_shown_in_full_are_found(void **state)
{
	int64_t first = add_shown(0, COMMENT_SHOWN_FULL);
	int64_t second = add_shown(add_shown(first, COMMENT_SHOWN_TOMBSTONE), COMMENT_SHOWN_FULL);
	int64_t page = scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	int64_t third = scratch_add_comment(&(struct scratch_comment){
		.page = page, .state = COMMENT_STATE_APPROVED, .shown = COMMENT_SHOWN_FULL});
	struct comment *shown;
	size_t count;

	add_pending();
	/* a newer text waits: the one before is what readers see */
	scratch_sql("UPDATE comment SET revision = 2, edited_at = 9, state = 'pending' "
		    "WHERE parent IS NULL AND shown = 1");
	assert_int_equal(scratch_add_revision(first, 2, "Newer.", SCRATCH_NOW + 5), ERR_OK);
	assert_int_equal(
		store_shown_of_site(scratch.store, SCRATCH_SITE, 2, &scratch.arena, &shown, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(shown[0].id, third);
	assert_int_equal(shown[1].id, second);
	assert_string_equal(shown[0].page_url, "https://example.org/other");
	assert_int_equal(
		store_shown_of_page(scratch.store, scratch.page, 9, &scratch.arena, &shown, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(shown[0].id, second);
	assert_int_equal(shown[1].id, first);
	assert_string_equal(shown[1].body, "A *body*.");
	assert_int_equal(shown[1].edited_at, SCRATCH_NOW);
	assert_string_equal(shown[1].page_url, SCRATCH_URL);
}

static void reasons_are_a_revisions_own(void **state)
{
	static const struct hold_reason rows[] = {
		{"words", 5, "It has a word.", 0}, {"links", -3, "It has a link.", 7}};
	int64_t id = add_pending();
	struct hold_reason *reasons;
	size_t count;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(
			store_hold_reason_insert(scratch.store, id, 1, (int64_t)i, &rows[i]),
			ERR_OK);
	assert_int_equal(store_hold_reason_insert(scratch.store, id, 1, 0, &rows[0]), ERR_CONFLICT);
	assert_int_equal(store_hold_reason_insert(scratch.store, id, 2, 0, &rows[0]), ERR_OK);
	assert_int_equal(
		store_hold_reason_list(scratch.store, id, 1, &scratch.arena, &reasons, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(reasons[0].text, "It has a word.");
	assert_int_equal(reasons[0].rule, 0);
	assert_string_equal(reasons[1].check, "links");
	assert_int_equal(reasons[1].score, -3);
	assert_int_equal(reasons[1].rule, 7);
	assert_int_equal(
		store_hold_reason_list(scratch.store, id, 3, &scratch.arena, &reasons, &count),
		ERR_OK);
	assert_int_equal(count, 0);
}

static void revisions_are_listed_in_their_order(void **state)
{
	int64_t id = add_pending();
	struct revision *revisions;
	size_t count;

	assert_int_equal(scratch_add_revision(id, 3, "Third.", SCRATCH_NOW + 3), ERR_OK);
	assert_int_equal(scratch_add_revision(id, 2, "Second.", SCRATCH_NOW + 2), ERR_OK);
	add_pending();
	assert_int_equal(
		store_revision_list(scratch.store, id, &scratch.arena, &revisions, &count), ERR_OK);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(revisions[i].number, i + 1);
	assert_string_equal(revisions[1].body, "Second.");
	assert_int_equal(revisions[2].created_at, SCRATCH_NOW + 3);
}

static size_t read_queue(struct queue_filter filter, struct comment **queue)
{
	size_t count;

	assert_int_equal(
		store_queue(scratch.store, &filter, &scratch.arena, queue, &count), ERR_OK);
	return count;
}

#define ON_PAGE   .site = SCRATCH_SITE, .page = page
#define BY_AUTHOR .site = SCRATCH_SITE, .author = author

static void add_reason(int64_t comment, int64_t revision, int64_t position, const char *check)
{
	const struct hold_reason reason = {.check = check, .score = 10, .text = "Why."};

	assert_int_equal(
		store_hold_reason_insert(scratch.store, comment, revision, position, &reason),
		ERR_OK);
}

static void a_queue_is_narrowed_and_oldest_first(void **state)
{
	int64_t page = scratch_add_page(SCRATCH_SITE, "https://example.org/other"), ids[11];
	int64_t author = scratch_add_author(SCRATCH_SITE, "another");

	int64_t other;

	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	other = scratch_add_author("news", "author");
	ids[0] = add_pending();
	ids[1] = scratch_add_comment(&(struct scratch_comment){
		.site = "news",
		.page = scratch_add_page("news", "https://news.example/"),
		.author = other,
	});
	ids[2] = scratch_add_comment(&(struct scratch_comment){.page = page});
	ids[3] = scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_SPAM});
	ids[4] = add_pending();
	ids[5] = scratch_add_comment(&(struct scratch_comment){.page = page});
	for (int i = 6; i < 8; i++)
		ids[i] = scratch_add_comment(&(struct scratch_comment){
			.page = page,
			.state = COMMENT_STATE_SPAM,
		});
	for (int i = 8; i < 11; i++)
		ids[i] = scratch_add_comment(&(struct scratch_comment){
			.author = author,
			.state = i == 10 ? COMMENT_STATE_REJECTED : COMMENT_STATE_APPROVED,
		});

	add_reason(ids[0], 1, 0, "links");
	add_reason(ids[0], 1, 1, "rule");
	add_reason(ids[3], 1, 0, "links");
	add_reason(ids[5], 1, 0, "links");
	add_reason(ids[2], 2, 0, "links"); /* of another revision than the newest */

	const struct {
		struct queue_filter filter;
		size_t count;
		size_t want[6];
	} rows[] = {
		{{.limit = 10}, 5, {0, 1, 2, 4, 5}},
		{{.limit = 2}, 2, {0, 1}},
		{{.limit = 10, .after = ids[2]}, 2, {4, 5}},
		{{.limit = 10, .after = ids[3]}, 2, {4, 5}},
		{{.limit = 10, .after = ids[5]}, 0, {0}},
		{{.limit = 10, .before = ids[4], .last = true}, 3, {0, 1, 2}},
		{{.limit = 2, .before = ids[4], .last = true}, 2, {1, 2}},
		{{.limit = 10, .before = ids[0], .last = true}, 0, {0}},
		{{.limit = 10, .state = COMMENT_STATE_SPAM}, 3, {3, 6, 7}},
		{{.limit = 10, .state = COMMENT_STATE_DELETED}, 0, {0}},
		{{.limit = 10, .site = SCRATCH_SITE}, 4, {0, 2, 4, 5}},
		{{.limit = 10, .site = SCRATCH_SITE, .after = ids[0]}, 3, {2, 4, 5}},
		{{.limit = 2, .site = SCRATCH_SITE, .before = ids[5], .last = true}, 2, {2, 4}},
		{{.limit = 10, .site = "news"}, 1, {1}},
		{{.limit = 10, .site = "nobody"}, 0, {0}},
		{{.limit = 10, ON_PAGE}, 2, {2, 5}},
		{{.limit = 10, ON_PAGE, .after = ids[2]}, 1, {5}},
		{{.limit = 10, ON_PAGE, .before = ids[5], .last = true}, 1, {2}},
		{{.limit = 10, ON_PAGE, .state = COMMENT_STATE_SPAM}, 2, {6, 7}},
		{{.limit = 1, ON_PAGE, .state = COMMENT_STATE_SPAM}, 1, {6}},
		{{.limit = 9, ON_PAGE, .state = COMMENT_STATE_SPAM, .after = ids[6]}, 1, {7}},
		{{.limit = 9, ON_PAGE, .state = COMMENT_STATE_SPAM, .before = ids[7], .last = true},
			1, {6}},
		{{.limit = 10, .site = "news", .page = page}, 0, {0}},
		{{.limit = 10, BY_AUTHOR}, 0, {0}},
		{{.limit = 10, BY_AUTHOR, .state = COMMENT_STATE_APPROVED}, 2, {8, 9}},
		{{.limit = 1, BY_AUTHOR, .state = COMMENT_STATE_APPROVED, .last = true}, 1, {9}},
		{{.limit = 9, BY_AUTHOR, .state = COMMENT_STATE_APPROVED, .before = ids[9]}, 1,
			{8}},
		{{.limit = 10, BY_AUTHOR, .state = COMMENT_STATE_REJECTED}, 1, {10}},
		{{.limit = 10, .site = "news", .author = other}, 1, {1}},
		{{.limit = 10, .site = SCRATCH_SITE, .author = other}, 0, {0}},
		{{.limit = 10, .site = "news", .author = other, .last = true}, 1, {1}},
		/* between two ids, from either end */
		{{.limit = 10, .after = ids[0], .before = ids[4]}, 2, {1, 2}},
		{{.limit = 1, .after = ids[0], .before = ids[5]}, 1, {1}},
		{{.limit = 1, .after = ids[0], .before = ids[5], .last = true}, 1, {4}},
		{{.limit = 10, .after = ids[4], .before = ids[5]}, 0, {0}},
		/* what a check has found something in */
		{{.limit = 10, .reason = "links"}, 2, {0, 5}},
		{{.limit = 10, .reason = "links", .after = ids[0]}, 1, {5}},
		{{.limit = 1, .reason = "links", .last = true}, 1, {5}},
		{{.limit = 10, .reason = "links", .site = SCRATCH_SITE}, 2, {0, 5}},
		{{.limit = 10, .reason = "links", .site = "news"}, 0, {0}},
		{{.limit = 10, .reason = "links", ON_PAGE}, 1, {5}},
		{{.limit = 10, .reason = "links", .state = COMMENT_STATE_SPAM}, 1, {3}},
		{{.limit = 10, .reason = "rule"}, 1, {0}},
		{{.limit = 10, .reason = "author"}, 0, {0}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct comment *queue;
		size_t count = read_queue(rows[i].filter, &queue);

		assert_int_equal(count, rows[i].count);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(queue[k].id, ids[rows[i].want[k]]);
	}
}

/* A list for a rare reason is looked through part by part, in both directions. */
static void a_reason_is_looked_for_in_bounded_parts(void **state)
{
	enum { LAST = QUEUE_WALK + 5 };
	static int64_t ids[LAST + 1];

	for (int i = 0; i <= LAST; i++)
		ids[i] = add_pending();
	add_reason(ids[0], 1, 0, "links");
	add_reason(ids[LAST], 1, 0, "links");

	const struct {
		struct queue_filter filter;
		size_t count;
		int64_t first, edge;
	} rows[] = {
		{{.limit = 10}, 1, ids[0], ids[QUEUE_WALK - 1]},
		{{.limit = 10, .site = SCRATCH_SITE}, 1, ids[0], ids[QUEUE_WALK - 1]},
		{{.limit = 10, .after = ids[QUEUE_WALK - 1]}, 1, ids[LAST], 0},
		{{.limit = 10, .last = true}, 1, ids[LAST], ids[LAST - QUEUE_WALK + 1]},
		{{.limit = 10, .last = true, .site = SCRATCH_SITE}, 1, ids[LAST],
			ids[LAST - QUEUE_WALK + 1]},
		{{.limit = 10, .last = true, .before = ids[LAST - QUEUE_WALK + 1]}, 1, ids[0], 0},
		{{.limit = 10, .after = ids[0], .before = ids[LAST]}, 0, 0, ids[QUEUE_WALK]},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct queue_filter filter = rows[i].filter;
		struct comment *queue;
		size_t count;
		int64_t edge;

		filter.state = COMMENT_STATE_PENDING;
		filter.reason = "links";
		assert_int_equal(store_queue_of_reason(scratch.store, &filter, &scratch.arena,
					 &queue, &count, &edge),
			ERR_OK);
		assert_int_equal(count, rows[i].count);
		if (count)
			assert_int_equal(queue[0].id, rows[i].first);
		assert_int_equal(edge, rows[i].edge);
	}
}

static void decide(int64_t id)
{
	struct comment read = scratch_place(id);

	assert_int_equal(store_comment_set_state(
				 scratch.store, &read, COMMENT_STATE_SPAM, COMMENT_SHOWN_NOT, 0),
		ERR_OK);
}

/*
 * While a moderator pages through, what was seen is decided, what is ahead is decided too, and
 * new ones come: each that waits all the time is seen once, in order.
 */
static void a_queue_neither_skips_nor_repeats_while_it_changes(void **state)
{
	enum { AHEAD = 7 };
	int64_t ids[QUEUE + 1], seen[QUEUE + 1] = {0}, after = 0;
	struct comment *queue;
	size_t count = 0, part;

	for (int i = 0; i < QUEUE; i++)
		ids[i] = add_pending();
	while ((part = read_queue((struct queue_filter){.limit = 2, .after = after}, &queue))) {
		for (size_t i = 0; i < part; i++)
			seen[count++] = queue[i].id;
		after = queue[part - 1].id;
		decide(queue[0].id);
		if (count == 2) {
			decide(ids[AHEAD]);
			ids[QUEUE] = add_pending();
		}
	}
	assert_int_equal(count, QUEUE);
	for (size_t i = 0, k = 0; i < count; i++, k++) {
		k += k == AHEAD;
		assert_int_equal(seen[i], ids[k]);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_comment_is_read_as_it_was_written),
		LAW(what_is_not_there_is_not_found),
		LAW(a_state_changes_only_from_what_was_read),
		LAW(answers_that_are_shown_are_counted),
		LAW(a_thread_is_in_reading_order),
		LAW(a_part_of_a_thread_tells_where_each_stands),
		LAW(a_thread_goes_on_behind_any_of_its_comments),
		LAW(a_thread_is_one_pages),
		LAW(readers_see_what_is_published),
		LAW(the_newest_that_are_shown_in_full_are_found),
		LAW(reasons_are_a_revisions_own),
		LAW(revisions_are_listed_in_their_order),
		LAW(a_queue_is_narrowed_and_oldest_first),
		LAW(a_reason_is_looked_for_in_bounded_parts),
		LAW(a_queue_neither_skips_nor_repeats_while_it_changes),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
