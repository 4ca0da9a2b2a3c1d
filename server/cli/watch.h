/*
 * The watch: sees whether the threads of a running server go round, and tells the service manager
 * how the server is. While one of them does not go on, it gives no sign of life, and the manager
 * ends the server and starts it anew.
 */
#ifndef AFTERWORD_SERVER_CLI_WATCH_H
#define AFTERWORD_SERVER_CLI_WATCH_H

#include "core/service.h"
#include "http/server.h"

struct watch;

/* Of a server that was started. NULL: memory. */
struct watch *watch_create(
	const struct service *service, const struct server *server, const struct manager *manager);
/* Before anything of the server ends. NULL is fine. */
void watch_destroy(struct watch *watch);

/* The milliseconds from one look to the next, at most a second. */
int64_t watch_span(const struct watch *watch);

void watch_look(struct watch *watch);

#endif
