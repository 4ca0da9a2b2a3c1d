/* The laws of include/store/record.h and of the seals of revisions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "store/decision.h"
#include "store/record.h"
#include "store/revision.h"

enum { FOUND_MAX = 8 };

static int64_t comment;

/* What a look has found. */
static struct {
	enum record_flaw flaws[FOUND_MAX];
	int64_t decisions[FOUND_MAX];
	size_t count;
} found;

static int start(void **state)
{
	bool begun;

	if (scratch_start(state))
		return -1;
	scratch_populate();
	comment = scratch_add_comment(&(struct scratch_comment){.parent = 0});
	return store_record_begin(scratch.store, &begun) != ERR_OK || !begun;
}

static enum err insert(int64_t id, const char *note)
{
	const struct decision decision = {
		.id = id,
		.batch = id,
		.site = SCRATCH_SITE,
		.comment = comment,
		.revision = 1,
		.from = COMMENT_STATE_PENDING,
		.to = COMMENT_STATE_REJECTED,
		.by = "token:ci",
		.reason = "other",
		.note = note,
		.at = SCRATCH_NOW,
	};

	return store_decision_insert(scratch.store, &decision);
}

/* In one transaction, with the ids from … to. */
static void decide(int64_t from, int64_t to)
{
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	for (int64_t id = from; id <= to; id++)
		assert_int_equal(insert(id, id % 2 ? "Why." : NULL), ERR_OK);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
}

static void on_flaw(struct record_findings *findings, enum record_flaw flaw, int64_t decision)
{
	assert_true(found.count < FOUND_MAX);
	found.flaws[found.count] = flaw;
	found.decisions[found.count++] = decision;
}

static int64_t look(void)
{
	struct record_findings findings = {.found = on_flaw};

	found.count = 0;
	assert_int_equal(store_record_check(scratch.store, &findings), ERR_OK);
	return findings.count;
}

static void check_good(int64_t count)
{
	assert_int_equal(look(), count);
	assert_int_equal(found.count, 0);
	assert_int_equal(scratch_sql("SELECT count FROM record"), count);
}

static void check_flaw(enum record_flaw flaw, int64_t decision)
{
	look();
	assert_int_equal(found.count, 1);
	assert_int_equal(found.flaws[0], flaw);
	assert_int_equal(found.decisions[0], decision);
}

static void what_is_decided_holds_together(void **state)
{
	check_good(0);
	decide(1, 3);
	check_good(3);
	decide(4, 1200); /* more than one part of a look */
	check_good(1200);
	assert_int_equal(scratch_sql("SELECT count(DISTINCT seal) FROM decision"), 1200);
	assert_int_equal(scratch_sql("SELECT length(seal) FROM decision"), SEAL_SIZE);
}

/* Each member of a decision, and where it shows. */
static void whatever_is_changed_shows(void **state)
{
	static const struct {
		const char *change, *back;
	} rows[] = {
		{"batch = 1", "batch = 2"},
		{"undoes = 1", "undoes = NULL"},
		{"site = 'news'", "site = 'blog'"},
		{"comment = (SELECT max(id) FROM comment)",
			"comment = (SELECT min(id) FROM comment)"},
		{"revision = 2", "revision = 1"},
		{"from_state = 'spam'", "from_state = 'pending'"},
		{"to_state = 'approved'", "to_state = 'rejected'"},
		{"made_by = 'token:c'", "made_by = 'token:ci'"},
		{"made_by = 'token:ciother', reason = ''",
			"made_by = 'token:ci', reason = 'other'"},
		{"edited = 2", "edited = NULL"},
		{"published = 1", "published = NULL"},
		{"reason = NULL", "reason = 'other'"},
		{"at = at + 1", "at = at - 1"},
		{"note_seal = x'00'", "note_seal = NULL"},
	};

	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	scratch_add_comment(&(struct scratch_comment){.parent = 0});
	decide(1, 3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char sql[160];

		snprintf(sql, sizeof(sql), "UPDATE decision SET %s WHERE id = 2", rows[i].change);
		scratch_sql(sql);
		check_flaw(RECORD_FLAW_DECISION, 2);
		snprintf(sql, sizeof(sql), "UPDATE decision SET %s WHERE id = 2", rows[i].back);
		scratch_sql(sql);
		check_good(3);
	}
}

static void what_is_gone_or_put_in_shows(void **state)
{
	decide(1, 5);
	scratch_sql("DELETE FROM decision WHERE id = 5");
	check_flaw(RECORD_FLAW_COUNT, 0);
	scratch_sql("DELETE FROM decision WHERE id > 0");
	check_flaw(RECORD_FLAW_COUNT, 0);
}

static void what_is_gone_from_the_middle_shows_behind_it(void **state)
{
	decide(1, 5);
	scratch_sql("DELETE FROM decision WHERE id = 2");
	look();
	assert_int_equal(found.count, 2);
	assert_int_equal(found.flaws[0], RECORD_FLAW_DECISION);
	assert_int_equal(found.decisions[0], 3);
	assert_int_equal(found.flaws[1], RECORD_FLAW_COUNT);
}

static void what_is_gone_from_the_beginning_shows(void **state)
{
	decide(1, 2);
	scratch_sql("DELETE FROM decision WHERE id = 1; UPDATE record SET count = 1");
	look();
	assert_int_equal(found.count, 2);
	assert_int_equal(found.flaws[0], RECORD_FLAW_END);
	assert_int_equal(found.decisions[1], 2);
}

static void a_copied_row_shows(void **state)
{
	decide(1, 2);
	scratch_sql("INSERT INTO decision SELECT 3, site, comment, revision, from_state, to_state, "
		    "made_by, reason, note, at, batch, undoes, note_seal, seal, edited, published "
		    "FROM decision "
		    "WHERE id = 2");
	look();
	assert_int_equal(found.count, 2);
	assert_int_equal(found.decisions[0], 3);
	assert_int_equal(found.flaws[1], RECORD_FLAW_COUNT);
}

static void an_end_that_was_put_back_shows(void **state)
{
	decide(1, 3);
	scratch_sql("DELETE FROM decision WHERE id = 3;"
		    "UPDATE record SET count = 2, last = (SELECT seal FROM decision WHERE id = 2)");
	check_flaw(RECORD_FLAW_END, 0);
}

static void a_note_can_be_erased_and_not_be_changed(void **state)
{
	decide(1, 3);
	scratch_sql("UPDATE decision SET note = 'Why not.' WHERE id = 1");
	check_flaw(RECORD_FLAW_NOTE, 1);
	scratch_sql("UPDATE decision SET note = NULL WHERE id = 1");
	check_good(3);
	/* the same note under another decision is another seal: equal ones cannot be told */
	assert_int_equal(scratch_sql("SELECT count(DISTINCT note_seal) FROM decision"), 2);
}

static void what_is_taken_back_leaves_no_link(void **state)
{
	decide(1, 2);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(insert(3, NULL), ERR_OK);
	store_rollback(scratch.store);
	decide(4, 5);
	check_good(4);
	/* a decision that is refused is no link either */
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(insert(5, NULL), ERR_CONFLICT);
	assert_int_equal(insert(6, NULL), ERR_OK);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	check_good(5);
}

static void a_decision_outside_of_a_transaction_is_linked_at_once(void **state)
{
	assert_int_equal(insert(1, NULL), ERR_OK);
	check_good(1);
	decide(2, 3);
	assert_int_equal(insert(4, NULL), ERR_OK);
	check_good(4);
}

/* The command line and the server. */
static void two_programs_write_one_record(void **state)
{
	struct store *first = scratch.store, *second;
	int64_t id, other;

	decide(store_new_id(first, SCRATCH_NOW), store_new_id(first, SCRATCH_NOW));
	scratch.store = NULL;
	scratch_open();
	second = scratch.store;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(store_begin(second), ERR_OK);
		other = store_new_id(second, SCRATCH_NOW + 10 * i + 5);
		assert_int_equal(insert(other, NULL), ERR_OK);
		assert_int_equal(store_commit(second), ERR_OK);
		/* the request is from before, and its decision comes behind */
		scratch.store = first;
		assert_int_equal(store_begin(first), ERR_OK);
		id = store_new_id(first, SCRATCH_NOW + 10 * i);
		assert_true(id > other);
		assert_int_equal(insert(id, NULL), ERR_OK);
		assert_int_equal(store_commit(first), ERR_OK);
		scratch.store = second;
	}
	look();
	assert_int_equal(found.count, 0);
	store_close(first);
}

static void what_is_from_before_is_sealed_at_the_first_start(void **state)
{
	bool begun, more = true;
	int parts = 0;

	scratch_sql("UPDATE record SET seal = NULL, last = NULL, count = 0;"
		    "INSERT INTO decision (id, batch, site, comment, revision, from_state, "
		    "to_state, made_by, note, at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		    "SELECT i + 1 FROM n WHERE i < 700) SELECT i, i, 'blog', (SELECT min(id) FROM "
		    "comment), 1, 'pending', 'spam', 'x', iif(i % 2, 'Why.', NULL), 1 FROM n;"
		    "INSERT INTO revision (comment, number, body, created_at) WITH RECURSIVE n (i) "
		    "AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 700) SELECT (SELECT "
		    "min(id) FROM comment), i, 'Body.', 1 FROM n");
	check_flaw(RECORD_FLAW_NOT_SEALED, 0);
	assert_int_equal(store_record_begin(scratch.store, &begun), ERR_OK);
	assert_true(begun);
	check_good(700);
	assert_int_equal(store_record_begin(scratch.store, &begun), ERR_OK);
	assert_false(begun);
	for (; more; parts++) {
		assert_int_equal(store_begin(scratch.store), ERR_OK);
		assert_int_equal(store_revision_seal_some(scratch.store, &more), ERR_OK);
		assert_int_equal(store_commit(scratch.store), ERR_OK);
		assert_true(parts < 5);
	}
	decide(701, 702);
	check_good(702);
}

static int64_t wrong_revision;

static void on_revision(struct revision_findings *findings, const struct revision *revision)
{
	wrong_revision = wrong_revision ? -1 : revision->number;
}

/* How many there are, and how many wait. */
static void check_revisions(int64_t count, int64_t waiting, int64_t wrong)
{
	struct revision_findings findings = {.found = on_revision};

	wrong_revision = 0;
	/* what is known of the record is known for a transaction only */
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(store_revision_check(scratch.store, &findings), ERR_OK);
	store_rollback(scratch.store);
	assert_int_equal(findings.count, count);
	assert_int_equal(findings.waiting, waiting);
	assert_int_equal(wrong_revision, wrong);
}

static void seal_some(bool want_more)
{
	bool more;

	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(store_revision_seal_some(scratch.store, &more), ERR_OK);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(more, want_more);
}

static void a_text_that_was_changed_shows(void **state)
{
	assert_int_equal(scratch_add_revision(comment, 2, "Second.", SCRATCH_NOW), ERR_OK);
	check_revisions(2, 0, 0);
	scratch_sql("UPDATE revision SET body = 'Second!' WHERE number = 2");
	check_revisions(2, 0, 2);
	scratch_sql("UPDATE revision SET body = 'Second.', created_at = 1 WHERE number = 2");
	check_revisions(2, 0, 2);
}

static void texts_from_before_are_sealed_part_by_part(void **state)
{
	for (int i = 0; i < 600; i++)
		scratch_add_comment(&(struct scratch_comment){.parent = 0});
	scratch_sql("UPDATE revision SET seal = NULL");
	check_revisions(601, 601, 0);
	seal_some(true);
	check_revisions(601, 102, 0);
	seal_some(false);
	check_revisions(601, 0, 0);
	seal_some(false);
	/* then one without is one from which it was taken */
	scratch_sql(
		"UPDATE revision SET seal = NULL WHERE comment = (SELECT max(id) FROM comment)");
	check_revisions(601, 0, 1);
	/* and the mark is sealed, too */
	look();
	assert_int_equal(found.count, 0);
	scratch_sql("UPDATE record SET sealed = 0");
	check_flaw(RECORD_FLAW_END, 0);
}

static void revision_flaw(struct revision_findings *findings, const struct revision *revision)
{
	found.decisions[found.count++] = revision->comment;
}

static struct revision_findings look_at_revisions(void)
{
	struct revision_findings findings = {.found = revision_flaw};

	found.count = 0;
	assert_int_equal(store_revision_check(scratch.store, &findings), ERR_OK);
	return findings;
}

static void what_an_older_key_sealed_holds_while_it_is_known(void **state)
{
	decide(1, 3);
	scratch_seal_with(1, 2);
	decide(4, 5);
	check_good(5);
	assert_int_equal(look_at_revisions().sealed_by[2], 1);
	assert_int_equal(found.count, 0);
	scratch_seal_with(1, 1);
	assert_int_equal(look_at_revisions().sealed_by[0], 1);
	assert_int_equal(found.count, 1);
	look();
	assert_int_equal(found.decisions[found.count - 1], 3); /* 4 is another key's */
}

static void all_can_be_sealed_with_the_newest_key(void **state)
{
	decide(1, 3);
	scratch_sql("UPDATE decision SET note = NULL WHERE id = 3"); /* erased */
	scratch_seal_with(1, 2);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	assert_int_equal(store_revision_seal(scratch.store), ERR_OK);
	assert_int_equal(store_record_seal(scratch.store), ERR_OK);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	scratch_seal_with(1, 1);
	check_good(3);
	assert_int_equal(look_at_revisions().sealed_by[1], 1);
	assert_int_equal(found.count, 0);
	assert_int_equal(scratch_sql("SELECT count(note_seal) FROM decision"), 2);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(what_is_decided_holds_together),
		LAW(whatever_is_changed_shows),
		LAW(what_is_gone_or_put_in_shows),
		LAW(what_is_gone_from_the_middle_shows_behind_it),
		LAW(what_is_gone_from_the_beginning_shows),
		LAW(a_copied_row_shows),
		LAW(an_end_that_was_put_back_shows),
		LAW(a_note_can_be_erased_and_not_be_changed),
		LAW(what_is_taken_back_leaves_no_link),
		LAW(a_decision_outside_of_a_transaction_is_linked_at_once),
		LAW(two_programs_write_one_record),
		LAW(what_is_from_before_is_sealed_at_the_first_start),
		LAW(a_text_that_was_changed_shows),
		LAW(what_an_older_key_sealed_holds_while_it_is_known),
		LAW(all_can_be_sealed_with_the_newest_key),
		LAW(texts_from_before_are_sealed_part_by_part),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
