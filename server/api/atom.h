/* A feed as Atom (RFC 4287), its answers as threads (RFC 4685). */
#ifndef AFTERWORD_SERVER_API_ATOM_H
#define AFTERWORD_SERVER_API_ATOM_H

#include "base/text.h"
#include "core/feed.h"

#define ATOM_TYPE "application/atom+xml; charset=utf-8"

/* Appends the document. `self`: where it is read; `hub`: that tells of changes (WebSub), or NULL.
 */
void atom_add(struct text *out, const struct feed *feed, const char *self, const char *hub);

#endif
