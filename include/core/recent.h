/*
 * The texts that were sent lately, so that one that comes again is noticed. A table of fixed size,
 * used by the writer alone. It may name a comment that was taken back: who asks looks it up.
 */
#ifndef AFTERWORD_CORE_RECENT_H
#define AFTERWORD_CORE_RECENT_H

#include "store/store.h"

struct recent;

struct recent *recent_create(void) MUST_CHECK; /* NULL: memory */
void recent_destroy(struct recent *recent);

/* The newest comments of the store, of a server that begins. */
enum err recent_load(struct recent *recent, struct store *store) MUST_CHECK;

/* The comment of the site that had the text last; 0: none is known. */
int64_t recent_find(const struct recent *recent, const char *site, const char *body);
void recent_add(struct recent *recent, const char *site, const char *body, int64_t comment);

#endif
