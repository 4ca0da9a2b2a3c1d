/* afterword check: whether everything is as it should be. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/results.h"

enum { OUTPUT_MAX = 1024 * 1024 };

static enum err results_print(const struct audit_result results[AUDIT__MAX], bool as_json)
{
	struct text out;
	struct json_writer json;
	enum err err;

	text_init(OUTPUT_MAX, &out);
	json_init(&out, &json);
	if (as_json) {
		results_put_json(results, NULL, &json);
		text_add_char(&out, '\n');
	} else {
		results_put_text(results, &out);
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
	struct audit_result results[AUDIT__MAX];
	int wrong = 0;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err)
		err = audit_run(
			settings->database, settings->key_file, line->arena, line->fault, results);
	if (!err)
		err = results_print(results, as_json);
	if (err)
		return err;
	for (int i = 0; i < AUDIT__MAX; i++)
		wrong += results[i].count > 0;
	return wrong ? fault_set(line->fault, ERR_CHECK, "%d of %d checks found something wrong.",
			       wrong, AUDIT__MAX)
		     : ERR_OK;
}
