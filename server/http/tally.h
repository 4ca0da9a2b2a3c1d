/* Tallies: how many there are from each network prefix. Whoever keeps one locks it. */
#ifndef AFTERWORD_SERVER_HTTP_TALLY_H
#define AFTERWORD_SERVER_HTTP_TALLY_H

#include "http/client.h"

struct tally; /* NULL: none yet */

size_t tally_count(struct tally *tally, const struct client_prefix *prefix);
/* Where there is no memory it is not counted. */
void tally_add(struct tally **tally, const struct client_prefix *prefix);
void tally_remove(struct tally **tally, const struct client_prefix *prefix);

#endif
