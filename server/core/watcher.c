/* See include/core/watcher.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"
#include "core/watcher.h"

static bool secret_valid(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return length >= WATCHER_SECRET_MIN && length <= WATCHER_SECRET_MAX;
}

static enum err secret_read(
	int fd, const char *path, struct fault *fault, char text[WATCHER_SECRET_MAX + 2])
{
	struct stat stat;
	ssize_t length;

	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
		return fault_set(fault, ERR_SETTING, "metrics_token_file: %s is no file.", path);
	/* a group may: credentials of systemd are read through an access control list */
	if (stat.st_mode & 027)
		return fault_set(fault, ERR_SETTING,
			"metrics_token_file: others can read or write %s (mode %03o); make it 0600 "
			"with `chmod 600`.",
			path, (unsigned)stat.st_mode & 0777);
	length = read(fd, text, WATCHER_SECRET_MAX + 2);
	if (length > 0 && text[length - 1] == '\n')
		length--;
	if (length < 0 || !secret_valid(text, (size_t)length))
		return fault_set(fault, ERR_SETTING,
			"metrics_token_file: %s must hold %d to %d visible ASCII characters on one "
			"line, as `openssl rand -hex 32` prints them.",
			path, WATCHER_SECRET_MIN, WATCHER_SECRET_MAX);
	text[length] = '\0';
	return ERR_OK;
}

enum err watcher_read(const char *path, struct fault *fault, struct watcher *watcher)
{
	char text[WATCHER_SECRET_MAX + 2];
	int fd;
	enum err err;

	*watcher = (struct watcher){.known = false};
	if (!*path)
		return ERR_OK;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_set(fault, ERR_SETTING, "metrics_token_file: %s cannot be read: %s.",
			path, strerror(errno));
	err = secret_read(fd, path, fault, text);
	close(fd);
	if (!err) {
		secret_hash("watcher", text, watcher->hash);
		watcher->known = true;
	}
	crypto_wipe(text, sizeof(text));
	return err;
}

bool watcher_is(const struct watcher *watcher, const char *text)
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];

	secret_hash("watcher", text, hash);
	return watcher->known && crypto_equal(hash, watcher->hash, sizeof(hash));
}
