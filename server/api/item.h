/* A comment as moderators see it. */
#ifndef AFTERWORD_SERVER_API_ITEM_H
#define AFTERWORD_SERVER_API_ITEM_H

#include "core/claims.h"
#include "core/thread.h"
#include "http/exchange.h"
#include "store/report.h"

struct item {
	struct comment comment;
	struct hold_reason *reasons;
	size_t reason_count;
	struct report *reports; /* the newest that are open */
	size_t report_count;
	struct claim claim; /* of who reads it; comment 0: nobody */
};

/* The id in the path. NOT_FOUND: it can be none. */
enum err item_id(struct exchange *exchange, int64_t *id) MUST_CHECK;

/* NOT_FOUND, with its fault: there is none of this id. */
enum err item_read(
	struct exchange *exchange, struct store *store, int64_t id, struct item *item) MUST_CHECK;

/* Renders the comment and reads why it was held, and who reads it. */
enum err item_complete(
	struct exchange *exchange, struct store *store, struct item *item) MUST_CHECK;

/* Who reads a comment. name: NULL inside arrays and at the top. */
void item_put_claim(struct json_writer *json, const char *name, const struct claim *claim);

/* name: as above. */
void item_put(struct json_writer *json, const char *name, const struct item *item);

#endif
