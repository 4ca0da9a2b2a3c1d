/* See results.h. */
#include "cli/results.h"

/* Whether it is more than a warning. */
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

size_t results_wrong(const struct audit_result *results, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += result_is_wrong(&results[i]);
	return wrong;
}

void results_put_text(const struct audit_result *results, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++)
		result_put_text(&results[i], out);
}

void results_put_json(const struct audit_result *results, size_t count, const char *name,
	struct json_writer *json)
{
	json_open_array(json, name);
	for (size_t i = 0; i < count; i++)
		result_put_json(&results[i], json);
	json_close_array(json);
}
