/*
 * Aliases: other URLs of a page. Who asks for one is given the page. One of a URL that is a page's
 * own shadows that page: it is found neither by its URL nor by its id, and in no list.
 */
#ifndef AFTERWORD_STORE_ALIAS_H
#define AFTERWORD_STORE_ALIAS_H

#include "base/field.h"
#include "store/store.h"

/* That one page may have. */
enum { ALIASES_MAX = 100 };

struct alias {
	int64_t id;
	const char *url;
	int64_t page;
	const char *by; /* account:NAME or token:NAME */
	int64_t created_at;
};

extern const struct field_table alias_table;

/* All that a page has, the oldest first. */
enum err store_alias_list(struct store *store, int64_t page, struct arena *arena,
	struct alias **aliases, size_t *count) MUST_CHECK;
enum err store_alias_find(
	struct store *store, int64_t id, struct arena *arena, struct alias *alias) MUST_CHECK;
/* CONFLICT: it is one already. */
enum err store_alias_insert(struct store *store, const struct alias *alias) MUST_CHECK;
enum err store_alias_delete(struct store *store, int64_t id) MUST_CHECK;
/* All that one page has are another's from now on. */
enum err store_alias_move(struct store *store, int64_t from, int64_t to) MUST_CHECK;

#endif
