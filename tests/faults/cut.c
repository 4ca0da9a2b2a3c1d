/*
 * Loaded before SQLite: the process is killed at one of the calls by which SQLite changes files,
 * before it is made; which it is says AFTERWORD_CUT. Of a write only the first half is done. At the
 * end the number of calls is told on standard error. For upgrade.js.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long last;

__attribute__((constructor)) static void begin(void)
{
	const char *number = getenv("AFTERWORD_CUT");

	last = number ? strtol(number, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void)
{
	fprintf(stderr, "%ld calls\n", atomic_load(&calls));
}

static bool is_last(void)
{
	return atomic_fetch_add(&calls, 1) + 1 == last;
}

static void step(void)
{
	if (is_last())
		kill(getpid(), SIGKILL);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset)
{
	ssize_t (*next)(int, const void *, size_t, off_t);

	*(void **)&next = dlsym(RTLD_NEXT, "pwrite64"); /* as dlopen(3) has it */
	if (is_last()) {
		(void)!next(fd, bytes, size / 2, offset);
		kill(getpid(), SIGKILL);
	}
	return next(fd, bytes, size, offset);
}

int fdatasync(int fd)
{
	int (*next)(int);

	*(void **)&next = dlsym(RTLD_NEXT, "fdatasync");
	step();
	return next(fd);
}

int ftruncate64(int fd, off_t size)
{
	int (*next)(int, off_t);

	*(void **)&next = dlsym(RTLD_NEXT, "ftruncate64");
	step();
	return next(fd, size);
}

int unlink(const char *path)
{
	int (*next)(const char *);

	*(void **)&next = dlsym(RTLD_NEXT, "unlink");
	step();
	return next(path);
}
