/*
 * afterword restore: a backup becomes the database again, after it was verified, and after what was
 * erased since is erased in it. Nobody else can have the database meanwhile.
 */
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/backups.h"
#include "cli/progress.h"
#include "cli/results.h"

enum { OUTPUT_MAX = 1024 * 1024 };

#define RESTORING ".restoring" /* behind the database's path */

struct restoring {
	struct command_line *line;
	bool replace, yes, accept_flaws, as_json;
	const char *path;
	const char *database, *new;
	struct store_place place;
	struct keys *keys;
	struct progress_line progress;
	struct backup_work work;
	struct backup backup;
	struct ledger *ledger;
	int64_t erased; /* authors */
	char kept[STORE_KEPT_SIZE];
};

/* The database's name, typed. */
static bool name_is_typed(const char *name)
{
	char line[256];

	fprintf(stderr, "Type %s to have it replaced: ", name);
	fflush(stderr);
	if (!fgets(line, sizeof(line), stdin))
		return false;
	line[strcspn(line, "\n")] = '\0';
	return strcmp(line, name) == 0;
}

/* What holds something is replaced only for who means it. */
static enum err replacing_ask(struct restoring *restoring)
{
	struct fault *fault = restoring->line->fault;
	char copy[FILE_PATH_SIZE];

	if (!store_is_there(restoring->database))
		return ERR_OK;
	if (!restoring->replace)
		return fault_set(fault, ERR_CONFLICT,
			"%s is there already; --replace keeps it under another name and puts the "
			"backup in its place.",
			restoring->database);
	snprintf(copy, sizeof(copy), "%s", restoring->database);
	if (!restoring->yes && !name_is_typed(basename(copy)))
		return fault_set(fault, ERR_USAGE,
			"That is not its name, and nothing was done. Without a terminal: --yes.");
	return ERR_OK;
}

/*
 * What the database that is replaced knows of it, if it can be read. Then its log is emptied into
 * it, so that it is one file; a damaged one is left as it is.
 */
static enum err ledger_of_replaced(const struct restoring *restoring)
{
	struct fault why = FAULT_NONE;
	struct store *store;
	enum err err;

	if (!store_is_there(restoring->database) ||
		store_open(restoring->database, STORE_MODE_READ, 0, &why, &store) != ERR_OK)
		return ERR_OK;
	err = ledger_read_store(restoring->ledger, store);
	store_close(store);
	if (err)
		return err == ERR_MEMORY ? err : ERR_OK;
	if (store_open(restoring->database, STORE_MODE_WRITE, 0, &why, &store) == ERR_OK) {
		(void)!store_checkpoint(store);
		store_close(store);
	}
	return ERR_OK;
}

/*
 * What was erased is told by the ledger beside the database, by one beside the backup, and by the
 * database that is replaced. All of it stands beside the database from now on.
 */
static enum err restoring_ledger(struct restoring *restoring)
{
	struct command_line *line = restoring->line;
	const char *own = arena_format(line->arena, "%s" LEDGER_FILE, restoring->database);
	const char *other = NULL;
	char folder[FILE_PATH_SIZE];
	enum err err;

	restoring->ledger = ledger_create();
	if (file_folder(restoring->path, folder))
		other = arena_format(line->arena, "%s/" BACKUPS_LEDGER, folder);
	if (!own || !other || !restoring->ledger)
		return ERR_MEMORY;
	err = ledger_read(restoring->ledger, own, line->fault);
	if (!err)
		err = ledger_read(restoring->ledger, other, line->fault);
	if (!err)
		err = ledger_of_replaced(restoring);
	if (!err)
		err = ledger_write(restoring->ledger, own, line->fault);
	file_give(own);
	return err;
}

static void restored_put_text(const struct restoring *restoring, struct text *out)
{
	const struct manifest *manifest = &restoring->backup.manifest;

	text_add_format(out, "%s: %lld comments and %lld decisions as of %s.\n",
		restoring->database, (long long)manifest->comments.value,
		(long long)manifest->decisions.value, manifest->at);
	if (manifest->schema.value < store_newest_schema())
		text_add_format(out, "It was brought up to date: migrations %lld to %d.\n",
			(long long)manifest->schema.value + 1, store_newest_schema());
	if (restoring->erased)
		text_add_format(out, "Erased again, for who asked since: %lld authors.\n",
			(long long)restoring->erased);
	if (*restoring->kept)
		text_add_format(out, "What was there is kept: %s\n", restoring->kept);
	if (backup_flaws(&restoring->backup))
		results_put_text(restoring->backup.results, AUDIT__DATABASE, out);
	text_add_format(out,
		"Accounts, tokens, roles and rules are those of then, too: what was revoked since "
		"is not.\n");
}

static void restored_put_json(const struct restoring *restoring, struct text *out)
{
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "database", restoring->database);
	json_put_text(&json, "backup", restoring->path);
	manifest_put(&restoring->backup.manifest, &json);
	json_put_integer(&json, "erased", restoring->erased);
	json_put_text(&json, "kept", *restoring->kept ? restoring->kept : NULL);
	results_put_json(restoring->backup.results, AUDIT__DATABASE, "checks", &json);
	json_close_object(&json);
	text_add_char(out, '\n');
}

static enum err restoring_tell(struct restoring *restoring)
{
	struct text out;
	enum err err;

	progress_end(&restoring->progress);
	text_init(OUTPUT_MAX, &out);
	(restoring->as_json ? restored_put_json : restored_put_text)(restoring, &out);
	err = text_status(&out);
	if (!err)
		fputs(out.at, stdout);
	text_finish(&out);
	return err;
}

static enum err restoring_judge(struct restoring *restoring)
{
	int64_t flaws = backup_flaws(&restoring->backup);
	struct text out;

	if (!flaws || restoring->accept_flaws)
		return ERR_OK;
	progress_end(&restoring->progress);
	text_init(OUTPUT_MAX, &out);
	results_put_text(restoring->backup.results, AUDIT__DATABASE, &out);
	if (!text_status(&out))
		fputs(out.at, stderr);
	text_finish(&out);
	return fault_set(restoring->line->fault, ERR_CHECK,
		"The database in %s has flaws: %lld. --accept-flaws restores it all the same.",
		restoring->path, (long long)flaws);
}

/* In front of the lock: SQLite must not have the file in this process while it is held. */
static enum err restoring_look(struct restoring *restoring)
{
	struct store_place place;
	enum err err = store_place_take(restoring->database, restoring->line->fault, &place);

	if (!err) {
		store_place_leave(&place);
		err = replacing_ask(restoring);
	}
	return err ? err : restoring_ledger(restoring);
}

static enum err restoring_run(struct restoring *restoring)
{
	struct command_line *line = restoring->line;
	enum err err = backup_unpack(
		&restoring->work, restoring->path, restoring->new, &restoring->backup);

	if (!err)
		err = restoring_judge(restoring);
	if (!err)
		err = backup_erase(
			&restoring->work, restoring->new, restoring->ledger, &restoring->erased);
	if (!err) {
		file_give(restoring->new);
		err = store_place_put(&restoring->place, restoring->new, restoring->work.now,
			line->fault, restoring->kept);
	}
	store_remove(restoring->new);
	return err ? err : restoring_tell(restoring);
}

static enum err restoring_begin(struct restoring *restoring)
{
	struct command_line *line = restoring->line;
	const struct settings *settings = line->settings;
	enum err err = keys_open(settings->key_file, false, line->fault, &restoring->keys);

	progress_begin(&restoring->progress);
	restoring->database = settings->database;
	restoring->new = arena_format(line->arena, "%s" RESTORING, settings->database);
	restoring->work = (struct backup_work){
		.database = settings->database,
		.key_file = settings->key_file,
		.keys = restoring->keys,
		.now = clock_now(&line->clock),
		.progress = &restoring->progress.progress,
		.arena = line->arena,
		.fault = line->fault,
	};
	if (!err && !restoring->new)
		err = ERR_MEMORY;
	if (!err)
		err = restoring_look(restoring);
	return err ? err : store_place_take(restoring->database, line->fault, &restoring->place);
}

enum err command_restore(struct command_line *line)
{
	struct restoring restoring = {.line = line, .place = {.fd = -1}};
	const struct command_option options[] = {
		{"replace", NULL, &restoring.replace, NULL},
		{"yes", NULL, &restoring.yes, NULL},
		{"accept-flaws", NULL, &restoring.accept_flaws, NULL},
		{"json", NULL, &restoring.as_json, NULL},
	};
	enum err err = command_read(line, options, ARRAY_SIZE(options), &restoring.path, 1);

	if (!err)
		err = restoring_begin(&restoring);
	if (!err)
		err = restoring_run(&restoring);
	progress_end(&restoring.progress);
	store_place_leave(&restoring.place);
	ledger_destroy(restoring.ledger);
	keys_close(restoring.keys);
	return err;
}
