/*
 * The law of server/db/vfs.c: what is deleted is in the file no more, wherever SQLite has moved it
 * to meanwhile. Rows come in no order, so that pages are divided again and again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "scratch.h"
#include "db/sqlite.h"

enum { ROWS = 2000, FILE_MAX = 8 * 1024 * 1024 };

static const struct db_query no_queries[] = {{"none", "SELECT 1"}};

static struct fault fault;
static struct db *db;

static const char *path(void)
{
	return scratch_file("pages.db");
}

static int start(void **state)
{
	return scratch_start(state) ||
	       db_open(path(), DB_MODE_CREATE, no_queries, 1, &fault, &db) != ERR_OK;
}

static int end(void **state)
{
	db_close(db);
	return scratch_stop(state);
}

/* How often the word stands in the file. */
static size_t traces(const char *word)
{
	char *bytes = malloc(FILE_MAX);
	FILE *file = fopen(path(), "rb");
	size_t length, count = 0;

	assert_non_null(bytes);
	assert_non_null(file);
	length = fread(bytes, 1, FILE_MAX, file);
	assert_true(length && length < FILE_MAX);
	fclose(file);
	for (size_t i = 0; i + strlen(word) <= length; i++)
		count += memcmp(bytes + i, word, strlen(word)) == 0;
	free(bytes);
	return count;
}

static void what_is_deleted_is_nowhere(void **state)
{
	char sql[160];

	assert_int_equal(sqlite_run(db, "CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT);"
					"CREATE INDEX said_text ON said(text); BEGIN"),
		ERR_OK);
	for (unsigned i = 0; i < ROWS; i++) {
		unsigned id = i * 7919U % ROWS; /* each once */

		snprintf(sql, sizeof(sql), "INSERT INTO said VALUES (%u, '%08x %s %*d')", id,
			id * 2654435761U, id % 4 ? "quokkarillo" : "wombatesque", (int)(id % 37),
			0);
		assert_int_equal(sqlite_run(db, sql), ERR_OK);
	}
	assert_int_equal(sqlite_run(db, "COMMIT"), ERR_OK);
	assert_int_equal(db_checkpoint(db), ERR_OK);
	/* once in the table, once in the index, and in no copy */
	assert_int_equal(traces("quokkarillo"), 2 * ROWS * 3 / 4);
	assert_int_equal(traces("wombatesque"), 2 * ROWS / 4);

	assert_int_equal(sqlite_run(db, "DELETE FROM said WHERE id % 4"), ERR_OK);
	assert_int_equal(db_checkpoint(db), ERR_OK);
	assert_int_equal(traces("quokkarillo"), 0);
	assert_int_equal(traces("wombatesque"), 2 * ROWS / 4);
}

static void the_file_stays_whole(void **state)
{
	sqlite3_stmt *statement;

	assert_int_equal(
		sqlite3_prepare_v2(db->sqlite, "PRAGMA integrity_check", -1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_deleted_is_nowhere),
		cmocka_unit_test(the_file_stays_whole),
	};

	return cmocka_run_group_tests(tests, start, end);
}
