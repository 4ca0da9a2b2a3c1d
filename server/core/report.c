/* See include/core/report.h. */
#include <string.h>

#include "base/time.h"
#include "core/plain.h"
#include "core/report.h"
#include "store/comment.h"

static const struct input_member members[] = {
	INPUT(struct report_input, reason, .needed = true, .names = report_reasons,
		.what = "What is wrong with the comment."),
	INPUT(struct report_input, note, .high = PLAIN_NOTE_LIMIT,
		.what = "In the reader's own words, for moderators."),
};
const struct input_table report_input_table = {members, ARRAY_SIZE(members)};

enum err report_init(const struct report_input *input, struct arena *arena, struct fault *fault,
	struct report *report)
{
	int reason;
	enum err err;

	(void)!field_name_needed(input->reason, "reason", report_reasons, fault, &reason);
	report->reason = input->reason;
	err = plain_check(&plain_rules[PLAIN_NOTE], input->note, arena, fault, &report->note);
	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory for the request.");
	return fault->err;
}

void report_reporter(const struct keys *keys, int64_t comment, struct slice network,
	unsigned char reporter[REPORTER_SIZE])
{
	unsigned char salt[CRYPTO_SALT_SIZE] = {0};

	memcpy(salt, &comment, sizeof(comment));
	keys_hash(keys, KEY_PURPOSE_REPORTER, salt, network, reporter, REPORTER_SIZE);
}

enum err report_store(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct report *report, const char **site, int64_t *open)
{
	struct comment place;
	enum err err = store_comment_place(store, report->comment, arena, &place);

	*open = 0;
	if (err == ERR_NOT_FOUND || (!err && place.shown != COMMENT_SHOWN_FULL))
		return fault_set(fault, ERR_NOT_FOUND, "There is no such comment.");
	if (err)
		return fault_set(fault, err, "The comment cannot be read.");
	if (place.open_reports >= REPORTS_MAX)
		return ERR_OK;
	report->id = store_new_id(store, now);
	report->revision = place.published;
	report->created_at = now;
	err = store_report_insert(store, report);
	if (err == ERR_CONFLICT)
		return ERR_OK;
	if (err)
		return fault_set(fault, err, "The report was not stored; send it again.");
	*site = place.site;
	*open = place.open_reports + 1;
	return ERR_OK;
}
