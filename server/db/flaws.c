/* What SQLite finds wrong with a file. See include/db/db.h. */
#include <string.h>

#include "db/sqlite.h"

/* The text of a row in the arena. NULL: memory; "": it tells no flaw. */
typedef const char *(*flaw_text)(sqlite3_stmt *prepared, struct arena *arena);

static const char *integrity_text(sqlite3_stmt *prepared, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(prepared, 0);

	if (!text || strcmp(text, "ok") == 0)
		return "";
	return arena_copy(arena, text, strlen(text));
}

static const char *reference_text(sqlite3_stmt *prepared, struct arena *arena)
{
	return arena_format(arena, "row %lld of %s refers to a row of %s that is not there",
		(long long)sqlite3_column_int64(prepared, 1),
		(const char *)sqlite3_column_text(prepared, 0),
		(const char *)sqlite3_column_text(prepared, 2));
}

/* https://www.sqlite.org/pragma.html */
static const struct {
	const char *sql;
	flaw_text text;
} looks[] = {
	{"PRAGMA integrity_check", integrity_text},
	{"PRAGMA foreign_key_check", reference_text},
};

static enum err flaws_look(struct db *db, size_t look, size_t limit, struct arena *arena,
	const char **flaws, size_t *count)
{
	sqlite3_stmt *prepared;
	enum err err = sqlite_err(
		db->sqlite, sqlite3_prepare_v2(db->sqlite, looks[look].sql, -1, &prepared, NULL));
	int code = SQLITE_ROW;

	if (err)
		return err;
	while (!err && *count < limit && (code = sqlite3_step(prepared)) == SQLITE_ROW) {
		const char *text = looks[look].text(prepared, arena);

		if (!text)
			err = ERR_MEMORY;
		else if (*text)
			flaws[(*count)++] = text;
	}
	sqlite3_finalize(prepared);
	/* damage can be too much for the look itself */
	if ((code & 0xff) == SQLITE_CORRUPT && *count < limit)
		flaws[(*count)++] = "the file cannot be read to its end";
	else if (!err)
		err = sqlite_err(db->sqlite, code);
	return err;
}

enum err db_flaws(
	struct db *db, size_t limit, struct arena *arena, const char **flaws, size_t *count)
{
	size_t found = 0;
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < sizeof(looks) / sizeof(looks[0]); i++)
		err = flaws_look(db, i, limit, arena, flaws, &found);
	if (!err)
		*count = found;
	return err;
}
