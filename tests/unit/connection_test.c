/* The laws of server/http/connection.h that need no server: when a connection is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/time.h"
#include "core/crypto.h"
#include "http/connection.h"

enum { PATIENCE = 10000 }; /* milliseconds */

static struct connections *connections;
static struct clients *clients;
static struct connection *connection;
static int ours, theirs;

static int start(void **state)
{
	const struct sockaddr address = {.sa_family = AF_UNIX};
	struct fault fault = FAULT_NONE;
	struct connections_limits limits = {.arrive = TIME_HOUR};
	int pair[2];

	if (crypto_start() || clients_create("", &fault, &clients) ||
		socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return -1;
	ours = pair[0];
	theirs = pair[1];
	limits.clients = clients;
	connections = connections_create(&limits);
	if (connections)
		connection = connections_add(connections, ours, &address);
	return !connection;
}

static int stop(void **state)
{
	connections_remove(connections, connection);
	connections_destroy(connections);
	clients_destroy(clients);
	close(ours);
	close(theirs);
	return 0;
}

/* Whether the other end sees the end, soon. */
static bool is_cut(int milliseconds)
{
	struct pollfd end = {.fd = theirs, .events = POLLIN};

	return poll(&end, 1, milliseconds) == 1 && (end.revents & POLLHUP);
}

static void streams_have_a_moment_when_the_server_stops(void **state)
{
	connection_answers(connection);
	connection_streams(connection);
	connections_end_streams(connections);
	assert_true(is_cut(PATIENCE));
}

static void what_is_no_stream_keeps_its_time(void **state)
{
	connection_streams(connection);
	connection_awaits(connections, connection);
	connections_end_streams(connections);
	/* longer than a stream has */
	assert_false(is_cut(2000));
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(streams_have_a_moment_when_the_server_stops),
		LAW(what_is_no_stream_keeps_its_time),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
