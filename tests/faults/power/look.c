/* What is left after a cut, and whether that is as it must be: the laws of power.c. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "db/migrations.h"
#include "db/sqlite.h"
#include "power.h"

/* What is left after a cut. */

/*
 * Whose row it is: what is sent again after a cut may have another id than before. What is erased
 * has an id alone. NULL: nobody's.
 */
static struct entry *entry_of(int64_t id, const char *body)
{
	if (body && *body) {
		size_t number = strtoul(body, NULL, 10);

		return number < run.entry_count ? &run.entries[number] : NULL;
	}
	for (size_t low = 0, high = run.entry_count; low < high;) {
		size_t middle = (low + high) / 2;

		if (run.entries[middle].id == id)
			return &run.entries[middle];
		if (run.entries[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void entry_look(struct entry *entry, size_t cut, const char *state, const char *body)
{
	char want[BODY_SIZE];

	body_make((size_t)(entry - run.entries), entry->author, want);
	if (!body)
		wrong(&run.toll.half, cut, "no text of", want);
	else if (*body && strcmp(body, want) != 0)
		wrong(&run.toll.half, cut, "another text of", want);
	else if (!*body && !entry->erased)
		wrong(&run.toll.lost, cut, "the text is gone of", want);
	if (entry->erased)
		return;
	if (entry->judged_at <= cut && strcmp(state, "approved") != 0)
		wrong(&run.toll.lost, cut, "a decision is lost on", want);
	else if (!entry->judged && strcmp(state, "pending") != 0)
		wrong(&run.toll.half, cut, "decided by nobody:", want);
}

/*
 * Laws 1 and 2 of the comments, by the rows of the file. `sent`: what was sent again since;
 * ENTRIES_MAX: nothing.
 */
static void look(struct store *store, size_t cut, size_t sent)
{
	static const char sql[] =
		"SELECT comment.id, comment.state, revision.body FROM comment LEFT JOIN revision"
		" ON revision.comment = comment.id AND revision.number = comment.revision";
	static bool there[ENTRIES_MAX];
	sqlite3_stmt *rows;
	int code = sqlite3_prepare_v2(store->db->sqlite, sql, -1, &rows, NULL);

	memset(there, 0, sizeof(there));
	while (code == SQLITE_OK && sqlite3_step(rows) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(rows, 0);
		const char *state = (const char *)sqlite3_column_text(rows, 1);
		const char *body = (const char *)sqlite3_column_text(rows, 2);
		struct entry *entry = entry_of(id, body);

		if (!entry)
			continue;
		there[entry - run.entries] = true;
		entry_look(entry, cut, state, body);
		/* sent again, and taken for new: what was acknowledged is lost */
		if (entry->stored_at <= cut && entry->id != id)
			wrong(&run.toll.lost, cut, "another id of", body);
	}
	if (sqlite3_finalize(rows) != SQLITE_OK || code != SQLITE_OK)
		wrong(&run.toll.corrupt, cut, "cannot be read:", sqlite3_errmsg(store->db->sqlite));
	for (size_t i = 0; i < run.entry_count; i++) {
		if (run.entries[i].stored_at <= cut && !there[i])
			wrong(&run.toll.lost, cut, "a comment is lost", "");
		if (i && i != sent && i - 1 != sent &&
			run.entries[i].batch == run.entries[i - 1].batch &&
			there[i] != there[i - 1])
			wrong(&run.toll.half, cut, "half of a transaction is there", "");
	}
}

/* The number of rows that a statement counts. */
int64_t counted(struct store *store, const char *sql, const char *text)
{
	sqlite3_stmt *row;
	int64_t count = -1;

	if (sqlite3_prepare_v2(store->db->sqlite, sql, -1, &row, NULL) != SQLITE_OK)
		return -1;
	if (text)
		sqlite3_bind_text(row, 1, text, -1, SQLITE_STATIC);
	if (sqlite3_step(row) == SQLITE_ROW)
		count = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return count;
}

/*
 * Who has had no answer sends it again, with its key; so may who has had one. Gives where in the
 * log it is acknowledged.
 */
static size_t send_again(struct store *store, struct disk *inner, size_t cut, size_t number)
{
	struct work *work = work_new(0);
	struct fault fault = FAULT_NONE;
	size_t at;

	submission_make(work, number, run.entries[number].author);
	must(store_begin(store), "going on");
	must(submission_store(store, &run.service, NOW, &work->arena, &fault, &work->submission),
		"going on");
	must(store_commit(store), "going on");
	at = inner ? disk_length(inner) : 0;
	if (counted(store, "SELECT count(*) FROM revision WHERE body = $1", work->body) != 1)
		wrong(&run.toll.doubled, cut, "not there once:", work->body);
	arena_finish(&work->arena);
	return at;
}

/* Law 4, by the bytes. */
static void look_for_traces(size_t cut)
{
	size_t size;
	unsigned char *bytes = disk_load(run.path, &size);

	for (size_t i = 0; i < run.entry_count; i++) {
		char want[BODY_SIZE];

		if (run.entries[i].erased_at > cut)
			continue;
		body_make(i, run.entries[i].author, want);
		if (memmem(bytes, size, want, strlen(want)))
			wrong(&run.toll.left, cut, "erased, and in the file:", want);
	}
	free(bytes);
}

/* Law 3. */
static void audit(size_t cut)
{
	const struct audited audited = {.database = run.path, .key_file = run.key_path, .now = NOW};
	struct audit_result results[AUDIT__DATABASE];
	struct fault fault = FAULT_NONE;
	struct arena arena;

	arena_init(ARENA, &arena);
	if (audit_run(&audited, AUDIT__DATABASE, &arena, &fault, results))
		wrong(&run.toll.corrupt, cut, "cannot be looked at:", fault.detail);
	else
		for (size_t i = 0; i < AUDIT__DATABASE; i++)
			if (results[i].count)
				wrong(&run.toll.corrupt, cut, results[i].name,
					results[i].shown ? results[i].wrong[0] : "");
	arena_finish(&arena);
}

/* Before the first migration of a start all is run.copied; as soon as one is there the copy is
 * whole.
 */
static void look_at_copy(size_t cut)
{
	static const char check[] =
		"SELECT (SELECT count(*) FROM comment) * (integrity_check = 'ok')"
		" FROM pragma_integrity_check";
	struct store copy = {0};
	struct db db = {0};
	char name[PATH_SIZE + 16];

	snprintf(name, sizeof(name), "%s.before-%04d", run.path, migrations[1].number);
	copy.db = &db;
	if (sqlite3_open_v2(name, &db.sqlite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
		counted(&copy, check, NULL) != OLD_COMMENTS)
		wrong(&run.toll.lost, cut, "the copy is not whole:", sqlite3_errmsg(db.sqlite));
	sqlite3_close(db.sqlite);
}

/* A start on what a cut has left, by another clock. NULL: it does not start, and that is told. */
struct store *starts(size_t cut)
{
	struct fault fault = FAULT_NONE;
	struct store *store = start_store(NOW + 1, &fault);
	char first[24]; /* when what was there before was applied */
	int64_t applied;

	if (!store) {
		wrong(&run.toll.corrupt, cut, "no start:", fault.detail);
		return NULL;
	}
	snprintf(first, sizeof(first), "%lld", (long long)NOW);
	applied = counted(store,
		"SELECT count(*) FROM migration WHERE applied_at > CAST($1 AS INTEGER)", first);
	if (applied && run.migrated_at <= cut)
		wrong(&run.toll.lost, cut, "migrations are lost", "");
	if (run.copied && applied < migrations_newest() - 1)
		look_at_copy(cut);
	return store;
}

/* A comment that nobody has erased or erases; ENTRIES_MAX: there is none. */
static size_t entry_to_send(uint64_t *random)
{
	size_t number = random_below(random, run.entry_count ? run.entry_count : 1);

	return run.entry_count && run.entries[number].author && !run.entries[number].erased
		       ? number
		       : ENTRIES_MAX;
}

/*
 * A start on what a cut at `cut` has left, and what comes after. `inner`: the disk on which that
 * is written down, if any; `before`: what was sent again before; gives what is sent, and where it
 * was acknowledged.
 */
void start_and_look(size_t cut, uint64_t *random, struct disk *inner, size_t before, size_t *sent,
	size_t *sent_at)
{
	struct store *store;

	*sent = ENTRIES_MAX;
	store = starts(cut);
	if (!store)
		return;
	if (run.site_at <= cut && counted(store, "SELECT count(*) FROM site", NULL) != 1)
		wrong(&run.toll.lost, cut, "the site is lost", "");
	look(store, cut, before);
	if (counted(store, "SELECT count(*) FROM site", NULL) == 1)
		*sent = entry_to_send(random);
	if (*sent != ENTRIES_MAX) {
		service_start();
		*sent_at = send_again(store, inner, cut, *sent);
		service_stop();
	}
	must(erase_all(store, NOW), "erasing");
	store_close(store);
	audit(cut);
	look_for_traces(cut);
}
