/* afterword purge: which comments' time is over. The server itself erases them. */
#include <stdio.h>

#include "cli/command.h"
#include "core/expiry.h"

enum { OUTPUT_MAX = 4096 };

static void count_put(const struct expiring *of, int64_t days, int64_t count, bool as_json,
	struct json_writer *json)
{
	const char *state = comment_state_names[of->state];

	if (as_json) {
		json_open_object(json, NULL);
		json_put_text(json, "state", state);
		json_put_text(json, "setting", of->setting);
		json_put_integer(json, "days", days);
		json_put_integer(json, "comments", count);
		json_close_object(json);
	} else if (days) {
		text_add_format(json->out, "%s\t%lld comments of more than %lld days\n", state,
			(long long)count, (long long)days);
	} else {
		text_add_format(json->out, "%s\tkept (%s is 0)\n", state, of->setting);
	}
}

static enum err counts_put(
	struct command_line *line, struct store *store, bool as_json, struct json_writer *json)
{
	int64_t now = clock_now(&line->clock);

	for (const struct expiring *of = expiring; of->setting; of++) {
		int64_t count;
		enum err err = expire_count(store, line->settings, of, now, &count);

		if (err)
			return fault_set(line->fault, err, "The record cannot be read.");
		count_put(of, expiring_days(line->settings, of), count, as_json, json);
	}
	return ERR_OK;
}

static enum err counts_print(struct command_line *line, struct store *store, bool as_json)
{
	struct json_writer json;
	struct text out;
	enum err err;

	text_init(OUTPUT_MAX, &out);
	json_init(&out, &json);
	if (as_json)
		json_open_array(&json, NULL);
	err = counts_put(line, store, as_json, &json);
	if (as_json) {
		json_close_array(&json);
		text_add_char(&out, '\n');
	}
	if (!err)
		err = text_status(&out);
	if (!err)
		fputs(out.at, stdout);
	text_finish(&out);
	return err;
}

enum err command_purge(struct command_line *line)
{
	bool dry = false, as_json = false;
	const struct command_option options[] = {
		{"dry-run", NULL, &dry, NULL}, {"json", NULL, &as_json, NULL}};
	struct store *store;
	enum err err = command_read(line, options, ARRAY_SIZE(options), NULL, 0);

	if (!err && !dry)
		err = fault_set(line->fault, ERR_USAGE,
			"The server erases by itself, once a day; --dry-run tells what.");
	if (!err)
		err = store_open(line->settings->database, STORE_MODE_READ, 0, line->fault, &store);
	if (err)
		return err;
	err = counts_print(line, store, as_json);
	store_close(store);
	return err;
}
