/*
 * What SQLite does by itself: the other side of the table where Afterword stores comments.
 *
 *   bare_sqlite DATABASE SECONDS BATCH PAGES AUTHORS SCHEMA...
 *
 * Makes DATABASE by the SCHEMA files (migrations/NNNN_*.sql), then inserts for so long the rows
 * that Afterword inserts for a comment that is held: the page and the author are looked up, and
 * inserted when they are new; then comment, network, revision, hold_reason and the site's count,
 * and for each transaction the day's. BATCH comments are one transaction, each commit is synced
 * (WAL, synchronous=FULL), the log is copied back as rarely as Afterword does it. Everything else
 * is as SQLite has it: no foreign keys, no secure_delete; statements are prepared once. Prints
 * `rate=COMMENTS-A-SECOND`.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SCHEMA_SIZE_MAX = 1024 * 1024, ID_STEP = 1 << 21, FINGERPRINT_SIZE = 32, PATH_SIZE = 8 };

enum {
	BEGIN,
	COMMIT,
	PAGE_FIND,
	PAGE_INSERT,
	AUTHOR_FIND,
	AUTHOR_INSERT,
	COMMENT_INSERT,
	COUNT_ADD,
	DAY_ADD,
	NETWORK_INSERT,
	REVISION_INSERT,
	HOLD_REASON_INSERT,
	STATEMENT__MAX
};

/* The values that never differ stand in the text. */
static const char *const texts[STATEMENT__MAX] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[PAGE_FIND] = "SELECT id, title, state FROM page WHERE url = ?1",
	[PAGE_INSERT] = "INSERT INTO page (id, site, url, state, created_at)"
			" VALUES (?1, 'bench', ?2, 'open', ?3)",
	[AUTHOR_FIND] = "SELECT id FROM author WHERE site = 'bench' AND fingerprint = ?1",
	[AUTHOR_INSERT] = "INSERT INTO author (id, site, fingerprint, key_id, cost, tag,"
			  " created_at) VALUES (?1, 'bench', ?2, '0123456789abcdef',"
			  " 'keyed', '01234567', ?3)",
	[COMMENT_INSERT] = "INSERT INTO comment (id, site, page, author, root, path, depth,"
			   " state, shown, revision, name, created_at) VALUES (?1, 'bench',"
			   " ?2, ?3, ?1, ?4, 0, 'pending', 0, 1, ?5, ?6)",
	[COUNT_ADD] = "INSERT INTO site_count (site, state, count) VALUES ('bench', 'pending', 1)"
		      " ON CONFLICT (site, state) DO UPDATE SET count = count + 1",
	[DAY_ADD] = "INSERT INTO day_count (day, site, what, made_by, count)"
		    " VALUES (?1, 'bench', 'came', '', 1)"
		    " ON CONFLICT DO UPDATE SET count = count + 1",
	[NETWORK_INSERT] = "INSERT INTO comment_network (comment, tag) VALUES (?1, '01234567')",
	[REVISION_INSERT] = "INSERT INTO revision (comment, number, body, created_at, seal)"
			    " VALUES (?1, 1, ?2, ?3, x'000102030405060708090a0b0c0d0e0f')",
	[HOLD_REASON_INSERT] = "INSERT INTO hold_reason (comment, revision, position, \"check\","
			       " score, text) VALUES (?1, 1, 0, 'policy', 0,"
			       " 'The site holds every comment.')",
};

static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			       "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8000;";
static const char site[] = "INSERT INTO site (id, policy, salt, created_at)"
			   " VALUES ('bench', 'hold', x'00', 0)";

struct inserter {
	sqlite3 *sqlite;
	sqlite3_stmt *statements[STATEMENT__MAX];
	int64_t last_id;
	int64_t count;
	int64_t pages, authors;
};

static void check(struct inserter *inserter, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return;
	fprintf(stderr, "bare_sqlite: %s\n", sqlite3_errmsg(inserter->sqlite));
	exit(1);
}

static void run_file(struct inserter *inserter, const char *path)
{
	static char text[SCHEMA_SIZE_MAX];
	FILE *file = fopen(path, "rb");

	if (!file) {
		fprintf(stderr, "bare_sqlite: %s cannot be read\n", path);
		exit(1);
	}
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	check(inserter, sqlite3_exec(inserter->sqlite, text, NULL, NULL, NULL));
}

static sqlite3_stmt *bind_integer(struct inserter *inserter, int name, int number, int64_t value)
{
	check(inserter, sqlite3_bind_int64(inserter->statements[name], number, value));
	return inserter->statements[name];
}

static void bind_text(struct inserter *inserter, int name, int number, const char *value)
{
	check(inserter,
		sqlite3_bind_text(inserter->statements[name], number, value, -1, SQLITE_STATIC));
}

static void bind_bytes(struct inserter *inserter, int name, int number, const void *value, int size)
{
	check(inserter,
		sqlite3_bind_blob(inserter->statements[name], number, value, size, SQLITE_STATIC));
}

static void run(struct inserter *inserter, int name)
{
	check(inserter, sqlite3_step(inserter->statements[name]));
	check(inserter, sqlite3_reset(inserter->statements[name]));
}

/* The id in the first column, or 0. */
static int64_t find(struct inserter *inserter, int name)
{
	sqlite3_stmt *statement = inserter->statements[name];
	int code = sqlite3_step(statement);
	int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;

	check(inserter, code);
	check(inserter, sqlite3_reset(statement));
	return id;
}

static int64_t page_of(struct inserter *inserter, int64_t now)
{
	char url[64];
	int64_t id;

	snprintf(url, sizeof(url), "http://bench.example/p%d",
		(int)(inserter->count % inserter->pages));
	bind_text(inserter, PAGE_FIND, 1, url);
	id = find(inserter, PAGE_FIND);
	if (id)
		return id;
	id = ++inserter->last_id;
	bind_integer(inserter, PAGE_INSERT, 1, id);
	bind_text(inserter, PAGE_INSERT, 2, url);
	bind_integer(inserter, PAGE_INSERT, 3, now);
	run(inserter, PAGE_INSERT);
	return id;
}

/* Fingerprints are spread like hashes: each byte from a multiplied number. */
static int64_t author_of(struct inserter *inserter, int64_t now)
{
	uint64_t mixed = (uint64_t)(inserter->count % inserter->authors + 1);
	unsigned char fingerprint[FINGERPRINT_SIZE];
	int64_t id;

	for (int i = 0; i < FINGERPRINT_SIZE; i++) {
		mixed *= 0x9e3779b97f4a7c15u;
		mixed ^= mixed >> 29;
		fingerprint[i] = (unsigned char)(mixed >> 40);
	}
	bind_bytes(inserter, AUTHOR_FIND, 1, fingerprint, sizeof(fingerprint));
	id = find(inserter, AUTHOR_FIND);
	if (id)
		return id;
	id = ++inserter->last_id;
	bind_integer(inserter, AUTHOR_INSERT, 1, id);
	bind_bytes(inserter, AUTHOR_INSERT, 2, fingerprint, sizeof(fingerprint));
	bind_integer(inserter, AUTHOR_INSERT, 3, now);
	run(inserter, AUTHOR_INSERT);
	return id;
}

/* The text is that of load.lua. */
static void insert(struct inserter *inserter, int64_t now)
{
	int64_t page = page_of(inserter, now), author = author_of(inserter, now);
	int64_t id = ++inserter->last_id;
	unsigned char path[PATH_SIZE];
	char body[256];

	for (int i = 0; i < PATH_SIZE; i++)
		path[i] = (unsigned char)(id >> (56 - 8 * i));
	snprintf(body, sizeof(body),
		"Comment number 1.%lld. It has *some* words, as many as people write on a "
		"good day, and a [link](https://example.org/).",
		(long long)inserter->count);
	bind_integer(inserter, COMMENT_INSERT, 1, id);
	bind_integer(inserter, COMMENT_INSERT, 2, page);
	bind_integer(inserter, COMMENT_INSERT, 3, author);
	bind_bytes(inserter, COMMENT_INSERT, 4, path, sizeof(path));
	bind_text(inserter, COMMENT_INSERT, 5, "Ada Lovelace");
	bind_integer(inserter, COMMENT_INSERT, 6, now);
	run(inserter, COMMENT_INSERT);
	run(inserter, COUNT_ADD);
	bind_integer(inserter, REVISION_INSERT, 1, id);
	bind_text(inserter, REVISION_INSERT, 2, body);
	bind_integer(inserter, REVISION_INSERT, 3, now);
	run(inserter, REVISION_INSERT);
	bind_integer(inserter, HOLD_REASON_INSERT, 1, id);
	run(inserter, HOLD_REASON_INSERT);
	bind_integer(inserter, NETWORK_INSERT, 1, id);
	run(inserter, NETWORK_INSERT);
	inserter->count++;
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct inserter inserter = {0};
	double start, span;
	int batch;

	if (argc < 7) {
		fprintf(stderr,
			"usage: bare_sqlite DATABASE SECONDS BATCH PAGES AUTHORS SCHEMA...\n");
		return 64;
	}
	batch = atoi(argv[3]);
	inserter.pages = atoi(argv[4]);
	inserter.authors = atoi(argv[5]);
	check(&inserter, sqlite3_open(argv[1], &inserter.sqlite));
	check(&inserter, sqlite3_exec(inserter.sqlite, settings, NULL, NULL, NULL));
	for (int i = 6; i < argc; i++)
		run_file(&inserter, argv[i]);
	check(&inserter, sqlite3_exec(inserter.sqlite, site, NULL, NULL, NULL));
	for (int i = 0; i < STATEMENT__MAX; i++)
		check(&inserter, sqlite3_prepare_v3(inserter.sqlite, texts[i], -1,
					 SQLITE_PREPARE_PERSISTENT, &inserter.statements[i], NULL));

	start = seconds_now();
	do {
		int64_t now = (int64_t)time(NULL) * 1000;

		if (inserter.last_id < now * ID_STEP)
			inserter.last_id = now * ID_STEP;
		run(&inserter, BEGIN);
		for (int i = 0; i < batch; i++)
			insert(&inserter, now);
		bind_integer(&inserter, DAY_ADD, 1, now / 86400000);
		run(&inserter, DAY_ADD);
		run(&inserter, COMMIT);
		span = seconds_now() - start;
	} while (span < atof(argv[2]));
	printf("rate=%.1f\n", (double)inserter.count / span);
	return 0;
}
