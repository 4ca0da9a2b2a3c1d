/* afterword purge: which comments' time is over. The server itself erases them. */
#include "cli/command.h"
#include "core/expiry.h"

static void count_put(
	const struct expiring *of, int64_t days, int64_t count, struct command_output *out)
{
	const char *state = comment_state_names[of->state];

	if (out->json) {
		json_open_object(out->json, NULL);
		json_put_text(out->json, "state", state);
		json_put_text(out->json, "setting", of->setting);
		json_put_integer(out->json, "days", days);
		json_put_integer(out->json, "comments", count);
		json_close_object(out->json);
	} else if (days) {
		text_add_format(&out->text, "%s\t%lld comments of more than %lld days\n", state,
			(long long)count, (long long)days);
	} else {
		text_add_format(&out->text, "%s\tkept (%s is 0)\n", state, of->setting);
	}
}

static enum err counts_put(
	struct command_line *line, struct store *store, struct command_output *out)
{
	int64_t now = clock_now(&line->clock);

	for (const struct expiring *of = expiring; of->setting; of++) {
		int64_t count;
		enum err err = expire_count(store, line->settings, of, now, &count);

		if (err)
			return fault_set(line->fault, err, "The record cannot be read.");
		count_put(of, expiring_days(line->settings, of), count, out);
	}
	return ERR_OK;
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
	err = command_print(line, store, as_json, counts_put);
	store_close(store);
	return err;
}
