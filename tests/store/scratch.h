/*
 * A folder of its own for one test, and in it a database that is up to date, opened for writing.
 * scratch_start and scratch_stop are a cmocka setup and teardown; one scratch at a time.
 */
#ifndef AFTERWORD_TESTS_SCRATCH_H
#define AFTERWORD_TESTS_SCRATCH_H

#include "base/arena.h"
#include "base/err.h"
#include "store/comment.h"
#include "store/page.h"
#include "store/site.h"
#include "store/store.h"

#define SCRATCH_SITE   "blog"
#define SCRATCH_ORIGIN "https://example.org"
#define SCRATCH_URL    "https://example.org/article"

/* 2026-11-24T09:30:00Z */
#define SCRATCH_NOW ((int64_t)1795512600000)

struct scratch {
	char folder[40];
	char path[64]; /* of the database */
	struct store *store;
	struct arena arena;
	struct fault fault;
	int64_t page, author; /* of scratch_populate */
};

extern struct scratch scratch;

int scratch_start(void **state);
int scratch_stop(void **state);

/* A path in the folder, good until the next call. */
const char *scratch_file(const char *name);

void scratch_close(void);
/* Of the two keys that the sealer has: which is the newest, and how many it is given. */
void scratch_seal_with(size_t first, size_t count);
void scratch_open(void); /* the database again; with a sealer whose key is always the same */

/* A site with its origin, a page and an author. */
void scratch_populate(void);
void scratch_add_site(const char *id, const char *origin, enum site_policy policy);
void scratch_set_policy(const char *id, enum site_policy policy);
int64_t scratch_add_page(const char *site, const char *url);
int64_t scratch_add_author(const char *site, const char *fingerprint);

/* A comment as submission_store would place it, on the page and by the author of populate. */
struct scratch_comment {
	int64_t parent;
	enum comment_state state;
	enum comment_shown shown;
	int64_t page;        /* 0: populate's */
	const char *site;    /* NULL: populate's */
	int64_t author;      /* 0: populate's */
	int64_t unpublished; /* so that published is null */
};
int64_t scratch_add_comment(const struct scratch_comment *comment);

enum err scratch_add_revision(int64_t comment, int64_t number, const char *body, int64_t now);

struct comment scratch_place(int64_t id);

/* For SQL that is no statement of the store's: one connection more, given by sqlite3. */
int64_t scratch_sql(const char *sql); /* the first column of the first row, or 0 */

#endif
