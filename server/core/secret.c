/* See include/core/secret.h. */
#include <string.h>

#include "base/id.h"
#include "core/secret.h"

void secret_make(char out[SECRET_SIZE])
{
	unsigned char bits[32];

	crypto_random(bits, sizeof(bits));
	id_encode(bits, sizeof(bits), out);
	crypto_wipe(bits, sizeof(bits));
}

void secret_hash(const char *purpose, const char *text, unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	crypto_digest(
		NULL, NULL, purpose, (struct slice){text, strlen(text)}, hash, CRYPTO_DIGEST_SIZE);
}
