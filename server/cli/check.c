/* afterword check: whether everything is as it should be. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/results.h"
#include "http/certificate.h"
#include "http/server.h"

enum { OUTPUT_MAX = 1024 * 1024 };

static enum err results_print(const struct audit_result results[AUDIT__MAX], bool as_json)
{
	struct text out;
	struct json_writer json;
	enum err err;

	text_init(OUTPUT_MAX, &out);
	json_init(&out, &json);
	if (as_json) {
		results_put_json(results, AUDIT__MAX, NULL, &json);
		text_add_char(&out, '\n');
	} else {
		results_put_text(results, AUDIT__MAX, &out);
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
	struct audited audited = {
		.database = settings->database,
		.key_file = settings->key_file,
		.settings = settings,
		.now = clock_now(&line->clock),
		.files = settings->connections + settings->reader_listeners + SERVER_FILES,
	};
	struct audit_result results[AUDIT__MAX];
	struct fault why = FAULT_NONE;
	size_t wrong;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err && certificate_look(settings, &why, &audited.certificate_until))
		audited.certificate_wrong = fault_detail(&why);
	if (!err)
		err = audit_run(&audited, AUDIT__MAX, line->arena, line->fault, results);
	if (!err)
		err = results_print(results, as_json);
	if (err)
		return err;
	wrong = results_wrong(results, AUDIT__MAX);
	return wrong ? fault_set(line->fault, ERR_CHECK, "%zu of %d checks found something wrong.",
			       wrong, AUDIT__MAX)
		     : ERR_OK;
}
