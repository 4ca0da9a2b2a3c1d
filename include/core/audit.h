/*
 * What `afterword check` looks at: the key, the file, the seals, that what is kept is what is
 * there; what the server stands on: permissions, the disk, the clock, limits, settings; and what it
 * could be confined by. Changes nothing; one look is at one moment, while others write.
 */
#ifndef AFTERWORD_CORE_AUDIT_H
#define AFTERWORD_CORE_AUDIT_H

#include "config/settings.h"
#include "store/store.h"

enum audit {
	AUDIT_KEY,
	AUDIT_FILE,
	AUDIT_RECORD,
	AUDIT_REVISIONS,
	AUDIT_COUNTERS,
	AUDIT__DATABASE, /* how many look at the database and its key alone */
	AUDIT_PERMISSIONS = AUDIT__DATABASE,
	AUDIT_DISK,
	AUDIT_CLOCK,
	AUDIT_LIMITS,
	AUDIT_CERTIFICATE,
	AUDIT_SETTINGS,
	AUDIT_BACKUP,
	AUDIT_PROXIES,
	AUDIT_SANDBOX,
	AUDIT__MAX
};

enum { AUDIT_SHOWN = 20 };

struct audited {
	const char *database, *key_file;
	const struct settings *settings; /* in force */
	int64_t now;
	int64_t files;                 /* that the server may come to have open */
	int64_t certificate_until;     /* 0: there is none */
	const char *certificate_wrong; /* why a server could not use it; NULL: it could */
};

struct audit_result {
	const char *name;
	const char *advice; /* what to do when something is wrong */
	const char *summary;
	const char *wrong[AUDIT_SHOWN]; /* what is wrong, the first of it */
	size_t shown;
	int64_t count; /* of what is wrong */
	bool warns;    /* that is no more than a warning: it may be meant */
};

/*
 * Opens key file and database (for reading) and fills a result for each of the first `count`
 * checks, texts in the arena; those of the database need no more of what is audited. Fails only
 * when it cannot look: no database, no memory.
 */
enum err audit_run(const struct audited *audited, size_t count, struct arena *arena,
	struct fault *fault, struct audit_result *results) MUST_CHECK;

#endif
