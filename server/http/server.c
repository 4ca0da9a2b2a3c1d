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
#include "http/tls.h"
#include "http/turnstile.h"
#include "http/server.h"

enum {
	/* of a connection: request line, headers and the part of the body that is being read */
	CONNECTION_MEMORY = 32 * 1024,
	CONNECTION_IDLE_SECONDS = 60,
	DRAIN_STEP_MICROSECONDS = 5000,
	SILENT_MILLISECONDS = 1000,   /* for who has just connected to ask */
	STARVED_MICROSECONDS = 50000, /* until it is tried again to take a connection */
};

struct worker {
	struct MHD_Daemon *daemon;
	struct entrance entrance;
	struct pulse pulse;
	int64_t starved_told; /* time_monotonic() after which it may be told again */
};

struct server {
	const struct settings *settings;
	struct listener listeners[SERVER_SOCKETS_MAX];
	size_t count;
	size_t outside_count; /* of them, the first, where moderators are not served */
	struct worker *workers;
	size_t worker_count; /* of all listeners */
	struct door door;
	struct route *outside_routes; /* those that readers may ask for */
};

static void *on_target(void *context, const char *target, struct MHD_Connection *mhd)
{
	const struct worker *worker = context;

	return request_create(&worker->entrance, mhd, target);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *path,
	const char *method, const char *version, const char *data, size_t *size, void **request)
{
	struct worker *worker = context;
	enum MHD_Result result = MHD_NO;

	(void)mhd, (void)path;
	pulse_beat(&worker->pulse);
	if (*request)
		result = request_step(*request, method, version, data, size);
	pulse_beat(&worker->pulse);
	return result;
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
	const struct worker *worker = context;
	struct connections *connections = worker->entrance.door->connections;

	(void)size;
	return connections_admit(connections, address) ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *mhd, void **connection,
	enum MHD_ConnectionNotificationCode code)
{
	const struct worker *worker = context;
	struct connections *connections = worker->entrance.door->connections;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *fd =
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
		int socket = fd->connect_fd;
		const union MHD_ConnectionInfo *address =
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

		*connection =
			connections_add(connections, socket, address ? address->client_addr : NULL);
		if (*connection && worker->entrance.secure)
			((struct connection *)*connection)->certificate =
				tls_take(worker->entrance.door->tls);
	} else if (*connection) {
		certificate_give(((struct connection *)*connection)->certificate);
		connections_remove(connections, *connection);
	}
}

/*
 * What libmicrohttpd (0.9.75 and 1.0) says when a worker cannot take a connection for want of files
 * or memory. Those who wait are taken when one of its connections ends; where it has none it tries
 * again without a pause, so the pause is ours.
 */
static const struct {
	const char *complaint;
	bool pauses;
} starvations[] = {
	{"Hit process or system resource limit at FIRST connection", true},
	{"Hit process or system resource limit", false},
	{"Error allocating memory", false},
};

static void worker_starves(struct worker *worker, bool pauses)
{
	int64_t now = time_monotonic();

	if (now >= worker->starved_told) {
		worker->starved_told = now + TIME_MINUTE;
		log_event(LOG_LEVEL_WARNING, "starved",
			LOG_TEXT("advice", "A connection cannot be taken: the process or the "
					   "system has no more files or memory."));
	}
	if (pauses)
		usleep(STARVED_MICROSECONDS);
}

PRINTF_LIKE(2, 0)
static void on_log(void *context, const char *format, va_list args)
{
	char line[256];

	for (size_t i = 0; i < ARRAY_SIZE(starvations); i++) {
		const char *complaint = starvations[i].complaint;

		if (strncmp(format, complaint, strlen(complaint)) == 0) {
			worker_starves(context, starvations[i].pauses);
			return;
		}
	}
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

		if (server->count == SERVER_SOCKETS_MAX)
			return fault_set(fault, ERR_LISTEN, "%s: at most %d addresses in all.",
				setting, SERVER_SOCKETS_MAX);
		err = listener_open(setting, (struct slice){at, length}, fault,
			&server->listeners[server->count]);
		if (err)
			return err;
		server->count++;
		at += length + (at[length] == ',');
	}
	return ERR_OK;
}

/* Those that somebody else listens on for us. */
static enum err listeners_take(struct server *server, const struct server_socket *sockets,
	size_t count, bool inside, struct fault *fault)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < count; i++) {
		if (sockets[i].inside != inside)
			continue;
		err = listener_take(sockets[i].fd, fault, &server->listeners[server->count]);
		server->count += !err;
	}
	return err;
}

/* The settings that would listen elsewhere. */
static enum err handed_check(const struct settings *settings, struct fault *fault)
{
	static const struct {
		const char *name;
		enum setting_index index;
	} contrary[] = {
		{"listen", SETTING_INDEX_listen},
		{"moderate_listen", SETTING_INDEX_moderate_listen},
	};

	for (size_t i = 0; i < ARRAY_SIZE(contrary); i++)
		if (settings->sources[contrary[i].index] != SETTING_SOURCE_DEFAULT)
			return fault_set(fault, ERR_SETTING,
				"%s is \"%s\", but the service manager listens already and hands "
				"over "
				"its sockets: take the setting away, and say there where to listen "
				"(ListenStream= of the socket unit).",
				contrary[i].name, settings->texts[contrary[i].index]);
	return ERR_OK;
}

static enum err server_take(struct server *server, const struct server_socket *sockets,
	size_t count, struct fault *fault)
{
	enum err err = handed_check(server->settings, fault);

	if (!err)
		err = listeners_take(server, sockets, count, false, fault);
	if (!err && !server->count)
		err = fault_set(fault, ERR_LISTEN,
			"The service manager hands over no socket for readers "
			"(FileDescriptorName=readers).");
	if (err)
		return err;
	server->outside_count = server->count;
	err = listeners_take(server, sockets, count, true, fault);
	/* where moderators have none of their own, they are served there, too */
	if (!err && server->count == server->outside_count)
		server->outside_count = 0;
	return err;
}

/* The addresses of the settings. */
static enum err server_open(struct server *server, struct fault *fault)
{
	const struct settings *settings = server->settings;
	enum err err = listeners_open(server, "listen", settings->listen, fault);

	if (!err && !server->count)
		err = fault_set(fault, ERR_LISTEN, "listen: an address is needed.");
	if (err || !*settings->moderate_listen)
		return err;
	server->outside_count = server->count;
	return listeners_open(server, "moderate_listen", settings->moderate_listen, fault);
}

enum err server_create(const struct settings *settings, const struct server_socket *sockets,
	size_t count, struct fault *fault, struct server **out)
{
	struct server *server = calloc(1, sizeof(*server));
	enum err err;

	if (!server)
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	server->settings = settings;
	err = count ? server_take(server, sockets, count, fault) : server_open(server, fault);
	if (!err)
		err = tls_create(settings, fault, &server->door.tls);
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

bool server_is_secure(const struct server *server, size_t n)
{
	return server->door.tls && !server->listeners[n].local;
}

int64_t server_certificate_until(const struct server *server)
{
	return server->door.tls ? tls_until(server->door.tls) : 0;
}

enum err server_renew_certificate(struct server *server, int64_t now, struct fault *fault)
{
	return server->door.tls ? tls_renew(server->door.tls, now, fault) : ERR_OK;
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

/*
 * How many connections and readers there are files for: what is left beside the server's own, first
 * for connections. So none is taken for which there is no file, nor one that the database needs.
 */
static void server_room(const struct settings *settings, size_t *connections, size_t *readers)
{
	size_t left;
	struct rlimit limit;

	*connections = (size_t)settings->connections;
	*readers = (size_t)settings->reader_listeners;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
		limit.rlim_cur >= SERVER_FILES + *connections + *readers)
		return;
	left = limit.rlim_cur > 2 * SERVER_FILES ? limit.rlim_cur - SERVER_FILES
						 : limit.rlim_cur / 2;
	if (*connections > left)
		*connections = left;
	*readers = left - *connections;
	log_event(LOG_LEVEL_WARNING, "few_files", LOG_NUMBER("files", (int64_t)limit.rlim_cur),
		LOG_NUMBER("connections", (int64_t)*connections),
		LOG_NUMBER("reader_listeners", (int64_t)*readers));
}

enum err server_prepare(struct server *server, const struct service *service, struct fault *fault)
{
	const struct settings *settings = server->settings;
	struct door *door = &server->door;
	struct connections_limits limits = {
		.per_prefix = settings->rate_limits ? (size_t)settings->connections_per_prefix : 0,
		.arrive = settings->request_deadline * TIME_SECOND,
	};
	size_t readers;
	enum err err = clients_create(settings->trusted_proxies, fault, &door->clients);

	if (!err)
		err = proxy_headers_check(settings, fault);
	if (err)
		return err;
	server_room(settings, &door->connections_limit, &readers);
	door->service = service;
	limits.clients = door->clients;
	door->connections = connections_create(&limits);
	door->cache = cache_create((size_t)settings->cache_size);
	door->streams = streams_create((size_t)settings->listeners,
		settings->rate_limits ? (size_t)settings->listeners_per_prefix : 0);
	door->gallery = gallery_create(
		readers, settings->rate_limits ? (size_t)settings->reader_listeners_per_prefix : 0);
	if (settings->rate_limits)
		door->rates = buckets_create();
	if (!door->connections || !door->cache || !door->streams || !door->gallery ||
		(settings->rate_limits && !door->rates))
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	return ERR_OK;
}

void server_forwarded(const struct server *server, struct forwarded *forwarded)
{
	door_forwarded(&server->door, forwarded);
}

/* How many workers a listener has. */
static size_t server_workers(const struct server *server)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (server->settings->workers)
		return (size_t)server->settings->workers;
	return processors > 0 ? (size_t)processors : 1;
}

/*
 * How a worker waits. Not by epoll where there is TLS: libmicrohttpd (0.9.75 and 1.0) takes a
 * socket in the middle of a handshake for one that can be read, and goes round until it can
 * (docs/decisions/0030-tls.md).
 */
static unsigned worker_waits(const struct worker *worker)
{
	return worker->entrance.secure ? MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_TLS
				       : MHD_USE_EPOLL_INTERNAL_THREAD;
}

/* `limit`: of connections */
static bool worker_start(struct worker *worker, int fd, size_t limit)
{
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};

	worker->daemon = MHD_start_daemon(
		/* turbo: sockets are closed, but not shut down: the gallery may have them
		 * (gallery.h)
		 */
		worker_waits(worker) | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_TURBO,
		0, on_accept, worker, on_request, worker,
		/* the logger first, so that the others' complaints reach it */
		MHD_OPTION_EXTERNAL_LOGGER, on_log, worker, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned)limit,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_IDLE_SECONDS,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, worker, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, worker, MHD_OPTION_NOTIFY_CONNECTION, on_connection, worker,
		MHD_OPTION_ARRAY, worker->entrance.secure ? tls_options : none, MHD_OPTION_END);
	return worker->daemon;
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
	entrance->secure = server_is_secure(server, n);
	entrance->turnstile = turnstile_create(entrance->routes);
	if (!entrance->turnstile)
		return ERR_MEMORY;
	door->turnstiles[door->turnstile_count++] = entrance->turnstile;
	return ERR_OK;
}

enum err server_start(struct server *server, const struct route *routes, struct fault *fault)
{
	size_t each = server_workers(server), connections = server->door.connections_limit;
	size_t count = server->count * each;
	enum err err = ERR_OK;

	server->outside_routes = routes_outside(routes);
	server->workers = calloc(count, sizeof(*server->workers));
	server->door.turnstiles = calloc(count, sizeof(struct turnstile *));
	if (!server->workers || !server->outside_routes || !server->door.turnstiles)
		err = ERR_MEMORY;
	/* all of them before the first request comes, which may ask what all have counted */
	for (size_t i = 0; !err && i < count; i++)
		err = entrance_make(server, i / each, routes, &server->workers[i].entrance);
	if (err)
		return fault_set(fault, err, "There is no memory to start.");
	for (size_t i = 0; i < count; i++) {
		const struct listener *listener = &server->listeners[i / each];
		size_t limit = connections / each + (i % each < connections % each);

		if (!worker_start(&server->workers[i], listener->fd, limit ? limit : 1))
			return fault_set(fault, ERR_LISTEN,
				"listen: the workers for %s cannot be started.", listener->name);
		server->worker_count++;
	}
	return ERR_OK;
}

const struct pulse *server_pulse(const struct server *server, size_t n)
{
	return n < server->worker_count ? &server->workers[n].pulse : NULL;
}

/* They take no more connections; the socket is ours again, and nobody shuts it down. */
static void server_quiesce(struct server *server)
{
	for (size_t i = 0; i < server->worker_count; i++)
		MHD_quiesce_daemon(server->workers[i].daemon);
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
	int64_t now = time_monotonic(), until = now + milliseconds;
	int64_t silent_until = now + SILENT_MILLISECONDS;

	atomic_store(&server->door.draining, true);
	server_quiesce(server);
	connections_end_streams(server->door.connections);
	do {
		/* at least once: a worker may have taken one more that it has not told of yet */
		usleep(DRAIN_STEP_MICROSECONDS);
		now = time_monotonic();
	} while ((atomic_load(&server->door.in_flight) > 0 && now < until) ||
		 (connections_expect(server->door.connections) && now < silent_until));
}

void server_destroy(struct server *server)
{
	if (!server)
		return;
	server_quiesce(server);
	for (size_t i = 0; i < server->worker_count; i++)
		MHD_stop_daemon(server->workers[i].daemon);
	free(server->workers);
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
	tls_destroy(server->door.tls);
	clients_destroy(server->door.clients);
	free(server);
}
