/*
 * The secret keys and what is derived from them. One key file; a subkey for each purpose, so that
 * what one purpose gives away helps with no other.
 *
 * The file holds a key, or several, the newest first: each 64 hexadecimal digits and a line feed.
 * It is readable by its owner alone. All that is made is made with the newest; what was made with
 * an older one is still known by it (docs/decisions/0024-several-keys.md).
 */
#ifndef AFTERWORD_CORE_KEYS_H
#define AFTERWORD_CORE_KEYS_H

#include <stdbool.h>
#include "base/err.h"
#include "core/crypto.h"

enum key_purpose {
	KEY_PURPOSE_FINGERPRINT, /* of addresses */
	KEY_PURPOSE_TAG,         /* of authors, for moderators' eyes */
	KEY_PURPOSE_LINK,        /* an author's private link */
	KEY_PURPOSE_REQUEST,     /* idempotency keys and what was sent with them */
	KEY_PURPOSE_FORM,        /* a form's token */
	KEY_PURPOSE_NETWORK,     /* of networks, for a day */
	KEY_PURPOSE_SEAL,        /* of texts and of the record */
	KEY_PURPOSE_FACTOR,      /* seals the secrets of second factors */
	KEY_PURPOSE_RECOVERY,    /* recovery codes */
	KEY_PURPOSE_DEVICE,      /* cookies of devices that an account has signed in on */
	KEY_PURPOSE_REPORTER,    /* networks that reports come from, for some days */
	KEY_PURPOSE_AVATAR,      /* of authors, for readers' eyes */
	KEY_PURPOSE_LIKER,       /* networks that likes come from, for some days */
	KEY_PURPOSE_BACKUP,      /* seals what a backup says of itself */
	KEY_PURPOSE__MAX
};

enum { KEYS_MAX = 8, KEYS_ID_SIZE = 17 }; /* 16 hexadecimal digits and a NUL */

struct keys; /* secret memory */

/* Reads the file; makes it, with one key, when it is not there and `create`. ERR_KEY_FILE. */
enum err keys_open(
	const char *path, bool create, struct fault *fault, struct keys **keys) MUST_CHECK;
/* Makes the file, which must not be there. ERR_KEY_FILE. */
enum err keys_create(const char *path, struct fault *fault) MUST_CHECK;
/* Puts a new key in front of those of the file. CONFLICT: there are too many. ERR_KEY_FILE. */
enum err keys_add(const char *path, struct fault *fault) MUST_CHECK;
/* Takes a key out of the file, if it is there. CONFLICT: it is the only one. ERR_KEY_FILE. */
enum err keys_remove(const char *path, const char *id, struct fault *fault) MUST_CHECK;
void keys_close(struct keys *keys);

size_t keys_count(const struct keys *keys);

/* Tells keys apart, and tells nothing else about them: that of the newest, or of each. */
const char *keys_id(const struct keys *keys);
const char *keys_id_of(const struct keys *keys, size_t which);
bool keys_has(const struct keys *keys, const char *id);

/* BLAKE2b under the purpose's subkey, of the newest key or of each; see crypto_digest. */
void keys_hash(const struct keys *keys, enum key_purpose purpose, const unsigned char *salt,
	struct slice message, unsigned char *out, size_t size);
void keys_hash_by(const struct keys *keys, size_t which, enum key_purpose purpose,
	const unsigned char *salt, struct slice message, unsigned char *out, size_t size);

/* Under the purpose's subkey: of the newest key; of any. See crypto_seal. */
void keys_seal(const struct keys *keys, enum key_purpose purpose, struct slice context,
	struct slice message, unsigned char *out);
bool keys_unseal(const struct keys *keys, enum key_purpose purpose, struct slice context,
	struct slice sealed, unsigned char *out) MUST_CHECK;

#endif
