/* The laws of include/core/batch.h, on a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "base/id.h"
#include "core/batch.h"

#define PENDING  COMMENT_STATE_PENDING
#define APPROVED COMMENT_STATE_APPROVED
#define SPAM     COMMENT_STATE_SPAM
#define DELETED  COMMENT_STATE_DELETED

enum { COUNT = 3 };

static const struct grant everywhere = {.scope = SCOPE_MODERATE};
static const struct identity moderator = {
	.name = "token:ci", .grants = &everywhere, .grant_count = 1};
static const struct grant elsewhere = {"news", SCOPE_MODERATE};
static const struct identity stranger = {.name = "token:x", .grants = &elsewhere, .grant_count = 1};

static int64_t comments[COUNT];
static struct batch batch;

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	for (int i = 0; i < COUNT; i++)
		comments[i] = scratch_add_comment(&(struct scratch_comment){.parent = 0});
	return 0;
}

static void name_items(struct batch_item_input items[COUNT], char ids[COUNT][ID_SIZE])
{
	for (int i = 0; i < COUNT; i++) {
		id_format(comments[i], ids[i]);
		items[i] = (struct batch_item_input){ids[i], 1};
	}
}

static enum err decide_items(
	const char *to, const char *mode, const struct batch_item_input *items, size_t count)
{
	struct batch_item_input copy[COUNT];
	const struct batch_input input = {
		.decision = {.state = to}, .mode = mode, .items = {copy, count}};
	int64_t changes = store_changes(scratch.store);
	enum err err;

	memcpy(copy, items, count * sizeof(*items));
	batch = (struct batch){.by = moderator};
	scratch.fault = FAULT_NONE;
	err = batch_init(&input, &scratch.arena, &scratch.fault, &batch);
	if (!err || err == ERR_INVALID_INPUT)
		err = batch_name(&input, &scratch.arena, &scratch.fault, &batch);
	if (!err)
		err = batch_decide(
			scratch.store, SCRATCH_NOW, &scratch.arena, &scratch.fault, &batch);
	/* the writer has nothing to take back */
	if (err)
		assert_int_equal(store_changes(scratch.store), changes);
	return err;
}

/* On all of them. */
static enum err decide(const char *to, const char *mode)
{
	struct batch_item_input items[COUNT];
	char ids[COUNT][ID_SIZE];

	name_items(items, ids);
	return decide_items(to, mode, items, COUNT);
}

static enum err undo_as(int64_t id, const struct identity *by, int64_t now)
{
	batch = (struct batch){.by = *by};
	scratch.fault = FAULT_NONE;
	return batch_undo(scratch.store, id, now, &scratch.arena, &scratch.fault, &batch);
}

static void undo(int64_t id)
{
	assert_int_equal(undo_as(id, &moderator, SCRATCH_NOW), ERR_OK);
}

static void check_states(
	enum comment_state first, enum comment_state second, enum comment_state third)
{
	assert_int_equal(scratch_place(comments[0]).state, first);
	assert_int_equal(scratch_place(comments[1]).state, second);
	assert_int_equal(scratch_place(comments[2]).state, third);
}

static void check_refused(size_t number, enum err err)
{
	assert_int_equal(batch.items[number].refusal.err, err);
	assert_non_null(batch.items[number].refusal.detail);
}

/* What a decision changes. */
static const char *const standing_sql[] = {
	"SELECT count(*) FROM comment WHERE state = 'approved'",
	"SELECT sum(shown) FROM comment",
	"SELECT count FROM page",
	"SELECT approved FROM author",
	"SELECT rejected + spam FROM author",
};

struct standing {
	int64_t values[ARRAY_SIZE(standing_sql)];
};

static struct standing standing(void)
{
	struct standing now;

	for (size_t i = 0; i < ARRAY_SIZE(standing_sql); i++)
		now.values[i] = scratch_sql(standing_sql[i]);
	return now;
}

static void check_standing(struct standing want)
{
	struct standing now = standing();

	assert_memory_equal(&now, &want, sizeof(now));
}

static void what_can_be_decided_is_and_the_rest_says_why(void **state)
{
	struct batch_item_input items[COUNT];
	char ids[COUNT][ID_SIZE];

	name_items(items, ids);
	items[0].revision = 2;
	id_format(comments[1] + 1000, ids[1]);
	assert_int_equal(decide_items("approved", NULL, items, COUNT), ERR_OK);
	assert_int_equal(batch.decided, 1);
	check_refused(0, ERR_STALE_REVISION);
	assert_int_equal(batch.items[0].place.state, PENDING);
	check_refused(1, ERR_NOT_FOUND);
	assert_int_equal(batch.items[1].place.id, 0);
	assert_int_equal(batch.items[2].refusal.err, ERR_OK);
	assert_int_equal(batch.items[2].place.state, APPROVED);
	check_states(PENDING, PENDING, APPROVED);
}

static void all_are_decided_or_none_is(void **state)
{
	struct batch_item_input items[COUNT];
	char ids[COUNT][ID_SIZE];

	name_items(items, ids);
	items[2].revision = 2;
	assert_int_equal(decide_items("spam", "all", items, COUNT), ERR_CONFLICT);
	assert_int_equal(batch.decided, 0);
	assert_int_equal(batch.id, 0);
	check_refused(2, ERR_STALE_REVISION);
	check_states(PENDING, PENDING, PENDING);
	assert_int_equal(decide("spam", "all"), ERR_OK);
	assert_int_equal(batch.decided, COUNT);
	check_states(SPAM, SPAM, SPAM);
}

static void a_batch_tried_again_begins_anew(void **state)
{
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(decide("approved", NULL), ERR_OK);
	store_rollback(scratch.store);
	check_states(PENDING, PENDING, PENDING);
	assert_int_equal(
		batch_decide(scratch.store, SCRATCH_NOW, &scratch.arena, &scratch.fault, &batch),
		ERR_OK);
	assert_int_equal(batch.decided, COUNT);
	check_states(APPROVED, APPROVED, APPROVED);
	assert_int_equal(
		scratch_sql("SELECT count(DISTINCT batch) * 10 + count(*) FROM decision"), 13);
	assert_int_equal(scratch_sql("SELECT min(id) = batch FROM decision"), 1);
}

static void undoing_brings_back_what_was(void **state)
{
	struct standing before = standing(), after;
	int64_t first;

	assert_int_equal(decide("approved", NULL), ERR_OK);
	first = batch.id;
	after = standing();
	assert_int_equal(after.values[0], COUNT);
	undo(first);
	assert_int_equal(batch.decided, COUNT);
	assert_int_not_equal(batch.id, first);
	check_standing(before);
	/* an undoing is a batch, too */
	undo(batch.id);
	check_standing(after);
	assert_int_equal(scratch_sql("SELECT count(*) FROM decision WHERE undoes IS NULL"), COUNT);
	assert_int_equal(scratch_sql("SELECT count(*) FROM decision AS a JOIN decision AS b ON"
				     " b.id = a.undoes AND b.from_state = a.to_state"),
		2 * COUNT);
}

/* What the table of states does not have can be what was. */
static void a_deletion_is_undone_to_what_was_public(void **state)
{
	assert_int_equal(decide("approved", NULL), ERR_OK);
	assert_int_equal(decide("deleted", NULL), ERR_OK);
	check_states(DELETED, DELETED, DELETED);
	undo(batch.id);
	check_states(APPROVED, APPROVED, APPROVED);
}

static void check_shown(int64_t first, int64_t second, enum comment_shown shown)
{
	assert_int_equal(scratch_place(first).shown, shown);
	assert_int_equal(scratch_place(second).shown, shown);
}

/* Whatever the order: what is decided on one of them changes what the other was read as. */
static void a_thread_goes_and_comes_back_whole(void **state)
{
	for (int turn = 0; turn < 2; turn++) {
		int64_t parent = comments[turn], answer;
		struct batch_item_input items[2];
		char ids[2][ID_SIZE];

		id_format(parent, ids[0]);
		items[turn] = (struct batch_item_input){ids[0], 1};
		assert_int_equal(decide_items("approved", NULL, &items[turn], 1), ERR_OK);
		answer = scratch_add_comment(&(struct scratch_comment){.parent = parent});
		id_format(answer, ids[1]);
		items[!turn] = (struct batch_item_input){ids[1], 1};
		assert_int_equal(decide_items("approved", NULL, &items[!turn], 1), ERR_OK);
		check_shown(parent, answer, COMMENT_SHOWN_FULL);
		assert_int_equal(decide_items("deleted", NULL, items, 2), ERR_OK);
		check_shown(parent, answer, COMMENT_SHOWN_NOT);
		undo(batch.id);
		check_shown(parent, answer, COMMENT_SHOWN_FULL);
	}
	assert_int_equal(scratch_sql("SELECT count FROM page"), 4);
}

static void what_is_newer_stands(void **state)
{
	struct batch_item_input items[COUNT];
	char ids[COUNT][ID_SIZE];
	int64_t first;

	assert_int_equal(decide("approved", NULL), ERR_OK);
	first = batch.id;
	name_items(items, ids);
	/* in the same state again, but by other decisions */
	assert_int_equal(decide_items("spam", NULL, items, 1), ERR_OK);
	assert_int_equal(decide_items("approved", NULL, items, 1), ERR_OK);
	assert_int_equal(decide_items("spam", NULL, items + 1, 1), ERR_OK);
	undo(first);
	assert_int_equal(batch.decided, 1);
	check_refused(0, ERR_CONFLICT);
	check_refused(1, ERR_STALE_REVISION);
	check_states(APPROVED, SPAM, PENDING);
	undo(first);
	assert_int_equal(batch.decided, 0);
	assert_int_equal(batch.id, 0);
}

static void undoing_ends_after_thirty_days(void **state)
{
	int64_t id;

	assert_int_equal(decide("approved", NULL), ERR_OK);
	id = batch.id;
	assert_int_equal(undo_as(id, &moderator, SCRATCH_NOW + BATCH_UNDO_SPAN + 1), ERR_CONFLICT);
	check_states(APPROVED, APPROVED, APPROVED);
	assert_int_equal(undo_as(id, &moderator, SCRATCH_NOW + BATCH_UNDO_SPAN), ERR_OK);
	check_states(PENDING, PENDING, PENDING);
}

static void what_is_not_theirs_is_not_there(void **state)
{
	assert_int_equal(decide("approved", NULL), ERR_OK);
	assert_int_equal(undo_as(batch.id, &stranger, SCRATCH_NOW), ERR_NOT_FOUND);
	assert_int_equal(undo_as(12345, &moderator, SCRATCH_NOW), ERR_NOT_FOUND);
	check_states(APPROVED, APPROVED, APPROVED);
}

static void mistakes_are_told_by_their_items(void **state)
{
	const struct {
		const char *mode;
		struct batch_item_input items[2];
		size_t count;
		const char *field, *code;
	} rows[] = {
		{NULL, {{NULL, 0}}, 0, "items", "required"},
		{NULL, {{NULL, 1}}, 1, "items", "not_an_id"},
		{NULL, {{"x", 1}}, 1, "items", "not_an_id"},
		{NULL, {{"0000000000001", 0}}, 1, "items", "required"},
		{NULL, {{"0000000000001", 1}, {"0000000000001", 2}}, 2, "items", "doubled"},
		{"both", {{"0000000000001", 1}}, 1, "mode", "unknown_value"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(decide_items("spam", rows[i].mode, rows[i].items, rows[i].count),
			ERR_INVALID_INPUT);
		assert_int_equal(scratch.fault.count, 1);
		assert_string_equal(fault_find(&scratch.fault, rows[i].field)->code, rows[i].code);
	}
	assert_int_equal(decide("gone", "each"), ERR_INVALID_INPUT);
	assert_non_null(fault_find(&scratch.fault, "state"));
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_can_be_decided_is_and_the_rest_says_why),
		LAW(all_are_decided_or_none_is),
		LAW(a_batch_tried_again_begins_anew),
		LAW(undoing_brings_back_what_was),
		LAW(a_deletion_is_undone_to_what_was_public),
		LAW(a_thread_goes_and_comes_back_whole),
		LAW(what_is_newer_stands),
		LAW(undoing_ends_after_thirty_days),
		LAW(what_is_not_theirs_is_not_there),
		LAW(mistakes_are_told_by_their_items),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
