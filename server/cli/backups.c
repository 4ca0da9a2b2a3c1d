/* See backups.h. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/backups.h"

#define BEGINS "afterword-"
#define ENDS   ".zst"

enum { BACKUPS_MAX = 100 * 1000, MANIFEST_ARENA = 64 * 1024 };

void backup_name(int64_t now, const struct manifest *manifest, char out[BACKUP_NAME_SIZE])
{
	const char *comment = manifest->newest_comment, *decision = manifest->newest_decision;
	/* as texts ids are in the same order */
	const char *newest = strcmp(comment, decision) > 0 ? comment : decision;
	char time[TIME_NAME_SIZE];

	time_format_name(now, time);
	snprintf(out, BACKUP_NAME_SIZE, BEGINS "%s-%s" ENDS, time,
		*newest ? newest : "0000000000000");
}

/* As backup_name makes them, to the letter. */
static bool name_parse(const char *name, struct backup_entry *entry)
{
	struct manifest manifest = {.newest_decision = ""};
	char id[ID_SIZE], again[BACKUP_NAME_SIZE];
	int64_t number;

	if (strlen(name) != strlen(BEGINS) + TIME_NAME_SIZE + ID_LENGTH + strlen(ENDS) ||
		strncmp(name, BEGINS, strlen(BEGINS)) != 0 ||
		!time_parse_name(name + strlen(BEGINS), &entry->at))
		return false;
	snprintf(id, sizeof(id), "%.13s", name + strlen(BEGINS) + TIME_NAME_SIZE);
	manifest.newest_comment = id;
	backup_name(entry->at, &manifest, again);
	if (!id_parse(id, &number) || strcmp(again, name) != 0)
		return false;
	memcpy(entry->name, again, sizeof(again));
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct backup_entry *one = a, *other = b;

	return strcmp(other->name, one->name);
}

enum err backups_list(
	const char *folder, struct arena *arena, struct fault *fault, struct backups *backups)
{
	DIR *dir = opendir(folder);
	struct backup_entry entry, *entries = NULL;
	size_t count = 0;
	struct dirent *each;

	if (!dir)
		return fault_set(fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_FOLDER, "%s: %s.",
			folder, strerror(errno));
	while (count < BACKUPS_MAX && (each = readdir(dir)))
		count += name_parse(each->d_name, &entry);
	rewinddir(dir);
	backups->count = 0;
	if (count)
		entries = arena_alloc(arena, count * sizeof(*entries));
	while (entries && backups->count < count && (each = readdir(dir)))
		if (name_parse(each->d_name, &entry))
			entries[backups->count++] = entry;
	closedir(dir);
	if (count && !entries)
		return fault_set(fault, ERR_MEMORY, "There is no memory to list %s.", folder);
	if (entries)
		qsort(entries, backups->count, sizeof(*entries), newest_first);
	backups->entries = entries;
	return ERR_OK;
}

/* Of one that may go: whether it is another server's, or good. */
static void entry_look(const struct backup_work *work, const char *path, bool *foreign, bool *good)
{
	struct fault fault = FAULT_NONE;
	struct manifest manifest = {0};
	struct arena arena;
	struct backup_work own = *work;
	enum err err;

	arena_init(MANIFEST_ARENA, &arena);
	own.arena = &arena;
	own.fault = &fault;
	err = backup_read(&own, path, &manifest);
	*foreign = err == ERR_KEY_FILE;
	*good = !err && !manifest.flaws.value;
	arena_finish(&arena);
}

static bool entry_goes(const struct backups_rule *rule, const struct backup_entry *entry,
	size_t newer, int64_t now)
{
	return (rule->keep && newer >= (size_t)rule->keep) ||
	       (rule->keep_span && entry->at < now - rule->keep_span);
}

static bool path_make(const char *folder, const char *name, char out[BACKUP_PATH_SIZE])
{
	return snprintf(out, BACKUP_PATH_SIZE, "%s/%s", folder, name) < BACKUP_PATH_SIZE;
}

enum err backups_rotate(const struct backup_work *work, const char *folder,
	const struct backups_rule *rule, const char ***removed, size_t *count)
{
	struct backups backups = {0};
	bool has_good = false;
	size_t own = 0; /* newer ones */
	enum err err = backups_list(folder, work->arena, work->fault, &backups);

	*count = 0;
	if (err || !backups.count)
		return err;
	*removed = arena_alloc(work->arena, backups.count * sizeof(**removed));
	if (!*removed)
		return ERR_MEMORY;
	for (size_t i = 0; i < backups.count; i++) {
		const struct backup_entry *entry = &backups.entries[i];
		char path[BACKUP_PATH_SIZE];
		bool foreign = false, good = false, goes;

		if (!path_make(folder, entry->name, path))
			return fault_set(work->fault, ERR_FOLDER, "%s: too long.", folder);
		entry_look(work, path, &foreign, &good);
		if (foreign)
			continue;
		goes = entry_goes(rule, entry, own++, work->now) && (has_good || !good);
		has_good |= good;
		if (!goes)
			continue;
		if (unlink(path) < 0)
			return fault_set(work->fault, ERR_FOLDER, "%s: %s.", path, strerror(errno));
		(*removed)[(*count)++] = entry->name;
	}
	return ERR_OK;
}
