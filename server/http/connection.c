/* See connection.h. */
#include <pthread.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <utlist.h>

#include "http/client_tally.h"
#include "http/connection.h"

enum { SWEEP_MILLISECONDS = 250 };

#define STREAM_END_SPAN TIME_SECOND /* for a stream's last bytes when the server stops */

struct connections {
	struct connections_limits limits;
	pthread_t sweeper;
	pthread_mutex_t lock;
	pthread_cond_t stopping;
	atomic_int silent; /* connections */
	/*
	 * Under the lock:
	 * 1. a connection's descriptor is open as long as it is in the list.
	 * 2. tally has those in the list that are counted.
	 * 3. count is the length of the list.
	 */
	struct connection *list;
	size_t count;
	struct client_tally *tally;
	bool stop;
};

/* Cuts who is late. The worker sees the end of the stream and lets go of the connection. */
static void connections_sweep(struct connections *connections)
{
	int64_t now = time_monotonic();
	struct connection *connection;

	DL_FOREACH(connections->list, connection)
	if (atomic_load_explicit(&connection->deadline, memory_order_relaxed) < now)
		shutdown(connection->fd, SHUT_RDWR);
}

static void *connections_loop(void *context)
{
	struct connections *connections = context;

	pthread_mutex_lock(&connections->lock);
	while (!connections->stop) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += SWEEP_MILLISECONDS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&connections->stopping, &connections->lock, &until);
		connections_sweep(connections);
	}
	pthread_mutex_unlock(&connections->lock);
	return NULL;
}

struct connections *connections_create(const struct connections_limits *limits)
{
	struct connections *connections = calloc(1, sizeof(*connections));

	if (!connections)
		return NULL;
	connections->limits = *limits;
	pthread_mutex_init(&connections->lock, NULL);
	pthread_cond_init(&connections->stopping, NULL);
	if (pthread_create(&connections->sweeper, NULL, connections_loop, connections) != 0) {
		free(connections);
		return NULL;
	}
	return connections;
}

void connections_destroy(struct connections *connections)
{
	if (!connections)
		return;
	pthread_mutex_lock(&connections->lock);
	connections->stop = true;
	pthread_cond_signal(&connections->stopping);
	pthread_mutex_unlock(&connections->lock);
	pthread_join(connections->sweeper, NULL);
	pthread_cond_destroy(&connections->stopping);
	pthread_mutex_destroy(&connections->lock);
	free(connections);
}

static bool connections_counts(
	const struct connections *connections, const struct client_prefix *prefix, bool trusted)
{
	return connections->limits.per_prefix && !trusted && !prefix->none;
}

bool connections_admit(struct connections *connections, const struct sockaddr *address)
{
	bool trusted = clients_trust(connections->limits.clients, address);
	struct client_prefix prefix;
	bool room;

	clients_prefix(connections->limits.clients, address, &prefix);
	if (!connections_counts(connections, &prefix, trusted))
		return true;
	pthread_mutex_lock(&connections->lock);
	room = client_tally_count(connections->tally, &prefix) < connections->limits.per_prefix;
	pthread_mutex_unlock(&connections->lock);
	return room;
}

struct connection *connections_add(
	struct connections *connections, int fd, const struct sockaddr *address)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection)
		return NULL;
	connection->fd = fd;
	connection->trusted = clients_trust(connections->limits.clients, address);
	clients_prefix(connections->limits.clients, address, &connection->prefix);
	connection_awaits(connections, connection);
	atomic_init(&connection->silent, true);
	atomic_fetch_add(&connections->silent, 1);
	pthread_mutex_lock(&connections->lock);
	DL_APPEND(connections->list, connection);
	connections->count++;
	if (connections_counts(connections, &connection->prefix, connection->trusted))
		client_tally_add(&connections->tally, &connection->prefix);
	pthread_mutex_unlock(&connections->lock);
	return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
	pthread_mutex_lock(&connections->lock);
	DL_DELETE(connections->list, connection);
	connections->count--;
	if (connections_counts(connections, &connection->prefix, connection->trusted))
		client_tally_remove(&connections->tally, &connection->prefix);
	pthread_mutex_unlock(&connections->lock);
	connection_asks(connections, connection);
	free(connection);
}

void connection_asks(struct connections *connections, struct connection *connection)
{
	if (atomic_load_explicit(&connection->silent, memory_order_relaxed) &&
		atomic_exchange(&connection->silent, false))
		atomic_fetch_sub(&connections->silent, 1);
}

bool connections_expect(struct connections *connections)
{
	return connections && atomic_load(&connections->silent) > 0;
}

size_t connections_count(struct connections *connections)
{
	size_t count;

	pthread_mutex_lock(&connections->lock);
	count = connections->count;
	pthread_mutex_unlock(&connections->lock);
	return count;
}

void connection_awaits(const struct connections *connections, struct connection *connection)
{
	atomic_store_explicit(&connection->streams, false, memory_order_relaxed);
	atomic_store_explicit(&connection->deadline, time_monotonic() + connections->limits.arrive,
		memory_order_relaxed);
}

void connection_answers(struct connection *connection)
{
	atomic_store_explicit(
		&connection->deadline, time_monotonic() + ANSWER_SPAN, memory_order_relaxed);
}

void connection_streams(struct connection *connection)
{
	const unsigned span = (unsigned)ANSWER_SPAN;

	/* who is gone without a word is noticed as soon as who does not read; not on a Unix socket
	 */
	(void)setsockopt(connection->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &span, sizeof(span));
	atomic_store_explicit(&connection->streams, true, memory_order_relaxed);
}

void connections_end_streams(struct connections *connections)
{
	int64_t deadline = time_monotonic() + STREAM_END_SPAN;
	struct connection *connection;

	if (!connections)
		return;
	pthread_mutex_lock(&connections->lock);
	DL_FOREACH(connections->list, connection)
	if (atomic_load_explicit(&connection->streams, memory_order_relaxed))
		atomic_store_explicit(&connection->deadline, deadline, memory_order_relaxed);
	pthread_mutex_unlock(&connections->lock);
}
