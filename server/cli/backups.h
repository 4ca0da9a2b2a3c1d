/*
 * A folder of backups. They are called afterword-TIME-ID.zst: when each was made, and the newest
 * comment or decision that is in it. Nothing else in the folder is touched, but what a backup that
 * was killed has left, and the ledger (store/ledger.h), of which a copy stands there, since it is
 * wanted where the database's own is lost.
 */
#ifndef AFTERWORD_SERVER_CLI_BACKUPS_H
#define AFTERWORD_SERVER_CLI_BACKUPS_H

#include "cli/command.h"
#include "core/backup.h"

#define BACKUPS_LEDGER "afterword.erased"

enum { BACKUP_NAME_SIZE = 48, BACKUP_PATH_SIZE = 4096 };

struct backup_entry {
	char name[BACKUP_NAME_SIZE];
	int64_t at;
};

struct backups {
	struct backup_entry *entries; /* the newest first; in the arena */
	size_t count;
};

void backup_name(int64_t now, const struct manifest *manifest, char out[BACKUP_NAME_SIZE]);

/* Those that the folder has. */
enum err backups_list(const char *folder, struct arena *arena, struct fault *fault,
	struct backups *backups) MUST_CHECK;

/* Which of them go. */
struct backups_rule {
	int64_t keep;      /* so many of the newest stay; 0: all */
	int64_t keep_span; /* those that are younger stay, milliseconds; 0: all */
};

/*
 * Removes those that go by the rule, of this key's; never the newest that is good: one that had no
 * flaw when it was made and is as long as then. `removed` has their names, in the arena.
 */
enum err backups_rotate(const struct backup_work *work, const char *folder,
	const struct backups_rule *rule, const char ***removed, size_t *count) MUST_CHECK;

#endif
