/* Where feeds are. */
#ifndef AFTERWORD_SERVER_API_FEEDS_H
#define AFTERWORD_SERVER_API_FEEDS_H

#include "http/exchange.h"

/* The feed of a page of this canonical URL, below the public URL; NULL: memory. */
const char *feed_path(struct exchange *exchange, const char *url);

#endif
