/* Moderators' API: what came in and what was decided, by day and by whom. */
#include <stdio.h>
#include <string.h>

#include "api/handlers.h"
#include "api/inputs.h"
#include "base/time.h"
#include "store/day.h"

enum { NUMBERS_DAYS = 30, NUMBERS_DAYS_MAX = 366, NUMBERS_PEOPLE = 1000 };

struct numbers_input {
	const char *site, *days;
};

static const struct input_member members[] = {
	INPUT(struct numbers_input, site,
		.what = "The site; needed by who may see several, and not all."),
	INPUT(struct numbers_input, days, .as = INPUT_AS_NUMBER, .low = 1, .high = NUMBERS_DAYS_MAX,
		.what = "How many days back; 30 unless given."),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

#define DECIDED                                                                                    \
	{"pending", "Put back into the queue.", FIELD_INTEGER},                                    \
		{"approved", "Approved.", FIELD_INTEGER},                                          \
		{"rejected", "Rejected.", FIELD_INTEGER}, {"spam", "Called spam.", FIELD_INTEGER}, \
		{"deleted", "Deleted.", FIELD_INTEGER},                                            \
	{                                                                                          \
		"edited", "Edited.", FIELD_INTEGER                                                 \
	}
static const struct shape_member day_members[] = {
	{"day", "The day, in UTC.", FIELD_TEXT},
	DECIDED,
	{"came", "Comments that came in.", FIELD_INTEGER},
};
static const struct shape day_shape = {"NumbersDay", SHAPE_MEMBERS(day_members)};
static const struct shape_member person_members[] = {
	{"by", "Who decided, as the record has it.", FIELD_TEXT},
	DECIDED,
};
static const struct shape person_shape = {"NumbersPerson", SHAPE_MEMBERS(person_members)};
static const struct shape_member oldest_members[] = {
	{"id", "The comment.", FIELD_ID},
	{"created_at", "When it came.", FIELD_TIME},
	{"seconds", "How long it has been waiting.", FIELD_INTEGER},
};
static const struct shape oldest_shape = {"NumbersOldest", SHAPE_MEMBERS(oldest_members)};
static const struct shape_member shape_members[] = {
	{"days", "What came and what was decided, by day, the oldest first.", .of = &day_shape,
		.list = true},
	{"people", "What was decided, by whom.", .of = &person_shape, .list = true},
	{"oldest_pending", "What has been waiting longest; null: nothing waits.",
		.of = &oldest_shape, .null = true},
};
static const struct shape shape = {"Numbers", SHAPE_MEMBERS(shape_members)};
const struct contract numbers_contract = {
	.id = "read_numbers",
	.summary = "What came in and what was decided, by day and by whom",
	.query = &table,
	.answers = ANSWERS({200, "The numbers.", &shape}),
};

/* What was counted, by enum day_what. */
struct sums {
	const char *by; /* NULL: of a day */
	int64_t counts[DAY__MAX];
};

struct numbers {
	const char *site;    /* NULL: all */
	int64_t first, days; /* the first day, and how many there are */
	struct sums *by_day;
	struct sums *people;
	size_t people_count;
	struct comment *oldest; /* that waits; NULL: none does */
};

static enum err numbers_input(struct exchange *exchange, struct numbers *numbers)
{
	struct fault *fault = &exchange->fault;
	struct numbers_input input = {0};
	enum err err = exchange_query(exchange, &table, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	input_number(input.days, "days", 1, NUMBERS_DAYS_MAX, NUMBERS_DAYS, fault, &numbers->days);
	if (fault->err)
		return fault->err;
	numbers->first = day_of(exchange->now) - numbers->days + 1;
	return identity_site(&exchange->who, input.site, fault, &numbers->site);
}

/* Of a person; NULL when there are too many. */
static struct sums *numbers_person(struct numbers *numbers, const char *by)
{
	size_t i = 0;

	while (i < numbers->people_count && strcmp(numbers->people[i].by, by) != 0)
		i++;
	if (i == NUMBERS_PEOPLE)
		return NULL;
	if (i == numbers->people_count)
		numbers->people[numbers->people_count++].by = by;
	return &numbers->people[i];
}

static void numbers_add(struct numbers *numbers, const struct day_count *row)
{
	int64_t day = row->day - numbers->first;
	struct sums *person = *row->by ? numbers_person(numbers, row->by) : NULL;

	/* a clock that went back can have counted for tomorrow */
	if (day < numbers->days)
		numbers->by_day[day].counts[row->what] += row->count;
	if (person)
		person->counts[row->what] += row->count;
}

static enum err numbers_read(
	struct exchange *exchange, struct store *store, struct numbers *numbers)
{
	const struct queue_filter pending = {.site = numbers->site, .limit = 1};
	struct day_count *rows;
	size_t count, waiting;
	enum err err;

	numbers->by_day =
		exchange_alloc(exchange, (size_t)numbers->days * sizeof(*numbers->by_day));
	numbers->people = exchange_alloc(exchange, NUMBERS_PEOPLE * sizeof(*numbers->people));
	if (!numbers->by_day || !numbers->people)
		return ERR_MEMORY;
	err = store_day_list(store, numbers->site, numbers->first, &exchange->arena, &rows, &count);
	for (size_t i = 0; !err && i < count; i++)
		numbers_add(numbers, &rows[i]);
	if (!err)
		err = store_queue(store, &pending, &exchange->arena, &numbers->oldest, &waiting);
	if (err)
		return fault_set(&exchange->fault, err, "The numbers cannot be read.");
	if (!waiting)
		numbers->oldest = NULL;
	return ERR_OK;
}

static void sums_put(struct json_writer *json, const struct sums *sums)
{
	for (int what = 0; what < DAY__MAX; what++)
		if (!sums->by || what != DAY_CAME)
			json_put_integer(json, day_what_names[what], sums->counts[what]);
}

static void numbers_put(struct json_writer *json, const struct numbers *numbers, int64_t now)
{
	char time[TIME_SIZE];

	json_open_array(json, "days");
	for (int64_t i = 0; i < numbers->days; i++) {
		time_format((numbers->first + i) * TIME_DAY, time);
		time[strlen("YYYY-MM-DD")] = '\0';
		json_open_object(json, NULL);
		json_put_text(json, "day", time);
		sums_put(json, &numbers->by_day[i]);
		json_close_object(json);
	}
	json_close_array(json);
	json_open_array(json, "people");
	for (size_t i = 0; i < numbers->people_count; i++) {
		json_open_object(json, NULL);
		json_put_text(json, "by", numbers->people[i].by);
		sums_put(json, &numbers->people[i]);
		json_close_object(json);
	}
	json_close_array(json);
	if (!numbers->oldest) {
		json_put_text(json, "oldest_pending", NULL);
		return;
	}
	time_format(numbers->oldest->created_at, time);
	json_open_object(json, "oldest_pending");
	json_put_id(json, "id", numbers->oldest->id);
	json_put_text(json, "created_at", time);
	json_put_integer(json, "seconds", (now - numbers->oldest->created_at) / TIME_SECOND);
	json_close_object(json);
}

enum err numbers_get(struct exchange *exchange)
{
	struct numbers numbers = {0};
	struct json_writer json;
	struct store *store;
	enum err err = numbers_input(exchange, &numbers);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = numbers_read(exchange, store, &numbers);
	exchange_store_give(exchange, store);
	if (err)
		return err;
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	numbers_put(&json, &numbers, exchange->now);
	json_close_object(&json);
	return ERR_OK;
}
