/* See manager.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/manager.h"

enum { TOLD_MAX = 1024, FIRST_FD = 3 };

/* What a socket's unit calls it (FileDescriptorName=), and whom it is for. */
static const struct {
	const char *name;
	bool inside;
} purposes[] = {{"readers", false}, {"moderators", true}};

/* A number of the environment; -1: there is none, or it is no number. */
static long long number_of(const char *variable)
{
	const char *text = getenv(variable);
	char *rest;
	long long number;

	if (!text || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	number = strtoll(text, &rest, 10);
	return errno || *rest ? -1 : number;
}

/* Whether a variable that names the process for which others are meant names us. */
static bool is_ours(const char *variable)
{
	return number_of(variable) == getpid();
}

static enum err socket_take(
	const char *name, size_t length, int fd, struct fault *fault, struct server_socket *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(purposes); i++) {
		if (strlen(purposes[i].name) != length ||
			memcmp(name, purposes[i].name, length) != 0)
			continue;
		*out = (struct server_socket){fd, purposes[i].inside};
		return ERR_OK;
	}
	return fault_set(fault, ERR_LISTEN,
		"The service manager hands over a socket that it calls \"%.*s\"; "
		"FileDescriptorName= must be readers or moderators.",
		(int)length, name);
}

/* As many as there are names, divided by colons. */
static enum err sockets_take(
	const char *names, size_t count, struct fault *fault, struct server_socket *sockets)
{
	size_t taken = 0;
	enum err err = ERR_OK;

	for (; !err && taken < count; taken++) {
		size_t length = strcspn(names, ":");

		err = socket_take(names, length, FIRST_FD + (int)taken, fault, &sockets[taken]);
		names += length;
		if (*names != ':')
			break;
		names++;
	}
	if (!err && (*names || taken + 1 != count))
		err = fault_set(fault, ERR_LISTEN,
			"The service manager hands over %zu sockets, but LISTEN_FDNAMES has not as "
			"many names.",
			count);
	return err;
}

static enum err sockets_find(
	struct fault *fault, struct server_socket *sockets, size_t max, size_t *count)
{
	long long found = is_ours("LISTEN_PID") ? number_of("LISTEN_FDS") : 0;
	const char *names = getenv("LISTEN_FDNAMES");

	*count = 0;
	if (found < 0)
		return fault_set(fault, ERR_LISTEN,
			"The service manager's sockets cannot be taken: LISTEN_FDS is no number.");
	if (found > (long long)max)
		return fault_set(fault, ERR_LISTEN,
			"The service manager hands over %lld sockets; at most %zu can be used.",
			found, max);
	*count = (size_t)found;
	return found ? sockets_take(names ? names : "unknown", *count, fault, sockets) : ERR_OK;
}

enum err manager_sockets(
	struct fault *fault, struct server_socket *sockets, size_t max, size_t *count)
{
	static const char *const variables[] = {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"};
	enum err err = sockets_find(fault, sockets, max, count);

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
		unsetenv(variables[i]);
	return err;
}

void manager_open(struct manager *manager)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *at = getenv("NOTIFY_SOCKET");
	size_t length = at ? strlen(at) : 0;

	manager->fd = -1;
	/* a path, or an abstract name, whose first byte is zero and which ends where its size says
	 */
	if (length < 2 || length >= sizeof(address.sun_path) || (*at != '/' && *at != '@'))
		return;
	memcpy(address.sun_path, at, length);
	if (*at == '@')
		address.sun_path[0] = '\0';
	manager->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (manager->fd >= 0 && connect(manager->fd, (const struct sockaddr *)&address,
					(socklen_t)(offsetof(struct sockaddr_un, sun_path) +
						    length + (*at == '/'))) < 0)
		manager_close(manager);
}

void manager_close(struct manager *manager)
{
	if (manager->fd >= 0)
		close(manager->fd);
	manager->fd = -1;
}

bool manager_listens(const struct manager *manager)
{
	return manager->fd >= 0;
}

void manager_tell(const struct manager *manager, const char *format, ...)
{
	char told[TOLD_MAX];
	va_list args;

	if (!manager_listens(manager))
		return;
	va_start(args, format);
	vsnprintf(told, sizeof(told), format, args);
	va_end(args);
	(void)!send(manager->fd, told, strlen(told), MSG_NOSIGNAL);
}

int64_t manager_watchdog(void)
{
	long long microseconds = number_of("WATCHDOG_USEC");

	if (getenv("WATCHDOG_PID") && !is_ours("WATCHDOG_PID"))
		return 0;
	return microseconds > 0 ? microseconds / 1000 : 0;
}
