/* What a site puts into its pages. */
#ifndef AFTERWORD_API_EMBED_H
#define AFTERWORD_API_EMBED_H

#include <stdbool.h>
#include "base/text.h"

/*
 * Appends two lines of HTML: the script at `server` (the public URL) and the element of the site (a
 * slug). `pinned`: the script of this version, by its hash (W3C Subresource Integrity).
 */
void embed_lines(const char *server, const char *site, bool pinned, struct text *out);

#endif
