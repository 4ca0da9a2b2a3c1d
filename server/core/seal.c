/* See include/core/seal.h. */
#include "core/seal.h"

_Static_assert((int)KEYS_MAX == (int)SEALER_KEYS, "as many keys seal as there are");

static void seal_make(
	const void *keys, size_t which, struct slice message, unsigned char out[SEAL_SIZE])
{
	keys_hash_by(keys, which, KEY_PURPOSE_SEAL, NULL, message, out, SEAL_SIZE);
}

void seal_use(struct store *store, const struct keys *keys)
{
	const struct sealer sealer = seal_with(keys, NULL, NULL);

	store_set_sealer(store, &sealer);
}

struct sealer seal_with(const struct keys *keys,
	void (*damaged)(void *context, int64_t comment, int64_t revision), void *context)
{
	return (struct sealer){seal_make, keys, keys_count(keys), damaged, context};
}
