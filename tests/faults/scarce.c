/*
 * Loaded before the libraries, ours and a sanitizer's: one allocation fails, and which it is stands
 * in the file that AFTERWORD_SCARCE names, as three numbers of 64 bits: how many there are until
 * then (0: none fails), how many there were since that was written, and whether it has failed. What
 * libmicrohttpd, SQLite, jansson and the others ask for is counted, too. For memory.js.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct control {
	atomic_int_least64_t left, seen, failed;
};

static struct control *control; /* NULL: not begun */
static _Thread_local bool exempt;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("AFTERWORD_SCARCE");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *at = fd < 0 ? MAP_FAILED
			  : mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd >= 0)
		close(fd);
	if (at != MAP_FAILED)
		control = at;
}

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* Whether it is this one. */
static bool fails(void)
{
	if (!control || exempt || atomic_load(&control->left) <= 0)
		return false;
	atomic_fetch_add(&control->seen, 1);
	if (atomic_fetch_sub(&control->left, 1) != 1)
		return false;
	atomic_store(&control->failed, 1);
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	static void *(*real)(size_t);

	if (!real)
		*(void **)&real = next("malloc"); /* as dlopen(3) has it */
	return fails() ? NULL : real(size);
}

void *calloc(size_t count, size_t size)
{
	static void *(*real)(size_t, size_t);

	if (!real)
		*(void **)&real = next("calloc");
	return fails() ? NULL : real(count, size);
}

void *realloc(void *at, size_t size)
{
	static void *(*real)(void *, size_t);

	if (!real)
		*(void **)&real = next("realloc");
	return fails() ? NULL : real(at, size);
}

int posix_memalign(void **at, size_t alignment, size_t size)
{
	static int (*real)(void **, size_t, size_t);

	if (!real)
		*(void **)&real = next("posix_memalign");
	return fails() ? ENOMEM : real(at, alignment, size);
}

/* A sanitizer asks for a thread's stack, and ends the process where it is not told. */
int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
	int (*real)(pthread_t, pthread_attr_t *);
	int result;

	*(void **)&real = next("pthread_getattr_np");
	exempt = true;
	result = real(thread, attributes);
	exempt = false;
	return result;
}

/* A sanitizer's own would not come here. */
char *strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

char *strndup(const char *text, size_t most)
{
	size_t length = strnlen(text, most);
	char *copy = malloc(length + 1);

	if (copy)
		((char *)memcpy(copy, text, length))[length] = '\0';
	return copy;
}
