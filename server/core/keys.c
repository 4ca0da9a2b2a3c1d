/* The key file and the subkeys. See include/core/keys.h. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "core/keys.h"

enum { FILE_SIZE = 2 * CRYPTO_KEY_SIZE + 1 };

struct keys {
	unsigned char subkeys[KEY_PURPOSE__MAX][CRYPTO_KEY_SIZE];
	char id[KEYS_ID_SIZE];
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

static void hex_write(const unsigned char *from, size_t size, char *out)
{
	for (size_t i = 0; i < size; i++)
		snprintf(out + 2 * i, 3, "%02x", from[i]);
}

static bool hex_read(const char *from, size_t size, unsigned char *out)
{
	for (size_t i = 0; i < size; i++) {
		const char digits[] = {from[2 * i], from[2 * i + 1], '\0'};
		char *end;

		if (!isxdigit((unsigned char)digits[0])) /* strtoul takes blanks and signs */
			return false;
		out[i] = (unsigned char)strtoul(digits, &end, 16);
		if (*end || end != digits + 2)
			return false;
	}
	return true;
}

enum err keys_create(const char *path, struct fault *fault)
{
	unsigned char key[CRYPTO_KEY_SIZE];
	char text[FILE_SIZE + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool written;

	if (fd < 0)
		return fault_set(fault, ERR_KEY_FILE, "key_file: %s cannot be made: %s.", path,
			strerror(errno));
	crypto_random(key, sizeof(key));
	hex_write(key, sizeof(key), text);
	text[FILE_SIZE - 1] = '\n';
	written = write(fd, text, FILE_SIZE) == FILE_SIZE && fsync(fd) == 0 &&
		  file_sync_folder(path); /* so that the new name survives a power cut */
	crypto_wipe(key, sizeof(key));
	crypto_wipe(text, sizeof(text));
	close(fd);
	if (written)
		return ERR_OK;
	fault_set(
		fault, ERR_KEY_FILE, "key_file: %s cannot be written: %s.", path, strerror(errno));
	unlink(path);
	return ERR_KEY_FILE;
}

/*
 * Whether a service manager has handed it over: its folder is closed to others, and where an access
 * control list lets us read it, the mode shows that as a right of the group (systemd.exec(5)).
 */
static bool is_credential(const char *path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	size_t length = folder ? strlen(folder) : 0;

	return length && strncmp(path, folder, length) == 0 && path[length] == '/';
}

static enum err key_file_read(
	int fd, const char *path, struct fault *fault, unsigned char key[CRYPTO_KEY_SIZE])
{
	char text[FILE_SIZE + 1];
	struct stat stat;
	ssize_t length;
	bool good;

	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
		return fault_set(fault, ERR_KEY_FILE, "key_file: %s is not a file.", path);
	if (stat.st_mode & (is_credential(path) ? 037 : 077))
		return fault_set(fault, ERR_KEY_FILE,
			"key_file: others can read or write %s (mode %03o); make it 0600 "
			"with `chmod 600`.",
			path, (unsigned)stat.st_mode & 0777);
	length = read(fd, text, sizeof(text));
	good = (length == FILE_SIZE - 1 || (length == FILE_SIZE && text[length - 1] == '\n')) &&
	       hex_read(text, CRYPTO_KEY_SIZE, key);
	crypto_wipe(text, sizeof(text));
	if (!good)
		return fault_set(fault, ERR_KEY_FILE,
			"key_file: %s must hold 64 hexadecimal digits and nothing else.", path);
	return ERR_OK;
}

static void keys_derive(const unsigned char key[CRYPTO_KEY_SIZE], struct keys *keys)
{
	unsigned char id[CRYPTO_DIGEST_SIZE];

	for (size_t i = 0; i < KEY_PURPOSE__MAX; i++)
		crypto_digest(key, NULL, purposes[i], (struct slice){"", 0}, keys->subkeys[i],
			CRYPTO_KEY_SIZE);
	crypto_digest(key, NULL, "id", (struct slice){"", 0}, id, sizeof(id));
	hex_write(id, (KEYS_ID_SIZE - 1) / 2, keys->id);
}

enum err keys_open(const char *path, bool create, struct fault *fault, struct keys **out)
{
	unsigned char *key;
	struct keys *keys;
	enum err err = ERR_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && create) {
		err = keys_create(path, fault);
		fd = err ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	}
	if (err)
		return err;
	if (fd < 0)
		return fault_set(fault, ERR_KEY_FILE, "key_file: %s cannot be read: %s.", path,
			strerror(errno));
	keys = crypto_secret_alloc(sizeof(*keys));
	key = crypto_secret_alloc(CRYPTO_KEY_SIZE);
	if (keys && key)
		err = key_file_read(fd, path, fault, key);
	else
		err = fault_set(fault, ERR_MEMORY, "There is no memory for the key.");
	close(fd);
	if (!err)
		keys_derive(key, keys);
	crypto_secret_free(key);
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

const char *keys_id(const struct keys *keys)
{
	return keys->id;
}

void keys_hash(const struct keys *keys, enum key_purpose purpose, const unsigned char *salt,
	struct slice message, unsigned char *out, size_t size)
{
	crypto_digest(keys->subkeys[purpose], salt, purposes[purpose], message, out, size);
}

void keys_seal(const struct keys *keys, enum key_purpose purpose, struct slice context,
	struct slice message, unsigned char *out)
{
	crypto_seal(keys->subkeys[purpose], context, message, out);
}

bool keys_unseal(const struct keys *keys, enum key_purpose purpose, struct slice context,
	struct slice sealed, unsigned char *out)
{
	return crypto_unseal(keys->subkeys[purpose], context, sealed, out);
}
