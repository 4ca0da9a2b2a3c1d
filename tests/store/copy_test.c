/* The laws of db_copy, of db/alone.h, and of who reads for long while others write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "db/alone.h"
#include "db/db.h"

enum { INSERT, COUNT, WIDE };

static const struct db_query queries[] = {
	{"insert", "INSERT INTO t (x) VALUES (1)"},
	{"count", "SELECT count(*) AS value FROM t"},
	{"wide", "INSERT INTO t (x) VALUES (zeroblob(3500))"},
};

struct value {
	int64_t value;
};
static const struct field fields[] = {FIELD(struct value, value, FIELD_INTEGER, SEE_NOBODY)};
static const struct field_table table = {fields, 1, sizeof(struct value)};

static char folder[40], path[64], copy[64];
static struct fault fault;
static struct db *writer, *reader;

static struct db *open_db(const char *file, enum db_mode mode)
{
	struct db *db;

	if (db_open(file, mode, queries, ARRAY_SIZE(queries), &fault, &db) != ERR_OK)
		fail_msg("%s", fault.detail);
	return db;
}

static void fill(int rows)
{
	assert_int_equal(db_begin(writer), ERR_OK);
	for (int i = 0; i < rows; i++)
		assert_int_equal(db_run(writer, WIDE, DB_NONE, NULL), ERR_OK);
	assert_int_equal(db_commit(writer), ERR_OK);
}

static int64_t count_in(struct db *db)
{
	struct value row = {0};

	assert_int_equal(db_one(db, COUNT, DB_NONE, &table, NULL, &row), ERR_OK);
	return row.value;
}

static int start(void **state)
{
	sqlite3 *sqlite;

	snprintf(folder, sizeof(folder), "%s/afterword-test-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/a.db", folder);
	snprintf(copy, sizeof(copy), "%s/b.db", folder);
	fault = FAULT_NONE;
	if (sqlite3_open(path, &sqlite) ||
		sqlite3_exec(sqlite, "CREATE TABLE t (x)", NULL, NULL, NULL))
		return -1;
	sqlite3_close(sqlite);
	writer = open_db(path, DB_MODE_WRITE);
	reader = open_db(path, DB_MODE_READ);
	return 0;
}

static int stop(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char name[80];

	db_close(reader);
	db_close(writer);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
		snprintf(name, sizeof(name), "%s%s", copy, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

struct pieces {
	int64_t count, last;
};

/* Others write between any two pieces. */
static void write_between(void *context, const char *what, int64_t done, int64_t all)
{
	struct pieces *pieces = context;

	assert_true(done > pieces->last && done <= all);
	pieces->last = done;
	pieces->count++;
	assert_int_equal(db_run(writer, INSERT, DB_NONE, NULL), ERR_OK);
}

static void a_copy_is_of_one_moment_and_ends_while_others_write(void **state)
{
	struct pieces pieces = {0};
	const struct progress progress = {write_between, &pieces};
	struct db *copied;

	fill(12000);
	if (db_copy(reader, copy, false, &progress, &fault))
		fail_msg("%s", fault.detail);
	assert_true(pieces.count > 2);
	copied = open_db(copy, DB_MODE_READ);
	assert_int_equal(count_in(copied), 12000);
	assert_int_equal(count_in(reader), 12000 + pieces.count);
	db_close(copied);
}

/*
 * The log grows while somebody reads. A commit waits for five seconds for them then; would each of
 * these, this program would not end in its time.
 */
static void who_reads_for_long_is_waited_for_once(void **state)
{
	fill(1);
	assert_int_equal(db_begin_read(reader), ERR_OK);
	assert_int_equal(count_in(reader), 1);
	fill(17000);
	for (int i = 0; i < 40; i++)
		fill(1);
	assert_int_equal(count_in(reader), 1);
	db_end_read(reader);
	assert_int_equal(db_checkpoint(writer), ERR_OK);
}

/* In a process of its own, which has nothing open in SQLite. */
static enum err alone_elsewhere(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int fd;

		_exit(db_alone(path, &fault, &fd));
	}
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status));
	return (enum err)WEXITSTATUS(status);
}

static void nobody_is_alone_with_what_another_has_open(void **state)
{
	assert_int_equal(count_in(reader), 0);
	assert_int_equal(alone_elsewhere(), ERR_STORE_BUSY);
	db_close(reader);
	fill(1);
	assert_int_equal(alone_elsewhere(), ERR_STORE_BUSY);
	db_close(writer);
	assert_int_equal(alone_elsewhere(), ERR_OK);
	writer = open_db(path, DB_MODE_WRITE);
	reader = open_db(path, DB_MODE_READ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_copy_is_of_one_moment_and_ends_while_others_write, start, stop),
		cmocka_unit_test_setup_teardown(who_reads_for_long_is_waited_for_once, start, stop),
		cmocka_unit_test_setup_teardown(
			nobody_is_alone_with_what_another_has_open, start, stop),
	};

	return cmocka_run_group_tests_name("copies", tests, NULL, NULL);
}
