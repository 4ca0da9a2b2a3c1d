/* Tallies: how many there are from each network prefix. Whoever keeps one locks it. */
#ifndef AFTERWORD_SERVER_HTTP_CLIENT_TALLY_H
#define AFTERWORD_SERVER_HTTP_CLIENT_TALLY_H

#include "http/client.h"

struct client_tally; /* NULL: none yet */

size_t client_tally_count(struct client_tally *tally, const struct client_prefix *prefix);
/* Where there is no memory it is not counted. */
void client_tally_add(struct client_tally **tally, const struct client_prefix *prefix);
void client_tally_remove(struct client_tally **tally, const struct client_prefix *prefix);

#endif
