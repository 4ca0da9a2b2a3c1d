/*
 * What the parts of an import share: import.c reads lines and puts rows, prepare.c looks up what a
 * row refers to, known.c remembers the sites and what was refused, settle.c makes what is counted.
 */
#ifndef AFTERWORD_SERVER_IMPORT_AFTERWORD_IMPORTING_H
#define AFTERWORD_SERVER_IMPORT_AFTERWORD_IMPORTING_H

#include "base/hash.h"
#include "core/site.h"
#include "import/afterword/lines.h"
#include "import/import.h"

enum { IMPORT_ARENA = 16 * 1024 * 1024 };

/* A row that was refused. */
struct spoiled {
	UT_hash_handle hh;
	int64_t id;
};

/* A site of the file. */
struct new_site {
	UT_hash_handle hh;
	bool spoiled;
	char id[SITE_ID_MAX + 1];
};

struct importing {
	const struct import_work *work;
	struct import_result *result;
	int64_t line;    /* its number */
	bool has_prints; /* the file has fingerprints */
	bool prints;     /* and they are taken */
	bool ended;
	struct lines_end end;
	struct new_site *sites;
	struct spoiled *spoiled;
	size_t spoiled_count;
	struct { /* the comment that was looked for last: its texts and reasons follow each other */
		int64_t id;
		int64_t revision;
		char site[SITE_ID_MAX + 1];
	} home;
	int64_t newest_decision; /* of those that are there */
	int64_t first_decision;  /* of those that were put */
	bool between;            /* decisions were put in between others */
	struct ledger *known;    /* which erasures are done in what was put */
};

/* How a row is taken. PASSED: it is refused, and that was told already. */
enum verdict_on { TAKEN, PASSED };

/* A mistake in the line that is read; at line 0 of the whole file. */
void mistake_tell(
	struct importing *importing, const char *field, const char *code, const char *detail);

/* Remembers a row that was refused; 0: none. MEMORY. */
enum err spoiled_add(struct importing *importing, int64_t id) MUST_CHECK;
bool spoiled_has(const struct importing *importing, int64_t id);

/* Sites of the file; those that are too many, or have no id, are no sites. MEMORY. */
enum err new_site_add(struct importing *importing, const char *id, bool spoiled) MUST_CHECK;
/* NULL: there is none. */
struct new_site *new_site_find(const struct importing *importing, const char *id);

void known_finish(struct importing *importing);

/* Whether what a row refers to is there, in front of it; fills in what does not travel. */
struct preparing {
	struct importing *importing;
	struct arena *arena;
	struct fault *fault; /* says what is not */
	enum verdict_on verdict;
};

enum err row_prepare(struct preparing *preparing, enum line_kind kind, union line *row) MUST_CHECK;

/*
 * After the last line: looks at what only shows when all of it is there, makes what is counted,
 * seals, and erases what authors have had erased since.
 */
enum err import_settle(struct importing *importing, struct ledger *ledger) MUST_CHECK;

#endif
