/*
 * Changes of accounts, roles, tokens and reserved names, and merges of pages: the record of who
 * made which. It only grows.
 */
#ifndef AFTERWORD_STORE_CHANGE_H
#define AFTERWORD_STORE_CHANGE_H

#include "base/field.h"
#include "store/store.h"

enum change_action {
	CHANGE_ADDED,
	CHANGE_ROLE, /* scope: the role since; none: it was taken away */
	CHANGE_PASSWORD,
	CHANGE_DISABLED,
	CHANGE_ENABLED,
	CHANGE_SECOND_FACTOR_ON,
	CHANGE_SECOND_FACTOR_OFF,
	CHANGE_RECOVERY_CODES,
	CHANGE_REVOKED,
	CHANGE_MERGED,
	CHANGE_REMOVED,
	CHANGE__MAX
};

extern const char *const change_action_names[]; /* NULL-terminated */

struct change {
	int64_t id;
	const char *by;      /* account:NAME, token:NAME, command or first-link */
	int action;          /* enum change_action */
	const char *subject; /* account:NAME, token:NAME, page:URL or name:NAME */
	const char *site;    /* NULL: all, or none */
	const char *scope;   /* what the role or the token may do since, or NULL */
	int64_t at;
};

extern const struct field_table change_table;

/* Which of them are asked for. */
struct change_filter {
	const char *site;      /* NULL: all */
	int64_t after, before; /* ids: what lies between them */
	bool last;             /* the last of that, still oldest first; else the first */
	int64_t limit;
};

enum err store_change_insert(struct store *store, const struct change *change) MUST_CHECK;
enum err store_change_list(struct store *store, const struct change_filter *filter,
	struct arena *arena, struct change **changes, size_t *count) MUST_CHECK;

#endif
