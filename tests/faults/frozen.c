/*
 * Loaded before SQLite: as long as the file is there that AFTERWORD_FROZEN names, no file can be
 * written, made or removed, as when the kernel has found an error and goes on with the file system
 * read-only. (mount(8) does not do that to files that are open for writing.) What is mapped can be
 * written still. For read_only.js.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static bool frozen(void)
{
	const char *path = getenv("AFTERWORD_FROZEN");

	if (!path || access(path, F_OK) < 0)
		return false;
	errno = EROFS;
	return true;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset)
{
	ssize_t (*next)(int, const void *, size_t, off_t);

	*(void **)&next = dlsym(RTLD_NEXT, "pwrite64"); /* as dlopen(3) has it */
	return frozen() ? -1 : next(fd, bytes, size, offset);
}

int ftruncate64(int fd, off_t size)
{
	int (*next)(int, off_t);

	*(void **)&next = dlsym(RTLD_NEXT, "ftruncate64");
	return frozen() ? -1 : next(fd, size);
}

int unlink(const char *path)
{
	int (*next)(const char *);

	*(void **)&next = dlsym(RTLD_NEXT, "unlink");
	return frozen() ? -1 : next(path);
}

int open64(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...);
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	*(void **)&next = dlsym(RTLD_NEXT, "open64");
	if ((flags & O_ACCMODE) != O_RDONLY && frozen())
		return -1;
	return next(path, flags, mode);
}
