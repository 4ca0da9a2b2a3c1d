/* What commands share. See command.h. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

enum { OUTPUT_MAX = 16 * 1024 * 1024 };

/* Takes the option at argv[i]; the number of arguments it used, or 0 after a fault. */
static int option_take(
	struct command_line *line, const struct command_option *options, size_t count, int i)
{
	const char *argument = line->argv[i] + 2;
	const char *equals = strchr(argument, '=');
	size_t length = equals ? (size_t)(equals - argument) : strlen(argument);

	for (size_t j = 0; j < count; j++) {
		const struct command_option *option = &options[j];
		const char *value = equals               ? equals + 1
				    : i + 1 < line->argc ? line->argv[i + 1]
							 : NULL;

		if (strlen(option->name) != length || memcmp(option->name, argument, length) != 0)
			continue;
		if (option->given) {
			*option->given = true;
			return 1;
		}
		if (!value || (option->list && option->list->count == COMMAND_LIST_MAX)) {
			fault_set(line->fault, ERR_USAGE, "--%s needs a value%s.", option->name,
				value ? " fewer" : "");
			return 0;
		}
		if (option->list)
			option->list->values[option->list->count++] = value;
		else
			*option->value = value;
		return equals ? 1 : 2;
	}
	fault_set(line->fault, ERR_USAGE, "There is no option %s here; see --help.", line->argv[i]);
	return 0;
}

/* Options, and at most word_count words. */
static enum err words_read(struct command_line *line, const struct command_option *options,
	size_t option_count, const char **words, size_t word_count, size_t *out_found)
{
	size_t found = 0;

	for (int i = 0; i < line->argc;) {
		int used = 1;

		if (strncmp(line->argv[i], "--", 2) == 0) {
			used = option_take(line, options, option_count, i);
			if (!used)
				return line->fault->err;
		} else if (found == word_count) {
			return fault_set(line->fault, ERR_USAGE, "\"%s\" is one word too many.",
				line->argv[i]);
		} else {
			words[found++] = line->argv[i];
		}
		i += used;
	}
	*out_found = found;
	return ERR_OK;
}

enum err command_read(struct command_line *line, const struct command_option *options,
	size_t option_count, const char **words, size_t word_count)
{
	size_t found = 0;
	enum err err = words_read(line, options, option_count, words, word_count, &found);

	if (!err && found < word_count)
		return fault_set(line->fault, ERR_USAGE, "A word is missing; see --help.");
	return err;
}

enum err command_read_word(struct command_line *line, const struct command_option *options,
	size_t option_count, const char **word)
{
	size_t found;

	return words_read(line, options, option_count, word, 1, &found);
}

enum err command_public_url(struct command_line *line, struct url_base *base)
{
	const char *given = line->settings->public_url;
	struct fault why = FAULT_NONE;
	enum err err;

	if (!*given)
		return fault_set(line->fault, ERR_SETTING,
			"public_url is not set: it is where browsers reach this server, as in "
			"https://comments.example.org.");
	err = url_base(given, "public_url", line->arena, &why, base);
	return err == ERR_INVALID_INPUT
		       ? fault_set(line->fault, ERR_SETTING, "public_url is \"%s\": %s", given,
				 why.fields[0].detail)
		       : err;
}

enum err command_store(struct command_line *line, struct store **store)
{
	const struct settings *settings = line->settings;
	enum err err = store_open(
		settings->database, STORE_MODE_WRITE, (int)settings->node, line->fault, store);

	if (err == ERR_STORE_MISSING)
		fault_set(line->fault, err,
			"database: %s is not there yet; start `afterword serve` or run "
			"`afterword migrate` first.",
			settings->database);
	return err;
}

enum err command_change(struct command_line *line,
	enum err (*change)(const struct changing *by, const void *what), const void *what)
{
	struct changing by = {
		.who = &identity_command,
		.now = clock_now(&line->clock),
		.arena = line->arena,
		.fault = line->fault,
	};
	enum err err = command_store(line, &by.store);

	if (err)
		return err;
	err = store_begin(by.store);
	if (!err)
		err = change(&by, what);
	if (!err)
		err = store_commit(by.store);
	else
		store_rollback(by.store);
	store_close(by.store);
	return err;
}

enum err command_print(
	struct command_line *line, struct store *store, bool as_json, command_put put)
{
	struct command_output out;
	struct json_writer json;
	enum err err;

	text_init(OUTPUT_MAX, &out.text);
	json_init(&out.text, &json);
	out.json = as_json ? &json : NULL;
	if (as_json)
		json_open_array(&json, NULL);
	err = put(line, store, &out);
	if (as_json) {
		json_close_array(&json);
		text_add_char(&out.text, '\n');
	}
	if (!err)
		err = text_status(&out.text);
	if (!err && out.text.at)
		fputs(out.text.at, stdout);
	text_finish(&out.text);
	return err;
}

enum err command_list(struct command_line *line, command_put put)
{
	bool as_json = false;
	const struct command_option options[] = {{"json", NULL, &as_json, NULL}};
	struct store *store;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err)
		err = command_store(line, &store);
	if (err)
		return err;
	err = command_print(line, store, as_json, put);
	store_close(store);
	return err;
}

enum err command_verbs(struct command_line *line, const char *command,
	const struct command_verb *verbs, size_t count)
{
	const char *word = line->argc ? line->argv[0] : "";

	for (size_t i = 0; i < count; i++) {
		if (strcmp(verbs[i].name, word) != 0)
			continue;
		line->argc--;
		line->argv++;
		return verbs[i].run(line);
	}
	return fault_set(line->fault, ERR_USAGE,
		"\"%s %s\" is no command; see `afterword %s --help`.", command, word, command);
}
