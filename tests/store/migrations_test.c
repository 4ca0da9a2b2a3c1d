/*
 * The laws of include/db/migrations.h, on a table of this program's own: it stands here under the
 * name that the linker would else take from the server's library. That the server's migrations
 * make the tables that its statements need is told by store_test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <unistd.h>
#include <cmocka.h>

#include "db/migrations.h"

const struct migration migrations[] = {
	{1, "first", "aa", "CREATE TABLE first (x INTEGER); INSERT INTO first VALUES (1)"},
	{2, "second", "bb", "ALTER TABLE first ADD COLUMN y TEXT; UPDATE first SET y = 'two'"},
	{3, "third", "cc", "CREATE TABLE third (x INTEGER)"},
	{0},
};

static const struct db_query no_queries[] = {{"none", "SELECT 1"}};

static char folder[40], path[64], copy[80];
static struct fault fault;
static struct db *db;

static int start(void **state)
{
	snprintf(folder, sizeof(folder), "%s/afterword-test-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/afterword.db", folder);
	snprintf(copy, sizeof(copy), "%s.before-0003", path);
	fault = FAULT_NONE;
	return db_open(path, DB_MODE_CREATE, no_queries, 1, &fault, &db) != ERR_OK;
}

static int stop(void **state)
{
	db_close(db);
	unlink(copy);
	unlink(path);
	return rmdir(folder);
}

/* The first column of the first row, in a connection of its own. */
static int64_t sql_in(const char *file, const char *sql)
{
	sqlite3_stmt *statement;
	sqlite3 *sqlite;
	int64_t value = 0;
	int code;

	assert_int_equal(sqlite3_open_v2(file, &sqlite, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL), SQLITE_OK);
	code = sqlite3_step(statement);
	assert_true(code == SQLITE_ROW || code == SQLITE_DONE);
	if (code == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	return value;
}

static int64_t sql(const char *statement)
{
	return sql_in(path, statement);
}

static enum err apply(int *applied)
{
	fault = FAULT_NONE;
	return migrations_apply(db, path, 1234, &fault, applied);
}

static void check_applied(int want)
{
	int applied = -1;

	if (apply(&applied))
		fail_msg("refused: %s", fault.detail);
	assert_int_equal(applied, want);
	fault = FAULT_NONE;
	assert_int_equal(migrations_check(db, path, &fault), ERR_OK);
}

static void check_refused(enum err want)
{
	int applied = -7;

	assert_int_equal(apply(&applied), want);
	assert_int_equal(applied, -7);
	assert_int_equal(fault.err, want);
	assert_non_null(strstr(fault.detail, path));
	fault = FAULT_NONE;
	assert_int_equal(migrations_check(db, path, &fault), want);
	assert_non_null(strstr(fault.detail, path));
	assert_int_equal(access(copy, F_OK), -1);
}

static void an_empty_file_gets_all_of_them(void **state)
{
	assert_int_equal(migrations_check(db, path, &fault), ERR_STORE_MISSING);
	check_applied(3);
	assert_int_equal(sql("SELECT count(*) FROM first WHERE x = 1 AND y = 'two'"), 1);
	assert_int_equal(sql("SELECT count(*) FROM third"), 0);
	assert_int_equal(sql("SELECT count(*) FROM migration WHERE applied_at = 1234"), 3);
	assert_int_equal(sql("SELECT number FROM migration WHERE name = 'second' AND "
			     "checksum = 'bb'"),
		2);
	assert_int_equal(access(copy, F_OK), -1);
}

static void what_is_up_to_date_is_left_alone(void **state)
{
	check_applied(3);
	check_applied(0);
	assert_int_equal(sql("SELECT count(*) FROM migration"), 3);
	assert_int_equal(sql("SELECT count(*) FROM first"), 1);
	assert_int_equal(access(copy, F_OK), -1);
}

static void make_older(void)
{
	check_applied(3);
	sql("DELETE FROM migration WHERE number = 3");
	sql("INSERT INTO first VALUES (2, 'data')");
}

static void what_is_older_is_copied_first(void **state)
{
	make_older();
	sql("DROP TABLE third");
	assert_int_equal(migrations_check(db, path, &fault), ERR_STORE_FAILED);
	assert_non_null(strstr(fault.detail, "afterword migrate"));
	check_applied(1);
	assert_int_equal(sql_in(copy, "SELECT count(*) FROM first WHERE y = 'data'"), 1);
	assert_int_equal(sql_in(copy, "SELECT count(*) FROM migration"), 2);
	assert_int_equal(
		sql_in(copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'third'"), 0);
	assert_int_equal(sql("SELECT count(*) FROM first WHERE y = 'data'"), 1);
	assert_int_equal(sql("SELECT count(*) FROM third"), 0);
}

/* Its table is there already, so that it fails. */
static void a_migration_that_fails_leaves_nothing(void **state)
{
	int applied = -7;

	make_older();
	assert_int_equal(apply(&applied), ERR_STORE_FAILED);
	assert_int_equal(applied, -7);
	assert_non_null(strstr(fault.detail, "0003_third"));
	assert_int_equal(sql("SELECT count(*) FROM migration"), 2);
	assert_int_equal(sql_in(copy, "SELECT count(*) FROM first WHERE y = 'data'"), 1);
	/* once its cause is gone, it is applied */
	sql("DROP TABLE third");
	check_applied(1);
}

static void what_is_newer_is_refused(void **state)
{
	check_applied(3);
	sql("INSERT INTO migration VALUES (4, 'fourth', 'dd', 1)");
	check_refused(ERR_STORE_NEWER);
}

static void a_history_that_differs_is_refused(void **state)
{
	static const char *const rows[] = {
		"UPDATE migration SET checksum = 'xx' WHERE number = 2",
		"UPDATE migration SET checksum = '' WHERE number = 1",
		"UPDATE migration SET number = 9 WHERE number = 3",
		"DELETE FROM migration WHERE number = 1",
		"DELETE FROM migration WHERE number = 2",
	};

	check_applied(3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sql("DELETE FROM migration");
		sql("INSERT INTO migration VALUES (1, 'first', 'aa', 1), (2, 'second', 'bb', 1), "
		    "(3, 'third', 'cc', 1)");
		sql(rows[i]);
		check_refused(ERR_STORE_FOREIGN);
	}
}

static void another_programs_database_is_refused(void **state)
{
	sql("CREATE TABLE theirs (x INTEGER)");
	check_refused(ERR_STORE_FOREIGN);
	assert_int_equal(sql("SELECT count(*) FROM sqlite_schema"), 1);
	assert_int_equal(sql("PRAGMA application_id"), 0);
}

/* A file that was given up right after it was made ours. */
static void a_beginning_is_gone_on_with(void **state)
{
	check_applied(3);
	sql("DELETE FROM migration");
	sql("DROP TABLE first");
	sql("DROP TABLE third");
	check_applied(3);
	assert_int_equal(access(copy, F_OK), -1);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(an_empty_file_gets_all_of_them),
		LAW(what_is_up_to_date_is_left_alone),
		LAW(what_is_older_is_copied_first),
		LAW(a_migration_that_fails_leaves_nothing),
		LAW(what_is_newer_is_refused),
		LAW(a_history_that_differs_is_refused),
		LAW(another_programs_database_is_refused),
		LAW(a_beginning_is_gone_on_with),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
