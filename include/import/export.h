/*
 * Exports: the server's own format (docs/format.md), lines of JSON of all that can be taken along,
 * as it is at one moment. Read in parts, in memory that does not grow with what there is.
 */
#ifndef AFTERWORD_IMPORT_EXPORT_H
#define AFTERWORD_IMPORT_EXPORT_H

#include "base/progress.h"
#include "core/keys.h"
#include "core/pack_lines.h"
#include "store/line.h"

enum { EXPORT_FORMAT = 1 };

struct export_work {
	struct store *store;     /* for reading, and not in a transaction */
	const struct keys *keys; /* under which it is sealed; the store has its sealer */
	const char *site;        /* NULL: all */
	bool prints;             /* with fingerprints */
	struct pack_writer *writer;
	const struct progress *progress; /* may be NULL */
	struct arena *arena;
	struct fault *fault;
};

struct export_result {
	int64_t counts[LINE__MAX];
	int64_t lines; /* without the first and the last */
	int64_t flaws; /* seals that did not hold */
};

/*
 * Writes all of it, up to the end of the writer. NOT_FOUND: there is no such site; BUSY: what an
 * author has asked to be erased is not yet; those of the writer and of the store.
 */
enum err export_run(const struct export_work *work, struct export_result *result) MUST_CHECK;

/* docs/format.md */
void export_write_markdown(struct text *out);

#endif
