/*
 * Loaded before libmicrohttpd: what the main thread takes out of an epoll set takes a while, so
 * that the set's worker wakes meanwhile. For stop.js.
 */
#include <dlfcn.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { SLOW_MICROSECONDS = 20000 };

int epoll_ctl(int set, int operation, int fd, struct epoll_event *event)
{
	int (*next)(int, int, int, struct epoll_event *);

	*(void **)&next = dlsym(RTLD_NEXT, "epoll_ctl"); /* as dlopen(3) has it */
	if (operation == EPOLL_CTL_DEL && gettid() == getpid())
		usleep(SLOW_MICROSECONDS);
	return next(set, operation, fd, event);
}
