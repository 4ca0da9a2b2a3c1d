/* See include/store/day.h and tally.h. */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "store/tally.h"

const char *const day_what_names[] = {
	"pending", "approved", "rejected", "spam", "deleted", "edited", "came", NULL};

static const struct field day_fields[] = {
	FIELD(struct day_count, day, FIELD_INTEGER, SEE_MODERATORS),
	FIELD_WITH_NAMES(struct day_count, "what", what, day_what_names, SEE_MODERATORS),
	FIELD(struct day_count, by, FIELD_TEXT, SEE_MODERATORS),
	FIELD(struct day_count, count, FIELD_INTEGER, SEE_MODERATORS),
};
static const struct field_table day_table = TABLE_OF(struct day_count, day_fields);

int64_t day_of(int64_t time)
{
	return time / TIME_DAY;
}

static enum err day_add(
	struct store *store, int64_t day, const char *site, int what, const char *by, int64_t count)
{
	return db_run(store->db, QUERY_DAY_ADD,
		DB_ARGS(db_integer(day), db_text(site), db_text(day_what_names[what]), db_text(by),
			db_integer(count)),
		NULL);
}

enum err tally_write(struct store *store)
{
	struct tally *tally = &store->tally;
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < tally->count; i++) {
		const struct tally_row *row = &tally->rows[i];

		err = day_add(store, row->day, row->site, row->what, row->by, row->count);
	}
	tally->count = 0;
	return err;
}

/* The row of these, or one that is new; NULL: there is no place for it. */
static struct tally_row *tally_row(
	struct tally *tally, int64_t day, const char *site, enum day_what what, const char *by)
{
	struct tally_row *row = tally->rows;

	for (size_t i = 0; i < tally->count; i++, row++)
		if (row->day == day && row->what == (int)what && strcmp(row->by, by) == 0 &&
			strcmp(row->site, site) == 0)
			return row;
	if (tally->count == TALLY_ROWS || strlen(site) >= sizeof(row->site) ||
		strlen(by) >= sizeof(row->by))
		return NULL;
	tally->count++;
	*row = (struct tally_row){.day = day, .what = (int)what};
	snprintf(row->site, sizeof(row->site), "%s", site);
	snprintf(row->by, sizeof(row->by), "%s", by);
	return row;
}

enum err tally_add(
	struct store *store, const char *site, int64_t time, enum day_what what, const char *by)
{
	struct tally_row *row = NULL;

	if (db_in_transaction(store->db)) {
		row = tally_row(&store->tally, day_of(time), site, what, by);
		if (!row && store->tally.count == TALLY_ROWS) {
			enum err err = tally_write(store);

			if (err)
				return err;
			row = tally_row(&store->tally, day_of(time), site, what, by);
		}
	}
	if (!row)
		return day_add(store, day_of(time), site, (int)what, by, 1);
	row->count++;
	return ERR_OK;
}

enum err store_day_list(struct store *store, const char *site, int64_t since, struct arena *arena,
	struct day_count **counts, size_t *count)
{
	return db_all(store->db, QUERY_DAY_LIST, DB_ARGS(db_text(site), db_integer(since)),
		&day_table, arena, counts, count);
}
