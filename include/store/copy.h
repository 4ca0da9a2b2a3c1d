/*
 * The database as a whole: copying it, what there is in it, and a file of it in the place of
 * another.
 */
#ifndef AFTERWORD_STORE_COPY_H
#define AFTERWORD_STORE_COPY_H

#include "base/progress.h"
#include "base/text.h"
#include "store/store.h"

enum { STORE_KEPT_SIZE = 4096 };

struct store_facts {
	int64_t schema; /* the newest migration */
	int64_t sites, pages, comments, decisions;
	int64_t newest_comment, newest_decision; /* 0: there is none */
	struct slice last; /* the seal of the newest decision; at NULL: none */
};

/* The newest migration that is known here. */
int store_newest_schema(void);

/* As it is at one moment, while others write; not in a transaction. */
enum err store_copy(struct store *store, const char *path, const struct progress *progress,
	struct fault *fault) MUST_CHECK;

enum err store_facts(
	struct store *store, struct arena *arena, struct store_facts *facts) MUST_CHECK;

/* Removes a database's file, if it is there, and what SQLite has left beside it. */
void store_remove(const char *path);

/* Whether there is a file of some size. */
bool store_is_there(const char *path);

/*
 * Puts the file of a database that nobody has open in the place of `path`, durably. At every moment
 * one of the two is there, whole. What was there is kept under another name, `kept`, which says
 * when; "": nothing was. It must be in nobody's hands, and nobody can open it meanwhile:
 * STORE_BUSY.
 */
struct store_place {
	const char *path;
	int fd; /* of what is there; -1: nothing is */
};

enum err store_place_take(
	const char *path, struct fault *fault, struct store_place *place) MUST_CHECK;
enum err store_place_put(const struct store_place *place, const char *from, int64_t now,
	struct fault *fault, char kept[STORE_KEPT_SIZE]) MUST_CHECK;
void store_place_leave(struct store_place *place);

#endif
