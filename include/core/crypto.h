/*
 * The primitives, from libsodium, which only this room knows. What they are used for stands in
 * keys.h, fingerprint.h, link.h and secret.h.
 */
#ifndef AFTERWORD_CORE_CRYPTO_H
#define AFTERWORD_CORE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/text.h"

enum {
	CRYPTO_KEY_SIZE = 32,
	CRYPTO_DIGEST_SIZE = 32,
	CRYPTO_SALT_SIZE = 16,
	CRYPTO_SHORT_KEY_SIZE = 16,
	CRYPTO_PASSWORD_SIZE = 128,
	CRYPTO_SEAL_SIZE = 24 + 16, /* by how much longer it is when it is sealed */
};

/* Once, before threads start. */
enum err crypto_start(void) MUST_CHECK;

void crypto_random(void *out, size_t size);

/*
 * BLAKE2b (RFC 7693) of `size` bytes, 16 to 64. `key` has CRYPTO_KEY_SIZE bytes or is NULL,
 * `salt` CRYPTO_SALT_SIZE or is NULL; `purpose` separates uses and has at most 16 characters.
 */
void crypto_digest(const unsigned char *key, const unsigned char *salt, const char *purpose,
	struct slice message, unsigned char *out, size_t size);

/* The same of what comes in pieces, plain: what `b2sum -l 256` gives of all of it. */
struct crypto_digesting {
	_Alignas(64) unsigned char state[384];
};
void crypto_digest_begin(struct crypto_digesting *digesting);
void crypto_digest_add(struct crypto_digesting *digesting, struct slice piece);
void crypto_digest_end(struct crypto_digesting *digesting, unsigned char out[CRYPTO_DIGEST_SIZE]);

/* SipHash-2-4 under a key of one's own: for hash tables that strangers fill. */
uint64_t crypto_short(const unsigned char key[CRYPTO_SHORT_KEY_SIZE], struct slice message);

/* Argon2id (RFC 9106), CRYPTO_DIGEST_SIZE bytes out; `memory` in bytes. ERR_MEMORY. */
enum err crypto_stretch(struct slice secret, const unsigned char salt[CRYPTO_SALT_SIZE],
	unsigned passes, size_t memory, unsigned char out[CRYPTO_DIGEST_SIZE]) MUST_CHECK;

/* Passwords as Argon2id (19 MiB, two passes) in a text that names salt and cost. ERR_MEMORY. */
enum err crypto_password(const char *password, char out[CRYPTO_PASSWORD_SIZE]) MUST_CHECK;
/* Takes as long as making one. */
bool crypto_password_fits(const char *stored, const char *password);

/*
 * XChaCha20-Poly1305 under a random nonce, which stands before the rest. It is opened with the same
 * `context` alone, so that what was sealed for one is no good for another. `out` has
 * message.length + CRYPTO_SEAL_SIZE bytes.
 */
void crypto_seal(const unsigned char key[CRYPTO_KEY_SIZE], struct slice context,
	struct slice message, unsigned char *out);
/* `out` has sealed.length - CRYPTO_SEAL_SIZE bytes. False: it was not sealed like that. */
bool crypto_unseal(const unsigned char key[CRYPTO_KEY_SIZE], struct slice context,
	struct slice sealed, unsigned char *out) MUST_CHECK;

/* In a time that does not depend on the contents. */
bool crypto_equal(const void *a, const void *b, size_t size);

void crypto_wipe(void *at, size_t size);

/* Memory for secrets: not swapped, not dumped, guarded at both ends. NULL: memory. */
void *crypto_secret_alloc(size_t size) MUST_CHECK;
void crypto_secret_free(void *secret);

#endif
