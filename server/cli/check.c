/* afterword check: whether everything is as it should be. */
#include <stdio.h>

#include "cli/command.h"
#include "core/audit.h"
#include "http/server.h"

enum { OUTPUT_MAX = 1024 * 1024 };

/* Whether that counts for the exit status. */
static bool result_is_wrong(const struct audit_result *result)
{
	return result->count > 0 && !result->warns;
}

static const char *result_level(const struct audit_result *result)
{
	if (!result->count)
		return "good";
	return result->warns ? "warning" : "wrong";
}

static void result_put_json(const struct audit_result *result, struct json_writer *json)
{
	json_open_object(json, NULL);
	json_put_text(json, "check", result->name);
	json_put_boolean(json, "ok", !result->count);
	json_put_text(json, "level", result_level(result));
	json_put_text(json, "summary", result->summary);
	json_put_integer(json, "count", result->count);
	json_open_array(json, "wrong");
	for (size_t i = 0; i < result->shown; i++)
		json_put_text(json, NULL, result->wrong[i]);
	json_close_array(json);
	json_put_text(json, "advice", result->count ? result->advice : NULL);
	json_close_object(json);
}

static void result_put_text(const struct audit_result *result, struct text *out)
{
	text_add_format(out, "%s\t%s\t%s\n", result->name,
		result_is_wrong(result) ? "WRONG" : result_level(result), result->summary);
	if (!result->count)
		return;
	for (size_t i = 0; i < result->shown; i++)
		text_add_format(out, "\t%s\n", result->wrong[i]);
	if ((int64_t)result->shown < result->count)
		text_add_format(out, "\tand %lld more\n",
			(long long)(result->count - (int64_t)result->shown));
	text_add_format(out, "\t→ %s\n", result->advice);
}

static enum err results_print(const struct audit_result results[AUDIT__MAX], bool as_json)
{
	struct text out;
	struct json_writer json;
	enum err err;

	text_init(OUTPUT_MAX, &out);
	json_init(&out, &json);
	if (as_json)
		json_open_array(&json, NULL);
	for (int i = 0; i < AUDIT__MAX; i++)
		if (as_json)
			result_put_json(&results[i], &json);
		else
			result_put_text(&results[i], &out);
	if (as_json) {
		json_close_array(&json);
		text_add_char(&out, '\n');
	}
	err = text_status(&out);
	if (!err)
		fputs(out.at, stdout);
	text_finish(&out);
	return err;
}

enum err command_check(struct command_line *line)
{
	bool as_json = false;
	const struct command_option options[] = {{"json", NULL, &as_json, NULL}};
	const struct settings *settings = line->settings;
	const struct audited audited = {
		.settings = settings,
		.now = clock_now(&line->clock),
		.files = settings->connections + settings->reader_listeners + SERVER_FILES,
	};
	struct audit_result results[AUDIT__MAX];
	int wrong = 0;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err)
		err = audit_run(&audited, line->arena, line->fault, results);
	if (!err)
		err = results_print(results, as_json);
	if (err)
		return err;
	for (int i = 0; i < AUDIT__MAX; i++)
		wrong += result_is_wrong(&results[i]);
	return wrong ? fault_set(line->fault, ERR_CHECK, "%d of %d checks found something wrong.",
			       wrong, AUDIT__MAX)
		     : ERR_OK;
}
