/*
 * The server: for each address as many workers as there are processors, and what they share. A
 * worker is a libmicrohttpd daemon with one thread. A daemon with a pool of them would be the same,
 * but MHD_quiesce_daemon aborts the process when one of a pool wakes at that moment (0.9.75
 * and 1.0: "Failed to remove listen FD from epoll set"). See include/http/server.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/log.h"
#include "base/time.h"
#include "http/gallery.h"
#include "http/listen.h"
#include "http/steps.h"
#include "http/stream.h"
#include "http/turnstile.h"
#include "http/server.h"

enum {
	LISTENERS_MAX = 8,
	/* of a connection: request line, headers and the part of the body that is being read */
	CONNECTION_MEMORY = 32 * 1024,
	CONNECTION_IDLE_SECONDS = 60,
	DRAIN_STEP_MICROSECONDS = 5000,
};

struct server {
	const struct settings *settings;
	struct listener listeners[LISTENERS_MAX];
	size_t count;
	size_t outside_count; /* of them, the first, where moderators are not served */
	struct MHD_Daemon **workers;
	size_t worker_count; /* of all listeners */
	struct door door;
	struct entrance *entrances;   /* of the workers */
	struct route *outside_routes; /* those that readers may ask for */
};

static void *on_target(void *context, const char *target, struct MHD_Connection *mhd)
{
	return request_create(context, mhd, target);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *path,
	const char *method, const char *version, const char *data, size_t *size, void **request)
{
	(void)context, (void)mhd, (void)path;
	return *request ? request_step(*request, method, version, data, size) : MHD_NO;
}

static void on_completed(void *context, struct MHD_Connection *mhd, void **request,
	enum MHD_RequestTerminationCode code)
{
	(void)context, (void)mhd, (void)code;
	if (*request)
		request_destroy(*request);
	*request = NULL;
}

static enum MHD_Result on_accept(void *context, const struct sockaddr *address, socklen_t size)
{
	const struct entrance *entrance = context;

	(void)size;
	return connections_admit(entrance->door->connections, address) ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *mhd, void **connection,
	enum MHD_ConnectionNotificationCode code)
{
	struct connections *connections = ((const struct entrance *)context)->door->connections;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *fd =
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
		int socket = fd->connect_fd;
		const union MHD_ConnectionInfo *address =
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

		*connection =
			connections_add(connections, socket, address ? address->client_addr : NULL);
	} else if (*connection) {
		connections_remove(connections, *connection);
	}
}

PRINTF_LIKE(2, 0)
static void on_log(void *context, const char *format, va_list args)
{
	char line[256];

	(void)context;
	vsnprintf(line, sizeof(line), format, args);
	line[strcspn(line, "\r\n")] = '\0';
	log_event(LOG_LEVEL_DEBUG, "libmicrohttpd", LOG_TEXT("message", line));
}

/* The addresses of a setting. */
static enum err listeners_open(
	struct server *server, const char *setting, const char *at, struct fault *fault)
{
	while (*at) {
		size_t length = strcspn(at, ",");
		enum err err;

		if (server->count == LISTENERS_MAX)
			return fault_set(fault, ERR_LISTEN, "%s: at most %d addresses in all.",
				setting, LISTENERS_MAX);
		err = listener_open(setting, (struct slice){at, length}, fault,
			&server->listeners[server->count]);
		if (err)
			return err;
		server->count++;
		at += length + (at[length] == ',');
	}
	return ERR_OK;
}

enum err server_create(const struct settings *settings, struct fault *fault, struct server **out)
{
	struct server *server = calloc(1, sizeof(*server));
	enum err err;

	if (!server)
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	server->settings = settings;
	err = listeners_open(server, "listen", settings->listen, fault);
	if (!err && !server->count)
		err = fault_set(fault, ERR_LISTEN, "listen: an address is needed.");
	if (!err && *settings->moderate_listen) {
		server->outside_count = server->count;
		err = listeners_open(server, "moderate_listen", settings->moderate_listen, fault);
	}
	if (err)
		server_destroy(server);
	else
		*out = server;
	return err;
}

const char *server_address(const struct server *server, size_t n)
{
	return n < server->count ? server->listeners[n].name : NULL;
}

bool server_is_outside(const struct server *server, size_t n)
{
	return n < server->outside_count;
}

/* A header that nobody can be believed about would be a mistake. */
static enum err proxy_header_check(const char *setting, const char *header, const char *example,
	const char *trusted_proxies, struct fault *fault)
{
	static const char characters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	if (!*header)
		return ERR_OK;
	if (header[strspn(header, characters)])
		return fault_set(fault, ERR_SETTING,
			"%s is \"%s\"; it must be a header's name, such as %s.", setting, header,
			example);
	if (!*trusted_proxies)
		return fault_set(fault, ERR_SETTING,
			"%s is \"%s\", but no proxy is trusted: name those that set it in "
			"trusted_proxies.",
			setting, header);
	return ERR_OK;
}

static enum err proxy_headers_check(const struct settings *settings, struct fault *fault)
{
	const char *trusted = settings->trusted_proxies;
	enum err err = proxy_header_check(
		"sign_in_header", settings->sign_in_header, "Remote-User", trusted, fault);

	return err ? err
		   : proxy_header_check("request_id_header", settings->request_id_header,
			     "X-Request-Id", trusted, fault);
}

/* As many as there are files for, beside those of the connections. */
static size_t server_readers(const struct settings *settings)
{
	size_t wanted = (size_t)settings->reader_listeners;
	size_t others = (size_t)settings->connections + SERVER_FILES, room;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= others + wanted)
		return wanted;
	room = limit.rlim_cur > others ? limit.rlim_cur - others : 0;
	log_event(LOG_LEVEL_WARNING, "few_files", LOG_NUMBER("files", (int64_t)limit.rlim_cur),
		LOG_NUMBER("reader_listeners", (int64_t)room));
	return room;
}

enum err server_prepare(struct server *server, const struct service *service, struct fault *fault)
{
	const struct settings *settings = server->settings;
	struct door *door = &server->door;
	struct connections_limits limits = {
		.per_prefix = settings->rate_limits ? (size_t)settings->connections_per_prefix : 0,
		.arrive = settings->request_deadline * TIME_SECOND,
	};
	enum err err = clients_create(settings->trusted_proxies, fault, &door->clients);

	if (!err)
		err = proxy_headers_check(settings, fault);
	if (err)
		return err;
	door->service = service;
	limits.clients = door->clients;
	door->connections = connections_create(&limits);
	door->cache = cache_create((size_t)settings->cache_size);
	door->streams = streams_create((size_t)settings->listeners,
		settings->rate_limits ? (size_t)settings->listeners_per_prefix : 0);
	door->gallery = gallery_create(server_readers(settings),
		settings->rate_limits ? (size_t)settings->reader_listeners_per_prefix : 0);
	if (settings->rate_limits)
		door->rates = buckets_create();
	if (!door->connections || !door->cache || !door->streams || !door->gallery ||
		(settings->rate_limits && !door->rates))
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	return ERR_OK;
}

/* How many workers a listener has. */
static size_t server_workers(const struct server *server)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (server->settings->workers)
		return (size_t)server->settings->workers;
	return processors > 0 ? (size_t)processors : 1;
}

/* `limit`: of connections */
static struct MHD_Daemon *worker_start(struct entrance *entrance, int fd, size_t limit)
{
	return MHD_start_daemon(
		/* turbo: sockets are closed, but not shut down: the gallery may have them
		 * (gallery.h)
		 */
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
			MHD_USE_TURBO,
		0, on_accept, entrance, on_request, entrance,
		/* the logger first, so that the others' complaints reach it */
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)limit,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_IDLE_SECONDS,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, entrance, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, entrance, MHD_OPTION_NOTIFY_CONNECTION, on_connection, entrance,
		MHD_OPTION_END);
}

/* The rows that are not moderators' alone. */
static struct route *routes_outside(const struct route *routes)
{
	size_t count = 0;
	struct route *outside;

	while (routes[count].method)
		count++;
	outside = calloc(count + 1, sizeof(*outside));
	for (size_t i = 0, kept = 0; outside && i < count; i++)
		if (!route_is_inside(&routes[i]))
			outside[kept++] = routes[i];
	return outside;
}

/* Where a worker of the n-th listener lets requests in. */
static enum err entrance_make(
	struct server *server, size_t n, const struct route *routes, struct entrance *entrance)
{
	struct door *door = &server->door;

	entrance->door = door;
	entrance->routes = server_is_outside(server, n) ? server->outside_routes : routes;
	entrance->turnstile = turnstile_create(entrance->routes);
	if (!entrance->turnstile)
		return ERR_MEMORY;
	door->turnstiles[door->turnstile_count++] = entrance->turnstile;
	return ERR_OK;
}

enum err server_start(struct server *server, const struct route *routes, struct fault *fault)
{
	size_t each = server_workers(server), connections = (size_t)server->settings->connections;
	size_t count = server->count * each;
	enum err err = ERR_OK;

	server->outside_routes = routes_outside(routes);
	server->workers = calloc(count, sizeof(struct MHD_Daemon *));
	server->entrances = calloc(count, sizeof(*server->entrances));
	server->door.turnstiles = calloc(count, sizeof(struct turnstile *));
	if (!server->workers || !server->outside_routes || !server->entrances ||
		!server->door.turnstiles)
		err = ERR_MEMORY;
	/* all of them before the first request comes, which may ask what all have counted */
	for (size_t i = 0; !err && i < count; i++)
		err = entrance_make(server, i / each, routes, &server->entrances[i]);
	if (err)
		return fault_set(fault, err, "There is no memory to start.");
	for (size_t i = 0; i < count; i++) {
		const struct listener *listener = &server->listeners[i / each];
		size_t limit = connections / each + (i % each < connections % each);
		struct MHD_Daemon *worker =
			worker_start(&server->entrances[i], listener->fd, limit ? limit : 1);

		if (!worker)
			return fault_set(fault, ERR_LISTEN,
				"listen: the workers for %s cannot be started.", listener->name);
		server->workers[server->worker_count++] = worker;
	}
	return ERR_OK;
}

/* They take no more connections; the socket is ours again, and nobody shuts it down. */
static void server_quiesce(struct server *server)
{
	for (size_t i = 0; i < server->worker_count; i++)
		MHD_quiesce_daemon(server->workers[i]);
}

void server_forget(struct server *server)
{
	cache_forget_all(server->door.cache);
}

void server_forget_pages(struct server *server, const struct page_change *changes)
{
	for (; changes; changes = changes->next)
		cache_forget_page(server->door.cache, changes->tag);
}

void server_drain(struct server *server, int milliseconds)
{
	int64_t until = time_monotonic() + milliseconds;

	atomic_store(&server->door.draining, true);
	server_quiesce(server);
	connections_end_streams(server->door.connections);
	while (atomic_load(&server->door.in_flight) > 0 && time_monotonic() < until)
		usleep(DRAIN_STEP_MICROSECONDS);
}

void server_destroy(struct server *server)
{
	if (!server)
		return;
	server_quiesce(server);
	for (size_t i = 0; i < server->worker_count; i++)
		MHD_stop_daemon(server->workers[i]);
	free(server->workers);
	free(server->entrances);
	free(server->outside_routes);
	while (server->door.turnstile_count)
		turnstile_destroy(server->door.turnstiles[--server->door.turnstile_count]);
	free(server->door.turnstiles);
	for (size_t i = 0; i < server->count; i++)
		listener_close(&server->listeners[i]);
	cache_destroy(server->door.cache);
	buckets_destroy(server->door.rates);
	streams_destroy(server->door.streams);
	gallery_destroy(server->door.gallery);
	connections_destroy(server->door.connections);
	clients_destroy(server->door.clients);
	free(server);
}
