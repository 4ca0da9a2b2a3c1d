/* See client.h. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto.h"
#include "http/client.h"

enum { PROXIES_MAX = 32 };

struct clients {
	struct in6_addr addresses[PROXIES_MAX]; /* IPv4 as ::ffff:a.b.c.d */
	size_t count;
	bool unix_socket;
	unsigned char secret[CRYPTO_SHORT_KEY_SIZE];
};

/* ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2) */
static void address_map(const struct in_addr *v4, struct in6_addr *out)
{
	memset(out, 0, sizeof(*out));
	out->s6_addr[10] = out->s6_addr[11] = 0xff;
	memcpy(out->s6_addr + 12, v4, sizeof(*v4));
}

/* IPv4 as IPv4-mapped IPv6; false: neither. */
static bool address_bytes(const struct sockaddr *address, struct in6_addr *out)
{
	if (address->sa_family == AF_INET) {
		address_map(&((const struct sockaddr_in *)(const void *)address)->sin_addr, out);
		return true;
	}
	if (address->sa_family == AF_INET6) {
		*out = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
		return true;
	}
	return false;
}

static void prefix_of_bytes(
	const struct clients *clients, const struct in6_addr *address, struct client_prefix *prefix)
{
	*prefix = (struct client_prefix){0};
	if (IN6_IS_ADDR_V4MAPPED(address))
		memcpy(prefix->bytes + 4, address->s6_addr + 12, 4);
	else
		memcpy(prefix->bytes, address->s6_addr, 8);
	prefix->hash = crypto_short(clients->secret,
		(struct slice){(const char *)prefix->bytes, sizeof(prefix->bytes)});
}

void clients_prefix(
	const struct clients *clients, const struct sockaddr *address, struct client_prefix *prefix)
{
	struct in6_addr bytes;

	if (address && address_bytes(address, &bytes))
		prefix_of_bytes(clients, &bytes, prefix);
	else
		*prefix = (struct client_prefix){.none = true};
}

bool client_prefix_equal(const struct client_prefix *a, const struct client_prefix *b)
{
	return a->none == b->none && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

void client_network(const struct client_prefix *prefix, unsigned char network[8])
{
	static const unsigned char v4[4];

	memcpy(network, prefix->bytes, sizeof(prefix->bytes));
	if (memcmp(prefix->bytes, v4, sizeof(v4)) == 0)
		network[7] = 0;
}

/* An address as text; false when it is none. */
static bool address_parse(const char *from, size_t length, struct in6_addr *out)
{
	char text[INET6_ADDRSTRLEN];
	struct in_addr v4;

	if (length >= 2 && from[0] == '[' && from[length - 1] == ']') {
		from++;
		length -= 2;
	}
	if (length >= sizeof(text))
		return false;
	memcpy(text, from, length);
	text[length] = '\0';
	if (inet_pton(AF_INET, text, &v4) == 1) {
		address_map(&v4, out);
		return true;
	}
	return inet_pton(AF_INET6, text, out) == 1;
}

static struct slice trimmed(const char *from, const char *end)
{
	while (from < end && (*from == ' ' || *from == '\t'))
		from++;
	while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (struct slice){from, (size_t)(end - from)};
}

enum err clients_create(const char *list, struct fault *fault, struct clients **out)
{
	struct clients *clients = calloc(1, sizeof(*clients));

	if (!clients)
		return fault_set(fault, ERR_MEMORY, "There is no memory to start.");
	crypto_random(clients->secret, sizeof(clients->secret));
	while (*list) {
		size_t length = strcspn(list, ",");
		struct slice one = trimmed(list, list + length);

		list += length + (list[length] == ',');
		if (one.length == 4 && memcmp(one.at, "unix", 4) == 0) {
			clients->unix_socket = true;
		} else if (clients->count == PROXIES_MAX ||
			   !address_parse(
				   one.at, one.length, &clients->addresses[clients->count])) {
			fault_set(fault, ERR_SETTING,
				"trusted_proxies: \"%.*s\" must be an IP address or unix; "
				"at most %d of them.",
				(int)one.length, one.at, PROXIES_MAX);
			clients_destroy(clients);
			return ERR_SETTING;
		} else {
			clients->count++;
		}
	}
	*out = clients;
	return ERR_OK;
}

void clients_destroy(struct clients *clients)
{
	free(clients);
}

static bool clients_has(const struct clients *clients, const struct in6_addr *address)
{
	for (size_t i = 0; i < clients->count; i++)
		if (memcmp(&clients->addresses[i], address, sizeof(*address)) == 0)
			return true;
	return false;
}

bool clients_trust(const struct clients *clients, const struct sockaddr *address)
{
	struct in6_addr bytes;

	if (!address || !address_bytes(address, &bytes))
		return clients->unix_socket;
	return clients_has(clients, &bytes);
}

bool clients_behind(
	const struct clients *clients, const char *forwarded, struct client_prefix *prefix)
{
	const char *end = forwarded ? forwarded + strlen(forwarded) : NULL;

	/* each proxy adds at the end whom it saw; what stands before that may be made up */
	while (end && end > forwarded) {
		const char *from = end;
		struct in6_addr address;
		struct slice one;

		while (from > forwarded && from[-1] != ',')
			from--;
		one = trimmed(from, end);
		if (!address_parse(one.at, one.length, &address))
			return false;
		if (!clients_has(clients, &address)) {
			prefix_of_bytes(clients, &address, prefix);
			return true;
		}
		end = from > forwarded ? from - 1 : forwarded;
	}
	return false;
}
