/* See include/core/device.h. */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "core/device.h"

enum { HALF_BYTES = 16, HALF = (DEVICE_SIZE - 1) / 2 };

/* The second half, of a name and a first half. */
static void device_proof(const struct keys *keys, size_t which, const char *name,
	const char *random, char out[HALF + 1])
{
	unsigned char digest[HALF_BYTES], salt[CRYPTO_SALT_SIZE];

	crypto_digest(NULL, NULL, "device", (struct slice){random, HALF}, salt, sizeof(salt));
	keys_hash_by(keys, which, KEY_PURPOSE_DEVICE, salt, (struct slice){name, strlen(name)},
		digest, sizeof(digest));
	id_encode(digest, sizeof(digest), out);
}

void device_make(const struct keys *keys, const char *name, char out[DEVICE_SIZE])
{
	unsigned char bits[HALF_BYTES];

	crypto_random(bits, sizeof(bits));
	id_encode(bits, sizeof(bits), out);
	device_proof(keys, 0, name, out, out + HALF);
}

bool device_is_known(const struct keys *keys, const char *name, const char *text)
{
	char proof[HALF + 1];

	if (!text || strlen(text) != DEVICE_SIZE - 1)
		return false;
	for (size_t i = 0; i < keys_count(keys); i++) {
		device_proof(keys, i, name, text, proof);
		if (crypto_equal(text + HALF, proof, HALF))
			return true;
	}
	return false;
}
