/* The listening server: libmicrohttpd's daemons, the door, the cache. */
#ifndef AFTERWORD_HTTP_SERVER_H
#define AFTERWORD_HTTP_SERVER_H

#include "base/err.h"
#include "base/pulse.h"
#include "core/forwarding.h"
#include "core/service.h"
#include "http/route.h"

/* Files that it opens beside a socket for each connection and each reader who listens. */
enum { SERVER_FILES = 256 };

enum { SERVER_SOCKETS_MAX = 8 }; /* that are listened on */

/* A socket that somebody else listens on for us, for moderators or for readers. */
struct server_socket {
	int fd;
	bool inside;
};

struct server;

/*
 * Takes the sockets, at most SERVER_SOCKETS_MAX; where there are none, binds the addresses of the
 * settings; reads certificate and key. Answers nobody yet. ERR_LISTEN with the address and the
 * reason, ERR_SETTING.
 */
enum err server_create(const struct settings *settings, const struct server_socket *sockets,
	size_t count, struct fault *fault, struct server **server) MUST_CHECK;

/* The n-th address that is listened on, with its real port; NULL past the last. */
const char *server_address(const struct server *server, size_t n);

/* Whether TLS is spoken at the n-th. */
bool server_is_secure(const struct server *server, size_t n);

/* When the time of the certificate in force is over; 0: there is no TLS. */
int64_t server_certificate_until(const struct server *server);

/*
 * Reads certificate and key again, for the connections that come from now on. ERR_SETTING: they
 * cannot be used, and those before stay in force.
 */
enum err server_renew_certificate(
	struct server *server, int64_t now, struct fault *fault) MUST_CHECK;

/* Whether moderators are not served at the n-th. */
bool server_is_outside(const struct server *server, size_t n);

/* Makes what its requests will share. The service is filled by the time of server_start. */
enum err server_prepare(
	struct server *server, const struct service *service, struct fault *fault) MUST_CHECK;

/* Answers from now on, by the routes (a NULL method ends them). */
enum err server_start(
	struct server *server, const struct route *routes, struct fault *fault) MUST_CHECK;

/* Of the n-th worker; NULL past the last. */
const struct pulse *server_pulse(const struct server *server, size_t n);

/* How requests have come. */
void server_forwarded(const struct server *server, struct forwarded *forwarded);

/* Forgets every ready-made answer: another program has changed the database. */
void server_forget(struct server *server);

/* Forgets those of pages that were changed, and of what their sites show. */
struct page_change;
void server_forget_pages(struct server *server, const struct page_change *changes);

/*
 * Takes no more connections, finishes what is in flight, at most `milliseconds`; who has just
 * connected has a moment to ask. The hub is closed by then, so that streams end.
 */
void server_drain(struct server *server, int milliseconds);

void server_destroy(struct server *server);

#endif
