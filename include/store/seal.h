/*
 * Seals: hashes of rows under a key, by which `afterword check` finds what was changed behind the
 * server's back, or by a disk. The key is the floor above's, which gives the store a sealer before
 * it stores a revision or a decision.
 */
#ifndef AFTERWORD_STORE_SEAL_H
#define AFTERWORD_STORE_SEAL_H

#include "base/text.h"
#include "store/store.h"

enum { SEAL_SIZE = 16 };  /* bytes: nobody makes one that fits without the key */
enum { SEALER_KEYS = 8 }; /* at most */

struct sealer {
	/* with one of the keys: 0 is the one that is used, the others are from before */
	void (*seal)(
		const void *keys, size_t which, struct slice message, unsigned char out[SEAL_SIZE]);
	const void *keys; /* outlives the store */
	size_t count;
	/* A text was read that is not as it was written; by any thread. NULL: nobody is told. */
	void (*damaged)(void *context, int64_t comment, int64_t revision);
	void *context;
};

void store_set_sealer(struct store *store, const struct sealer *sealer);

#endif
