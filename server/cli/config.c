/* afterword config: the settings in force, and what else is made from tables. */
#include <stdio.h>

#include "api/metrics.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "cli/command.h"
#include "http/cookie.h"
#include "import/export.h"

enum { OUTPUT_MAX = 1024 * 1024 };

static void errors_write_markdown(struct text *out)
{
	text_add_string(out,
		"# Errors\n\n"
		"What went wrong is told as `application/problem+json` (RFC 9457): `type` is\n"
		"`/problems/` and the slug, `status` the HTTP status; `errors` lists mistakes in "
		"fields,\n"
		"each with `field`, `code` and `detail`; `request` is what the request is called "
		"in "
		"the\nserver's log. Commands end with the exit status (sysexits.h).\n\n"
		"| slug | HTTP status | exit status | title |\n|---|---|---|---|\n");
	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		const struct err_info *info = err_info(err);

		text_add_format(out, "| %s | %d | %d | %s |\n", info->slug, info->http, info->exit,
			info->title);
	}
}

static void commands_put(struct json_writer *json)
{
	for (const struct command *command = commands; command->name; command++) {
		json_open_object(json, NULL);
		json_put_text(json, "name", command->name);
		json_put_text(json, "summary", command->summary);
		json_put_text(json, "usage", command->usage);
		json_close_object(json);
	}
}

static void errors_put(struct json_writer *json)
{
	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		const struct err_info *info = err_info(err);

		json_open_object(json, NULL);
		json_put_text(json, "slug", info->slug);
		json_put_integer(json, "status", info->http);
		json_put_integer(json, "exit", info->exit);
		json_put_text(json, "title", info->title);
		json_close_object(json);
	}
}

/* What packaging/ makes manuals and completions of. */
static void tables_write(struct text *out)
{
	static const struct {
		const char *name;
		void (*put)(struct json_writer *json);
	} tables[] = {
		{"commands", commands_put},
		{"settings", settings_put_table},
		{"errors", errors_put},
	};
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "version", AFTERWORD_VERSION);
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		json_open_array(&json, tables[i].name);
		tables[i].put(&json);
		json_close_array(&json);
	}
	json_close_object(&json);
	text_add_char(out, '\n');
}

/* Where moderators will be, as far as it is known before anything is listened on. */
static const char *moderate_url(struct command_line *line)
{
	const struct settings *settings = line->settings;
	struct fault ignored = FAULT_NONE;
	struct url_base base;

	if (*settings->moderate_url || *settings->moderate_listen)
		return settings->moderate_url;
	if (url_base(settings->public_url, "public_url", line->arena, &ignored, &base))
		return settings->public_url;
	return *base.path ? "" : base.text;
}

enum err command_config(struct command_line *line)
{
	bool markdown = false, errors = false, metrics = false, openapi = false, format = false,
	     tables = false;
	const struct command_option options[] = {
		{"markdown", NULL, &markdown, NULL},
		{"errors", NULL, &errors, NULL},
		{"metrics", NULL, &metrics, NULL},
		{"openapi", NULL, &openapi, NULL},
		{"format", NULL, &format, NULL},
		{"tables", NULL, &tables, NULL},
	};
	struct text out;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (err)
		return err;
	text_init(OUTPUT_MAX, &out);
	if (markdown)
		settings_write_markdown(&out);
	else if (errors)
		errors_write_markdown(&out);
	else if (metrics)
		metrics_write_markdown(&out);
	else if (format)
		export_write_markdown(&out);
	else if (openapi)
		openapi_write(routes, cookie_name(COOKIE_SESSION, moderate_url(line)), &out);
	else if (tables)
		tables_write(&out);
	else
		settings_write_file(line->settings, &out);
	err = text_status(&out);
	if (!err)
		fputs(out.at, stdout);
	text_finish(&out);
	return err;
}
