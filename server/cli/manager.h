/*
 * The service manager, where one has started us: what it hands over, what it wants to hear. That is
 * a few variables of the environment and datagrams to a socket, which systemd promises to keep as
 * they are (sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3)) and others speak, too. Where
 * there is none, nothing is handed over and nobody listens.
 */
#ifndef AFTERWORD_SERVER_CLI_MANAGER_H
#define AFTERWORD_SERVER_CLI_MANAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "http/server.h"

struct manager {
	int fd; /* a socket that is connected to it; -1: it wants to hear nothing */
};

/*
 * The sockets that it hands over, at most `max`; once: the environment tells of them no more.
 * ERR_LISTEN: one is for nothing we know.
 */
enum err manager_sockets(
	struct fault *fault, struct server_socket *sockets, size_t max, size_t *count) MUST_CHECK;

/* Before the sandbox is entered, which makes no sockets. It cannot be reached: it hears nothing. */
void manager_open(struct manager *manager);
void manager_close(struct manager *manager);

/* Whether it wants to be told anything. */
bool manager_listens(const struct manager *manager);

/* Tells it lines of NAME=VALUE. That it did not arrive is nobody's fault. */
void manager_tell(const struct manager *manager, const char *format, ...) PRINTF_LIKE(2, 3);

/* The milliseconds in which it must hear a sign of life, WATCHDOG=1; 0: it needs none. */
int64_t manager_watchdog(void);

#endif
