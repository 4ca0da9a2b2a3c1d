/*
 * Reserved names: what an admin keeps for the site's own people, or from everybody. Two names are
 * the same when nobody can tell them apart at a glance: case, width, accents, blanks, punctuation
 * and letters of other scripts that look like Latin ones make no difference.
 */
#ifndef AFTERWORD_CORE_NAME_H
#define AFTERWORD_CORE_NAME_H

#include "base/input.h"
#include "core/change.h"
#include "store/reserved_name.h"

/* As sent. */
struct name_input {
	const char *name, *author;
};

extern const struct input_table name_input_table;

/* By what a name (of plain_check) is compared; "": nothing in it is a letter or a digit. MEMORY. */
enum err name_key(const char *name, struct arena *arena, const char **key) MUST_CHECK;

/* Who writes under the name on the site; `author` 0: somebody new. MEMORY, or the store's errors.
 */
enum err name_claim(struct store *store, const char *site, const char *name, int64_t author,
	struct arena *arena, enum name_claim *claim) MUST_CHECK;

/* On record. INVALID_INPUT with every mistake; CONFLICT: it is reserved so, or there are too many.
 */
enum err name_reserve(const struct changing *by, const char *site, const struct name_input *input,
	struct reserved_name *name) MUST_CHECK;

/* On record. NOT_FOUND: the site has none of this id. */
enum err name_free(const struct changing *by, const char *site, int64_t id) MUST_CHECK;

#endif
