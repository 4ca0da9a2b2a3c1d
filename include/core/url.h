/*
 * URLs from outside: validated, and brought into one normal form, so that two spellings of an
 * address are the same bytes. RFC 3986 (normal form: section 6.2.2), http and https only, with a
 * host; RFC 5952 for IPv6, UTS #46 for names beyond ASCII. What browsers would silently repair
 * (backslashes, missing slashes, tabs and line breaks inside, hosts such as 0x7f.1) is refused:
 * of two readings of one text, one may be an attack.
 *
 * What comes out is visible ASCII without userinfo. It is not HTML: & and ' may stand in it.
 *
 * `from` is valid UTF-8; blanks around it are not part of it. A mistake is added to the fault for
 * `field` and ERR_INVALID_INPUT returned; ERR_MEMORY otherwise. Results live in the arena.
 */
#ifndef AFTERWORD_CORE_URL_H
#define AFTERWORD_CORE_URL_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* Bytes, as given and as normalised. */
enum { URL_LIMIT = 2048, URL_WEBSITE_LIMIT = 500 };

struct url {
	const char *text;   /* the whole */
	const char *origin; /* scheme://host[:port], as browsers send it in Origin */
};

/* Where a server stands: at the root of an origin, or below a path of it. */
struct url_base {
	const char *text;   /* the whole, without a slash at the end */
	const char *origin; /* scheme://host[:port] */
	const char *path;   /* "", or as in "/comments" */
};

/*
 * A page, by the URL that says which page it is: without fragment, without the parameters that
 * only tell where a visitor came from (the table in url.c), without empty ones. The order of the
 * other parameters is kept: it may matter. Required: NULL or blank is a mistake.
 */
enum err url_page(const char *from, const char *field, struct arena *arena, struct fault *fault,
	struct url *url) MUST_CHECK;

/*
 * A reader's website: query and fragment are kept. Optional: NULL or blank gives NULL. A website
 * without a scheme ("example.org") is a mistake whose detail says that https:// is wanted.
 */
enum err url_website(const char *from, const char *field, struct arena *arena, struct fault *fault,
	const char **website) MUST_CHECK;

/* scheme://host[:port] and nothing else but a slash, which is dropped. Required. */
enum err url_origin(const char *from, const char *field, struct arena *arena, struct fault *fault,
	const char **origin) MUST_CHECK;

/*
 * scheme://host[:port] and, if it is to be, a path: letters, digits and -._~ between slashes, which
 * every proxy spells as we do. A slash at the end is dropped. Required.
 */
enum err url_base(const char *from, const char *field, struct arena *arena, struct fault *fault,
	struct url_base *base) MUST_CHECK;

/*
 * For links in a comment: appends the normal form, query and fragment kept, to `out`, or returns
 * false and appends nothing. Linear, and bounded by URL_LIMIT; takes no memory (but libidn2's for
 * a host beyond ASCII). Blanks around it are not forgiven. Whether `out` had room, text_status
 * tells.
 */
bool url_link(struct slice from, struct text *out);

#endif
