/* See include/base/file.h. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

bool file_write(int fd, const void *from, size_t length)
{
	const char *at = from;

	while (length) {
		ssize_t put = write(fd, at, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		at += put;
		length -= (size_t)put;
	}
	return true;
}

ssize_t file_read(int fd, void *out, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t got = read(fd, (char *)out + done, length - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

bool file_folder(const char *path, char out[FILE_PATH_SIZE])
{
	char copy[FILE_PATH_SIZE];

	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy)) {
		errno = ENAMETOOLONG;
		return false;
	}
	snprintf(out, FILE_PATH_SIZE, "%s", dirname(copy));
	return true;
}

bool file_sync_folder(const char *path)
{
	char folder[FILE_PATH_SIZE];
	bool synced;
	int fd;

	if (!file_folder(path, folder))
		return false;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	synced = fsync(fd) == 0;
	close(fd);
	return synced;
}

void file_give(const char *path)
{
	char folder[FILE_PATH_SIZE];
	struct stat about;

	if (geteuid() == 0 && file_folder(path, folder) && stat(folder, &about) == 0)
		(void)!chown(path, about.st_uid, about.st_gid);
}

bool file_make(const char *path, const void *from, size_t length, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool made;

	if (fd < 0)
		return false;
	made = file_write(fd, from, length) && fsync(fd) == 0;
	close(fd);
	made = made && file_sync_folder(path);
	if (!made)
		unlink(path);
	return made;
}

/* To whom it belongs: as the old one, or as the folder. */
static bool file_own(const char *path, const char *old)
{
	struct stat about;

	if (stat(old, &about) == 0)
		return geteuid() != 0 || chown(path, about.st_uid, about.st_gid) == 0;
	file_give(path);
	return true;
}

bool file_replace(const char *path, const void *from, size_t length, mode_t mode)
{
	char new[FILE_PATH_SIZE];
	bool replaced;

	if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new)) {
		errno = ENAMETOOLONG;
		return false;
	}
	unlink(new); /* of a crash */
	if (!file_make(new, from, length, mode))
		return false;
	replaced = file_own(new, path) && rename(new, path) == 0 && file_sync_folder(path);
	if (!replaced)
		unlink(new);
	return replaced;
}

enum err file_failed(struct fault *fault, const char *path)
{
	bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	return fault_set(
		fault, full ? ERR_STORE_FULL : ERR_FOLDER, "%s: %s.", path, strerror(errno));
}
