/* See folder.h. Nothing is followed that is a link, so no name leads out of the folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/folder.h"

enum { FILE_MODE = 0644, FOLDER_MODE = 0755, NAME_SIZE = 128 };

static enum err failed(const struct folder *folder, const char *site, const char *name)
{
	const char *why = strerror(errno);

	return site ? fault_set(folder->fault, ERR_FOLDER, "%s/%s/%s: %s.", folder->path, site,
			      name, why)
		    : fault_set(folder->fault, ERR_FOLDER, "%s/%s: %s.", folder->path, name, why);
}

/* The umask keeps what is made here from others; these files are for a web server. */
static int folder_at(int at, const char *name)
{
	bool made = mkdirat(at, name, FOLDER_MODE) == 0;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && made && fchmod(fd, FOLDER_MODE) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

enum err folder_open(const char *path, struct fault *fault, struct folder *folder)
{
	bool made = mkdir(path, FOLDER_MODE) == 0;

	*folder = (struct folder){
		.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.path = path,
		.fault = fault,
	};
	if (folder->fd < 0 || (made && fchmod(folder->fd, FOLDER_MODE) < 0))
		return fault_set(fault, ERR_FOLDER, "%s: %s.", path, strerror(errno));
	if (flock(folder->fd, LOCK_EX | LOCK_NB) < 0)
		return fault_set(fault, ERR_BUSY, "Another program publishes to %s.", path);
	return ERR_OK;
}

void folder_close(struct folder *folder)
{
	if (folder->fd >= 0)
		close(folder->fd);
	folder->fd = -1;
}

enum err folder_read(const struct folder *folder, const char *name, size_t limit,
	struct arena *arena, const char **content)
{
	int fd = openat(folder->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat about;
	ssize_t length = -1;
	char *out = NULL;

	*content = NULL;
	if (fd < 0)
		return errno == ENOENT ? ERR_OK : failed(folder, NULL, name);
	if (fstat(fd, &about) == 0 && about.st_size >= 0 && (size_t)about.st_size <= limit)
		out = arena_alloc(arena, (size_t)about.st_size + 2);
	if (out)
		length = file_read(fd, out, (size_t)about.st_size + 1);
	close(fd);
	if (!out || length < 0 || length > about.st_size)
		return fault_set(
			folder->fault, ERR_FOLDER, "%s/%s cannot be read.", folder->path, name);
	out[length] = '\0';
	*content = out;
	return ERR_OK;
}

/* Whether the file has these bytes already. */
static bool content_is(int at, const char *name, const struct text *content)
{
	int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat about;
	bool same = false;
	char *old;

	if (fd < 0)
		return false;
	if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
		(size_t)about.st_size == content->length && (old = malloc(content->length + 1))) {
		same = file_read(fd, old, content->length + 1) == (ssize_t)content->length &&
		       memcmp(old, content->at, content->length) == 0;
		free(old);
	}
	close(fd);
	return same;
}

/* Under another name first, which is the same each time: what a crash left is written over. */
static bool name_replace(int at, const char *name, const struct text *content)
{
	char aside[NAME_SIZE];
	bool good;
	int fd;

	snprintf(aside, sizeof(aside), ".new-%s", name);
	fd = openat(at, aside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return false;
	good = file_write(fd, content->at, content->length) && fchmod(fd, FILE_MODE) == 0 &&
	       fsync(fd) == 0;
	good = close(fd) == 0 && good;
	good = good && renameat(at, aside, at, name) == 0 && fsync(at) == 0;
	if (!good) {
		int why = errno;

		unlinkat(at, aside, 0);
		errno = why;
	}
	return good;
}

enum err folder_write(const struct folder *folder, const char *site, const char *name,
	const struct text *content, size_t *written)
{
	int at = site ? folder_at(folder->fd, site) : dup(folder->fd);
	enum err err = ERR_OK;

	if (at < 0)
		return failed(folder, site, name);
	if (!content_is(at, name, content)) {
		if (name_replace(at, name, content))
			++*written;
		else
			err = failed(folder, site, name);
	}
	close(at);
	return err;
}

enum err folder_remove(
	const struct folder *folder, const char *site, const char *name, size_t *removed)
{
	int at = openat(folder->fd, site, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	enum err err = ERR_OK;

	if (at < 0)
		return errno == ENOENT ? ERR_OK : failed(folder, site, name);
	if (unlinkat(at, name, 0) == 0)
		++*removed;
	else if (errno != ENOENT)
		err = failed(folder, site, name);
	close(at);
	return err;
}

void folder_remove_site(const struct folder *folder, const char *site)
{
	(void)!unlinkat(folder->fd, site, AT_REMOVEDIR);
}
