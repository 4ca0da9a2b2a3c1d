/* See include/core/machine.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "core/machine.h"

/* Of a file; 0 where there is none. */
static bool file_size(const char *path, int64_t *size)
{
	struct stat found;

	*size = 0;
	if (stat(path, &found) < 0)
		return errno == ENOENT;
	*size = found.st_size;
	return true;
}

bool machine_disk(const char *database, struct machine_disk *disk)
{
	char path[FILE_PATH_SIZE];
	struct statvfs found;

	if (snprintf(path, sizeof(path), "%s-wal", database) >= (int)sizeof(path) ||
		!file_size(database, &disk->database) || !file_size(path, &disk->log))
		return false;
	if (!file_folder(database, path) || statvfs(path, &found) < 0)
		return false;
	disk->free = (int64_t)found.f_bavail * (int64_t)found.f_frsize;
	return true;
}

int64_t machine_disk_reserve(const struct machine_disk *disk, int64_t reserve)
{
	return reserve + disk->database;
}

void machine_files(int64_t *now, int64_t *most)
{
	struct rlimit limit = {0};

	getrlimit(RLIMIT_NOFILE, &limit);
	*now = (int64_t)limit.rlim_cur;
	*most = (int64_t)limit.rlim_max;
}

static int64_t microseconds(const struct timeval *time)
{
	return (int64_t)time->tv_sec * 1000000 + time->tv_usec;
}

int64_t machine_processor_time(void)
{
	struct rusage used = {0};

	getrusage(RUSAGE_SELF, &used);
	return microseconds(&used.ru_utime) + microseconds(&used.ru_stime);
}

int machine_memory_open(void)
{
	return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

int64_t machine_memory(int fd)
{
	char line[128], *rest = line;
	ssize_t length = fd < 0 ? -1 : pread(fd, line, sizeof(line) - 1, 0);

	if (length <= 0)
		return 0;
	line[length] = '\0';
	/* proc(5): pages of the program, and of that in memory */
	(void)strtoll(line, &rest, 10);
	return strtoll(rest, NULL, 10) * sysconf(_SC_PAGESIZE);
}
