/* The laws of include/core/thread.h, on a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/fingerprint.h"
#include "core/thread.h"
#include "fixed_keys.h"

enum { MANY = 9 };

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static int64_t add_shown(int64_t parent)
{
	return scratch_add_comment(&(struct scratch_comment){
		.parent = parent,
		.state = COMMENT_STATE_APPROVED,
		.shown = COMMENT_SHOWN_FULL,
	});
}

enum { DEEP = COMMENT_DEPTH_MAX - 1 };

static enum err try_read(const struct thread_query *query, struct thread *thread)
{
	struct thread_query keyed = *query;

	keyed.keys = fixed_keys[0];
	scratch.fault = FAULT_NONE;
	return thread_read(scratch.store, &keyed, &scratch.arena, &scratch.fault, thread);
}

static struct thread read_after(int64_t after, int64_t limit, bool newest_first)
{
	struct thread_query query = {SCRATCH_URL, newest_first, after, limit, DEEP};
	struct thread thread;

	assert_int_equal(try_read(&query, &thread), ERR_OK);
	return thread;
}

static void a_page_that_nobody_commented_on_is_empty(void **state)
{
	const struct thread_query query = {"https://example.org/other", false, 0, 10, DEEP};
	struct thread thread;

	assert_int_equal(try_read(&query, &thread), ERR_OK);
	assert_int_equal(thread.page.id, 0);
	assert_int_equal(thread.page.count, 0);
	assert_int_equal(thread.page.state, PAGE_STATE_OPEN);
	assert_string_equal(thread.page.url, query.page);
	assert_int_equal(thread.count, 0);
	assert_int_equal(thread.next, 0);
}

static void what_is_shown_is_rendered(void **state)
{
	struct thread thread;

	add_shown(0);
	thread = read_after(0, 10, false);
	assert_int_equal(thread.page.id, scratch.page);
	assert_int_equal(thread.count, 1);
	assert_string_equal(thread.comments[0].name, "Anna");
	assert_string_equal(thread.comments[0].html, "<p>A <em>body</em>.</p>\n");
	assert_int_equal(thread.next, 0);
}

static void an_author_has_one_avatar(void **state)
{
	char want[FINGERPRINT_AVATAR_SIZE];
	struct thread thread;

	add_shown(0);
	scratch.author = scratch_add_author(SCRATCH_SITE, "other");
	add_shown(0);
	add_shown(0);
	thread = read_after(0, 10, false);
	assert_int_equal(thread.count, 3);
	fingerprint_avatar(fixed_keys[0], SCRATCH_SITE, scratch.author, want);
	assert_string_not_equal(thread.comments[0].avatar, want);
	assert_string_equal(thread.comments[1].avatar, want);
	assert_string_equal(thread.comments[2].avatar, want);
}

static void a_tombstone_has_no_name_and_no_text(void **state)
{
	int64_t parent = scratch_add_comment(&(struct scratch_comment){
		.state = COMMENT_STATE_DELETED,
		.shown = COMMENT_SHOWN_TOMBSTONE,
	});
	struct thread thread;

	add_shown(parent);
	thread = read_after(0, 10, false);
	assert_int_equal(thread.count, 2);
	assert_int_equal(thread.comments[0].id, parent);
	assert_null(thread.comments[0].name);
	assert_null(thread.comments[0].website);
	assert_null(thread.comments[0].avatar);
	assert_null(thread.comments[0].html);
	assert_non_null(thread.comments[1].html);
}

/* Nothing is skipped, nothing comes twice, and the last part says that it is the last. */
static void check_parts(int64_t limit, bool newest_first)
{
	struct thread whole = read_after(0, 1000, newest_first), part;
	int64_t after = 0;
	size_t seen = 0;

	assert_int_equal(whole.next, 0);
	do {
		part = read_after(after, limit, newest_first);
		assert_in_range(part.count, 1, limit);
		for (size_t i = 0; i < part.count; i++)
			assert_int_equal(part.comments[i].id, whole.comments[seen + i].id);
		seen += part.count;
		after = part.next;
		if (after)
			assert_int_equal(part.count, limit);
	} while (after);
	assert_int_equal(seen, whole.count);
}

static void parts_make_up_the_whole(void **state)
{
	int64_t ids[MANY];

	for (int i = 0; i < MANY; i++)
		ids[i] = add_shown(i % 3 ? ids[i / 2] : 0);
	for (int64_t limit = 1; limit <= MANY + 1; limit++) {
		check_parts(limit, false);
		check_parts(limit, true);
	}
}

static void a_cursor_of_another_page_is_refused(void **state)
{
	int64_t page = scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	int64_t other = scratch_add_comment(&(struct scratch_comment){
		.page = page,
		.state = COMMENT_STATE_APPROVED,
		.shown = COMMENT_SHOWN_FULL,
	});
	const int64_t cursors[] = {other, other + 1000, INT64_MAX};

	add_shown(0);
	for (size_t i = 0; i < ARRAY_SIZE(cursors); i++) {
		struct thread_query query = {SCRATCH_URL, false, cursors[i], 10, DEEP};
		struct thread thread;

		assert_int_equal(try_read(&query, &thread), ERR_INVALID_INPUT);
		assert_string_equal(fault_find(&scratch.fault, "after")->code, "unknown_cursor");
	}
}

/* Who has read up to a comment that vanished goes on behind where it stood. */
static void a_cursor_outlives_its_comment(void **state)
{
	int64_t ids[3];
	struct thread thread;

	for (int i = 0; i < 3; i++)
		ids[i] = add_shown(0);
	assert_int_equal(store_comment_set_shown(scratch.store, ids[1], COMMENT_SHOWN_NOT), ERR_OK);
	thread = read_after(ids[1], 10, false);
	assert_int_equal(thread.count, 1);
	assert_int_equal(thread.comments[0].id, ids[2]);
	thread = read_after(ids[1], 10, true);
	assert_int_equal(thread.count, 1);
	assert_int_equal(thread.comments[0].id, ids[0]);
}

static struct thread read_from(int64_t from, int64_t limit, bool newest_first)
{
	struct thread_query query = {SCRATCH_URL, newest_first, 0, limit, DEEP, from};
	struct thread thread;

	assert_int_equal(try_read(&query, &thread), ERR_OK);
	return thread;
}

/* Where a part stands in the whole: the index of its first, and all others behind it. */
static size_t place_in(const struct thread *whole, const struct thread *part)
{
	size_t at = 0;

	while (at < whole->count && whole->comments[at].id != part->comments[0].id)
		at++;
	assert_true(at + part->count <= whole->count);
	for (size_t i = 0; i < part->count; i++)
		assert_int_equal(part->comments[i].id, whole->comments[at + i].id);
	assert_int_equal(part->next,
		at + part->count < whole->count ? part->comments[part->count - 1].id : 0);
	return at;
}

static void check_from(const struct thread *whole, size_t index, int64_t limit, bool newest_first)
{
	const struct comment *comment = &whole->comments[index];
	struct thread part = read_from(comment->id, limit, newest_first);
	size_t root = index;

	while (whole->comments[root].id != comment->root)
		root--;
	assert_int_equal(place_in(whole, &part), index - root < (size_t)limit ? root : index);
}

/* The second of the answers has an id right behind that of the first, below which more hangs. */
static void a_part_begins_with_the_thread_of_a_comment_or_with_itself(void **state)
{
	int64_t ids[MANY];

	for (int i = 0; i < MANY; i++)
		ids[i] = add_shown(i == 3 || i == 4 ? ids[2]
				   : i == 5         ? ids[3]
				   : i % 3          ? ids[i / 2]
						    : 0);
	assert_int_equal(ids[4], ids[3] + 1);
	for (int newest_first = 0; newest_first < 2; newest_first++) {
		struct thread whole = read_after(0, 1000, newest_first);

		assert_int_equal(whole.count, MANY);
		for (size_t i = 0; i < MANY; i++)
			for (int64_t limit = 1; limit <= MANY; limit++)
				check_from(&whole, i, limit, newest_first);
	}
}

/* A low byte of 0 borrows from those before it. */
static void the_place_before_an_id_is_behind_the_one_before_it(void **state)
{
	static const int64_t ids[] = {0x100, 0xff, 0x10000, 0x7f00000000000000};

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		int64_t root = add_shown(0), answer = add_shown(root);
		char sql[200];
		struct thread part;

		snprintf(sql, sizeof(sql),
			"UPDATE comment SET id = %lld, path = "
			"CAST(substr(path, 1, 8) || x'%016llx' AS BLOB) "
			"WHERE id = %lld",
			(long long)ids[i], (unsigned long long)ids[i], (long long)answer);
		scratch_sql(sql);
		snprintf(sql, sizeof(sql),
			"UPDATE revision SET comment = %lld WHERE comment = %lld",
			(long long)ids[i], (long long)answer);
		scratch_sql(sql);
		part = read_from(ids[i], 1, false);
		assert_int_equal(part.count, 1);
		assert_int_equal(part.comments[0].id, ids[i]);
	}
}

static void a_part_begins_from_what_is_shown_on_the_page(void **state)
{
	int64_t page = scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	int64_t gone = add_shown(0), other = scratch_add_comment(&(struct scratch_comment){
					     .page = page,
					     .state = COMMENT_STATE_APPROVED,
					     .shown = COMMENT_SHOWN_FULL,
				     });
	const int64_t ids[] = {gone, other, other + 1000};

	assert_int_equal(store_comment_set_shown(scratch.store, gone, COMMENT_SHOWN_NOT), ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		struct thread_query query = {SCRATCH_URL, false, 0, 10, DEEP, ids[i]};
		struct thread thread;

		assert_int_equal(try_read(&query, &thread), ERR_INVALID_INPUT);
		assert_string_equal(fault_find(&scratch.fault, "from")->code, "unknown_cursor");
		query.page = "https://example.org/third";
		assert_int_equal(try_read(&query, &thread), ERR_INVALID_INPUT);
	}
}

static void what_is_deeper_than_the_site_shows_is_shown_as_deep(void **state)
{
	int64_t above = 0;

	for (int i = 0; i < 5; i++)
		above = add_shown(above);
	for (int64_t depth = 0; depth < 6; depth++) {
		const struct thread_query query = {SCRATCH_URL, THREAD_SORT_OLDEST, 0, 10, depth};
		struct thread thread;

		assert_int_equal(try_read(&query, &thread), ERR_OK);
		assert_int_equal(thread.count, 5);
		for (int64_t i = 0; i < 5; i++) {
			assert_int_equal(thread.comments[i].depth, i < depth ? i : depth);
			assert_true((thread.comments[i].parent != 0) == (i > 0));
		}
	}
}

/* 16 KiB each, of which two hundred are more than a part takes. */
static void a_part_ends_before_it_is_too_long(void **state)
{
	const struct thread_query whole = {.page = SCRATCH_URL,
		.limit = 1000,
		.depth = COMMENT_DEPTH_MAX,
		.keys = fixed_keys[0]};
	enum { LARGE = 16 * 1024, COUNT = 60 };
	static char body[LARGE + 1];
	struct thread thread;
	size_t bytes = 0;

	memset(body, 'x', LARGE);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	for (int i = 0; i < COUNT; i++) {
		int64_t id = scratch_add_comment(&(struct scratch_comment){
			.state = COMMENT_STATE_APPROVED,
			.shown = COMMENT_SHOWN_FULL,
			.unpublished = 1,
		});
		struct comment read = scratch_place(id);

		assert_int_equal(scratch_add_revision(id, 2, body, SCRATCH_NOW), ERR_OK);
		assert_int_equal(store_comment_set_state(scratch.store, &read,
					 COMMENT_STATE_APPROVED, COMMENT_SHOWN_FULL, 2),
			ERR_OK);
	}
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	thread = read_after(0, 1000, false);
	assert_in_range(thread.count, 2, COUNT - 1);
	assert_int_equal(thread.next, thread.comments[thread.count - 1].id);
	for (size_t i = 0; i < thread.count; i++)
		bytes += strlen(thread.comments[i].html);
	assert_in_range(bytes, 512 * 1024, 512 * 1024 + 2 * LARGE);
	assert_int_equal(thread.count + read_after(thread.next, 1000, false).count, COUNT);
	assert_int_equal(
		thread_read_whole(scratch.store, &whole, &scratch.arena, &scratch.fault, &thread),
		ERR_OK);
	assert_int_equal(thread.count, COUNT);
	assert_int_equal(thread.next, 0);
	for (size_t i = 1; i < thread.count; i++)
		assert_true(thread.comments[i].id > thread.comments[i - 1].id);
}

static void a_full_arena_is_no_memory(void **state)
{
	const struct thread_query query = {
		SCRATCH_URL, THREAD_SORT_OLDEST, 0, 10, DEEP, 0, fixed_keys[0]};
	struct thread thread;

	add_shown(0);
	for (size_t room = 0; room < 8192; room += 512) {
		struct fault fault = FAULT_NONE;
		struct arena full;
		enum err err;

		arena_init(room, &full);
		err = thread_read(scratch.store, &query, &full, &fault, &thread);
		if (err) {
			assert_int_equal(err, ERR_MEMORY);
			assert_int_equal(fault.err, ERR_MEMORY);
		}
		arena_finish(&full);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_page_that_nobody_commented_on_is_empty),
		LAW(what_is_shown_is_rendered),
		LAW(an_author_has_one_avatar),
		LAW(a_tombstone_has_no_name_and_no_text),
		LAW(parts_make_up_the_whole),
		LAW(a_cursor_of_another_page_is_refused),
		LAW(a_cursor_outlives_its_comment),
		LAW(a_part_begins_with_the_thread_of_a_comment_or_with_itself),
		LAW(the_place_before_an_id_is_behind_the_one_before_it),
		LAW(a_part_begins_from_what_is_shown_on_the_page),
		LAW(what_is_deeper_than_the_site_shows_is_shown_as_deep),
		LAW(a_part_ends_before_it_is_too_long),
		LAW(a_full_arena_is_no_memory),
	};

	return cmocka_run_group_tests(laws, fixed_keys_start, fixed_keys_stop);
}
