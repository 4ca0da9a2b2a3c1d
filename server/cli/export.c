/*
 * afterword export: all that can be taken along, as lines of JSON. A file appears under its name
 * when it is whole and synced; standard output is written as it comes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "core/seal.h"
#include "import/export.h"

enum { OUTPUT_MAX = 64 * 1024 };

#define UNFINISHED ".unfinished" /* behind the file's name */

struct export_command {
	struct command_line *line;
	bool as_json, prints;
	const char *path, *site, *pack;
	enum pack_as as;
	bool to_file;
	const char *new; /* the file's name until it is whole */
	struct pack_file file;
	struct keys *keys;
	struct store *store;
	struct progress_line progress;
	struct export_result result;
};

static enum err export_place(struct export_command *command)
{
	struct command_line *line = command->line;
	int as = command->pack ? field_name_index(pack_as_names, command->pack)
			       : (int)pack_as_of(command->path);

	command->to_file = strcmp(command->path, "-") != 0;
	command->as = (enum pack_as)as;
	if (as < 0)
		return fault_set(line->fault, ERR_USAGE, "--pack is %s, %s or %s.",
			pack_as_names[PACK_AS_PLAIN], pack_as_names[PACK_AS_GZIP],
			pack_as_names[PACK_AS_ZSTD]);
	command->file = (struct pack_file){STDOUT_FILENO, "standard output"};
	if (!command->to_file)
		return command->as_json ? fault_set(line->fault, ERR_USAGE,
						  "--json is for an export to a file: standard "
						  "output has the lines.")
					: ERR_OK;
	if (access(command->path, F_OK) == 0)
		return fault_set(line->fault, ERR_FOLDER, "%s is there already; name another file.",
			command->path);
	command->new = arena_format(line->arena, "%s" UNFINISHED, command->path);
	if (!command->new)
		return ERR_MEMORY;
	command->file.path = command->path;
	command->file.fd =
		open(command->new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	return command->file.fd < 0 ? file_failed(line->fault, command->new) : ERR_OK;
}

static enum err export_open(struct export_command *command)
{
	struct command_line *line = command->line;
	const struct settings *settings = line->settings;
	enum err err = keys_open(settings->key_file, false, line->fault, &command->keys);

	if (!err)
		err = store_open(
			settings->database, STORE_MODE_READ, 0, line->fault, &command->store);
	if (!err)
		seal_use(command->store, command->keys);
	return err;
}

static enum err export_write(struct export_command *command)
{
	struct command_line *line = command->line;
	struct export_work work = {
		.store = command->store,
		.keys = command->keys,
		.site = command->site,
		.prints = command->prints,
		.progress = &command->progress.progress,
		.arena = line->arena,
		.fault = line->fault,
	};
	enum err err = pack_writer_create(&command->file, command->as, line->fault, &work.writer);

	if (err)
		return err;
	err = export_run(&work, &command->result);
	pack_writer_destroy(work.writer);
	return err;
}

/* Under its real name, durably; one that has come meanwhile stays. */
static enum err export_name_it(const struct export_command *command)
{
	struct fault *fault = command->line->fault;

	if (!command->to_file)
		return ERR_OK;
	if (fsync(command->file.fd) == 0 && link(command->new, command->path) == 0 &&
		unlink(command->new) == 0 && file_sync_folder(command->path))
		return ERR_OK;
	return file_failed(fault, command->path);
}

static void result_put_json(const struct export_command *command, struct text *out)
{
	const struct export_result *result = &command->result;
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "export", command->path);
	json_put_boolean(&json, "ok", !result->flaws);
	json_put_boolean(&json, "fingerprints", command->prints);
	json_put_text(&json, "key", command->prints ? keys_id(command->keys) : NULL);
	json_put_integer(&json, "lines", result->lines);
	json_put_integer(&json, "flaws", result->flaws);
	json_open_object(&json, "counts");
	for (int kind = 0; kind < LINE__MAX; kind++)
		json_put_integer(&json, line_infos[kind].name, result->counts[kind]);
	json_close_object(&json);
	json_close_object(&json);
	text_add_char(out, '\n');
}

static void result_put_text(const struct export_command *command, struct text *out)
{
	const struct export_result *result = &command->result;

	text_add_format(out, "%s: %lld sites, %lld comments and %lld decisions in %lld lines.\n",
		command->path, (long long)result->counts[LINE_SITE],
		(long long)result->counts[LINE_COMMENT], (long long)result->counts[LINE_DECISION],
		(long long)result->lines);
	if (command->prints)
		text_add_format(out,
			"It has fingerprints, made with the key %s: keep it as you keep the "
			"database.\n",
			keys_id(command->keys));
}

static enum err export_tell(struct export_command *command)
{
	struct text out;
	enum err err;

	progress_end(&command->progress);
	if (command->to_file) {
		text_init(OUTPUT_MAX, &out);
		(command->as_json ? result_put_json : result_put_text)(command, &out);
		err = text_status(&out);
		if (!err)
			fputs(out.at, stdout);
		text_finish(&out);
		if (err)
			return err;
	}
	if (!command->result.flaws)
		return ERR_OK;
	return fault_set(command->line->fault, ERR_CHECK,
		"The export is whole; seals that did not hold: %lld. Their lines are marked "
		"\"flawed\"; see `afterword check`.",
		(long long)command->result.flaws);
}

enum err command_export(struct command_line *line)
{
	struct export_command command = {.line = line, .path = "-", .file = {.fd = -1}};
	const struct command_option options[] = {
		{"site", &command.site, NULL, NULL},
		{"pack", &command.pack, NULL, NULL},
		{"with-fingerprints", NULL, &command.prints, NULL},
		{"json", NULL, &command.as_json, NULL},
	};
	enum err err = command_read_word(line, options, ARRAY_SIZE(options), &command.path);

	progress_begin(&command.progress);
	if (!err)
		err = export_open(&command);
	if (!err)
		err = export_place(&command);
	if (!err)
		err = export_write(&command);
	if (!err)
		err = export_name_it(&command);
	if (command.to_file && command.file.fd >= 0)
		close(command.file.fd);
	if (err && command.new)
		(void)!unlink(command.new);
	if (!err)
		err = export_tell(&command);
	progress_end(&command.progress);
	store_close(command.store);
	keys_close(command.keys);
	return err;
}
