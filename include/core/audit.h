/*
 * What `afterword check` looks at: the key, the file, the seals, and that what is kept is what is
 * there; and what a server could be confined by. Changes nothing; one look is at one moment, while
 * others write.
 */
#ifndef AFTERWORD_CORE_AUDIT_H
#define AFTERWORD_CORE_AUDIT_H

#include "store/store.h"

enum audit {
	AUDIT_KEY,
	AUDIT_FILE,
	AUDIT_RECORD,
	AUDIT_REVISIONS,
	AUDIT_COUNTERS,
	AUDIT_SANDBOX,
	AUDIT__MAX
};

enum { AUDIT_SHOWN = 20 };

struct audit_result {
	const char *name;
	const char *advice; /* what to do when something is wrong */
	const char *summary;
	const char *wrong[AUDIT_SHOWN]; /* what is wrong, the first of it */
	size_t shown;
	int64_t count; /* of what is wrong */
};

/*
 * Opens key file and database (for reading) and fills a result for each check, texts in the arena.
 * Fails only when it cannot look: no database, no memory.
 */
enum err audit_run(const char *database, const char *key_file, struct arena *arena,
	struct fault *fault, struct audit_result results[AUDIT__MAX]) MUST_CHECK;

#endif
