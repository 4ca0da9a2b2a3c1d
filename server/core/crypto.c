/* The one room that knows libsodium. See include/core/crypto.h. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto.h"

enum err crypto_start(void)
{
	return sodium_init() < 0 ? ERR_INTERNAL : ERR_OK;
}

void crypto_random(void *out, size_t size)
{
	randombytes_buf(out, size);
}

void crypto_digest(const unsigned char *key, const unsigned char *salt, const char *purpose,
	struct slice message, unsigned char *out, size_t size)
{
	unsigned char personal[crypto_generichash_blake2b_PERSONALBYTES] = {0};

	assert(strlen(purpose) <= sizeof(personal));
	for (size_t i = 0; purpose[i]; i++)
		personal[i] = (unsigned char)purpose[i];
	crypto_generichash_blake2b_salt_personal(out, size, (const unsigned char *)message.at,
		message.length, key, key ? CRYPTO_KEY_SIZE : 0, salt, personal);
}

_Static_assert(sizeof(struct crypto_digesting) == sizeof(crypto_generichash_blake2b_state),
	"what digests in pieces has its size");

void crypto_digest_begin(struct crypto_digesting *digesting)
{
	crypto_generichash_blake2b_init((void *)digesting->state, NULL, 0, CRYPTO_DIGEST_SIZE);
}

void crypto_digest_add(struct crypto_digesting *digesting, struct slice piece)
{
	crypto_generichash_blake2b_update(
		(void *)digesting->state, (const unsigned char *)piece.at, piece.length);
}

void crypto_digest_end(struct crypto_digesting *digesting, unsigned char out[CRYPTO_DIGEST_SIZE])
{
	crypto_generichash_blake2b_final((void *)digesting->state, out, CRYPTO_DIGEST_SIZE);
}

uint64_t crypto_short(const unsigned char key[CRYPTO_SHORT_KEY_SIZE], struct slice message)
{
	uint64_t out;

	crypto_shorthash(
		(unsigned char *)&out, (const unsigned char *)message.at, message.length, key);
	return out;
}

enum err crypto_stretch(struct slice secret, const unsigned char salt[CRYPTO_SALT_SIZE],
	unsigned passes, size_t memory, unsigned char out[CRYPTO_DIGEST_SIZE])
{
	int code = crypto_pwhash(out, CRYPTO_DIGEST_SIZE, secret.at, secret.length, salt, passes,
		memory, crypto_pwhash_ALG_ARGON2ID13);

	return code == 0 ? ERR_OK : ERR_MEMORY;
}

enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19 * 1024 * 1024 };

_Static_assert(CRYPTO_PASSWORD_SIZE == crypto_pwhash_STRBYTES, "a password's text has its size");

enum err crypto_password(const char *password, char out[CRYPTO_PASSWORD_SIZE])
{
	int code = crypto_pwhash_str_alg(out, password, strlen(password), PASSWORD_PASSES,
		PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13);

	return code == 0 ? ERR_OK : ERR_MEMORY;
}

bool crypto_password_fits(const char *stored, const char *password)
{
	return crypto_pwhash_str_verify(stored, password, strlen(password)) == 0;
}

enum { NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

_Static_assert(CRYPTO_SEAL_SIZE == NONCE_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	"what is sealed has its size");
_Static_assert(CRYPTO_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	"a key that seals has its size");

void crypto_seal(const unsigned char key[CRYPTO_KEY_SIZE], struct slice context,
	struct slice message, unsigned char *out)
{
	randombytes_buf(out, NONCE_SIZE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_SIZE, NULL,
		(const unsigned char *)message.at, message.length,
		(const unsigned char *)context.at, context.length, NULL, out, key);
}

bool crypto_unseal(const unsigned char key[CRYPTO_KEY_SIZE], struct slice context,
	struct slice sealed, unsigned char *out)
{
	const unsigned char *at = (const unsigned char *)sealed.at;

	return sealed.length >= CRYPTO_SEAL_SIZE &&
	       crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, at + NONCE_SIZE,
		       sealed.length - NONCE_SIZE, (const unsigned char *)context.at,
		       context.length, at, key) == 0;
}

bool crypto_equal(const void *a, const void *b, size_t size)
{
	return sodium_memcmp(a, b, size) == 0;
}

void crypto_wipe(void *at, size_t size)
{
	sodium_memzero(at, size);
}

void *crypto_secret_alloc(size_t size)
{
	return sodium_malloc(size);
}

void crypto_secret_free(void *secret)
{
	sodium_free(secret);
}
