/*
 * Fingerprints of email addresses: what is kept in their place. The normalised address is
 * stretched with Argon2id under the site's salt, then hashed with keyed BLAKE2b under the secret
 * key, with the site as salt. So the same address is the same author within a site, another
 * author on another site, and cannot be guessed without both the key and the work.
 */
#ifndef AFTERWORD_CORE_FINGERPRINT_H
#define AFTERWORD_CORE_FINGERPRINT_H

#include "config/settings.h"
#include "core/keys.h"
#include "store/site.h"

enum { FINGERPRINT_TAG_SIZE = 9, FINGERPRINT_AVATAR_SIZE = 17 };

struct fingerprint {
	unsigned char bytes[CRYPTO_DIGEST_SIZE];
	char tag[FINGERPRINT_TAG_SIZE]; /* eight characters for moderators, under another key */
	/* under the keys from before, the newest of them first: an author may be known by one yet
	 */
	unsigned char old[KEYS_MAX - 1][CRYPTO_DIGEST_SIZE];
	size_t old_count;
};

/*
 * Slow unless the cost is keyed: then about a microsecond. The address is stretched once, whatever
 * the number of keys. ERR_MEMORY.
 */
enum err fingerprint_make(const struct keys *keys, enum fingerprint_cost cost,
	const struct site *site, const char *address, struct fingerprint *fingerprint) MUST_CHECK;

/* Whether the bytes are the same address's, under any of the keys. */
bool fingerprint_is(const struct fingerprint *fingerprint, struct slice bytes);

/* Nobody's: random, and so is the tag. */
void fingerprint_nobody(struct fingerprint *fingerprint);

/*
 * 16 hexadecimal digits for readers, of which pictures are made: the same author on one site has
 * the same, another on each other site, and it tells nothing of the fingerprint or the tag. A new
 * key makes new ones.
 */
void fingerprint_avatar(const struct keys *keys, const char *site, int64_t author,
	char avatar[FINGERPRINT_AVATAR_SIZE]);

/*
 * A network, as comments show it, under a key that changes every day (UTC): the same network has
 * the same tag on one day and one site.
 */
void fingerprint_network(const struct keys *keys, const char *site, struct slice network,
	int64_t now, char tag[FINGERPRINT_TAG_SIZE]);

#endif
