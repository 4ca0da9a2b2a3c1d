/*
 * Imports of the server's own format (import/export.h), into a server that has none of its sites:
 * all of it or, after any mistake or a crash, nothing.
 */
#ifndef AFTERWORD_IMPORT_IMPORT_H
#define AFTERWORD_IMPORT_IMPORT_H

#include "base/progress.h"
#include "core/keys.h"
#include "core/pack_lines.h"
#include "store/line.h"

struct import_mistake {
	int64_t line;      /* of the file, from 1; 0: of the whole */
	const char *field; /* the member; "": of the whole line */
	const char *code, *detail;
};

struct import_work {
	struct store *store; /* for writing, and not in a transaction; it has its sealer */
	const struct keys *keys;
	const char *ledger; /* the path of the one beside the database */
	int64_t now;
	bool dry_run;      /* nothing is kept */
	bool drop_prints;  /* fingerprints are left out */
	bool accept_flaws; /* what was flawed when it was exported is taken, and sealed anew */
	struct pack_reader *reader;
	int64_t size;                    /* of the file, for telling how far it is; 0: not known */
	const struct progress *progress; /* may be NULL */
	struct fault *fault;
	/* Called for each mistake, at most IMPORT_MISTAKES of them. */
	void (*mistake)(void *context, const struct import_mistake *mistake);
	void *context;
};

/* After so many it is read no further. */
enum { IMPORT_MISTAKES = 1000 };

struct import_result {
	int64_t counts[LINE__MAX];
	int64_t lines;    /* without the first and the last */
	int64_t mistakes; /* with one nothing is imported: EXPORT */
	int64_t flawed;   /* lines that were taken all the same */
	int64_t erased;   /* authors, of whom the ledger here knows and the file does not */
};

/*
 * EXPORT: it has mistakes, or is none, or damaged; STORE_NEWER: it is of a newer version; KEY_FILE:
 * its fingerprints were made with another key; CHECK: the record here is flawed.
 */
enum err import_run(const struct import_work *work, struct import_result *result) MUST_CHECK;

#endif
