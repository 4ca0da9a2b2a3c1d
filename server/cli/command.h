/* Commands: a row for each in main.c, a file for each here. */
#ifndef AFTERWORD_SERVER_CLI_COMMAND_H
#define AFTERWORD_SERVER_CLI_COMMAND_H

#include "base/json.h"
#include "base/time.h"
#include "config/settings.h"
#include "core/change.h"
#include "core/url.h"
#include "store/store.h"

struct command_line {
	const struct settings *settings;
	struct clock clock;
	int argc; /* what is left after the command and the settings */
	char **argv;
	struct arena *arena;
	struct fault *fault;
};

/*
 * A row of the table of commands (main.c). `usage` begins with the command's forms, up to an empty
 * line: each on a line of its own, and on indented ones where that is too short. A verb stands
 * first, an option's value behind it; what is in [brackets] may be left out, a|b is one of both,
 * CAPITALS stand for something else. Manuals and completions are made of it (packaging/tables.py).
 */
struct command {
	const char *name;
	enum err (*run)(struct command_line *line);
	const char *summary;
	const char *usage;
};

extern const struct command commands[]; /* up to one without a name */

enum err command_backup(struct command_line *line) MUST_CHECK;
enum err command_check(struct command_line *line) MUST_CHECK;
enum err command_config(struct command_line *line) MUST_CHECK;
enum err command_export(struct command_line *line) MUST_CHECK;
enum err command_import(struct command_line *line) MUST_CHECK;
enum err command_embed(struct command_line *line) MUST_CHECK;
enum err command_health(struct command_line *line) MUST_CHECK;
enum err command_key(struct command_line *line) MUST_CHECK;
enum err command_migrate(struct command_line *line) MUST_CHECK;
enum err command_purge(struct command_line *line) MUST_CHECK;
enum err command_publish(struct command_line *line) MUST_CHECK;
enum err command_restore(struct command_line *line) MUST_CHECK;
enum err command_serve(struct command_line *line) MUST_CHECK;
enum err command_site(struct command_line *line) MUST_CHECK;
enum err command_account(struct command_line *line) MUST_CHECK;
enum err command_token(struct command_line *line) MUST_CHECK;
enum err command_version(struct command_line *line) MUST_CHECK;

/* An option of a command: --name VALUE, or --name alone. */
struct command_option {
	const char *name;          /* without dashes */
	const char **value;        /* NULL: it stands alone */
	bool *given;               /* of one that stands alone */
	struct command_list *list; /* of one that may come several times */
};

enum { COMMAND_LIST_MAX = 32 };

struct command_list {
	const char *values[COMMAND_LIST_MAX];
	size_t count;
};

/* Reads options, and exactly word_count words. ERR_USAGE. */
enum err command_read(struct command_line *line, const struct command_option *options,
	size_t option_count, const char **words, size_t word_count) MUST_CHECK;

/* The same with a word that may be left out, as it is then. */
enum err command_read_word(struct command_line *line, const struct command_option *options,
	size_t option_count, const char **word) MUST_CHECK;

/* Where readers reach the server, which the settings must say. ERR_SETTING. */
enum err command_public_url(struct command_line *line, struct url_base *base) MUST_CHECK;

/* The database, for writing; it must be there and up to date. */
enum err command_store(struct command_line *line, struct store **store) MUST_CHECK;

/*
 * Changes accounts, roles or tokens in one transaction, so that there is no half of a change;
 * `what` is handed to `change`.
 */
enum err command_change(struct command_line *line,
	enum err (*change)(const struct changing *by, const void *what),
	const void *what) MUST_CHECK;

/* What a listing is written to: lines, or, with --json, the elements of an array. */
struct command_output {
	struct text text;
	struct json_writer *json; /* NULL: lines */
};

typedef enum err (*command_put)(
	struct command_line *line, struct store *store, struct command_output *out);

/* Runs `put` on a database, and prints what it put. */
enum err command_print(
	struct command_line *line, struct store *store, bool as_json, command_put put) MUST_CHECK;

/* The same on that of the settings; reads --json. */
enum err command_list(struct command_line *line, command_put put) MUST_CHECK;

/* One function for each word behind a command. */
struct command_verb {
	const char *name;
	enum err (*run)(struct command_line *line);
};

/* Runs the verb that the next word names. ERR_USAGE. */
enum err command_verbs(struct command_line *line, const char *command,
	const struct command_verb *verbs, size_t count) MUST_CHECK;

#endif
