/* See include/core/backup_mark.h. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "core/backup_mark.h"

enum { LINE = TIME_SIZE }; /* a line feed in the place of the NUL */

static bool mark_path(const char *database, char path[FILE_PATH_SIZE])
{
	return snprintf(path, FILE_PATH_SIZE, "%s.backup", database) < FILE_PATH_SIZE;
}

enum err backup_mark_set(const char *database, int64_t at, struct fault *fault)
{
	char path[FILE_PATH_SIZE], line[LINE];

	time_format(at, line);
	line[LINE - 1] = '\n';
	return mark_path(database, path) && file_replace(path, line, sizeof(line), 0644)
		       ? ERR_OK
		       : file_failed(fault, path);
}

int64_t backup_mark_read(const char *database)
{
	char path[FILE_PATH_SIZE], line[LINE];
	int64_t at = 0;
	int fd = mark_path(database, path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;

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
