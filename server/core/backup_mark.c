/* See include/core/backup_mark.h. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "core/backup_mark.h"

enum { LINE = TIME_SIZE }; /* a line feed in the place of the NUL */

static bool mark_path(const char *database, const char *end, char out[FILE_PATH_SIZE])
{
	return snprintf(out, FILE_PATH_SIZE, "%s.backup%s", database, end) < FILE_PATH_SIZE;
}

static bool line_write(const char *path, int64_t at)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	char line[LINE];
	bool good;

	time_format(at, line);
	line[LINE - 1] = '\n';
	good = fd >= 0 && file_write(fd, line, sizeof(line)) && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

enum err backup_mark_set(const char *database, int64_t at, struct fault *fault)
{
	char path[FILE_PATH_SIZE], new[FILE_PATH_SIZE];

	if (!mark_path(database, "", path) || !mark_path(database, ".new", new))
		return ERR_FOLDER;
	return line_write(new, at) && rename(new, path) == 0 && file_sync_folder(path)
		       ? ERR_OK
		       : file_failed(fault, new);
}

int64_t backup_mark_read(const char *database)
{
	char path[FILE_PATH_SIZE], line[LINE];
	int64_t at = 0;
	int fd = mark_path(database, "", path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return 0;
	if (file_read(fd, line, sizeof(line)) == sizeof(line)) {
		line[LINE - 1] = '\0';
		if (!time_parse(line, &at))
			at = 0;
	}
	close(fd);
	return at;
}
