/*
 * Names under which not everybody may write on a site: reserved for authors, who then write under a
 * badge, or for nobody. Names are compared by their keys, which core/name.h makes.
 */
#ifndef AFTERWORD_STORE_RESERVED_NAME_H
#define AFTERWORD_STORE_RESERVED_NAME_H

#include "base/field.h"
#include "store/store.h"

/* Of a site. */
enum { RESERVED_NAMES_MAX = 500 };

/* Who writes under a name. */
enum name_claim {
	NAME_CLAIM_FREE,    /* anybody may */
	NAME_CLAIM_FOREIGN, /* it is reserved, and not for the author */
	NAME_CLAIM_OWN,     /* it is the author's */
};

struct reserved_name {
	int64_t id;
	const char *site;
	const char *name, *key;
	int64_t author;         /* 0: nobody's */
	const char *author_tag; /* what moderators see of the author, or NULL */
	const char *by;         /* account:NAME or token:NAME */
	int64_t created_at;
};

extern const struct field_table reserved_name_table;

/* All of a site, in the order of their keys. */
enum err store_reserved_name_list(struct store *store, const char *site, struct arena *arena,
	struct reserved_name **names, size_t *count) MUST_CHECK;
enum err store_reserved_name_find(struct store *store, int64_t id, struct arena *arena,
	struct reserved_name *name) MUST_CHECK;
/* CONFLICT: it is reserved for them already. */
enum err store_reserved_name_insert(
	struct store *store, const struct reserved_name *name) MUST_CHECK;
/* The author's names of a site stay reserved, for nobody. */
enum err store_reserved_name_unbind(
	struct store *store, const char *site, int64_t author) MUST_CHECK;
enum err store_reserved_name_delete(struct store *store, int64_t id) MUST_CHECK;

/* `author`: who writes under the name of this key; 0: somebody new. */
enum err store_name_claim(struct store *store, const char *site, const char *key, int64_t author,
	enum name_claim *claim) MUST_CHECK;

#endif
