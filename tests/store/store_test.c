/*
 * The laws of include/store/store.h, and of the statements as a whole: each prepares, and none
 * that is run for a request looks at more rows than it gives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "queries.h"
#include "scratch.h"
#include "store/token.h"

static void every_statement_prepares(void **state)
{
	const char *broken = store_first_broken_query(scratch.store);

	if (broken)
		fail_msg("%s does not prepare", broken);
}

static void statements_have_names_of_their_own(void **state)
{
	for (size_t i = 0; i < QUERY__MAX; i++) {
		assert_true(strlen(queries[i].sql) > 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(queries[i].name, queries[k].name);
	}
}

/* Parameters are $1 … $n without a hole, since callers pass n values. */
static void parameters_are_numbered_without_holes(void **state)
{
	sqlite3 *sqlite;

	assert_int_equal(sqlite3_open(scratch.path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < QUERY__MAX; i++) {
		sqlite3_stmt *statement;
		int count;

		assert_int_equal(sqlite3_prepare_v2(sqlite, queries[i].sql, -1, &statement, NULL),
			SQLITE_OK);
		count = sqlite3_bind_parameter_count(statement);
		for (int number = 1; number <= count; number++) {
			char name[8];

			snprintf(name, sizeof(name), "$%d", number);
			if (!sqlite3_bind_parameter_index(statement, name))
				fail_msg("%s has %d parameters but no %s", queries[i].name, count,
					name);
		}
		sqlite3_finalize(statement);
	}
	sqlite3_close(sqlite);
}

/* What is short: a site's origins, lists of commands, a table of one row. */
static const struct {
	const char *query;
	const char *step; /* NULL: any */
} known[] = {
	{"account_exists", "SCAN account USING INDEX sqlite_autoindex_account_1"},
	{"account_exists", "SCAN one"},
	/* `afterword check` reads whole tables */
	{"check_alias", "SCAN page_alias"},
	{"check_alias", "SCAN comment"},
	{"check_author", "SCAN author"},
	{"check_author", "SCAN states"},
	{"check_day_count", "SCAN day_count"},
	{"check_day_count", "SCAN site USING INDEX sqlite_autoindex_site_1"},
	{"check_likes", "SCAN comment"},
	{"check_page_count", "SCAN page"},
	{"check_reports", "SCAN comment"},
	{"check_revision", "SCAN comment"},
	{"check_site_count", "SCAN site USING INDEX sqlite_autoindex_site_1"},
	{"check_site_count", "SCAN states"},
	{"comment_newest", "SCAN comment"},
	{"heartbeat_set", "SCAN heartbeat"},
	/* a backup counts what is in it, by whatever index is shortest; the ledger is read whole */
	{"facts_find", NULL},
	{"ledger_list", "SCAN ledger"},
	/* erasures under way are few */
	{"erasure_next", "SCAN erasure"},
	{"erasure_next", "USE TEMP B-TREE FOR ORDER BY"},
	{"erasure_count", "SCAN erasure"},
	{"erasure_move", "SCAN erasure"},
	{"erasure_delete", "SCAN erasure"},
	{"newest_id", "SCAN newest"},
	/* the few that have reports */
	{"reported_count", "SCAN comment USING INDEX comment_reported"},
	{"reported_count", "SCAN reported"},
	{"site_count_list_all", "SCAN site_count"},
	{"second_factor_list", "SCAN second_factor"},
	{"key_list", NULL}, /* as many as there ever were keys */
	{"key_authors", "SCAN author"},
	{"recovery_code_count_key", NULL},
	{"recovery_code_delete_key", NULL},
	{"site_origin_list", "USE TEMP B-TREE FOR ORDER BY"},
	/* a site has a few origins; an import looks at all that came, and counts it */
	{"line_origin_part", NULL},
	{"line_count", NULL},
	{"line_ground", "SCAN one"},
	{"line_flaw_revisions", NULL},
	{"line_flaw_erased", NULL},
	{"line_flaw_hidden", NULL},
	{"line_flaw_tombstone", NULL},
	{"line_flaw_alias", NULL},
	{"line_settle_authors", NULL},
	{"line_settle_reports", NULL},
	{"line_of_site", NULL},
	{"site_pending_list", "SCAN site USING INDEX sqlite_autoindex_site_1"},
	{"site_list", "SCAN site USING INDEX sqlite_autoindex_site_1"},
};

static bool step_is_known(const char *query, const char *step)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(known[i].query, query) == 0 &&
			(!known[i].step || strcmp(known[i].step, step) == 0))
			return true;
	return false;
}

#define WALK "SCAN search VIRTUAL TABLE INDEX "

/* The search index is walked along words or ids, and not from end to end. */
static bool step_is_search(const char *step)
{
	return strncmp(step, WALK, strlen(WALK)) == 0 && strcmp(step, WALK "0:") != 0;
}

static bool step_is_cheap(const char *query, const char *step)
{
	return step_is_search(step) || step_is_known(query, step) || strstr(step, "CONSTANT ROW") ||
	       (strncmp(step, "SCAN ", 5) != 0 && !strstr(step, "TEMP B-TREE") &&
		       !strstr(step, "AUTOMATIC"));
}

#define COVERING "COVERING "

static struct text plan;

/* What SQLite says that it would do, a step a line: https://www.sqlite.org/eqp.html */
static const char *plan_of(sqlite3 *sqlite, const struct db_query *query)
{
	char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", query->sql);
	sqlite3_stmt *statement;

	text_finish(&plan);
	text_init(4096, &plan);
	text_add_char(&plan, '\n');
	assert_int_equal(sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL), SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(statement, 3);
		const char *word = strstr(step, COVERING);

		/* of a DELETE, versions of SQLite tell it differently */
		if (word)
			text_add(&plan, step, (size_t)(word - step));
		text_add_format(&plan, "%s\n", word ? word + strlen(COVERING) : step);
	}
	sqlite3_finalize(statement);
	sqlite3_free(sql);
	assert_int_equal(text_status(&plan), ERR_OK);
	return plan.at;
}

static void no_statement_scans_or_sorts(void **state)
{
	sqlite3 *sqlite;

	assert_int_equal(sqlite3_open(scratch.path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < QUERY__MAX; i++) {
		plan_of(sqlite, &queries[i]);
		for (char *step = strtok(plan.at, "\n"); step; step = strtok(NULL, "\n"))
			if (!step_is_cheap(queries[i].name, step))
				fail_msg("%s: %s", queries[i].name, step);
	}
	text_finish(&plan);
	sqlite3_close(sqlite);
}

#define DECISION_PLAN(index, column)                                                               \
	"SEARCH decision USING INDEX decision_" index " (" column "=? AND id>? AND id<?)"

/* A step of the hot ones, in full: which index, and how far into it they begin. */
static void hot_statements_begin_in_the_middle_of_their_index(void **state)
{
	static const struct {
		enum query query;
		const char *step;
	} rows[] = {
		{QUERY_THREAD_OLDEST, "SEARCH comment USING INDEX comment_oldest "
				      "(page=? AND (root,path)>(?,?))"},
		{QUERY_THREAD_NEWEST, "SEARCH comment USING INDEX comment_newest "
				      "(page=? AND root<?)"},
		{QUERY_SHOWN_OF_SITE, "SEARCH comment USING INDEX comment_shown_site (site=?)"},
		{QUERY_SHOWN_OF_PAGE, "SEARCH comment USING INDEX comment_shown_page (page=?)"},
		{QUERY_PAGE_CHANGED,
			"SEARCH page USING INDEX page_changed (site=? AND changed_at>?)"},
		{QUERY_PAGE_NEWEST_CHANGE, "SEARCH page USING INDEX page_changed (site=?)"},
		{QUERY_THREAD_REST, "SEARCH comment USING INDEX comment_newest "
				    "(page=? AND root=? AND path>?)"},
		{QUERY_THREAD_AS_LIKED, "SEARCH top USING INDEX comment_liked "
					"(page=? AND likes=? AND id>?)"},
		{QUERY_THREAD_AS_LIKED, "SEARCH comment USING INDEX comment_newest "
					"(page=? AND root=?)"},
		{QUERY_THREAD_LESS_LIKED, "SEARCH top USING INDEX comment_liked "
					  "(page=? AND likes<?)"},
		{QUERY_QUEUE_FIRST, "SEARCH comment USING INDEX comment_state "
				    "(state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_LAST, "SEARCH comment USING INDEX comment_state "
				   "(state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_SITE_FIRST, "SEARCH comment USING INDEX comment_site_state "
					 "(site=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_SITE_LAST, "SEARCH comment USING INDEX comment_site_state "
					"(site=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_PAGE_FIRST, "SEARCH comment USING INDEX comment_page_state "
					 "(page=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_PAGE_LAST, "SEARCH comment USING INDEX comment_page_state "
					"(page=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_AUTHOR_FIRST, "SEARCH comment USING INDEX comment_author_state "
					   "(author=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_AUTHOR_LAST, "SEARCH comment USING INDEX comment_author_state "
					  "(author=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_PENDING_PAGE_FIRST, "SEARCH comment USING INDEX comment_site_state "
						 "(site=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_PENDING_PAGE_LAST, "SEARCH comment USING INDEX comment_site_state "
						"(site=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_PENDING_AUTHOR_FIRST, "SEARCH comment USING INDEX comment_site_state "
						   "(site=? AND state=? AND id>? AND id<?)"},
		{QUERY_QUEUE_PENDING_AUTHOR_LAST, "SEARCH comment USING INDEX comment_site_state "
						  "(site=? AND state=? AND id>? AND id<?)"},
		{QUERY_AUTHOR_BY_TAG, "SEARCH author USING INDEX author_tag (site=? AND tag=?)"},
		{QUERY_ACCOUNT_AFTER,
			"SEARCH account USING INDEX sqlite_autoindex_account_1 (name>?)"},
		{QUERY_ACCOUNT_OTHER_ADMINS,
			"SEARCH role USING INDEX role_site (site=? AND role=?)"},
		{QUERY_TOKEN_SITE_AFTER, "SEARCH token USING INDEX token_site (site=? AND id>?)"},
		{QUERY_CHANGE_SITE_FIRST,
			"SEARCH change USING INDEX change_site (site=? AND id>? AND id<?)"},
		{QUERY_CHANGE_SITE_LAST,
			"SEARCH change USING INDEX change_site (site=? AND id>? AND id<?)"},
		{QUERY_AUTHOR_FIRST, "SEARCH author USING INDEX author_standing "
				     "(site=? AND standing=? AND id>? AND id<?)"},
		{QUERY_AUTHOR_LAST, "SEARCH author USING INDEX author_standing "
				    "(site=? AND standing=? AND id>? AND id<?)"},
		{QUERY_QUEUE_REPORTED_FIRST,
			"SEARCH comment USING INDEX comment_reported (id>? AND id<?)"},
		{QUERY_QUEUE_REPORTED_LAST,
			"SEARCH comment USING INDEX comment_reported (id>? AND id<?)"},
		{QUERY_SESSION_PURGE, "SEARCH session USING INDEX session_created (created_at<?)"},
		{QUERY_DECISION_FIRST,
			"SEARCH decision USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{QUERY_DECISION_LAST,
			"SEARCH decision USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{QUERY_DECISION_SITE_FIRST, DECISION_PLAN("site", "site")},
		{QUERY_DECISION_SITE_LAST, DECISION_PLAN("site", "site")},
		{QUERY_DECISION_BY_FIRST, DECISION_PLAN("by", "made_by")},
		{QUERY_DECISION_BY_LAST, DECISION_PLAN("by", "made_by")},
		{QUERY_DECISION_COMMENT_FIRST, DECISION_PLAN("comment", "comment")},
		{QUERY_DECISION_COMMENT_LAST, DECISION_PLAN("comment", "comment")},
		{QUERY_DECISION_BATCH_FIRST, DECISION_PLAN("batch", "batch")},
		{QUERY_DECISION_BATCH_LAST, DECISION_PLAN("batch", "batch")},
		{QUERY_DECISION_EDGE_FIRST,
			"SEARCH decision USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{QUERY_DECISION_EDGE_LAST,
			"SEARCH decision USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{QUERY_DECISION_SITE_EDGE_FIRST, DECISION_PLAN("site", "site")},
		{QUERY_DECISION_SITE_EDGE_LAST, DECISION_PLAN("site", "site")},
		{QUERY_DECISION_BY_EDGE_FIRST, DECISION_PLAN("by", "made_by")},
		{QUERY_DECISION_BY_EDGE_LAST, DECISION_PLAN("by", "made_by")},
		{QUERY_COMMENT_SHOWN_ANSWERS,
			"SEARCH comment USING INDEX comment_parent (parent=?)"},
		{QUERY_IDEMPOTENCY_PURGE,
			"SEARCH idempotency USING INDEX idempotency_created (created_at<?)"},
	};
	sqlite3 *sqlite;

	assert_int_equal(sqlite3_open(scratch.path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char line[128];

		snprintf(line, sizeof(line), "\n%s\n", rows[i].step);
		if (!strstr(plan_of(sqlite, &queries[rows[i].query]), line))
			fail_msg("%s: %s", queries[rows[i].query].name, plan.at);
	}
	text_finish(&plan);
	sqlite3_close(sqlite);
}

static void check_new_id(int64_t last)
{
	int64_t id;

	scratch_close();
	scratch_open();
	/* the clock went back by a day while nobody looked */
	id = store_new_id(scratch.store, SCRATCH_NOW - 24 * 60 * 60 * 1000);
	assert_true(id > last);
	assert_true(store_new_id(scratch.store, SCRATCH_NOW) > id);
}

static void ids_are_greater_after_a_restart_whatever_the_clock_does(void **state)
{
	struct token token = {.name = "ci", .hash = {"hash", 4}, .scope = SCOPE_READ};

	scratch_populate();
	check_new_id(scratch.author);
	check_new_id(scratch_add_page(SCRATCH_SITE, "https://example.org/other"));
	check_new_id(scratch_add_comment(&(struct scratch_comment){.parent = 0}));
	check_new_id(scratch_add_author(SCRATCH_SITE, "other"));
	token.id = store_new_id(scratch.store, SCRATCH_NOW + 60000);
	assert_int_equal(store_token_insert(scratch.store, &token), ERR_OK);
	check_new_id(token.id);
	scratch_sql("INSERT INTO decision (id, site, comment, revision, from_state, to_state, "
		    "made_by, at) SELECT 9000000000000000000, site, id, 1, 'pending', 'spam', "
		    "'x', 1 FROM comment");
	check_new_id(9000000000000000000);
	scratch_sql("INSERT INTO change (id, made_by, action, subject, at) VALUES "
		    "(9100000000000000000, 'x', 'added', 'account:x', 1)");
	check_new_id(9100000000000000000);
}

static void ids_are_greater_than_those_of_another_program(void **state)
{
	struct store *other = NULL;
	int64_t id;

	assert_int_equal(
		store_open(scratch.path, STORE_MODE_WRITE, 0, &scratch.fault, &other), ERR_OK);
	scratch_populate();
	id = scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	/* whoever was told of it has still to learn the ids */
	assert_true(store_changed_elsewhere(other));
	assert_int_equal(store_begin(other), ERR_OK);
	assert_true(store_new_id(other, SCRATCH_NOW) > id);
	store_rollback(other);
	assert_false(store_changed_elsewhere(other));
	/* and whoever learnt them has still to be told */
	id = scratch_add_page(SCRATCH_SITE, "https://example.org/third");
	assert_int_equal(store_begin(other), ERR_OK);
	assert_true(store_new_id(other, SCRATCH_NOW) > id);
	store_rollback(other);
	assert_true(store_changed_elsewhere(other));
	assert_false(store_changed_elsewhere(other));
	store_close(other);
}

static int64_t pages(struct store *store)
{
	int64_t count = -1;

	assert_int_equal(store_site_pages(store, SCRATCH_SITE, &count), ERR_OK);
	return count;
}

static struct store *open_reader(void)
{
	struct store *reader = NULL;

	assert_int_equal(
		store_open(scratch.path, STORE_MODE_READ, 0, &scratch.fault, &reader), ERR_OK);
	return reader;
}

static void what_is_committed_is_seen_by_others_and_nothing_before(void **state)
{
	struct store *reader = open_reader();

	scratch_populate();
	assert_int_equal(pages(reader), 1);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	assert_int_equal(pages(scratch.store), 2);
	assert_int_equal(pages(reader), 1);
	assert_int_equal(store_commit(scratch.store), ERR_OK);
	assert_int_equal(pages(reader), 2);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	scratch_add_page(SCRATCH_SITE, "https://example.org/third");
	store_rollback(scratch.store);
	assert_int_equal(pages(scratch.store), 2);
	store_rollback(scratch.store);
	store_close(reader);
}

static void changes_are_counted_even_if_taken_back(void **state)
{
	int64_t changes;

	scratch_populate();
	changes = store_changes(scratch.store);
	assert_int_equal(pages(scratch.store), 1);
	assert_int_equal(store_changes(scratch.store), changes);
	assert_int_equal(store_begin(scratch.store), ERR_OK);
	scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	assert_int_equal(store_changes(scratch.store), changes + 1);
	store_rollback(scratch.store);
	assert_int_equal(store_changes(scratch.store), changes + 1);
}

static void several_reads_see_one_moment(void **state)
{
	struct store *reader = open_reader();

	scratch_populate();
	assert_int_equal(store_begin_read(reader), ERR_OK);
	assert_int_equal(pages(reader), 1);
	scratch_add_page(SCRATCH_SITE, "https://example.org/other");
	assert_int_equal(pages(reader), 1);
	store_end_read(reader);
	assert_int_equal(pages(reader), 2);
	store_close(reader);
}

static void a_change_by_another_is_noticed_once(void **state)
{
	scratch_populate();
	assert_true(store_changed_elsewhere(scratch.store));
	assert_false(store_changed_elsewhere(scratch.store));
	scratch_add_page(SCRATCH_SITE, "https://example.org/own");
	assert_false(store_changed_elsewhere(scratch.store));
	scratch_sql("UPDATE page SET title = 'x'");
	assert_true(store_changed_elsewhere(scratch.store));
	assert_false(store_changed_elsewhere(scratch.store));
}

static void a_reader_cannot_write(void **state)
{
	struct store *reader = open_reader();
	struct site site = {0};

	scratch_populate();
	assert_int_equal(store_site_find(reader, SCRATCH_SITE, &scratch.arena, &site), ERR_OK);
	assert_int_equal(store_site_set(reader, &site), ERR_STORE_READ_ONLY);
	store_close(reader);
}

static void a_checkpoint_empties_the_log(void **state)
{
	char log[80];
	struct stat stat_;

	snprintf(log, sizeof(log), "%s-wal", scratch.path);
	scratch_populate();
	assert_int_equal(stat(log, &stat_), 0);
	assert_true(stat_.st_size > 0);
	assert_int_equal(store_checkpoint(scratch.store), ERR_OK);
	assert_int_equal(stat(log, &stat_), 0);
	assert_int_equal(stat_.st_size, 0);
}

static void check_not_opened(const char *path, enum err want)
{
	struct fault fault = FAULT_NONE;
	struct store *store = NULL;

	assert_int_equal(store_open(path, STORE_MODE_WRITE, 0, &fault, &store), want);
	assert_null(store);
	assert_int_equal(fault.err, want);
	assert_non_null(strstr(fault.detail, path));
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static void what_is_no_database_of_ours_is_not_opened(void **state)
{
	char path[80];
	int applied;

	snprintf(path, sizeof(path), "%s/other.db", scratch.folder);
	check_not_opened(path, ERR_STORE_MISSING);
	assert_int_not_equal(access(path, F_OK), 0);
	check_not_opened("/nowhere/other.db", ERR_STORE_MISSING);
	write_file(path, "");
	check_not_opened(path, ERR_STORE_MISSING);
	write_file(path, "This is a text of more than a hundred bytes, which no database of SQLite "
			 "begins with, whatever its version may be.\n");
	check_not_opened(path, ERR_STORE_FOREIGN);
	assert_int_equal(
		store_migrate(path, SCRATCH_NOW, &scratch.fault, &applied), ERR_STORE_FOREIGN);
	assert_int_equal(store_migrate("/nowhere/other.db", SCRATCH_NOW, &scratch.fault, &applied),
		ERR_STORE_MISSING);
}

static void a_heartbeat_writes(void **state)
{
	struct store *reader = open_reader();

	int64_t time;

	assert_int_equal(store_heartbeat(scratch.store), ERR_OK);
	assert_int_equal(scratch_sql("SELECT at FROM heartbeat"), 1);
	assert_int_equal(store_clock_set(scratch.store, SCRATCH_NOW), ERR_OK);
	assert_int_equal(store_heartbeat(scratch.store), ERR_OK);
	assert_int_equal(store_clock_known(scratch.store, &time), ERR_OK);
	assert_int_equal(time, SCRATCH_NOW + 1);
	assert_int_equal(store_heartbeat(scratch.store), ERR_OK);
	assert_int_equal(scratch_sql("SELECT sum(at) FROM heartbeat"), SCRATCH_NOW);
	assert_int_equal(store_heartbeat(reader), ERR_STORE_READ_ONLY);
	store_close(reader);
}

static void foreign_keys_hold(void **state)
{
	const struct page page = {.id = 7, .site = "nobody", .url = "https://x.example/"};

	assert_int_equal(store_page_insert(scratch.store, &page), ERR_CONFLICT);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, scratch_start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(every_statement_prepares),
		LAW(statements_have_names_of_their_own),
		LAW(parameters_are_numbered_without_holes),
		LAW(no_statement_scans_or_sorts),
		LAW(hot_statements_begin_in_the_middle_of_their_index),
		LAW(ids_are_greater_after_a_restart_whatever_the_clock_does),
		LAW(ids_are_greater_than_those_of_another_program),
		LAW(what_is_committed_is_seen_by_others_and_nothing_before),
		LAW(changes_are_counted_even_if_taken_back),
		LAW(several_reads_see_one_moment),
		LAW(a_change_by_another_is_noticed_once),
		LAW(a_reader_cannot_write),
		LAW(a_checkpoint_empties_the_log),
		LAW(what_is_no_database_of_ours_is_not_opened),
		LAW(a_heartbeat_writes),
		LAW(foreign_keys_hold),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
