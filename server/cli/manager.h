/*
 * The service manager, where one has started us: what it hands over, what it wants to hear
 * (sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3)). Where there is none, nothing is handed
 * over and nobody listens.
 */
#ifndef AFTERWORD_SERVER_CLI_MANAGER_H
#define AFTERWORD_SERVER_CLI_MANAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "http/server.h"

/* The sockets that it hands over, at most `max`; once. ERR_LISTEN: one is for nothing we know. */
enum err manager_sockets(
	struct fault *fault, struct server_socket *sockets, size_t max, size_t *count) MUST_CHECK;

/* Whether it wants to be told anything. */
bool manager_listens(void);

/* Tells it lines of NAME=VALUE. That it did not arrive is nobody's fault. */
void manager_tell(const char *format, ...) PRINTF_LIKE(1, 2);

/* The milliseconds in which it must hear a sign of life, WATCHDOG=1; 0: it needs none. */
int64_t manager_watchdog(void);

#endif
