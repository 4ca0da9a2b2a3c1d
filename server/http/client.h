/*
 * Clients: where a request comes from, as the network prefix that limits count: an IPv4 address
 * or an IPv6 /64. Kept in memory only, never stored or logged.
 */
#ifndef AFTERWORD_SERVER_HTTP_CLIENT_H
#define AFTERWORD_SERVER_HTTP_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include "base/err.h"
#include "base/text.h"

struct client_prefix {
	unsigned char bytes[8]; /* IPv4: ::ffff:a.b.c.d's last four, after zeros */
	uint64_t hash;          /* keyed: nobody chooses with whom to share a bucket */
	bool none;              /* a Unix socket: no network address */
};

bool client_prefix_equal(const struct client_prefix *a, const struct client_prefix *b);

/* The /24 of an IPv4 address, or the /64 of an IPv6 one. */
void client_network(const struct client_prefix *prefix, unsigned char network[8]);

/* How clients are told apart: the proxies that X-Forwarded-For is believed from, a hash's key. */
struct clients;

/* `list`: the setting trusted_proxies. ERR_SETTING. */
enum err clients_create(const char *list, struct fault *fault, struct clients **clients) MUST_CHECK;
void clients_destroy(struct clients *clients);

void clients_prefix(const struct clients *clients, const struct sockaddr *address,
	struct client_prefix *prefix);

/* Whether it is a trusted proxy's address. */
bool clients_trust(const struct clients *clients, const struct sockaddr *address);

/*
 * The client behind trusted proxies: the last address in X-Forwarded-For (may be NULL) that is
 * not a trusted proxy's own. False when the header names none.
 */
bool clients_behind(
	const struct clients *clients, const char *forwarded, struct client_prefix *prefix);

#endif
