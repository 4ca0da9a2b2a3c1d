/* Where feeds are. */
#ifndef AFTERWORD_SERVER_API_FEEDS_H
#define AFTERWORD_SERVER_API_FEEDS_H

#include "core/feed.h"

/* The whole address, at the public URL `server`. NULL: memory. */
const char *feed_url(const struct feed *feed, const char *server, struct arena *arena);

/* That of the page of a canonical URL, without the server. NULL: memory. */
const char *feed_path_of_page(const char *url, struct arena *arena);

#endif
