/* See scratch.h. What goes wrong here is no law of a test: it ends the program. */
#include <assert.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scratch.h"
#include "core/crypto.h"
#include "store/author.h"
#include "store/revision.h"

enum { ARENA_LIMIT = 16 * 1024 * 1024 };

struct scratch scratch;

const char *scratch_file(const char *name)
{
	static char path[320];

	snprintf(path, sizeof(path), "%s/%s", scratch.folder, name);
	return path;
}

static const unsigned char keys[][CRYPTO_KEY_SIZE] = {"scratch", "another"};

static void scratch_seal(
	const void *first, size_t which, struct slice message, unsigned char out[SEAL_SIZE])
{
	size_t key = ((const unsigned char(*)[CRYPTO_KEY_SIZE])first - keys + which) % 2;

	crypto_digest(keys[key], NULL, "scratch", message, out, SEAL_SIZE);
}

void scratch_seal_with(size_t first, size_t count)
{
	const struct sealer sealer = {scratch_seal, keys[first], count};

	store_set_sealer(scratch.store, &sealer);
}

void scratch_open(void)
{
	enum err err =
		store_open(scratch.path, STORE_MODE_WRITE, 0, &scratch.fault, &scratch.store);

	assert(err == ERR_OK);
	scratch_seal_with(0, 1);
}

void scratch_close(void)
{
	store_close(scratch.store);
	scratch.store = NULL;
}

int scratch_start(void **state)
{
	int applied;

	(void)state;
	scratch = (struct scratch){.fault = FAULT_NONE};
	/* in memory where that is to be had: no test is about the disk */
	snprintf(scratch.folder, sizeof(scratch.folder), "%s/afterword-test-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(scratch.folder))
		return -1;
	snprintf(scratch.path, sizeof(scratch.path), "%s/afterword.db", scratch.folder);
	arena_init(ARENA_LIMIT, &scratch.arena);
	if (store_migrate(scratch.path, SCRATCH_NOW, &scratch.fault, &applied) != ERR_OK)
		return -1;
	scratch_open();
	return 0;
}

int scratch_stop(void **state)
{
	DIR *folder;
	struct dirent *entry;

	(void)state;
	scratch_close();
	arena_finish(&scratch.arena);
	folder = opendir(scratch.folder);
	if (!folder)
		return -1;
	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			unlink(scratch_file(entry->d_name));
	closedir(folder);
	return rmdir(scratch.folder);
}

static void must(enum err err)
{
	if (err)
		fprintf(stderr, "scratch: %s\n", err_info(err)->slug);
	assert(err == ERR_OK);
}

void scratch_add_site(const char *id, const char *origin, enum site_policy policy)
{
	struct site site = {
		.id = id,
		.policy = policy,
		.salt = {"0123456789abcdef", SITE_SALT_SIZE},
		.created_at = SCRATCH_NOW,
	};

	site_standard_init(&site);
	must(store_site_insert(scratch.store, &site));
	must(store_site_origin_insert(scratch.store, id, origin));
}

void scratch_set_policy(const char *id, enum site_policy policy)
{
	struct site site = {0};

	must(store_site_find(scratch.store, id, &scratch.arena, &site));
	site.policy = policy;
	must(store_site_set(scratch.store, &site));
}

int64_t scratch_add_page(const char *site, const char *url)
{
	const struct page page = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.site = site,
		.url = url,
		.created_at = SCRATCH_NOW,
	};

	must(store_page_insert(scratch.store, &page));
	return page.id;
}

int64_t scratch_add_author(const char *site, const char *fingerprint)
{
	const struct author author = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.site = site,
		.fingerprint = {fingerprint, strlen(fingerprint)},
		.key_id = "0000000000000000",
		.cost = "keyed",
		.tag = "abcdefgh",
		.created_at = SCRATCH_NOW,
	};

	must(store_author_insert(scratch.store, &author));
	return author.id;
}

void scratch_populate(void)
{
	must(store_begin(scratch.store));
	scratch_add_site(SCRATCH_SITE, SCRATCH_ORIGIN, SITE_POLICY_HOLD);
	scratch.page = scratch_add_page(SCRATCH_SITE, SCRATCH_URL);
	scratch.author = scratch_add_author(SCRATCH_SITE, "author");
	must(store_commit(scratch.store));
}

int64_t scratch_add_comment(const struct scratch_comment *from)
{
	struct comment comment = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.parent = from->parent,
		.site = from->site ? from->site : SCRATCH_SITE,
		.page = from->page ? from->page : scratch.page,
		.author = from->author ? from->author : scratch.author,
		.name = "Anna",
		.state = from->state,
		.shown = from->shown,
		.revision = 1,
		.published = !from->unpublished,
		.created_at = SCRATCH_NOW,
	};
	struct comment parent = {0};
	char path[8 * COMMENT_DEPTH_MAX];

	if (from->parent) {
		parent = scratch_place(from->parent);
		assert(parent.depth + 1 < COMMENT_DEPTH_MAX);
		memcpy(path, parent.path.at, parent.path.length);
		comment.depth = parent.depth + 1;
	}
	for (size_t i = 0; i < 8; i++)
		path[parent.path.length + i] = (char)(comment.id >> (56 - 8 * i));
	comment.root = from->parent ? parent.root : comment.id;
	comment.path = (struct slice){path, parent.path.length + 8};
	must(store_comment_insert(scratch.store, &comment));
	must(store_site_count_add(scratch.store, comment.site, from->state, 1));
	must(scratch_add_revision(comment.id, 1, "A *body*.", SCRATCH_NOW));
	return comment.id;
}

enum err scratch_add_revision(int64_t comment, int64_t number, const char *body, int64_t now)
{
	const struct revision revision = {
		.comment = comment, .number = number, .body = body, .created_at = now};

	return store_revision_insert(scratch.store, &revision);
}

struct comment scratch_place(int64_t id)
{
	struct comment comment = {0};

	must(store_comment_place(scratch.store, id, &scratch.arena, &comment));
	return comment;
}

int64_t scratch_sql(const char *sql)
{
	sqlite3_stmt *statement;
	sqlite3 *sqlite;
	int64_t value = 0;
	int code;

	code = sqlite3_open_v2(scratch.path, &sqlite, SQLITE_OPEN_READWRITE, NULL);
	assert(code == SQLITE_OK);
	sqlite3_busy_timeout(sqlite, 1000);
	for (; *sql; sqlite3_finalize(statement)) {
		code = sqlite3_prepare_v2(sqlite, sql, -1, &statement, &sql);
		if (code == SQLITE_OK && statement)
			code = sqlite3_step(statement);
		if (code == SQLITE_ROW)
			value = sqlite3_column_int64(statement, 0);
		else if (code != SQLITE_DONE && code != SQLITE_OK)
			fprintf(stderr, "scratch: %s\n", sqlite3_errmsg(sqlite));
		assert(code == SQLITE_ROW || code == SQLITE_DONE || code == SQLITE_OK);
	}
	sqlite3_close(sqlite);
	return value;
}
