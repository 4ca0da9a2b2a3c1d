/* Sites: making one. */
#ifndef AFTERWORD_CORE_SITE_H
#define AFTERWORD_CORE_SITE_H

#include "store/site.h"

/* Makes a site with a salt of its own. CONFLICT: the id is taken. */
enum err site_make(
	struct store *store, const char *id, enum site_policy policy, int64_t now) MUST_CHECK;

/* Makes the site and gives it the origin, as far as that is not so already. */
enum err site_ensure(struct store *store, const char *id, const char *origin, int64_t now,
	struct arena *arena, struct fault *fault) MUST_CHECK;

#endif
