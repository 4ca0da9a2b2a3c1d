/* See include/core/machine.h. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/machine.h"

enum { PATH_SIZE = 4096 };

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
	char path[PATH_SIZE];
	struct statvfs found;

	if (snprintf(path, sizeof(path), "%s-wal", database) >= (int)sizeof(path) ||
		!file_size(database, &disk->database) || !file_size(path, &disk->log))
		return false;
	snprintf(path, sizeof(path), "%s", database);
	if (statvfs(dirname(path), &found) < 0)
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

int64_t machine_memory(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	char line[128], *rest = line;
	long long pages = 0;

	if (!file)
		return 0;
	/* proc(5): pages of the program, and of that in memory */
	if (fgets(line, sizeof(line), file)) {
		(void)strtoll(line, &rest, 10);
		pages = strtoll(rest, NULL, 10);
	}
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}
