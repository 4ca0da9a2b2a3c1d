/* What happens on the disk: jobs of the writer, and the scenes of them. */

#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

#include "core/moderation.h"
#include "core/site.h"
#include "db/migrations.h"
#include "db/sqlite.h"
#include "power.h"
#include "store/record.h"
#include "store/revision.h"
#include "store/search.h"

enum {
	AUTHORS = 12,
	PAGES = 5,
	BATCH_MAX = 8, /* jobs */
	QUEUE = 64,
	LONG = 200, /* batches: then the log is left to grow until the server itself copies it */
};

/* Work for the writer. */

static struct work works[BATCH_MAX];
static sem_t opened, finished;

static void work_done(struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	work->at = disk_length(run.disk);
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

	return submission_store(store, &run.service, NOW, &work->arena, &fault, &work->submission);
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
		   : moderation_apply(store, &verdict, NOW, &work->arena, &fault, &place, &batch);
}

static enum err erase_run(struct store *store, struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	return erase_begin(store, work->entry->id, &work->submission.fingerprint, NOW, &work->arena,
		&work->piece);
}

/* As jobs/backlog.c does. */
static enum err backlog_run(struct store *store, struct writer_job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);
	bool sealing = false, searching = false;
	enum err err = erase_some(store, NOW, &work->arena, &work->piece);

	if (!err)
		err = store_revision_seal_some(store, &sealing);
	if (!err)
		err = store_search_some(store, &searching);
	work->more = work->piece.more || sealing || searching;
	return err;
}

void body_make(size_t number, unsigned author, char body[BODY_SIZE])
{
	int length = snprintf(body, BODY_SIZE, "%zu " SAID "%u.", number, author);

	/* some are long */
	for (size_t i = 0; i < number * 37 % 300; i++)
		body[length++] = (char)('a' + i % 26);
	body[length] = '\0';
}

/* What a reader types; the fingerprint of the address, too. */
void submission_make(struct work *work, size_t number, unsigned author)
{
	const struct comment_input input = {
		.page = work->page, .name = "Anna", .email = work->email, .body = work->body};
	struct fault fault = FAULT_NONE;

	snprintf(work->page, sizeof(work->page), ORIGIN "/article-%zu", number % PAGES);
	snprintf(work->email, sizeof(work->email), "reader-%u@example.org", author);
	snprintf(work->key, sizeof(work->key), "key-%zu", number);
	body_make(number, author, work->body);
	work->submission = (struct submission){.id = 0};
	must(submission_init(
		     &run.service, &input, work->key, &work->arena, &fault, &work->submission),
		fault.count ? fault.fields[0].detail : fault.detail);
	must(submission_fingerprint(&run.service, &work->submission, &fault), "fingerprint");
	must(submission_check(&run.service, &work->submission, &work->arena, &fault), "check");
}

/* Any comment that nobody has judged or erased; NULL: the one that was found is. */
static struct entry *entry_any(size_t before)
{
	struct entry *entry = before ? &run.entries[random_below(&run.random, before)] : NULL;

	return entry && !entry->judged && !entry->erased ? entry : NULL;
}

static bool author_is_erased(unsigned author)
{
	for (size_t i = 0; i < run.entry_count; i++)
		if (run.entries[i].author == author && run.entries[i].erased)
			return true;
	return false;
}

static void work_leave(struct work *work, size_t batch)
{
	unsigned author = (unsigned)random_below(&run.random, AUTHORS);

	if (run.entry_count == ENTRIES_MAX)
		must(ERR_MEMORY, "run.entries");
	/* who was erased and writes again is somebody new */
	if (author_is_erased(author))
		author += AUTHORS * (1 + (unsigned)run.entry_count);
	work->entry = &run.entries[run.entry_count];
	*work->entry = (struct entry){.batch = batch,
		.author = author,
		.stored_at = NEVER,
		.judged_at = NEVER,
		.erased_at = NEVER};
	submission_make(work, run.entry_count, author);
	work->job.run = leave_run;
	run.entry_count++;
}

static void work_approve(struct work *work, struct entry *entry)
{
	entry->judged = true;
	work->entry = entry;
	work->job.run = approve_run;
}

static void work_erase(struct work *work, struct entry *entry)
{
	submission_make(work, (size_t)(entry - run.entries), entry->author);
	work->entry = entry;
	work->job.run = erase_run;
	for (size_t i = 0; i < run.entry_count; i++)
		run.entries[i].erased |= run.entries[i].author == entry->author;
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
		for (size_t i = 0; i < run.entry_count; i++)
			if (run.entries[i].author == entry->author)
				run.entries[i].erased_at = work->at;
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

struct work *work_new(size_t index)
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

/* Readers, moderators and NOW and then an author: a transaction. */
static void batch(struct writer *writer, size_t number)
{
	size_t count = 0, before = run.entry_count, leaving = 1 + random_below(&run.random, 5);
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
			must(pool_take(run.service.pool, &fault, &reader), "reader");
			must(store_begin_read(reader), "reader");
			must(store_record_is_sealed(reader, &sealed), "reader");
		} else if (reader && random_below(&run.random, 3) == 0) {
			store_end_read(reader);
			pool_give(run.service.pool, reader);
			reader = NULL;
		}
		if (batches < LONG && random_below(&run.random, 8) == 0)
			checkpoint(other);
	}
	if (reader) {
		store_end_read(reader);
		pool_give(run.service.pool, reader);
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

	run.migrated_at = run.disk ? disk_length(run.disk) : 0;
	arena_init(ARENA, &arena);
	must(store_begin(store), "site");
	must(site_ensure(store, SITE, ORIGIN, NOW, &arena, &fault), "site");
	must(store_commit(store), "site");
	run.site_at = run.disk ? disk_length(run.disk) : 0;
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

	must(db_open(run.path, DB_MODE_CREATE, none, 1, &fault, &db), fault.detail);
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
		" VALUES (1, '" SITE "', randomblob(32), %Q, 'keyed', 'a', 1)",
		migrations[0].name, migrations[0].checksum, (long long)NOW, keys_id(run.keys));
	must(sqlite_run(db, sql), "old");
	sqlite3_free(sql);
	for (unsigned i = 0; i < OLD_COMMENTS; i++) {
		run.entries[run.entry_count++] = (struct entry){.id = i + 1,
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

/* The first start: no file, then a database with a site. */
void scene_first(size_t batches)
{
	(void)batches;
	run.disk = disk_begin(run.folder);
	make_site();
}

/* What is written while the server runs, and its end. */
void scene_writes(size_t batches)
{
	sem_init(&opened, 0, 0);
	sem_init(&finished, 0, 0);
	make_site();
	run.disk = disk_begin(run.folder);
	scene_load(batches);
	sem_destroy(&opened);
	sem_destroy(&finished);
}

/* A start that brings a database up to date. */
void scene_migration(size_t batches)
{
	struct store *store;

	(void)batches;
	make_old();
	run.copied = true;
	run.site_at = 0;
	run.disk = disk_begin(run.folder);
	store = start_first();
	run.migrated_at = disk_length(run.disk);
	store_close(store);
}
