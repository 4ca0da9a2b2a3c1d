/* The keys and their subkeys. See include/core/keys.h; the file is key_file.c's. */
#include <string.h>

#include "base/hex.h"
#include "core/key_file.h"

/* What is derived from one key. */
struct derived {
	unsigned char subkeys[KEY_PURPOSE__MAX][CRYPTO_KEY_SIZE];
	char id[KEYS_ID_SIZE];
};

struct keys {
	struct derived at[KEYS_MAX]; /* newest first */
	size_t count;
};

/* What is hashed to derive a subkey; at most 16 characters (crypto_digest). */
static const char *const purposes[] = {
	[KEY_PURPOSE_FINGERPRINT] = "fingerprint",
	[KEY_PURPOSE_TAG] = "tag",
	[KEY_PURPOSE_LINK] = "link",
	[KEY_PURPOSE_REQUEST] = "request",
	[KEY_PURPOSE_FORM] = "form",
	[KEY_PURPOSE_NETWORK] = "network",
	[KEY_PURPOSE_SEAL] = "seal",
	[KEY_PURPOSE_FACTOR] = "second factor",
	[KEY_PURPOSE_RECOVERY] = "recovery",
	[KEY_PURPOSE_DEVICE] = "device",
	[KEY_PURPOSE_REPORTER] = "reporter",
	[KEY_PURPOSE_AVATAR] = "avatar",
	[KEY_PURPOSE_LIKER] = "liker",
	[KEY_PURPOSE_BACKUP] = "backup",
};

void key_id(const unsigned char key[CRYPTO_KEY_SIZE], char id[KEYS_ID_SIZE])
{
	unsigned char digest[CRYPTO_DIGEST_SIZE];

	crypto_digest(key, NULL, "id", (struct slice){"", 0}, digest, sizeof(digest));
	hex_write(digest, (KEYS_ID_SIZE - 1) / 2, id);
}

static void key_derive(const unsigned char key[CRYPTO_KEY_SIZE], struct derived *derived)
{
	for (size_t i = 0; i < KEY_PURPOSE__MAX; i++)
		crypto_digest(key, NULL, purposes[i], (struct slice){"", 0}, derived->subkeys[i],
			CRYPTO_KEY_SIZE);
	key_id(key, derived->id);
}

enum err keys_open(const char *path, bool create, struct fault *fault, struct keys **out)
{
	struct key_file *file = crypto_secret_alloc(sizeof(*file));
	struct keys *keys = crypto_secret_alloc(sizeof(*keys));
	enum err err;

	if (!file || !keys) {
		crypto_secret_free(file);
		crypto_secret_free(keys);
		return fault_set(fault, ERR_MEMORY, "There is no memory for the key.");
	}
	err = key_file_read(path, fault, file);
	if (err == ERR_NOT_FOUND && create) {
		err = keys_create(path, fault);
		if (!err)
			err = key_file_read(path, fault, file);
	}
	if (err == ERR_NOT_FOUND)
		err = fault_set(fault, ERR_KEY_FILE,
			"key_file: %s cannot be read: No such file or directory.", path);
	if (!err) {
		keys->count = file->count;
		for (size_t i = 0; i < file->count; i++)
			key_derive(file->keys[i], &keys->at[i]);
	}
	crypto_secret_free(file);
	if (err)
		crypto_secret_free(keys);
	else
		*out = keys;
	return err;
}

void keys_close(struct keys *keys)
{
	crypto_secret_free(keys);
}

size_t keys_count(const struct keys *keys)
{
	return keys->count;
}

const char *keys_id_of(const struct keys *keys, size_t which)
{
	return keys->at[which].id;
}

const char *keys_id(const struct keys *keys)
{
	return keys->at[0].id;
}

bool keys_has(const struct keys *keys, const char *id)
{
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(keys->at[i].id, id) == 0)
			return true;
	return false;
}

void keys_hash_by(const struct keys *keys, size_t which, enum key_purpose purpose,
	const unsigned char *salt, struct slice message, unsigned char *out, size_t size)
{
	crypto_digest(
		keys->at[which].subkeys[purpose], salt, purposes[purpose], message, out, size);
}

void keys_hash(const struct keys *keys, enum key_purpose purpose, const unsigned char *salt,
	struct slice message, unsigned char *out, size_t size)
{
	keys_hash_by(keys, 0, purpose, salt, message, out, size);
}

void keys_seal(const struct keys *keys, enum key_purpose purpose, struct slice context,
	struct slice message, unsigned char *out)
{
	crypto_seal(keys->at[0].subkeys[purpose], context, message, out);
}

bool keys_unseal(const struct keys *keys, enum key_purpose purpose, struct slice context,
	struct slice sealed, unsigned char *out)
{
	for (size_t i = 0; i < keys->count; i++)
		if (crypto_unseal(keys->at[i].subkeys[purpose], context, sealed, out))
			return true;
	return false;
}
