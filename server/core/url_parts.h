/*
 * A URL taken apart (RFC 3986, appendix B, for http and https), and written in normal form.
 * Private to url.c, which decides what a page, a website, an origin and a link keep.
 */
#ifndef AFTERWORD_CORE_URL_PARTS_H
#define AFTERWORD_CORE_URL_PARTS_H

#include <stdbool.h>
#include "base/text.h"
#include "core/host.h"
#include "core/url.h"

enum url_flaw {
	URL_FINE,
	URL_NO_MEMORY,
	URL_MISSING,
	URL_LONG,
	URL_CONTROL,
	URL_BACKSLASH,
	URL_SCHEME,
	URL_SLASHES,
	URL_USERINFO,
	URL_HOST,
	URL_PORT,
	URL__FLAWS
};

/* The slices point into what was parsed; at == NULL where a part is absent. */
struct url_parts {
	bool secure;               /* https */
	char host[HOST_LIMIT + 1]; /* normalised already */
	unsigned port;             /* 0: the scheme's own */
	struct slice path;         /* empty, or begins with a slash */
	struct slice query;        /* without the question mark */
	struct slice fragment;     /* without the number sign */
};

enum url_flaw url_parse(struct slice from, struct url_parts *parts) MUST_CHECK;

/* What a writer keeps beyond scheme, host, port and path. */
struct url_shape {
	bool parameters; /* all of the query, not only the parameters that tell pages apart */
	bool fragment;
};

/*
 * Room for every URL that comes from URL_LIMIT bytes: each may become three, and dot segments
 * are taken back only after they were written. So writing cannot fail; the length is judged
 * when it is done.
 */
struct url_text {
	char at[3 * URL_LIMIT + HOST_LIMIT + 32];
	size_t length;
	size_t origin; /* bytes of it that are the origin */
};

void url_write(const struct url_parts *parts, const struct url_shape *shape, struct url_text *text);

#endif
