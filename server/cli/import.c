/* afterword import: takes in what another server has exported, all of it or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "core/seal.h"
#include "import/import.h"

enum { OUTPUT_MAX = 4 * 1024 * 1024, SHOWN = 20 };

struct import_command {
	struct command_line *line;
	bool as_json, dry_run, drop_prints, accept_flaws;
	const char *path;
	struct pack_file file;
	int64_t size;
	struct keys *keys;
	struct store *store;
	struct pack_reader *reader;
	struct progress_line progress;
	struct text out; /* mistakes first */
	struct json_writer json;
	int64_t shown;
	struct import_result result;
};

static void mistake_put(void *context, const struct import_mistake *mistake)
{
	struct import_command *command = context;

	if (command->as_json) {
		json_open_object(&command->json, NULL);
		if (mistake->line)
			json_put_integer(&command->json, "line", mistake->line);
		else
			json_put_text(&command->json, "line", NULL);
		json_put_text(&command->json, "field", mistake->field);
		json_put_text(&command->json, "code", mistake->code);
		json_put_text(&command->json, "detail", mistake->detail);
		json_close_object(&command->json);
		return;
	}
	if (command->shown++ >= SHOWN)
		return;
	if (mistake->line)
		text_add_format(&command->out, "line %lld: ", (long long)mistake->line);
	text_add_format(&command->out, "%s%s%s\n", mistake->field, *mistake->field ? ": " : "",
		mistake->detail);
}

static enum err import_open(struct import_command *command)
{
	struct command_line *line = command->line;
	struct stat about;
	enum err err;

	command->file = (struct pack_file){STDIN_FILENO, "standard input"};
	if (strcmp(command->path, "-") != 0) {
		command->file.path = command->path;
		command->file.fd = open(command->path, O_RDONLY | O_CLOEXEC);
	}
	if (command->file.fd < 0)
		return fault_set(line->fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_FOLDER,
			"%s: %s.", command->path, strerror(errno));
	if (fstat(command->file.fd, &about) == 0 && S_ISREG(about.st_mode))
		command->size = about.st_size;
	err = keys_open(line->settings->key_file, false, line->fault, &command->keys);
	if (!err)
		err = command_store(line, &command->store);
	if (err)
		return err;
	seal_use(command->store, command->keys);
	return pack_reader_create(&command->file, line->fault, &command->reader);
}

static enum err import_take(struct import_command *command)
{
	struct command_line *line = command->line;
	const struct import_work work = {
		.store = command->store,
		.keys = command->keys,
		.ledger = arena_format(line->arena, "%s" LEDGER_FILE, line->settings->database),
		.now = clock_now(&line->clock),
		.dry_run = command->dry_run,
		.drop_prints = command->drop_prints,
		.accept_flaws = command->accept_flaws,
		.reader = command->reader,
		.size = command->size,
		.progress = &command->progress.progress,
		.fault = line->fault,
		.mistake = mistake_put,
		.context = command,
	};

	enum err err = work.ledger ? import_run(&work, &command->result) : ERR_MEMORY;

	if (work.ledger)
		file_give(work.ledger);
	return err;
}

static void result_put_json(struct import_command *command, bool good)
{
	const struct import_result *result = &command->result;
	struct json_writer *json = &command->json;

	json_close_array(json);
	json_put_boolean(json, "ok", good);
	json_put_boolean(json, "imported", good && !command->dry_run);
	json_put_integer(json, "lines", result->lines);
	json_put_integer(json, "flaws", result->flawed);
	json_put_integer(json, "erased", result->erased);
	json_open_object(json, "counts");
	for (int kind = 0; kind < LINE__MAX; kind++)
		json_put_integer(json, line_infos[kind].name, result->counts[kind]);
	json_close_object(json);
	json_close_object(json);
	text_add_char(&command->out, '\n');
}

static void result_put_text(struct import_command *command, bool good)
{
	const struct import_result *result = &command->result;
	struct text *out = &command->out;

	if (command->shown > SHOWN)
		text_add_format(out, "and %lld more; --json tells the first %d.\n",
			(long long)(result->mistakes - SHOWN), IMPORT_MISTAKES);
	if (!good)
		return;
	text_add_format(out, "%s: %lld sites, %lld comments and %lld decisions %s.\n",
		command->path, (long long)result->counts[LINE_SITE],
		(long long)result->counts[LINE_COMMENT], (long long)result->counts[LINE_DECISION],
		command->dry_run ? "would be imported" : "are imported");
	if (result->flawed)
		text_add_format(out, "flawed when they were exported, and taken: %lld\n",
			(long long)result->flawed);
	if (result->erased)
		text_add_format(out, "authors whose comments were erased since: %lld\n",
			(long long)result->erased);
}

static enum err import_tell(struct import_command *command, enum err err)
{
	enum err told;

	progress_end(&command->progress);
	(command->as_json ? result_put_json : result_put_text)(command, !err);
	told = text_status(&command->out);
	if (!told && command->out.at)
		fputs(command->out.at, err && !command->as_json ? stderr : stdout);
	return err ? err : told;
}

enum err command_import(struct command_line *line)
{
	struct import_command command = {.line = line, .file = {.fd = -1}};
	const struct command_option options[] = {
		{"dry-run", NULL, &command.dry_run, NULL},
		{"drop-fingerprints", NULL, &command.drop_prints, NULL},
		{"accept-flaws", NULL, &command.accept_flaws, NULL},
		{"json", NULL, &command.as_json, NULL},
	};
	enum err err = command_read(line, options, ARRAY_SIZE(options), &command.path, 1);

	progress_begin(&command.progress);
	text_init(OUTPUT_MAX, &command.out);
	json_init(&command.out, &command.json);
	if (command.as_json) {
		json_open_object(&command.json, NULL);
		json_open_array(&command.json, "mistakes");
	}
	if (!err)
		err = import_open(&command);
	if (!err)
		err = import_tell(&command, import_take(&command));
	progress_end(&command.progress);
	text_finish(&command.out);
	pack_reader_destroy(command.reader);
	store_close(command.store);
	keys_close(command.keys);
	if (command.file.fd > STDIN_FILENO)
		close(command.file.fd);
	return err;
}
