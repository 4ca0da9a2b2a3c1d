/* See tally.h. */
#include <stdlib.h>
#include <uthash.h>

#include "http/tally.h"

struct tally {
	uint64_t prefix;
	size_t count;
	UT_hash_handle hh;
};

static struct tally *tally_find(struct tally *tally, const struct client_prefix *prefix)
{
	struct tally *row;

	HASH_FIND(hh, tally, &prefix->hash, sizeof(prefix->hash), row);
	return row;
}

size_t tally_count(struct tally *tally, const struct client_prefix *prefix)
{
	const struct tally *row = tally_find(tally, prefix);

	return row ? row->count : 0;
}

void tally_add(struct tally **tally, const struct client_prefix *prefix)
{
	struct tally *row = tally_find(*tally, prefix);

	if (!row && (row = calloc(1, sizeof(*row)))) {
		row->prefix = prefix->hash;
		HASH_ADD(hh, *tally, prefix, sizeof(row->prefix), row);
	}
	if (row)
		row->count++;
}

void tally_remove(struct tally **tally, const struct client_prefix *prefix)
{
	struct tally *row = tally_find(*tally, prefix);

	if (row && --row->count == 0) {
		HASH_DEL(*tally, row);
		free(row);
	}
}
