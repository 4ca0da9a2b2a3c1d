/*
 * Seals: hashes of rows under a key, by which `afterword check` finds what was changed behind the
 * server's back, or by a disk. The key is the floor above's, which gives the store a sealer before
 * it stores a revision or a decision.
 */
#ifndef AFTERWORD_STORE_SEAL_H
#define AFTERWORD_STORE_SEAL_H

#include "base/text.h"
#include "store/store.h"

enum { SEAL_SIZE = 16 }; /* bytes: nobody makes one that fits without the key */

struct sealer {
	void (*seal)(const void *key, struct slice message, unsigned char out[SEAL_SIZE]);
	const void *key; /* outlives the store */
	/* A text was read that is not as it was written; by any thread. NULL: nobody is told. */
	void (*damaged)(void *context, int64_t comment, int64_t revision);
	void *context;
};

void store_set_sealer(struct store *store, const struct sealer *sealer);

#endif
