/*
 * What the files of this program share: what was asked for and acknowledged, what a cut has done
 * that it must not, and where all of it is.
 */
#ifndef AFTERWORD_TESTS_POWER_H
#define AFTERWORD_TESTS_POWER_H

#include <stddef.h>
#include <stdint.h>

#include "core/comment.h"
#include "core/erase.h"
#include "disk.h"
#include "store/private.h"
#include "store/writer.h"

#define SITE   "blog"
#define ORIGIN "https://example.org"
#define SAID   "quokkarillo" /* stands in every text */

/* 2026-11-24T09:30:00Z */
#define NOW ((int64_t)1795512600000)

/* Of a place in the log of the disk: there is none. */
#define NEVER SIZE_MAX

enum {
	ENTRIES_MAX = 20000,
	OLD_COMMENTS = 30, /* in the database that is migrated */
	ARENA = 16 * 1024 * 1024,
	BODY_SIZE = 400,
	PATH_SIZE = 96,
};

/* What was asked for, and where in the log of the disk it was acknowledged. */
struct entry {
	int64_t id;
	size_t batch;
	unsigned author;
	bool judged, erased; /* was asked for */
	size_t stored_at, judged_at, erased_at;
};

struct toll {
	size_t cuts, lost, corrupt, half, doubled, left;
};

struct run {
	const char *scene;
	uint64_t seed, random;
	bool normal;
	size_t told;
	struct toll toll;
	struct entry entries[ENTRIES_MAX];
	size_t entry_count;
	/* what a scene promises beside the comments: from a place on */
	size_t migrated_at, site_at;
	bool copied; /* before it migrates */

	char folder[PATH_SIZE / 2], path[PATH_SIZE], key_path[PATH_SIZE];
	struct keys *keys;
	struct service service;
	struct disk *disk; /* of the scene */
};

extern struct run run;

/* What must not happen in the program itself ends it. */
void must(enum err err, const char *what);

/* What a cut has done that it must not is counted, and the first of it is told. */
void wrong(size_t *count, size_t cut, const char *what, const char *detail);

void folder_empty(const char *of);

/* As another program beside the server. */
struct store *open_store(void);

/* As a server that starts (cli/serve.c). NULL: it is refused, as the fault says. */
struct store *start_store(int64_t at, struct fault *fault);

/* The same, where it must not be refused. */
struct store *start_first(void);

void service_start(void);
void service_stop(void);

/* A job of the writer. */
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

/* One of a batch; its arena is to be finished. */
struct work *work_new(size_t index);

/* The text of the entry of this number. */
void body_make(size_t number, unsigned author, char body[BODY_SIZE]);

/* What a reader types; the fingerprint of the address, too. */
void submission_make(struct work *work, size_t number, unsigned author);

/* The scenes: what happens on the disk. The first start: no file, then a database with a site. */
void scene_first(size_t batches);
/* What is written while the server runs, and its end. */
void scene_writes(size_t batches);
/* A start that brings a database up to date. */
void scene_migration(size_t batches);

/* The number of rows that a statement counts. `text`: $1, or NULL. */
int64_t counted(struct store *store, const char *sql, const char *text);

/* A start on what a cut has left, by another clock. NULL: it does not start, and that is told. */
struct store *starts(size_t cut);

/*
 * A start on what a cut at `cut` has left, and what comes after. `inner`: the disk on which that
 * is written down, if any; `before`: what was sent again before (ENTRIES_MAX: nothing); gives what
 * is sent, and where it was acknowledged.
 */
void start_and_look(size_t cut, uint64_t *random, struct disk *inner, size_t before, size_t *sent,
	size_t *sent_at);

#endif
