/* See item.h. */
#include "api/inputs.h"
#include "api/item.h"
#include "api/shapes.h"
#include "base/time.h"

enum { REPORTS_SHOWN = 10 };

static const struct shape page_shape = {"ItemPage", &comment_page_table, SEE_MODERATORS};
static const struct shape author_shape = {"Author", &comment_author_table, SEE_MODERATORS};
static const struct shape reason_shape = {"HoldReason", &hold_reason_table, SEE_MODERATORS};
static const struct shape_member claim_members[] = {
	{"by", "Who reads it, as the record has it.", FIELD_TEXT},
	{"until", "When the claim ends, unless it is renewed.", FIELD_TIME},
};
const struct shape report_shape = {"Report", &report_table, SEE_MODERATORS};
const struct shape claim_shape = {"Claim", SHAPE_MEMBERS(claim_members)};
static const struct shape_member members[] = {
	{"page", "The article that it is about.", .of = &page_shape},
	{"author", "Who wrote it, and what became of their comments.", .of = &author_shape},
	{"reasons", "Why it was held.", .of = &reason_shape, .list = true},
	{"reports", "Of those that are open the newest, up to 10.", .of = &report_shape,
		.list = true},
	{"claim", "Who reads it; null: nobody.", .of = &claim_shape, .null = true},
};
const struct shape item_shape = {"Item", &comment_table, SEE_MODERATORS, SHAPE_MEMBERS(members)};

enum err item_id(struct exchange *exchange, int64_t *id)
{
	return fault_read(&exchange->fault, path_id(exchange, id), "comment");
}

enum err item_read(struct exchange *exchange, struct store *store, int64_t id, struct item *item)
{
	enum err err = fault_read(&exchange->fault,
		store_queue_find(store, id, &exchange->arena, &item->comment), "comment");

	return err ? err : item_complete(exchange, store, item);
}

enum err item_complete(struct exchange *exchange, struct store *store, struct item *item)
{
	enum err err = store_hold_reason_list(store, item->comment.id, item->comment.revision,
		&exchange->arena, &item->reasons, &item->reason_count);

	if (!err && item->comment.open_reports)
		err = store_report_list(store, item->comment.id, true, REPORTS_SHOWN,
			&exchange->arena, &item->reports, &item->report_count);
	if (err)
		return fault_read(&exchange->fault, err, "comment");
	if (!claims_find(exchange->service->claims, item->comment.id, exchange->now, &item->claim))
		item->claim.comment = 0;
	return comment_render(&item->comment, &exchange->arena, &exchange->fault);
}

void item_put_claim(struct json_writer *json, const char *name, const struct claim *claim)
{
	char until[TIME_SIZE];

	time_format(claim->until, until);
	json_open_object(json, name);
	json_put_text(json, "by", claim->by);
	json_put_text(json, "until", until);
	json_close_object(json);
}

void item_put(struct json_writer *json, const char *name, const struct item *item)
{
	json_open_object(json, name);
	json_put_fields(json, &comment_table, SEE_MODERATORS, &item->comment);
	json_open_object(json, "page");
	json_put_fields(json, &comment_page_table, SEE_MODERATORS, &item->comment);
	json_close_object(json);
	json_open_object(json, "author");
	json_put_fields(json, &comment_author_table, SEE_MODERATORS, &item->comment);
	json_close_object(json);
	json_put_rows(json, "reasons", &hold_reason_table, SEE_MODERATORS, item->reasons,
		item->reason_count);
	json_put_rows(
		json, "reports", &report_table, SEE_MODERATORS, item->reports, item->report_count);
	if (item->claim.comment)
		item_put_claim(json, "claim", &item->claim);
	else
		json_put_text(json, "claim", NULL);
	json_close_object(json);
}
