/* Moderators' API: which of them reads a comment. */
#include <string.h>

#include "api/events.h"
#include "api/handlers.h"
#include "api/item.h"
#include "api/shapes.h"

const struct contract claim_put_contract = {
	.id = "claim",
	.summary = "Says that you read a comment",
	.description = "A claim is for the others' eyes and hinders no decision. It ends after a "
		       "minute unless it is renewed with the same request, and when you claim "
		       "another comment.",
	.answers = ANSWERS(
		{200, "The claim that stands: yours, or that of who came first.", &claim_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract claim_delete_contract = {
	.id = "release",
	.summary = "Says that you read a comment no more",
	.description = "A claim of somebody else stays.",
	.answers = ANSWERS({204, "You read it no more."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

/* The comment in the path, on a site of theirs. */
static enum err claim_place(struct exchange *exchange, struct comment *place)
{
	struct store *store;
	int64_t id = 0;
	enum err err = item_id(exchange, &id);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = fault_read(&exchange->fault, store_comment_place(store, id, &exchange->arena, place),
		"comment");
	exchange_store_give(exchange, store);
	return err ? err : identity_may(&exchange->who, place->site, &exchange->fault);
}

enum err claim_put(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	struct claim stands, ended;
	struct json_writer json;
	struct comment place;
	enum err err = claim_place(exchange, &place);

	if (err)
		return err;
	err = claims_take(service->claims, place.id, place.site, exchange->who.name, exchange->now,
		&stands, &ended);
	if (err)
		return fault_set(&exchange->fault, err, "Too many comments are being read.");
	if (ended.comment)
		event_released(service->hub, &ended);
	if (strcmp(stands.by, exchange->who.name) == 0)
		event_claimed(service->hub, &stands);
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	item_put_claim(&json, NULL, &stands);
	return ERR_OK;
}

enum err claim_delete(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	struct comment place;
	struct claim ended;
	enum err err = claim_place(exchange, &place);

	if (err)
		return err;
	if (claims_drop(service->claims, place.id, exchange->who.name, exchange->now, &ended))
		event_released(service->hub, &ended);
	answer_header(exchange, "Cache-Control", "no-store");
	return answer_nothing(exchange);
}
