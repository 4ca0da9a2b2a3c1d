/*
 * Backups: a file each, the whole database as it was at one moment, packed, with a manifest in
 * front (core/manifest.h). The key is not in it: docs/decisions/0022-backups.md.
 */
#ifndef AFTERWORD_CORE_BACKUP_H
#define AFTERWORD_CORE_BACKUP_H

#include "core/audit.h"
#include "core/manifest.h"
#include "store/ledger.h"

/* What making and reading one needs. */
struct backup_work {
	const char *database, *key_file;
	const struct keys *keys; /* of the key file */
	int64_t now;
	const struct progress *progress; /* may be NULL */
	struct arena *arena;
	struct fault *fault;
};

struct backup {
	struct manifest manifest;
	struct audit_result results[AUDIT__DATABASE]; /* of the database that is in it */
};

/* Of what the checks have found wrong. */
int64_t backup_flaws(const struct backup *backup);

/*
 * Makes a backup of the database, while others write, as the file `path`, durably but for its name.
 * `copy`: where a plain copy may stand meanwhile. Neither is there after a failure. A database with
 * flaws is backed up all the same; the results tell.
 */
enum err backup_make(const struct backup_work *work, const char *copy, const char *path,
	struct backup *backup) MUST_CHECK;

/* Reads the manifest; also BACKUP where the file is not as long as it says. */
enum err backup_read(
	const struct backup_work *work, const char *path, struct manifest *manifest) MUST_CHECK;

/*
 * Unpacks a backup to the file `to`, durably, holds it against its manifest, brings it up to date
 * and looks at it as `afterword check` does; the results tell. BACKUP: it is not what its manifest
 * says; STORE_NEWER. After a failure there is no such file.
 */
enum err backup_unpack(const struct backup_work *work, const char *path, const char *to,
	struct backup *backup) MUST_CHECK;

/*
 * In a database that was unpacked: erases what was erased since, as the ledger tells, to the last
 * byte. `*count`: of how many authors.
 */
enum err backup_erase(const struct backup_work *work, const char *path, const struct ledger *ledger,
	int64_t *count) MUST_CHECK;

#endif
