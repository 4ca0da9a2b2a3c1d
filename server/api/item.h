/* A comment as moderators see it. */
#ifndef AFTERWORD_SERVER_API_ITEM_H
#define AFTERWORD_SERVER_API_ITEM_H

#include "core/thread.h"
#include "http/exchange.h"

struct item {
	struct comment comment;
	struct hold_reason *reasons;
	size_t reason_count;
};

/* The id in the path. NOT_FOUND: it can be none. */
enum err item_id(struct exchange *exchange, int64_t *id) MUST_CHECK;

/* NOT_FOUND, with its fault: there is none of this id. */
enum err item_read(
	struct exchange *exchange, struct store *store, int64_t id, struct item *item) MUST_CHECK;

/* Renders the comment and reads why it was held. */
enum err item_complete(
	struct exchange *exchange, struct store *store, struct item *item) MUST_CHECK;

/* name: NULL inside arrays and at the top. */
void item_put(struct json_writer *json, const char *name, const struct item *item);

#endif
