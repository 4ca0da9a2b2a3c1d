/* The laws of include/core/moderation.h, on a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/moderation.h"
#include "store/decision.h"

#define PENDING  COMMENT_STATE_PENDING
#define APPROVED COMMENT_STATE_APPROVED
#define REJECTED COMMENT_STATE_REJECTED
#define SPAM     COMMENT_STATE_SPAM
#define DELETED  COMMENT_STATE_DELETED

static const struct grant everywhere = {.scope = SCOPE_MODERATE};
static const struct identity moderator = {
	.name = "token:ci", .grants = &everywhere, .grant_count = 1};

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	return 0;
}

static enum err decide_as(struct verdict verdict, struct comment *current)
{
	int64_t changes = store_changes(scratch.store);
	struct comment place = {0};
	int64_t batch;
	enum err err;

	scratch.fault = FAULT_NONE;
	err = moderation_check(scratch.store, &verdict, &scratch.arena, &scratch.fault, &place);
	/* the writer has nothing to take back */
	assert_int_equal(store_changes(scratch.store), changes);
	if (!err)
		err = moderation_apply(scratch.store, &verdict, SCRATCH_NOW, &scratch.arena,
			&scratch.fault, &place, &batch);
	if (place.id)
		assert_int_equal(
			store_queue_find(scratch.store, place.id, &scratch.arena, current), ERR_OK);
	return err;
}

static void decide_on(int64_t comment, int64_t revision, enum comment_state to)
{
	struct comment current = {0};

	if (decide_as((struct verdict){.comment = comment,
			      .revision = revision,
			      .to = to,
			      .from = -1,
			      .by = moderator},
		    &current))
		fail_msg("refused: %s", scratch.fault.detail);
	assert_int_equal(current.id, comment);
	assert_int_equal(current.state, to);
}

static void decide(int64_t comment, enum comment_state to)
{
	decide_on(comment, 1, to);
}

/* Its author edits it, or (`body` NULL) withdraws it. */
static enum err own(int64_t id, enum comment_state to, const char *body, struct comment *place)
{
	int64_t changes = store_changes(scratch.store), batch;
	enum err err;

	scratch.fault = FAULT_NONE;
	*place = scratch_place(id);
	err = moderation_own(scratch.store, place, to, body, SCRATCH_NOW, &scratch.arena,
		&scratch.fault, &batch);
	if (err)
		assert_int_equal(store_changes(scratch.store), changes);
	return err;
}

static int64_t add_answer(int64_t parent)
{
	return scratch_add_comment(&(struct scratch_comment){.parent = parent});
}

/* A comment brought into a state from which every other can be tried. */
static int64_t add_in(enum comment_state state)
{
	int64_t id = add_answer(0);

	if (state != PENDING)
		decide(id, state);
	return id;
}

static int64_t decisions_of(int64_t comment)
{
	const struct decision_filter filter = {.comment = comment, .limit = 1000};
	struct decision_list list;

	assert_int_equal(
		store_decision_list(scratch.store, &filter, &scratch.arena, &list), ERR_OK);
	return (int64_t)list.count;
}

/* From the row to the column; who may: m for moderators, r for rules, a for authors. */
static const char *const table[COMMENT_STATE__MAX][COMMENT_STATE__MAX] = {
	[PENDING] = {"", "mr", "mr", "mr", "mra"},
	[APPROVED] = {"mra", "", "mr", "mr", "mra"},
	[REJECTED] = {"mr", "mr", "", "mr", "mra"},
	[SPAM] = {"mr", "mr", "mr", "", "mra"},
	[DELETED] = {"m", "", "", "", ""},
};

static void the_table_is_that_of_the_design(void **state)
{
	static const struct {
		enum moderation_who who;
		char letter;
	} whos[] = {{WHO_MODERATOR, 'm'}, {WHO_RULE, 'r'}, {WHO_AUTHOR, 'a'}};

	for (int from = 0; from < COMMENT_STATE__MAX; from++)
		for (int to = 0; to < COMMENT_STATE__MAX; to++)
			for (size_t i = 0; i < ARRAY_SIZE(whos); i++)
				if (moderation_allows((enum comment_state)from,
					    (enum comment_state)to, whos[i].who) !=
					(strchr(table[from][to], whos[i].letter) != NULL))
					fail_msg("%s to %s for %c", comment_state_names[from],
						comment_state_names[to], whos[i].letter);
}

static void what_the_table_does_not_have_is_a_conflict(void **state)
{
	for (int from = 0; from < COMMENT_STATE__MAX; from++) {
		for (int to = 0; to < COMMENT_STATE__MAX; to++) {
			int64_t id = add_in((enum comment_state)from);
			int64_t decisions = decisions_of(id);
			struct comment current = {0};
			bool allowed = strchr(table[from][to], 'm') != NULL;
			enum err err = decide_as((struct verdict){.comment = id,
							 .revision = 1,
							 .to = (enum comment_state)to,
							 .from = from,
							 .by = moderator},
				&current);

			assert_int_equal(err, allowed ? ERR_OK : ERR_CONFLICT);
			assert_int_equal(current.id, id);
			assert_int_equal(current.state, allowed ? to : from);
			assert_int_equal(scratch_place(id).state, allowed ? to : from);
			assert_int_equal(decisions_of(id), decisions + allowed);
		}
	}
}

static void a_decision_names_what_was_read(void **state)
{
	int64_t id = add_in(APPROVED);
	const struct {
		struct verdict verdict;
		enum err want;
	} rows[] = {
		{{.comment = id, .revision = 2, .to = SPAM, .from = -1}, ERR_STALE_REVISION},
		{{.comment = id, .revision = 0, .to = SPAM, .from = -1}, ERR_STALE_REVISION},
		{{.comment = id, .revision = 1, .to = SPAM, .from = PENDING}, ERR_STALE_REVISION},
		/* what was read goes before what may be */
		{{.comment = id, .revision = 2, .to = APPROVED, .from = -1}, ERR_STALE_REVISION},
		{{.comment = id, .revision = 1, .to = SPAM, .from = APPROVED}, ERR_OK},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct verdict verdict = rows[i].verdict;
		struct comment current = {0};

		verdict.by = moderator;
		assert_int_equal(decide_as(verdict, &current), rows[i].want);
		assert_int_equal(current.id, id);
		assert_int_equal(current.state, rows[i].want ? APPROVED : SPAM);
		assert_string_equal(current.body, "A *body*.");
	}
	assert_int_equal(decisions_of(id), 2);
}

static void who_may_not_sees_nothing(void **state)
{
	const struct grant grant = {"news", SCOPE_ADMIN};
	const struct identity other = {.name = "token:x", .grants = &grant, .grant_count = 1};
	int64_t id = add_in(PENDING);
	struct comment current = {0};

	assert_int_equal(decide_as((struct verdict){.comment = id,
					   .revision = 1,
					   .to = APPROVED,
					   .from = -1,
					   .by = other},
				 &current),
		ERR_FORBIDDEN);
	assert_int_equal(current.id, 0);
	assert_int_equal(decide_as((struct verdict){.comment = id + 1,
					   .revision = 1,
					   .to = APPROVED,
					   .from = -1,
					   .by = moderator},
				 &current),
		ERR_NOT_FOUND);
	assert_int_equal(current.id, 0);
	assert_int_equal(scratch_place(id).state, PENDING);
}

static void approving_publishes_the_revision_that_was_read(void **state)
{
	int64_t id = scratch_add_comment(&(struct scratch_comment){.unpublished = 1});
	struct comment current = {0};

	assert_int_equal(scratch_place(id).published, 0);
	decide(id, REJECTED);
	assert_int_equal(scratch_place(id).published, 0);
	decide(id, APPROVED);
	assert_int_equal(scratch_place(id).published, 1);
	/* an edit: the new text waits, the old one stays public */
	assert_int_equal(scratch_add_revision(id, 2, "Second.", SCRATCH_NOW), ERR_OK);
	scratch_sql("UPDATE comment SET revision = 2, state = 'pending' WHERE state = 'approved'");
	assert_int_equal(decide_as((struct verdict){.comment = id,
					   .revision = 1,
					   .to = APPROVED,
					   .from = -1,
					   .by = moderator},
				 &current),
		ERR_STALE_REVISION);
	assert_int_equal(scratch_place(id).published, 1);
	assert_int_equal(decide_as((struct verdict){.comment = id,
					   .revision = 2,
					   .to = APPROVED,
					   .from = PENDING,
					   .by = moderator},
				 &current),
		ERR_OK);
	assert_int_equal(scratch_place(id).published, 2);
	assert_string_equal(current.body, "Second.");
}

/* Of what an author may do, and what is on record of it. */
static void an_author_edits_and_withdraws_as_the_table_has_it(void **state)
{
	static const struct {
		enum comment_state from, to;
		const char *body;
		bool allowed;
	} rows[] = {
		{PENDING, PENDING, "x", true},
		{PENDING, APPROVED, "x", false},
		{APPROVED, APPROVED, "x", true},
		{APPROVED, PENDING, "x", true},
		{REJECTED, REJECTED, "x", false},
		{SPAM, PENDING, "x", false},
		{DELETED, DELETED, "x", false},
		{DELETED, PENDING, "x", false},
		{PENDING, DELETED, NULL, true},
		{APPROVED, DELETED, NULL, true},
		{REJECTED, DELETED, NULL, true},
		{SPAM, DELETED, NULL, true},
		{DELETED, DELETED, NULL, false},
		{APPROVED, APPROVED, NULL, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t id = add_in(rows[i].from), before = decisions_of(id);
		enum err want = rows[i].allowed ? ERR_OK : ERR_CONFLICT;
		struct decision last = {0};
		struct comment place;

		assert_int_equal(own(id, rows[i].to, rows[i].body, &place), want);
		assert_int_equal(decisions_of(id), before + rows[i].allowed);
		assert_int_equal(
			scratch_place(id).state, rows[i].allowed ? rows[i].to : rows[i].from);
		assert_int_equal(place.state, scratch_place(id).state);
		if (!rows[i].allowed)
			continue;
		assert_int_equal(
			store_decision_newest(scratch.store, id, &scratch.arena, &last), ERR_OK);
		assert_string_equal(last.by, "author");
		assert_int_equal(last.edited, rows[i].body ? 2 : 0);
		assert_int_equal(last.published, rows[i].from == APPROVED ? 1 : 0);
	}
}

static void every_decision_is_on_record(void **state)
{
	int64_t id = add_in(PENDING);
	struct comment current = {0};
	struct decision last = {0};

	assert_int_equal(
		store_decision_newest(scratch.store, id, &scratch.arena, &last), ERR_NOT_FOUND);
	decide(id, APPROVED);
	assert_int_equal(decide_as((struct verdict){.comment = id,
					   .revision = 1,
					   .to = REJECTED,
					   .from = -1,
					   .reason = "abuse",
					   .note = "Please be kind.",
					   .by = moderator},
				 &current),
		ERR_OK);
	assert_int_equal(store_decision_newest(scratch.store, id, &scratch.arena, &last), ERR_OK);
	assert_int_equal(last.comment, id);
	assert_int_equal(last.revision, 1);
	assert_int_equal(last.from, APPROVED);
	assert_int_equal(last.to, REJECTED);
	assert_string_equal(last.by, "token:ci");
	assert_string_equal(last.site, SCRATCH_SITE);
	assert_string_equal(last.reason, "abuse");
	assert_string_equal(last.note, "Please be kind.");
	assert_int_equal(last.at, SCRATCH_NOW);
	assert_int_equal(decisions_of(id), 2);
}

static void what_is_typed_is_read_with_all_its_mistakes(void **state)
{
	static const struct {
		struct decision_input input;
		const char *field; /* NULL: it is good */
		const char *code;
	} rows[] = {
		{{"approved", NULL, NULL, NULL}, NULL, NULL},
		{{"rejected", "pending", "abuse", "Why."}, NULL, NULL},
		{{"rejected", NULL, NULL, " "}, NULL, NULL},
		{{NULL, NULL, NULL, NULL}, "state", "required"},
		{{"", NULL, NULL, NULL}, "state", "unknown_value"},
		{{"Approved", NULL, NULL, NULL}, "state", "unknown_value"},
		{{"approved", "", NULL, NULL}, "from", "unknown_value"},
		{{"rejected", NULL, "bad", NULL}, "reason", "unknown_value"},
		{{"rejected", NULL, "", NULL}, "reason", "unknown_value"},
		{{"approved", NULL, "abuse", NULL}, "reason", "not_rejected"},
		{{"rejected", NULL, NULL, "a\x01"}, "note", "invalid_character"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fault fault = FAULT_NONE;
		struct verdict verdict = {0};
		enum err err = verdict_init(&rows[i].input, &scratch.arena, &fault, &verdict);

		assert_int_equal(err, rows[i].field ? ERR_INVALID_INPUT : ERR_OK);
		assert_int_equal(fault.count, rows[i].field ? 1 : 0);
		if (rows[i].field)
			assert_string_equal(fault_find(&fault, rows[i].field)->code, rows[i].code);
		else
			assert_int_equal(verdict.from, rows[i].input.from ? PENDING : -1);
	}
}

static void mistakes_name_the_values_there_are(void **state)
{
	const struct decision_input input = {"x", "y", "z", NULL};
	struct fault fault = FAULT_NONE;
	struct verdict verdict;

	assert_int_equal(verdict_init(&input, &scratch.arena, &fault, &verdict), ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 3);
	for (int i = 0; i < COMMENT_STATE__MAX; i++) {
		assert_non_null(
			strstr(fault_find(&fault, "state")->detail, comment_state_names[i]));
		assert_non_null(strstr(fault_find(&fault, "from")->detail, comment_state_names[i]));
	}
	for (size_t i = 0; rejection_reasons[i]; i++)
		assert_non_null(strstr(fault_find(&fault, "reason")->detail, rejection_reasons[i]));
}

/*
 * Random decisions on a random tree. After each: what is shown follows from the states alone,
 * and so do the counters, whatever the order in which the states came about.
 */

enum { COMMENTS = 14, AUTHORS = 3, STEPS = 160, SEEDS = 6, TRIES = 4 };

struct model {
	int64_t ids[COMMENTS], authors[AUTHORS];
	int parents[COMMENTS]; /* -1: none */
	int by[COMMENTS];
	enum comment_state states[COMMENTS];
	int64_t revisions[COMMENTS]; /* the newest */
	int64_t seen[COMMENTS];      /* the one that readers see; 0: none */
	int count;
	int64_t decided;
	int tombstones;      /* that were seen, so that a run without any is noticed */
	int edits_that_wait; /* while an earlier text is public; likewise */
	unsigned seed;
};

static unsigned draw(struct model *model, unsigned below)
{
	model->seed = model->seed * 1103515245u + 12345u;
	return (model->seed >> 16) % below;
}

/* Only what readers see can be answered; -1: none was found. */
static int model_parent(struct model *model)
{
	for (int i = 0; model->count && i < TRIES; i++) {
		int parent = (int)draw(model, (unsigned)model->count);

		if (model->seen[parent])
			return parent;
	}
	return -1;
}

static void model_grow(struct model *model)
{
	int i = model->count, parent = model_parent(model);

	model->parents[i] = parent;
	model->by[i] = (int)draw(model, AUTHORS);
	model->states[i] = PENDING;
	model->revisions[i] = 1;
	model->ids[i] = scratch_add_comment(&(struct scratch_comment){
		.parent = parent < 0 ? 0 : model->ids[parent],
		.author = model->authors[model->by[i]],
		.unpublished = 1,
	});
	model->count++;
}

static void model_decide(struct model *model)
{
	int i = (int)draw(model, (unsigned)model->count);
	enum comment_state to =
		draw(model, 2) ? APPROVED : (enum comment_state)draw(model, COMMENT_STATE__MAX);

	if (!moderation_allows(model->states[i], to, WHO_MODERATOR))
		return;
	decide_on(model->ids[i], model->revisions[i], to);
	model->states[i] = to;
	model->seen[i] = to == APPROVED ? model->revisions[i] : 0;
	model->decided++;
}

/* An author edits a comment, which waits for it or does not, or withdraws it. */
static void model_own(struct model *model)
{
	int i = (int)draw(model, (unsigned)model->count);
	enum comment_state from = model->states[i];
	bool edits = draw(model, 8) > 0;
	enum comment_state to = !edits ? DELETED : draw(model, 2) ? PENDING : from;
	struct comment place;

	if (from == DELETED || (edits && from > APPROVED))
		return;
	assert_int_equal(own(model->ids[i], to, edits ? "Another." : NULL, &place), ERR_OK);
	model->revisions[i] += edits;
	if (to == APPROVED)
		model->seen[i] = model->revisions[i];
	else if (to == DELETED)
		model->seen[i] = 0;
	model->edits_that_wait += to == PENDING && model->seen[i];
	model->states[i] = to;
	model->decided++;
}

/* Whether something stands at a comment's place: itself, or an answer that hangs on it. */
static bool model_stands(const struct model *model, int i)
{
	bool stands = model->seen[i] != 0;

	for (int k = i + 1; k < model->count; k++)
		stands |= model->parents[k] == i && model_stands(model, k);
	return stands;
}

static enum comment_shown model_shown(const struct model *model, int i)
{
	if (model->seen[i])
		return COMMENT_SHOWN_FULL;
	return model_stands(model, i) ? COMMENT_SHOWN_TOMBSTONE : COMMENT_SHOWN_NOT;
}

static int64_t model_count(const struct model *model, int by, enum comment_state state)
{
	int64_t count = 0;

	for (int i = 0; i < model->count; i++)
		count += model->states[i] == state && (by < 0 || model->by[i] == by);
	return count;
}

static void check_comments(struct model *model)
{
	for (int i = 0; i < model->count; i++) {
		struct comment comment = scratch_place(model->ids[i]), item = {0};
		int by = model->by[i];

		assert_int_equal(comment.state, model->states[i]);
		assert_int_equal(comment.shown, model_shown(model, i));
		assert_int_equal(comment.revision, model->revisions[i]);
		if (model->seen[i])
			assert_int_equal(comment.published, model->seen[i]);
		model->tombstones += comment.shown == COMMENT_SHOWN_TOMBSTONE;
		assert_int_equal(
			store_queue_find(scratch.store, comment.id, &scratch.arena, &item), ERR_OK);
		assert_int_equal(item.published, model->seen[i]);
		assert_int_equal(item.author_approved, model_count(model, by, APPROVED));
		assert_int_equal(item.author_rejected, model_count(model, by, REJECTED));
		assert_int_equal(item.author_spam, model_count(model, by, SPAM));
	}
}

/* The thread that readers see holds what stands, and no name or text of a tombstone. */
static void check_thread(const struct model *model)
{
	const struct comment beginning = {0};
	struct comment *thread;
	size_t count, stands = 0;

	assert_int_equal(store_thread(scratch.store, scratch.page, false, &beginning, 1000,
				 &scratch.arena, &thread, &count),
		ERR_OK);
	for (int i = 0; i < model->count; i++)
		stands += model_shown(model, i) != COMMENT_SHOWN_NOT;
	assert_int_equal(count, stands);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(thread[i].name != NULL, thread[i].shown == COMMENT_SHOWN_FULL);
		assert_int_equal(thread[i].body != NULL, thread[i].shown == COMMENT_SHOWN_FULL);
	}
}

static void check_counts(const struct model *model)
{
	int64_t counts[COMMENT_STATE__MAX];

	assert_int_equal(
		store_site_counts(scratch.store, SCRATCH_SITE, &scratch.arena, counts), ERR_OK);
	for (int state = 0; state < COMMENT_STATE__MAX; state++)
		assert_int_equal(counts[state], model_count(model, -1, (enum comment_state)state));
}

static void check_model(struct model *model)
{
	struct page page = {0};
	int64_t seen = 0;

	for (int i = 0; i < model->count; i++)
		seen += model->seen[i] != 0;
	check_comments(model);
	check_thread(model);
	check_counts(model);
	assert_int_equal(
		store_page_by_url(scratch.store, SCRATCH_URL, &scratch.arena, &page), ERR_OK);
	assert_int_equal(page.count, seen);
}

/* How many tombstones were seen. */
static int run_model(unsigned seed)
{
	struct model model = {.seed = seed};
	char fingerprint[16];

	print_message("# seed %u\n", seed);
	/* one transaction: the laws are of what stands in it, not of its commit */
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	for (int i = 0; i < AUTHORS; i++) {
		snprintf(fingerprint, sizeof(fingerprint), "author %d", i);
		model.authors[i] = scratch_add_author(SCRATCH_SITE, fingerprint);
	}
	for (int step = 0; step < STEPS; step++) {
		if (model.count < COMMENTS && draw(&model, 6) == 0)
			model_grow(&model);
		else if (model.count && draw(&model, 3) == 0)
			model_own(&model);
		else if (model.count)
			model_decide(&model);
		check_model(&model);
		arena_finish(&scratch.arena);
		arena_init(16 * 1024 * 1024, &scratch.arena);
	}
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(model.count, COMMENTS);
	assert_true(model.edits_that_wait > 0);
	assert_int_equal(scratch_sql("SELECT count(*) FROM decision"), model.decided);
	return model.tombstones;
}

static void whatever_the_order_all_follows_from_the_states(void **state)
{
	int tombstones = 0;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		if (seed > 1) {
			assert_int_equal(scratch_stop(state), 0);
			assert_int_equal(start(state), 0);
		}
		tombstones += run_model(seed);
	}
	assert_true(tombstones > STEPS);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(the_table_is_that_of_the_design),
		LAW(what_the_table_does_not_have_is_a_conflict),
		LAW(a_decision_names_what_was_read),
		LAW(who_may_not_sees_nothing),
		LAW(approving_publishes_the_revision_that_was_read),
		LAW(an_author_edits_and_withdraws_as_the_table_has_it),
		LAW(every_decision_is_on_record),
		LAW(what_is_typed_is_read_with_all_its_mistakes),
		LAW(mistakes_name_the_values_there_are),
		LAW(whatever_the_order_all_follows_from_the_states),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
