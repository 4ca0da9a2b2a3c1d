/*
 * Power cuts (docs/decisions/0027-power-cuts.md). The server's writer, its store and its driver
 * commit what readers, moderators and authors ask for, on a disk that is written down (disk.h); it
 * is noted how much of that there was when each was acknowledged. Then the power goes at many
 * places in it, and what is left is opened by the same code as at a start:
 *
 *   1. what was acknowledged by then is there: comments, decisions, erasures, migrations, once;
 *   2. of the writes of one transaction all are there, or none;
 *   3. all that `afterword check` looks at in a database is good, also after it has gone on;
 *   4. what an author had erased is in no file when the erasure has gone on to its end.
 *
 * Of ten of these starts one is cut again.
 *
 * usage: power SEED CUTS BATCHES [normal]
 *
 * Prints a line of JSON for each scene; what is wrong goes to standard error. `normal`: the
 * database runs with synchronous=NORMAL, by which acknowledged writes are lost.
 */
#include <dirent.h>
#include <errno.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/comment.h"
#include "core/crypto.h"
#include "core/erase.h"
#include "core/moderation.h"
#include "core/seal.h"
#include "core/site.h"
#include "db/migrations.h"
#include "db/sqlite.h"
#include "disk.h"
#include "store/ledger.h"
#include "store/private.h"
#include "store/record.h"
#include "store/revision.h"
#include "store/search.h"
#include "store/writer.h"

#define SITE   "blog"
#define ORIGIN "https://example.org"
#define KEY    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
#define SAID   "quokkarillo" /* stands in every text */

enum {
	AUTHORS = 12,
	PAGES = 5,
	ENTRIES_MAX = 20000,
	BATCH_MAX = 8, /* jobs */
	OLD_COMMENTS = 30,
	QUEUE = 64,
	ARENA = 16 * 1024 * 1024,
	BODY_SIZE = 400,
	PATH_SIZE = 96,
	TOLD_MAX = 20,
	LONG = 200, /* batches: then the log is left to grow until the server itself copies it */
	AGAIN = 10, /* of so many starts one is cut, too */
};

#define NEVER SIZE_MAX

/* 2026-11-24T09:30:00Z */
#define NOW "1795512600000"
static const int64_t now = 1795512600000;

/* What was asked for, and where in the log of the disk it was acknowledged. */
struct entry {
	int64_t id;
	size_t batch;
	unsigned author;
	bool judged, erased; /* was asked for */
	size_t stored_at, judged_at, erased_at;
};

static struct entry entries[ENTRIES_MAX];
static size_t entry_count;

struct toll {
	size_t cuts, lost, corrupt, half, doubled, left;
};

static struct {
	const char *scene;
	uint64_t seed, random;
	bool normal;
	size_t told;
	struct toll toll;
} run;

static char folder[PATH_SIZE / 2], path[PATH_SIZE], key_path[PATH_SIZE];

static struct keys *keys;
static const struct settings settings = {.fingerprint_cost = FINGERPRINT_COST_KEYED};
static struct service service;
static struct disk *disk;

/* What a scene promises beside the comments: from a place on. */
static size_t migrated_at, site_at;
static bool copied; /* before it migrates */

/* What must not happen in the program itself. */
static void must(enum err err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "power: %s: %s\n", what, err_info(err)->slug);
	exit(2);
}

/* What a cut has done that it must not. */
static void wrong(size_t *count, size_t cut, const char *what, const char *detail)
{
	*count += 1;
	/* it is what is asked for */
	if (run.normal && count == &run.toll.lost)
		return;
	if (run.told++ < TOLD_MAX)
		fprintf(stderr, "power: %s, seed %llu, cut at %zu: %s %s\n", run.scene,
			(unsigned long long)run.seed, cut, what, detail);
}

static void folder_empty(const char *of)
{
	DIR *there = opendir(of);
	struct dirent *entry;
	char file[512];

	while (there && (entry = readdir(there))) {
		snprintf(file, sizeof(file), "%s/%s", of, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(file);
	}
	if (there)
		closedir(there);
}

static void prepare(struct store *store)
{
	seal_use(store, keys);
	if (run.normal)
		must(sqlite_run(store->db, "PRAGMA synchronous = NORMAL"), "synchronous");
}

/* As another program beside the server. */
static struct store *open_store(void)
{
	struct fault fault = FAULT_NONE;
	struct store *store;

	must(store_open(path, STORE_MODE_WRITE, 0, &fault, &store), fault.detail);
	prepare(store);
	return store;
}

/* As a server that starts (cli/serve.c). NULL: it is refused, as the fault says. */
static struct store *start_store(int64_t at, struct fault *fault)
{
	struct store *store;
	bool begun;

	if (store_create(path, 0, at, fault, &store))
		return NULL;
	prepare(store);
	must(store_record_begin(store, &begun), "the record");
	must(store_ledger_mend(store, fault), fault->detail);
	return store;
}

static struct store *start_first(void)
{
	struct fault fault = FAULT_NONE;
	struct store *store = start_store(now, &fault);

	must(store ? ERR_OK : fault.err, fault.detail);
	return store;
}

static void service_start(void)
{
	service = (struct service){
		.settings = &settings,
		.keys = keys,
		.recent = recent_create(),
	};
	must(pool_create(path, &service.pool), "pool");
	service.sites = sites_create(service.pool);
	service.rulebook = rulebook_create(service.pool);
	if (!service.sites || !service.rulebook || !service.recent)
		must(ERR_MEMORY, "service");
}

static void service_stop(void)
{
	recent_destroy(service.recent);
	rulebook_destroy(service.rulebook);
	sites_destroy(service.sites);
	pool_destroy(service.pool);
}

/* Work for the writer. */

struct work {
	struct writer_job job;
	struct arena arena;
	struct entry *entry;
	struct submission submission;
	char page[64], email[64], body[BODY_SIZE], key[24];
	size_t at; /* of the disk's log, when it was acknowledged */
	bool more;
	struct erase_piece piece;
};

static struct work works[BATCH_MAX];
static sem_t opened, finished;

static void work_done(struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	work->at = disk_length(disk);
	sem_post(&finished);
}

/* Keeps the writer until all of a batch wait for it, so that they are of one transaction. */
static enum err gate_run(struct store *store, struct writer_job *job)
{
	(void)store;
	(void)job;
	while (sem_wait(&opened) < 0 && errno == EINTR) {
	}
	return ERR_OK;
}

static enum err leave_run(struct store *store, struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);
	struct fault fault = FAULT_NONE;

	return submission_store(store, &service, now, &work->arena, &fault, &work->submission);
}

static enum err approve_run(struct store *store, struct writer_job *job)
{
	static const struct grant everywhere = {.scope = SCOPE_MODERATE};
	struct work *work = CONTAINER_OF(job, struct work, job);
	const struct verdict verdict = {
		.comment = work->entry->id,
		.revision = 1,
		.to = COMMENT_STATE_APPROVED,
		.from = -1,
		.by = {.name = "token:power", .grants = &everywhere, .grant_count = 1},
	};
	struct fault fault = FAULT_NONE;
	struct comment place = {0};
	int64_t batch;
	enum err err = moderation_check(store, &verdict, &work->arena, &fault, &place);

	return err ? err
		   : moderation_apply(store, &verdict, now, &work->arena, &fault, &place, &batch);
}

static enum err erase_run(struct store *store, struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	return erase_begin(store, work->entry->id, &work->submission.fingerprint, now, &work->arena,
		&work->piece);
}

/* As jobs/backlog.c does. */
static enum err backlog_run(struct store *store, struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);
	bool sealing = false, searching = false;
	enum err err = erase_some(store, now, &work->arena, &work->piece);

	if (!err)
		err = store_revision_seal_some(store, &sealing);
	if (!err)
		err = store_search_some(store, &searching);
	work->more = work->piece.more || sealing || searching;
	return err;
}

static void body_make(size_t number, unsigned author, char body[BODY_SIZE])
{
	int length = snprintf(body, BODY_SIZE, "%zu " SAID "%u.", number, author);

	/* some are long */
	for (size_t i = 0; i < number * 37 % 300; i++)
		body[length++] = (char)('a' + i % 26);
	body[length] = '\0';
}

/* What a reader types; the fingerprint of the address, too. */
static void submission_make(struct work *work, size_t number, unsigned author)
{
	const struct comment_input input = {
		.page = work->page, .name = "Anna", .email = work->email, .body = work->body};
	struct fault fault = FAULT_NONE;

	snprintf(work->page, sizeof(work->page), ORIGIN "/article-%zu", number % PAGES);
	snprintf(work->email, sizeof(work->email), "reader-%u@example.org", author);
	snprintf(work->key, sizeof(work->key), "key-%zu", number);
	body_make(number, author, work->body);
	work->submission = (struct submission){.id = 0};
	must(submission_init(&service, &input, work->key, &work->arena, &fault, &work->submission),
		fault.count ? fault.fields[0].detail : fault.detail);
	must(submission_fingerprint(&service, &work->submission, &fault), "fingerprint");
	must(submission_check(&service, &work->submission, &work->arena, &fault), "check");
}

/* Any comment that nobody has judged or erased; NULL: the one that was found is. */
static struct entry *entry_any(size_t before)
{
	struct entry *entry = before ? &entries[random_below(&run.random, before)] : NULL;

	return entry && !entry->judged && !entry->erased ? entry : NULL;
}

static bool author_is_erased(unsigned author)
{
	for (size_t i = 0; i < entry_count; i++)
		if (entries[i].author == author && entries[i].erased)
			return true;
	return false;
}

static void work_leave(struct work *work, size_t batch)
{
	unsigned author = (unsigned)random_below(&run.random, AUTHORS);

	if (entry_count == ENTRIES_MAX)
		must(ERR_MEMORY, "entries");
	/* who was erased and writes again is somebody new */
	if (author_is_erased(author))
		author += AUTHORS * (1 + (unsigned)entry_count);
	work->entry = &entries[entry_count];
	*work->entry = (struct entry){.batch = batch,
		.author = author,
		.stored_at = NEVER,
		.judged_at = NEVER,
		.erased_at = NEVER};
	submission_make(work, entry_count, author);
	work->job.run = leave_run;
	entry_count++;
}

static void work_approve(struct work *work, struct entry *entry)
{
	entry->judged = true;
	work->entry = entry;
	work->job.run = approve_run;
}

static void work_erase(struct work *work, struct entry *entry)
{
	submission_make(work, (size_t)(entry - entries), entry->author);
	work->entry = entry;
	work->job.run = erase_run;
	for (size_t i = 0; i < entry_count; i++)
		entries[i].erased |= entries[i].author == entry->author;
}

/* What is known once it is acknowledged. */
static void work_acknowledged(struct work *work)
{
	struct entry *entry = work->entry;

	must(work->job.err, "a job");
	if (work->job.run == leave_run) {
		entry->id = work->submission.id;
		entry->stored_at = work->at;
	} else if (work->job.run == approve_run) {
		entry->judged_at = work->at;
	} else if (work->job.run == erase_run) {
		for (size_t i = 0; i < entry_count; i++)
			if (entries[i].author == entry->author)
				entries[i].erased_at = work->at;
	}
}

/* Runs the first `count` works in one transaction. */
static void works_run(struct writer *writer, size_t count)
{
	struct work gate = {.job = {.run = gate_run, .done = work_done}};

	must(writer_submit(writer, &gate.job), "submit");
	for (size_t i = 0; i < count; i++) {
		works[i].job.done = work_done;
		must(writer_submit(writer, &works[i].job), "submit");
	}
	sem_post(&opened);
	for (size_t i = 0; i <= count; i++)
		while (sem_wait(&finished) < 0 && errno == EINTR) {
		}
	for (size_t i = 0; i < count; i++) {
		work_acknowledged(&works[i]);
		arena_finish(&works[i].arena);
	}
}

static struct work *work_new(size_t index)
{
	struct work *work = &works[index];

	*work = (struct work){.job = {.err = ERR_OK}};
	arena_init(ARENA, &work->arena);
	return work;
}

static void backlog(struct writer *writer)
{
	struct work *work;

	do {
		work = work_new(0);
		work->job.run = backlog_run;
		works_run(writer, 1);
	} while (work->more);
}

/* Readers, moderators and now and then an author: a transaction. */
static void batch(struct writer *writer, size_t number)
{
	size_t count = 0, before = entry_count, leaving = 1 + random_below(&run.random, 5);
	struct entry *entry = entry_any(before);

	if (entry && random_below(&run.random, 12) == 0) {
		work_erase(work_new(count++), entry);
	} else {
		for (; count < leaving; count++)
			work_leave(work_new(count), number);
		for (; count < BATCH_MAX && entry; entry = entry_any(before))
			work_approve(work_new(count++), entry);
	}
	works_run(writer, count);
	if (random_below(&run.random, 6) == 0)
		backlog(writer);
}

/* Another program copies the log into the file: all of it, or as far as readers let it. */
static void checkpoint(struct store *other)
{
	if (random_below(&run.random, 2))
		(void)!db_checkpoint_soon(other->db);
	else
		sqlite3_wal_checkpoint_v2(
			other->db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* The scenes: what happens on the disk. */

static void foreign_change(void *context)
{
	(void)context;
}

static void scene_load(size_t batches)
{
	const struct writer_events events = {.foreign_change = foreign_change};
	struct store *other = open_store();
	struct writer *writer;
	struct store *reader = NULL;
	bool sealed;
	struct fault fault = FAULT_NONE;

	service_start();
	must(writer_create(start_first(), QUEUE, &events, &writer), "writer");
	for (size_t i = 0; i < batches; i++) {
		batch(writer, i);
		if (!reader && random_below(&run.random, 10) == 0) {
			must(pool_take(service.pool, &fault, &reader), "reader");
			must(store_begin_read(reader), "reader");
			must(store_record_is_sealed(reader, &sealed), "reader");
		} else if (reader && random_below(&run.random, 3) == 0) {
			store_end_read(reader);
			pool_give(service.pool, reader);
			reader = NULL;
		}
		if (batches < LONG && random_below(&run.random, 8) == 0)
			checkpoint(other);
	}
	if (reader) {
		store_end_read(reader);
		pool_give(service.pool, reader);
	}
	store_close(other);
	service_stop();
	writer_destroy(writer);
}

static void make_site(void)
{
	struct fault fault = FAULT_NONE;
	struct store *store = start_first();
	struct arena arena;

	migrated_at = disk ? disk_length(disk) : 0;
	arena_init(ARENA, &arena);
	must(store_begin(store), "site");
	must(site_ensure(store, SITE, ORIGIN, now, &arena, &fault), "site");
	must(store_commit(store), "site");
	site_at = disk ? disk_length(disk) : 0;
	arena_finish(&arena);
	store_close(store);
}

/* A database of the first version, with comments. */
static void make_old(void)
{
	struct db *db;
	struct fault fault = FAULT_NONE;
	static const struct db_query none[] = {{"none", "SELECT 1"}};
	char *sql, body[BODY_SIZE];

	must(db_open(path, DB_MODE_CREATE, none, 1, &fault, &db), fault.detail);
	must(sqlite_run(db, migrations[0].sql), migrations[0].name);
	sql = sqlite3_mprintf(
		"PRAGMA application_id = 0x41667477;"
		"CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
		" checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;"
		"INSERT INTO migration VALUES (1, %Q, %Q, %lld);"
		"INSERT INTO site VALUES ('" SITE "', 'hold', randomblob(16), 1);"
		"INSERT INTO site_origin VALUES ('" ORIGIN "', '" SITE "');"
		"INSERT INTO page (id, site, url, state, created_at)"
		" VALUES (1, '" SITE "', '" ORIGIN "/article-0', 'open', 1);"
		"INSERT INTO author (id, site, fingerprint, key_id, cost, tag, created_at)"
		" VALUES (1, '" SITE "', randomblob(32), '0', 'keyed', 'a', 1)",
		migrations[0].name, migrations[0].checksum, (long long)now);
	must(sqlite_run(db, sql), "old");
	sqlite3_free(sql);
	for (unsigned i = 0; i < OLD_COMMENTS; i++) {
		entries[entry_count++] = (struct entry){.id = i + 1,
			.batch = i,
			.stored_at = 0,
			.judged_at = NEVER,
			.erased_at = NEVER};
		body_make(i, 0, body);
		sql = sqlite3_mprintf(
			"INSERT INTO comment (id, site, page, author, root, path, depth, state,"
			" shown, revision, name, created_at) VALUES (%u, '" SITE "', 1, 1, %u,"
			" X'%016x', 0, 'pending', 0, 1, 'Anna', 1);"
			"INSERT INTO revision VALUES (%u, 1, %Q, 1)",
			i + 1, i + 1, i + 1, i + 1, body);
		must(sqlite_run(db, sql), "old");
		sqlite3_free(sql);
	}
	db_close(db);
}

/* What is left after a cut. */

/*
 * Whose row it is: what is sent again after a cut may have another id than before. What is erased
 * has an id alone. NULL: nobody's.
 */
static struct entry *entry_of(int64_t id, const char *body)
{
	if (body && *body) {
		size_t number = strtoul(body, NULL, 10);

		return number < entry_count ? &entries[number] : NULL;
	}
	for (size_t low = 0, high = entry_count; low < high;) {
		size_t middle = (low + high) / 2;

		if (entries[middle].id == id)
			return &entries[middle];
		if (entries[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void entry_look(struct entry *entry, size_t cut, const char *state, const char *body)
{
	char want[BODY_SIZE];

	body_make((size_t)(entry - entries), entry->author, want);
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
		there[entry - entries] = true;
		entry_look(entry, cut, state, body);
		if (entry->stored_at <= cut && entry->id != id)
			wrong(&run.toll.half, cut, "another id of", body);
	}
	if (sqlite3_finalize(rows) != SQLITE_OK || code != SQLITE_OK)
		wrong(&run.toll.corrupt, cut, "cannot be read:", sqlite3_errmsg(store->db->sqlite));
	for (size_t i = 0; i < entry_count; i++) {
		if (entries[i].stored_at <= cut && !there[i])
			wrong(&run.toll.lost, cut, "a comment is lost", "");
		if (i && i != sent && i - 1 != sent && entries[i].batch == entries[i - 1].batch &&
			there[i] != there[i - 1])
			wrong(&run.toll.half, cut, "half of a transaction is there", "");
	}
}

/* The number of rows that a statement counts. */
static int64_t counted(struct store *store, const char *sql, const char *text)
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

	submission_make(work, number, entries[number].author);
	must(store_begin(store), "going on");
	must(submission_store(store, &service, now, &work->arena, &fault, &work->submission),
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
	unsigned char *bytes = disk_load(path, &size);

	for (size_t i = 0; i < entry_count; i++) {
		char want[BODY_SIZE];

		if (entries[i].erased_at > cut)
			continue;
		body_make(i, entries[i].author, want);
		if (memmem(bytes, size, want, strlen(want)))
			wrong(&run.toll.left, cut, "erased, and in the file:", want);
	}
	free(bytes);
}

/* Law 3. */
static void audit(size_t cut)
{
	const struct audited audited = {.database = path, .key_file = key_path, .now = now};
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

/* Before the first migration of a start all is copied; as soon as one is there the copy is whole.
 */
static void look_at_copy(size_t cut)
{
	static const char check[] =
		"SELECT (SELECT count(*) FROM comment) * (integrity_check = 'ok')"
		" FROM pragma_integrity_check";
	struct store copy = {0};
	struct db db = {0};
	char name[PATH_SIZE + 16];

	snprintf(name, sizeof(name), "%s.before-%04d", path, migrations[1].number);
	copy.db = &db;
	if (sqlite3_open_v2(name, &db.sqlite, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
		counted(&copy, check, NULL) != OLD_COMMENTS)
		wrong(&run.toll.lost, cut, "the copy is not whole:", sqlite3_errmsg(db.sqlite));
	sqlite3_close(db.sqlite);
}

/* A start on what a cut has left, by another clock. NULL: it does not start, and that is told. */
static struct store *starts(size_t cut)
{
	struct fault fault = FAULT_NONE;
	struct store *store = start_store(now + 1, &fault);
	int64_t applied;

	if (!store) {
		wrong(&run.toll.corrupt, cut, "no start:", fault.detail);
		return NULL;
	}
	applied = counted(store, "SELECT count(*) FROM migration WHERE applied_at > " NOW, NULL);
	if (applied && migrated_at <= cut)
		wrong(&run.toll.lost, cut, "migrations are lost", "");
	if (copied && applied < migrations_newest() - 1)
		look_at_copy(cut);
	return store;
}

/* A comment that nobody has erased or erases; ENTRIES_MAX: there is none. */
static size_t entry_to_send(uint64_t *random)
{
	size_t number = random_below(random, entry_count ? entry_count : 1);

	return entry_count && entries[number].author && !entries[number].erased ? number
										: ENTRIES_MAX;
}

/*
 * A start on what a cut at `cut` has left, and what comes after. `inner`: the disk on which that
 * is written down, if any; `before`: what was sent again before; gives what is sent, and where it
 * was acknowledged.
 */
static void start_and_look(size_t cut, uint64_t *random, struct disk *inner, size_t before,
	size_t *sent, size_t *sent_at)
{
	struct store *store;

	*sent = ENTRIES_MAX;
	store = starts(cut);
	if (!store)
		return;
	if (site_at <= cut && counted(store, "SELECT count(*) FROM site", NULL) != 1)
		wrong(&run.toll.lost, cut, "the site is lost", "");
	look(store, cut, before);
	if (counted(store, "SELECT count(*) FROM site", NULL) == 1)
		*sent = entry_to_send(random);
	if (*sent != ENTRIES_MAX) {
		service_start();
		*sent_at = send_again(store, inner, cut, *sent);
		service_stop();
	}
	must(erase_all(store, now), "erasing");
	store_close(store);
	audit(cut);
	look_for_traces(cut);
}

/* The start after a cut is cut. */
static void cut_again(size_t cut, uint64_t *random)
{
	struct disk *inner = disk_begin(folder);
	size_t sent, sent_at = NEVER, place, none;
	struct store *store;

	start_and_look(cut, random, inner, ENTRIES_MAX, &sent, &sent_at);
	disk_end(inner);
	place = random_below(random, disk_length(inner) + 1);
	folder_empty(folder);
	disk_cut(inner, place, *random, folder);
	store = starts(cut);
	if (store) {
		if (sent != ENTRIES_MAX && sent_at <= place) {
			char want[BODY_SIZE];

			body_make(sent, entries[sent].author, want);
			if (counted(store, "SELECT count(*) FROM revision WHERE body = $1", want) !=
				1)
				wrong(&run.toll.lost, cut, "lost by the second cut:", want);
		}
		store_close(store);
	}
	start_and_look(cut, random, NULL, sent, &none, &sent_at);
	disk_destroy(inner);
}

static int places_compare(const void *left, const void *right)
{
	size_t a = *(const size_t *)left, b = *(const size_t *)right;

	return (a > b) - (a < b);
}

/* So many cuts of what was written down, at places that are drawn; then a line of what there was.
 */
static void cut(size_t cuts, uint64_t random)
{
	size_t *places = calloc(cuts + 1, sizeof(*places));
	size_t length = disk_length(disk), acknowledged = 0, sent, sent_at;

	must(places ? ERR_OK : ERR_MEMORY, "places");
	disk_end(disk);
	for (size_t i = 0; i < cuts; i++)
		places[i] = random_below(&random, length + 1);
	qsort(places, cuts, sizeof(*places), places_compare);
	for (size_t i = 0; i < cuts; i++) {
		uint64_t seed = random += 1;

		folder_empty(folder);
		disk_cut(disk, places[i], seed, folder);
		if (random_below(&seed, AGAIN) == 0)
			cut_again(places[i], &seed);
		else
			start_and_look(places[i], &seed, NULL, ENTRIES_MAX, &sent, &sent_at);
	}
	for (size_t i = 0; i < entry_count; i++)
		acknowledged += entries[i].stored_at != NEVER;
	run.toll.cuts = cuts;
	printf("{\"scene\": \"%s\", \"seed\": %llu, \"operations\": %zu, \"comments\": %zu, "
	       "\"cuts\": %zu, \"lost\": %zu, \"corrupt\": %zu, \"half\": %zu, "
	       "\"doubled\": %zu, \"left\": %zu}\n",
		run.scene, (unsigned long long)run.seed, length, acknowledged, run.toll.cuts,
		run.toll.lost, run.toll.corrupt, run.toll.half, run.toll.doubled, run.toll.left);
	fflush(stdout);
	free(places);
}

/* The first start: no file, then a database with a site. */
static void scene_first(size_t batches)
{
	(void)batches;
	disk = disk_begin(folder);
	make_site();
}

/* What is written while the server runs, and its end. */
static void scene_writes(size_t batches)
{
	make_site();
	disk = disk_begin(folder);
	scene_load(batches);
}

/* A start that brings a database up to date. */
static void scene_migration(size_t batches)
{
	struct store *store;

	(void)batches;
	make_old();
	copied = true;
	site_at = 0;
	disk = disk_begin(folder);
	store = start_first();
	migrated_at = disk_length(disk);
	store_close(store);
}

static const struct {
	const char *name;
	void (*play)(size_t batches);
	size_t share; /* of the cuts, in percent; together 100 */
} scenes[] = {
	{"first start", scene_first, 15},
	{"writes", scene_writes, 70},
	{"migration", scene_migration, 15},
};

/* So that a run can be had again: libsodium's numbers. */
static const char *random_name(void)
{
	return "power";
}

static void random_fill(void *out, size_t size)
{
	static uint64_t state;

	for (size_t i = 0; i < size; i++)
		((unsigned char *)out)[i] = (unsigned char)random_below(&state, 256);
}

static uint32_t random_word(void)
{
	uint32_t word;

	random_fill(&word, sizeof(word));
	return word;
}

static struct randombytes_implementation numbers = {
	.implementation_name = random_name,
	.random = random_word,
	.buf = random_fill,
};

static void begin(void)
{
	FILE *key;
	struct fault fault = FAULT_NONE;

	snprintf(folder, sizeof(folder), "%s/afterword-power-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	must(mkdtemp(folder) ? ERR_OK : ERR_FOLDER, folder);
	snprintf(path, sizeof(path), "%s/afterword.db", folder);
	snprintf(key_path, sizeof(key_path), "%s/.key", folder);
	umask(077);
	key = fopen(key_path, "w");
	must(key && fputs(KEY, key) >= 0 && fclose(key) == 0 ? ERR_OK : ERR_FOLDER, key_path);
	randombytes_set_implementation(&numbers);
	must(crypto_start() ? ERR_MEMORY : ERR_OK, "libsodium");
	must(keys_open(key_path, false, &fault, &keys), fault.detail);
	sem_init(&opened, 0, 0);
	sem_init(&finished, 0, 0);
}

static void end(void)
{
	keys_close(keys);
	folder_empty(folder);
	unlink(key_path);
	rmdir(folder);
	sem_destroy(&opened);
	sem_destroy(&finished);
}

int main(int argc, char **argv)
{
	bool good = true;
	size_t cuts, batches, from = 0;

	if (argc < 4) {
		fprintf(stderr, "usage: power SEED CUTS BATCHES [normal]\n");
		return 64;
	}
	run.seed = strtoull(argv[1], NULL, 10);
	cuts = strtoul(argv[2], NULL, 10);
	batches = strtoul(argv[3], NULL, 10);
	run.normal = argc > 4;
	disk_install(run.seed);
	begin();
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++) {
		size_t to = from + scenes[i].share;

		run.scene = scenes[i].name;
		run.random = run.seed;
		run.toll = (struct toll){0};
		entry_count = 0;
		copied = false;
		folder_empty(folder);
		scenes[i].play(batches);
		cut(cuts * to / 100 - cuts * from / 100, run.random);
		from = to;
		disk_destroy(disk);
		disk = NULL;
		good = good && !run.toll.corrupt && !run.toll.half && !run.toll.doubled &&
		       !run.toll.left && (run.normal || !run.toll.lost);
	}
	end();
	return good ? 0 : 1;
}
