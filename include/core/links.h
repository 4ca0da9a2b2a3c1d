/* The links of a body, as markup would show them. */
#ifndef AFTERWORD_CORE_LINKS_H
#define AFTERWORD_CORE_LINKS_H

#include "base/arena.h"
#include "base/err.h"

struct links {
	size_t count;
	const char **hosts; /* of each, in the normal form of core/url.h, in the arena */
};

/* MEMORY. */
enum err links_find(const char *body, struct arena *arena, struct links *links) MUST_CHECK;

/* The host of a URL in normal form, in the arena; NULL: memory. */
const char *links_host(const char *url, struct arena *arena) MUST_CHECK;

#endif
