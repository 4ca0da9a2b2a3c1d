/* The files of web/, embedded by the build. */
#ifndef AFTERWORD_SERVER_API_ASSETS_H
#define AFTERWORD_SERVER_API_ASSETS_H

#include <stddef.h>

struct asset {
	const char *name;
	size_t length;
	const char *bytes; /* with a NUL behind them */
};

extern const struct asset assets[]; /* ends with a NULL name */

/* The asset of this name; it is an error of ours when there is none. */
const struct asset *asset_find(const char *name);

#endif
