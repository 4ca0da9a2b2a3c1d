/* Sites: making one, and changing what it asks of comments and how it shows them. */
#ifndef AFTERWORD_CORE_SITE_H
#define AFTERWORD_CORE_SITE_H

#include "base/input.h"
#include "store/site.h"

enum { SITE_ID_MAX = 40 };

/* What a site may be called. INVALID_INPUT at `field`. */
enum err site_id_check(const char *id, const char *field, struct fault *fault) MUST_CHECK;

/* Makes a site of an id, a policy and numbers, with a salt of its own. CONFLICT: the id is taken.
 */
enum err site_make(struct store *store, const struct site *site, int64_t now) MUST_CHECK;

/* What shall be changed of a site's policy and its threads. */
struct site_change {
	const char *policy; /* NULL: it stays */
	struct input_integer numbers[SITE_NUMBER__MAX];
	const char *choices[SITE_CHOICE__MAX]; /* NULL: it stays */
};

extern const struct input_table site_change_table;

/* One number or choice, as text, by its name. INVALID_INPUT at that name. */
enum err site_change_set(const char *name, const char *text, struct fault *fault,
	struct site_change *change) MUST_CHECK;

/* INVALID_INPUT with every mistake; then the site is as it was. */
enum err site_change_apply(
	const struct site_change *change, struct fault *fault, struct site *site) MUST_CHECK;

/* Stores of the changed site what the change names. */
enum err site_change_store(
	struct store *store, const struct site_change *change, const struct site *site) MUST_CHECK;

/* Makes the site and gives it the origin, as far as that is not so already. */
enum err site_ensure(struct store *store, const char *id, const char *origin, int64_t now,
	struct arena *arena, struct fault *fault) MUST_CHECK;

#endif
