/* See include/core/fingerprint.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/id.h"
#include "base/time.h"
#include "core/fingerprint.h"

enum { TAG_BYTES = 5, AVATAR_BYTES = 8 }; /* eight characters of base32, sixteen digits */

/* Argon2id's work; none for keyed. */
static const struct {
	unsigned passes;
	size_t memory;
} costs[] = {
	[FINGERPRINT_COST_KEYED] = {0, 0},
	[FINGERPRINT_COST_STANDARD] = {1, 1024 * 1024},
	[FINGERPRINT_COST_STRONG] = {3, 4 * 1024 * 1024},
};

static void site_salt_make(const char *site, unsigned char salt[CRYPTO_SALT_SIZE])
{
	crypto_digest(
		NULL, NULL, "site", (struct slice){site, strlen(site)}, salt, CRYPTO_SALT_SIZE);
}

enum err fingerprint_make(const struct keys *keys, enum fingerprint_cost cost,
	const struct site *site, const char *address, struct fingerprint *fingerprint)
{
	unsigned char stretched[CRYPTO_DIGEST_SIZE], site_salt[CRYPTO_SALT_SIZE], tag[16];
	struct slice message = {address, strlen(address)};
	struct slice made = {(const char *)fingerprint->bytes, sizeof(fingerprint->bytes)};

	assert(site->salt.length == CRYPTO_SALT_SIZE);
	if (costs[cost].passes) {
		enum err err = crypto_stretch(message, (const unsigned char *)site->salt.at,
			costs[cost].passes, costs[cost].memory, stretched);

		if (err)
			return err;
		message = (struct slice){(const char *)stretched, sizeof(stretched)};
	}
	site_salt_make(site->id, site_salt);
	keys_hash(keys, KEY_PURPOSE_FINGERPRINT, site_salt, message, fingerprint->bytes,
		sizeof(fingerprint->bytes));
	fingerprint->old_count = keys_count(keys) - 1;
	for (size_t i = 0; i < fingerprint->old_count; i++)
		keys_hash_by(keys, i + 1, KEY_PURPOSE_FINGERPRINT, site_salt, message,
			fingerprint->old[i], sizeof(fingerprint->old[i]));
	crypto_wipe(stretched, sizeof(stretched));
	keys_hash(keys, KEY_PURPOSE_TAG, site_salt, made, tag, sizeof(tag));
	id_encode(tag, TAG_BYTES, fingerprint->tag);
	return ERR_OK;
}

bool fingerprint_is(const struct fingerprint *fingerprint, struct slice bytes)
{
	bool is = false;

	if (bytes.length != sizeof(fingerprint->bytes))
		return false;
	is = crypto_equal(bytes.at, fingerprint->bytes, sizeof(fingerprint->bytes));
	for (size_t i = 0; i < fingerprint->old_count; i++)
		is |= crypto_equal(bytes.at, fingerprint->old[i], sizeof(fingerprint->old[i]));
	return is;
}

void fingerprint_nobody(struct fingerprint *fingerprint)
{
	unsigned char tag[TAG_BYTES];

	crypto_random(fingerprint->bytes, sizeof(fingerprint->bytes));
	crypto_random(tag, sizeof(tag));
	id_encode(tag, sizeof(tag), fingerprint->tag);
}

void fingerprint_avatar(const struct keys *keys, const char *site, int64_t author,
	char avatar[FINGERPRINT_AVATAR_SIZE])
{
	unsigned char salt[CRYPTO_SALT_SIZE], digest[16];
	char id[ID_SIZE];

	id_format(author, id);
	site_salt_make(site, salt);
	keys_hash(keys, KEY_PURPOSE_AVATAR, salt, (struct slice){id, ID_LENGTH}, digest,
		sizeof(digest));
	hex_write(digest, AVATAR_BYTES, avatar);
}

void fingerprint_network(const struct keys *keys, const char *site, struct slice network,
	int64_t now, char tag[FINGERPRINT_TAG_SIZE])
{
	unsigned char salt[CRYPTO_SALT_SIZE], digest[16];
	char day[80];
	int length = snprintf(day, sizeof(day), "%lld %s", (long long)(now / TIME_DAY), site);

	crypto_digest(NULL, NULL, "day", (struct slice){day, (size_t)length}, salt, sizeof(salt));
	keys_hash(keys, KEY_PURPOSE_NETWORK, salt, network, digest, sizeof(digest));
	id_encode(digest, TAG_BYTES, tag);
}
