/* See client_tally.h. */
#include <stdlib.h>

#include "base/hash.h"
#include "http/client_tally.h"

struct client_tally {
	uint64_t prefix;
	size_t count;
	UT_hash_handle hh;
};

static struct client_tally *client_tally_find(
	struct client_tally *tally, const struct client_prefix *prefix)
{
	struct client_tally *row;

	HASH_FIND(hh, tally, &prefix->hash, sizeof(prefix->hash), row);
	return row;
}

size_t client_tally_count(struct client_tally *tally, const struct client_prefix *prefix)
{
	const struct client_tally *row = client_tally_find(tally, prefix);

	return row ? row->count : 0;
}

void client_tally_add(struct client_tally **tally, const struct client_prefix *prefix)
{
	struct client_tally *row = client_tally_find(*tally, prefix);

	if (!row && (row = calloc(1, sizeof(*row)))) {
		row->prefix = prefix->hash;
		HASH_ADD(hh, *tally, prefix, sizeof(row->prefix), row);
		if (!HASH_HAS(row)) {
			free(row);
			return;
		}
	}
	if (row)
		row->count++;
}

void client_tally_remove(struct client_tally **tally, const struct client_prefix *prefix)
{
	struct client_tally *row = client_tally_find(*tally, prefix);

	if (row && --row->count == 0) {
		HASH_DEL(*tally, row);
		free(row);
	}
}
