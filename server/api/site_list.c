/* See site_list.h. */
#include <string.h>

#include "api/inputs.h"
#include "api/part.h"
#include "api/site_list.h"

struct site_list_input {
	const char *site, *after, *limit;
};

/* The rows of both tables, beside `after`. */
#define SITE_ROW                                                                                   \
	INPUT(struct site_list_input, site,                                                        \
		.what = "The site whose list it is; needed by who may see several, and not all.")
#define LIMIT_ROW                                                                                  \
	INPUT(struct site_list_input, limit, .as = INPUT_AS_NUMBER, .low = 1,                      \
		.high = PART_LIMIT_MAX, .what = "How many at most; 50 unless given.")

static const struct input_member by_name_members[] = {
	SITE_ROW,
	INPUT(struct site_list_input, after, .what = "The `next` of the part before: a name."),
	LIMIT_ROW,
};
const struct input_table site_list_by_name_table = {by_name_members, ARRAY_SIZE(by_name_members)};

static const struct input_member by_id_members[] = {
	SITE_ROW,
	INPUT(struct site_list_input, after, .as = INPUT_AS_ID,
		.what = "The `next` of the part before."),
	LIMIT_ROW,
};
const struct input_table site_list_by_id_table = {by_id_members, ARRAY_SIZE(by_id_members)};

static enum err site_list_read(
	struct exchange *exchange, const struct input_table *table, struct site_list *list)
{
	struct fault *fault = &exchange->fault;
	struct site_list_input input = {0};
	enum err err = exchange_query(exchange, table, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	list->name = input.after ? input.after : "";
	if (table == &site_list_by_id_table)
		input_id(input.after, "after", fault, &list->id);
	input_number(input.limit, "limit", 1, PART_LIMIT_MAX, PART_LIMIT, fault, &list->limit);
	return fault->err ? fault->err
			  : identity_site(&exchange->who, input.site, fault, &list->site);
}

enum err site_list_by_name(struct exchange *exchange, struct site_list *list)
{
	return site_list_read(exchange, &site_list_by_name_table, list);
}

enum err site_list_by_id(struct exchange *exchange, struct site_list *list)
{
	return site_list_read(exchange, &site_list_by_id_table, list);
}

enum err site_list_answer(struct exchange *exchange, const struct site_list *list,
	const struct field_table *rows_table, const void *rows, size_t count)
{
	bool more = count > (size_t)list->limit;
	struct json_writer json = answer_json(exchange, 200);
	int64_t next = 0;

	count -= more;
	if (more)
		memcpy(&next, (const char *)rows + (count - 1) * rows_table->size, sizeof(next));
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_rows(&json, "items", rows_table, SEE_MODERATORS, rows, count);
	json_put_id(&json, "next", next);
	json_close_object(&json);
	return ERR_OK;
}
