/* See listen.h and include/http/reach.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/listen.h"
#include "http/reach.h"

enum {
	BACKLOG = 1024,
	PORT_MAX = 65535,
	SOCKET_FLAGS = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC
};

static enum err listen_fault(struct fault *fault, const char *setting, const char *address)
{
	const char *advice =
		errno == EADDRINUSE
			? "; another program listens there: stop it or choose another address"
		: errno == EACCES ? "; ports below 1024 need rights: choose another"
				  : "";

	return fault_set(
		fault, ERR_LISTEN, "%s: %s: %s%s.", setting, address, strerror(errno), advice);
}

/* A socket file that nobody answers on was left behind by a process that died. */
static void unix_remove_stale(const struct sockaddr_un *address)
{
	struct stat stat;
	int fd;

	/* connecting is refused by any other file, too */
	if (lstat(address->sun_path, &stat) < 0 || !S_ISSOCK(stat.st_mode))
		return;
	fd = socket(AF_UNIX, SOCKET_FLAGS, 0);
	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
		errno == ECONNREFUSED)
		unlink(address->sun_path);
	close(fd);
}

static enum err listen_unix(
	const char *setting, const char *path, struct fault *fault, struct listener *listener)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (!*path || strlen(path) >= sizeof(address.sun_path))
		return fault_set(fault, ERR_LISTEN,
			"%s: unix:%s: a path of 1 to %zu bytes is needed.", setting, path,
			sizeof(address.sun_path) - 1);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unix_remove_stale(&address);
	listener->fd = socket(AF_UNIX, SOCKET_FLAGS, 0);
	if (listener->fd < 0 ||
		bind(listener->fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(listener->fd, BACKLOG) < 0)
		return listen_fault(fault, setting, path);
	listener->local = true;
	snprintf(listener->path, sizeof(listener->path), "%s", path);
	snprintf(listener->name, sizeof(listener->name), "unix:%s", path);
	return ERR_OK;
}

static void listener_name(struct listener *listener)
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof(address);
	char host[64], port[8];

	if (getsockname(listener->fd, (struct sockaddr *)&address, &size) < 0)
		return;
	listener->local = address.ss_family == AF_UNIX;
	if (listener->local)
		snprintf(listener->name, sizeof(listener->name), "unix:%s",
			((const struct sockaddr_un *)&address)->sun_path);
	else if (getnameinfo((struct sockaddr *)&address, size, host, sizeof(host), port,
			 sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		snprintf(listener->name, sizeof(listener->name),
			address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

/* Host and port of HOST:PORT or [IPv6]:PORT, taken apart in place. */
static bool split_port(char *address, char **host, char **port)
{
	char *colon = strrchr(address, ':');

	if (!colon || !colon[1] || colon[1 + strspn(colon + 1, "0123456789")] ||
		strtoul(colon + 1, NULL, 10) > PORT_MAX)
		return false;
	*colon = '\0';
	*host = address;
	*port = colon + 1;
	if (*address == '[') {
		if (colon[-1] != ']')
			return false;
		colon[-1] = '\0';
		(*host)++;
	} else if (strchr(address, ':')) {
		return false; /* IPv6 without brackets */
	}
	return **host;
}

static enum err listen_tcp(
	const char *setting, const char *address, struct fault *fault, struct listener *listener)
{
	const struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char copy[LISTEN_NAME_SIZE], *host, *port;
	int code, on = 1;

	snprintf(copy, sizeof(copy), "%s", address);
	if (!split_port(copy, &host, &port))
		return fault_set(fault, ERR_LISTEN,
			"%s: \"%s\" must be HOST:PORT, [IPv6]:PORT or unix:PATH.", setting,
			address);
	code = getaddrinfo(host, port, &hints, &found);
	if (code != 0)
		return fault_set(
			fault, ERR_LISTEN, "%s: %s: %s.", setting, address, gai_strerror(code));
	listener->fd = socket(found->ai_family, SOCKET_FLAGS, 0);
	if (listener->fd >= 0) {
		setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (found->ai_family == AF_INET6)
			setsockopt(listener->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	}
	if (listener->fd < 0 || bind(listener->fd, found->ai_addr, found->ai_addrlen) < 0 ||
		listen(listener->fd, BACKLOG) < 0) {
		freeaddrinfo(found);
		return listen_fault(fault, setting, address);
	}
	freeaddrinfo(found);
	listener_name(listener);
	return ERR_OK;
}

enum err listener_open(
	const char *setting, struct slice address, struct fault *fault, struct listener *listener)
{
	static const char scheme[] = "unix:";
	char copy[LISTEN_NAME_SIZE];
	struct listener opened = {.fd = -1};
	enum err err;

	if (snprintf(copy, sizeof(copy), "%.*s", (int)address.length, address.at) >=
		(int)sizeof(copy))
		return fault_set(fault, ERR_LISTEN, "%s: the address is too long.", setting);
	if (strncmp(copy, scheme, strlen(scheme)) == 0)
		err = listen_unix(setting, copy + strlen(scheme), fault, &opened);
	else
		err = listen_tcp(setting, copy, fault, &opened);
	if (err)
		listener_close(&opened);
	else
		*listener = opened;
	return err;
}

/* Whether it takes connections. */
static bool listens(int fd)
{
	int type = 0, does = 0;
	socklen_t size = sizeof(type);

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
		return false;
	size = sizeof(does);
	return type == SOCK_STREAM &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &does, &size) == 0 && does;
}

enum err listener_take(int fd, struct fault *fault, struct listener *listener)
{
	struct listener taken = {.fd = fd};
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || !listens(fd))
		return fault_set(fault, ERR_LISTEN,
			"The service manager hands over descriptor %d, which is no socket that "
			"takes connections: ListenStream= makes one.",
			fd);
	if (fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return fault_set(fault, ERR_LISTEN, "Descriptor %d: %s.", fd, strerror(errno));
	listener_name(&taken);
	*listener = taken;
	return ERR_OK;
}

void listener_close(struct listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	if (*listener->path)
		unlink(listener->path);
	*listener = (struct listener){.fd = -1};
}

static enum err reach_socket(const struct sockaddr *to, socklen_t size, int seconds, int *fd)
{
	const struct timeval patience = {.tv_sec = seconds};
	int made = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (made < 0)
		return ERR_LISTEN;
	setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(made, to, size) < 0) {
		int why = errno;

		close(made);
		errno = why;
		return ERR_LISTEN;
	}
	*fd = made;
	return ERR_OK;
}

enum err reach(const char *setting, struct slice address, int seconds, struct fault *fault, int *fd)
{
	static const char scheme[] = "unix:";
	const struct addrinfo hints = {.ai_flags = AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
	struct sockaddr_un file = {.sun_family = AF_UNIX};
	struct addrinfo *found;
	char copy[LISTEN_NAME_SIZE], *host, *port;
	enum err err;

	snprintf(copy, sizeof(copy), "%.*s", (int)address.length, address.at);
	if (strncmp(copy, scheme, strlen(scheme)) == 0) {
		/* what is cut short leads nowhere */
		snprintf(file.sun_path, sizeof(file.sun_path), "%.*s",
			(int)sizeof(file.sun_path) - 1, copy + strlen(scheme));
		err = reach_socket((const struct sockaddr *)&file, sizeof(file), seconds, fd);
	} else if (!split_port(copy, &host, &port) || getaddrinfo(host, port, &hints, &found)) {
		errno = EDESTADDRREQ;
		err = ERR_LISTEN;
	} else {
		err = reach_socket(found->ai_addr, found->ai_addrlen, seconds, fd);
		freeaddrinfo(found);
	}
	return err ? fault_set(fault, err, "%s: %.*s: %s.", setting, (int)address.length,
			     address.at, strerror(errno))
		   : ERR_OK;
}
