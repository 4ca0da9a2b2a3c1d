/* See counts.h. */
#include "api/counts.h"
#include "store/report.h"
#include "store/site.h"

static const struct shape_member members[] = {
	{"pending", "How many wait.", FIELD_INTEGER},
	{"approved", "How many are public.", FIELD_INTEGER},
	{"rejected", "How many were rejected.", FIELD_INTEGER},
	{"spam", "How many were taken for spam.", FIELD_INTEGER},
	{"deleted", "How many were deleted, and can be restored.", FIELD_INTEGER},
	{"reported", "How many have reports that nobody has seen to; 1,000: so many or more.",
		FIELD_INTEGER},
};
const struct shape counts_shape = {"Counts", SHAPE_MEMBERS(members)};

enum err counts_read(
	struct store *store, const char *site, struct arena *arena, struct counts *counts)
{
	enum err err = store_site_counts(store, site, arena, counts->of);

	return err ? err : store_reported_count(store, site, COUNTS_REPORTED, &counts->reported);
}

void counts_put(struct json_writer *json, const char *name, const struct counts *counts)
{
	json_open_object(json, name);
	for (int state = 0; state < COMMENT_STATE__MAX; state++)
		json_put_integer(json, comment_state_names[state], counts->of[state]);
	json_put_integer(json, "reported", counts->reported);
	json_close_object(json);
}
