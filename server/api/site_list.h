/*
 * Lists of what belongs to a site or to all, as admins read them: `site`, `after` and `limit` of
 * the query, and `{items, next}`.
 */
#ifndef AFTERWORD_SERVER_API_SITE_LIST_H
#define AFTERWORD_SERVER_API_SITE_LIST_H

#include "http/exchange.h"

struct site_list {
	const char *site; /* NULL: all */
	const char *name; /* after which it begins, in lists by name; "": at the beginning */
	int64_t id;       /* in lists by id */
	int64_t limit;    /* rows are read for one more, which tells whether there are more */
};

/* What the query may hold. */
extern const struct input_table site_list_by_name_table, site_list_by_id_table;

/* INVALID_INPUT with every mistake. FORBIDDEN: that site is not theirs. */
enum err site_list_by_name(struct exchange *exchange, struct site_list *list) MUST_CHECK;
enum err site_list_by_id(struct exchange *exchange, struct site_list *list) MUST_CHECK;

/* Answers with the rows of a list by id, whose structs begin with it. */
enum err site_list_answer(struct exchange *exchange, const struct site_list *list,
	const struct field_table *table, const void *rows, size_t count) MUST_CHECK;

#endif
