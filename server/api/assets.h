/* The files of web/, embedded by the build. */
#ifndef AFTERWORD_SERVER_API_ASSETS_H
#define AFTERWORD_SERVER_API_ASSETS_H

#include <stddef.h>

#include "http/exchange.h"

struct asset {
	const char *name; /* below web/ */
	const char *path; /* where browsers get it; NULL: a template */
	const char
		*integrity; /* by which they know it (W3C Subresource Integrity); NULL likewise */
	size_t length;
	const char *bytes; /* with a NUL behind them */
};

extern const struct asset assets[]; /* ends with a NULL name */

/* The asset of this name; it is an error of ours when there is none. */
const struct asset *asset_find(const char *name);

/* Where browsers get it: a path that changes with its bytes, so that it may be kept forever. */
const char *asset_path(const char *name);

/* For cached routes of what is in the binary. */
enum err asset_page(struct exchange *exchange) MUST_CHECK;

/* GET /assets/{file} */
enum err asset_get(struct exchange *exchange) MUST_CHECK;

#endif
