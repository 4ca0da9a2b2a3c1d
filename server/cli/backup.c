/*
 * afterword backup: makes a backup while the server runs, as a file or in a folder of them, and
 * verifies one. Everything that is written has a name of its own until it is whole and synced; in
 * one folder one command does so at a time.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/backups.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "core/backup_mark.h"

enum { OUTPUT_MAX = 1024 * 1024, NUMBER_MAX = 100 * 1000 };

/* Names of what is under way; what a crash has left of it is written over. */
#define NAME_COPY   ".afterword-backup.copy"
#define NAME_NEW    ".afterword-backup.new"
#define NAME_VERIFY ".afterword-verify.copy"

struct backing {
	struct command_line *line;
	bool as_json, verify;
	const char *keep, *keep_days, *scratch;
	const char *path;
	bool in_folder; /* `path` is a folder of backups */
	const char *folder;
	int lock; /* the folder */
	struct backups_rule rule;
	struct keys *keys;
	struct progress_line progress;
	struct backup_work work;
	struct backup backup;
	const char *made;     /* the backup's path */
	const char **removed; /* names */
	size_t removed_count;
};

static enum err number_read(
	struct command_line *line, const char *option, const char *from, int64_t *number)
{
	char *end;
	long value;

	if (!from)
		return ERR_OK;
	errno = 0;
	value = strtol(from, &end, 10);
	if (errno || *end || end == from || value < 1 || value > NUMBER_MAX)
		return fault_set(line->fault, ERR_USAGE,
			"--%s is \"%.40s\": a number from 1 to %d is wanted.", option, from,
			NUMBER_MAX);
	*number = value;
	return ERR_OK;
}

static const char *path_in(struct backing *backing, const char *folder, const char *name)
{
	return arena_format(backing->line->arena, "%s/%s", folder, name);
}

/* A path that is a folder, or ends like one, which is made then. */
static enum err backing_place(struct backing *backing)
{
	struct fault *fault = backing->line->fault;
	const char *path = backing->path;
	size_t length = strlen(path);
	char folder[FILE_PATH_SIZE];
	struct stat about;

	if (length && path[length - 1] == '/' && mkdir(path, 0700) < 0 && errno != EEXIST)
		return fault_set(fault, ERR_FOLDER, "%s: %s.", path, strerror(errno));
	backing->in_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
	if (!backing->in_folder && (backing->keep || backing->keep_days))
		return fault_set(fault, ERR_USAGE,
			"--keep and --keep-days are for a folder of backups, and %s is none; a new "
			"one is "
			"written with a slash at its end.",
			path);
	if (!backing->in_folder && !backing->verify && access(path, F_OK) == 0)
		return fault_set(
			fault, ERR_FOLDER, "%s is there already; name another file.", path);
	if (!backing->in_folder && !file_folder(path, folder))
		return fault_set(fault, ERR_FOLDER, "%s: %s.", path, strerror(errno));
	if (backing->in_folder)
		snprintf(folder, sizeof(folder), "%s", path);
	for (length = strlen(folder); length > 1 && folder[length - 1] == '/';)
		folder[--length] = '\0';
	backing->folder = arena_copy(backing->line->arena, folder, length);
	return backing->folder ? ERR_OK : ERR_MEMORY;
}

static enum err backing_lock(struct backing *backing)
{
	struct fault *fault = backing->line->fault;

	backing->lock = open(backing->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (backing->lock < 0)
		return fault_set(fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_FOLDER, "%s: %s.",
			backing->folder, strerror(errno));
	if (flock(backing->lock, LOCK_EX | LOCK_NB) < 0)
		return fault_set(fault, ERR_BUSY,
			"Another program makes or verifies a backup in %s.", backing->folder);
	return ERR_OK;
}

static enum err backing_begin(struct backing *backing)
{
	struct command_line *line = backing->line;
	const struct settings *settings = line->settings;
	int64_t days = 0;
	enum err err = number_read(line, "keep", backing->keep, &backing->rule.keep);

	if (!err)
		err = number_read(line, "keep-days", backing->keep_days, &days);
	backing->rule.keep_span = days * TIME_DAY;
	if (!err)
		err = backing_place(backing);
	if (!err)
		err = keys_open(settings->key_file, false, line->fault, &backing->keys);
	if (!err)
		err = backing_lock(backing);
	progress_begin(&backing->progress);
	backing->work = (struct backup_work){
		.database = settings->database,
		.key_file = settings->key_file,
		.keys = backing->keys,
		.now = clock_now(&line->clock),
		.progress = &backing->progress.progress,
		.arena = line->arena,
		.fault = line->fault,
	};
	return err;
}

static void backing_end(struct backing *backing)
{
	progress_end(&backing->progress);
	if (backing->lock >= 0)
		close(backing->lock);
	keys_close(backing->keys);
}

static void tell_text(const struct backing *backing, struct text *out)
{
	const struct manifest *manifest = &backing->backup.manifest;

	text_add_format(out,
		"%s: %lld comments and %lld decisions as of %s, %lld bytes for %lld.\n",
		backing->made, (long long)manifest->comments.value,
		(long long)manifest->decisions.value, manifest->at,
		(long long)manifest->packed.value, (long long)manifest->size.value);
	for (size_t i = 0; i < backing->removed_count; i++)
		text_add_format(out, "removed: %s\n", backing->removed[i]);
	if (backing->verify || backup_flaws(&backing->backup))
		results_put_text(backing->backup.results, AUDIT__DATABASE, out);
	if (!backing->verify)
		text_add_format(out,
			"The key %s is not in it; `afterword backup --key` says how that is "
			"kept.\n",
			manifest->key);
}

static void tell_json(const struct backing *backing, struct text *out)
{
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "backup", backing->made);
	json_put_boolean(&json, "ok", !backup_flaws(&backing->backup));
	manifest_put(&backing->backup.manifest, &json);
	results_put_json(backing->backup.results, AUDIT__DATABASE, "checks", &json);
	json_open_array(&json, "removed");
	for (size_t i = 0; i < backing->removed_count; i++)
		json_put_text(&json, NULL, backing->removed[i]);
	json_close_array(&json);
	json_close_object(&json);
	text_add_char(out, '\n');
}

/* What there is to tell goes out in any case; with flaws it is a failure all the same. */
static enum err backing_tell(struct backing *backing)
{
	int64_t flaws = backup_flaws(&backing->backup);
	struct text out;
	enum err err;

	progress_end(&backing->progress);
	text_init(OUTPUT_MAX, &out);
	(backing->as_json ? tell_json : tell_text)(backing, &out);
	err = text_status(&out);
	if (!err)
		fputs(out.at, stdout);
	text_finish(&out);
	if (err || !flaws)
		return err;
	return fault_set(backing->line->fault, ERR_CHECK,
		"%s is whole, and the database in it has flaws: %lld.", backing->made,
		(long long)flaws);
}

/* The ledger beside the backups, for where the database is lost with its own. */
static enum err ledger_keep(struct backing *backing)
{
	struct fault *fault = backing->line->fault;
	const char *to = path_in(backing, backing->folder, BACKUPS_LEDGER);
	const char *own = arena_format(
		backing->line->arena, "%s" LEDGER_FILE, backing->line->settings->database);
	struct ledger *ledger = ledger_create();
	enum err err = ledger && to && own ? ledger_read(ledger, own, fault) : ERR_MEMORY;

	if (!err)
		err = ledger_write(ledger, to, fault);
	ledger_destroy(ledger);
	return err;
}

/* Under its real name, durably. */
static enum err backup_name_it(struct backing *backing, const char *from)
{
	char name[BACKUP_NAME_SIZE];

	backing->made = backing->path;
	if (backing->in_folder) {
		backup_name(backing->work.now, &backing->backup.manifest, name);
		backing->made = path_in(backing, backing->folder, name);
	}
	if (!backing->made)
		return ERR_MEMORY;
	if (rename(from, backing->made) == 0 && fsync(backing->lock) == 0)
		return ERR_OK;
	return file_failed(backing->line->fault, backing->made);
}

static enum err backing_make(struct backing *backing)
{
	const char *scratch = backing->scratch ? backing->scratch : backing->folder;
	const char *copy = path_in(backing, scratch, NAME_COPY);
	const char *new = path_in(backing, backing->folder, NAME_NEW);
	enum err err = copy && new ? ERR_OK : ERR_MEMORY;

	if (!err)
		err = backup_make(&backing->work, copy, new, &backing->backup);
	if (!err)
		err = backup_name_it(backing, new);
	if (!err && backing->in_folder)
		err = ledger_keep(backing);
	if (!err && (backing->rule.keep || backing->rule.keep_span))
		err = backups_rotate(&backing->work, backing->folder, &backing->rule,
			&backing->removed, &backing->removed_count);
	if (!err)
		err = backing_tell(backing);
	return err ? err
		   : backup_mark_set(
			     backing->work.database, backing->work.now, backing->line->fault);
}

/* Of a folder the newest. */
static enum err backing_choose(struct backing *backing)
{
	struct backups backups;
	enum err err;

	backing->made = backing->path;
	if (!backing->in_folder)
		return ERR_OK;
	err = backups_list(backing->folder, backing->line->arena, backing->line->fault, &backups);
	if (err)
		return err;
	if (!backups.count)
		return fault_set(
			backing->line->fault, ERR_NOT_FOUND, "%s has no backup.", backing->folder);
	backing->made = path_in(backing, backing->folder, backups.entries[0].name);
	return backing->made ? ERR_OK : ERR_MEMORY;
}

static enum err backing_verify(struct backing *backing)
{
	const char *scratch = backing->scratch ? backing->scratch : backing->folder;
	const char *copy = path_in(backing, scratch, NAME_VERIFY);
	enum err err = copy ? backing_choose(backing) : ERR_MEMORY;

	if (!err)
		err = backup_unpack(&backing->work, backing->made, copy, &backing->backup);
	if (!err)
		store_remove(copy);
	return err ? err : backing_tell(backing);
}

/* How the key is kept, which is in no backup. */
static enum err key_tell(struct command_line *line)
{
	const char *file = line->settings->key_file;
	struct keys *keys;
	enum err err = keys_open(file, false, line->fault, &keys);

	if (err)
		return err;
	printf("The key %s is in %s, and in no backup: whoever has both can try addresses on\n"
	       "the fingerprints. A copy belongs in another place than the backups, and a new one\n"
	       "there after each `afterword key new --add`. A key is a line of 64 digits: copy "
	       "the\n"
	       "file, or print it and put it into a safe. Without it a backup is restored without "
	       "what is made with it: authors are "
	       "not\n"
	       "known again, their private links and second factors are void, seals cannot be\n"
	       "checked. docs/operations.md tells more.\n",
		keys_id(keys), file);
	keys_close(keys);
	return ERR_OK;
}

enum err command_backup(struct command_line *line)
{
	struct backing backing = {.line = line, .lock = -1};
	const struct command_option options[] = {
		{"json", NULL, &backing.as_json, NULL},
		{"verify", NULL, &backing.verify, NULL},
		{"keep", &backing.keep, NULL, NULL},
		{"keep-days", &backing.keep_days, NULL, NULL},
		{"scratch", &backing.scratch, NULL, NULL},
	};
	enum err err;

	if (line->argc == 1 && strcmp(line->argv[0], "--key") == 0)
		return key_tell(line);
	err = command_read(line, options, ARRAY_SIZE(options), &backing.path, 1);
	if (!err && backing.verify && (backing.keep || backing.keep_days))
		err = fault_set(line->fault, ERR_USAGE, "--verify removes no backups.");
	if (!err)
		err = backing_begin(&backing);
	if (!err)
		err = backing.verify ? backing_verify(&backing) : backing_make(&backing);
	backing_end(&backing);
	return err;
}
