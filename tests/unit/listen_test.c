/* The laws of server/http/listen.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "http/listen.h"

static char folder[] = "/tmp/afterword-listen-XXXXXX", path[64], address[80];

static int enter(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/socket", folder);
	snprintf(address, sizeof(address), "unix:%s", path);
	return 0;
}

static int leave(void **state)
{
	return rmdir(folder);
}

static enum err open_at(const char *text, struct fault *fault, struct listener *listener)
{
	*fault = FAULT_NONE;
	return listener_open("listen", (struct slice){text, strlen(text)}, fault, listener);
}

static struct listener opened(const char *text)
{
	struct listener listener = {.fd = -1};
	struct fault fault;

	if (open_at(text, &fault, &listener))
		fail_msg("<%s> was refused: %s", text, fault.detail);
	assert_true(listener.fd >= 0);
	return listener;
}

static void check_refused(const char *text, const char *part)
{
	struct listener listener = {.fd = -7};
	struct fault fault;

	if (open_at(text, &fault, &listener) != ERR_LISTEN) {
		listener_close(&listener);
		fail_msg("<%s> was accepted", text);
	}
	assert_int_equal(listener.fd, -7);
	if (!strstr(fault.detail, part))
		fail_msg("<%s> says <%s>", text, fault.detail);
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const rows[] = {"", ":", "8080", "127.0.0.1", "127.0.0.1:", ":8080",
		"127.0.0.1:http", "127.0.0.1:80a", "127.0.0.1:-1", "::1:8080", "[::1]", "[::1]8080",
		"[::1:8080", "[]:8080", "http://127.0.0.1:8080"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(rows[i], "must be HOST:PORT, [IPv6]:PORT or unix:PATH");
}

static void a_port_is_at_most_65535(void **state)
{
	static const char *const rows[] = {"127.0.0.1:65536", "127.0.0.1:99999",
		"127.0.0.1:4294967297", "127.0.0.1:99999999999999999999"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(rows[i], rows[i]);
}

static void a_host_that_is_not_there_is_told(void **state)
{
	check_refused("192.0.2.1:0", "192.0.2.1:0: ");
}

static void an_address_has_its_limit(void **state)
{
	char text[300];

	snprintf(text, sizeof(text), "unix:/%0200d", 0);
	check_refused(text, "too long");
	snprintf(text, sizeof(text), "unix:/%0120d", 0);
	check_refused(text, "a path of 1 to 107 bytes");
	check_refused("unix:", "a path of 1 to 107 bytes");
}

static void port_zero_takes_a_free_one_and_tells_it(void **state)
{
	struct listener listener = opened("127.0.0.1:0");
	int port = 0;

	assert_int_equal(sscanf(listener.name, "127.0.0.1:%d", &port), 1);
	assert_in_range(port, 1, 65535);
	assert_string_equal(listener.path, "");
	/* the same address again is taken */
	check_refused(listener.name, "another program listens there");
	listener_close(&listener);
	assert_int_equal(listener.fd, -1);
	listener_close(&listener);
}

static void ipv6_is_named_in_brackets(void **state)
{
	struct listener listener = {.fd = -1};
	struct fault fault;

	if (open_at("[::1]:0", &fault, &listener))
		skip(); /* a machine without IPv6 */
	assert_memory_equal(listener.name, "[::1]:", 6);
	listener_close(&listener);
}

static void an_address_ends_where_its_slice_ends(void **state)
{
	struct listener listener;
	struct fault fault = FAULT_NONE;

	assert_int_equal(listener_open("listen", (struct slice){"127.0.0.1:0,[::1]:0", 11}, &fault,
				 &listener),
		ERR_OK);
	listener_close(&listener);
}

static int connect_to(const char *to)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int code;

	snprintf(local.sun_path, sizeof(local.sun_path), "%s", to);
	code = connect(fd, (const struct sockaddr *)&local, sizeof(local));
	close(fd);
	return code;
}

static void a_unix_socket_goes_with_its_listener(void **state)
{
	struct listener listener = opened(address);

	assert_string_equal(listener.name, address);
	assert_string_equal(listener.path, path);
	assert_int_equal(connect_to(path), 0);
	listener_close(&listener);
	assert_int_equal(access(path, F_OK), -1);
}

static void a_unix_socket_that_is_in_use_is_left(void **state)
{
	struct listener listener = opened(address);

	check_refused(address, "another program listens there");
	assert_int_equal(connect_to(path), 0);
	listener_close(&listener);
}

/* Left behind by a process that died. */
static void a_unix_socket_that_nobody_answers_on_is_replaced(void **state)
{
	struct listener dead = opened(address), listener;

	close(dead.fd);
	assert_int_equal(connect_to(path), -1);
	listener = opened(address);
	assert_int_equal(connect_to(path), 0);
	listener_close(&listener);
}

static void a_file_that_is_no_socket_is_left(void **state)
{
	FILE *file = fopen(path, "w");
	struct stat stat_;

	assert_non_null(file);
	fputs("precious", file);
	fclose(file);
	check_refused(address, path);
	assert_int_equal(stat(path, &stat_), 0);
	assert_int_equal(stat_.st_size, 8);
	unlink(path);
}

static void a_listener_does_not_outlive_a_new_program(void **state)
{
	struct listener listener = opened("127.0.0.1:0");

	assert_int_equal(fcntl(listener.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(fcntl(listener.fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	listener_close(&listener);
}

static struct listener taken(int fd)
{
	struct listener listener = {.fd = -1};
	struct fault fault = FAULT_NONE;

	if (listener_take(fd, &fault, &listener))
		fail_msg("it was refused: %s", fault.detail);
	assert_int_equal(listener.fd, fd);
	return listener;
}

static void what_others_listen_on_is_theirs(void **state)
{
	static const char *const rows[] = {"127.0.0.1:0", "unix"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool is_unix = strcmp(rows[i], "unix") == 0;
		struct listener theirs = opened(is_unix ? address : rows[i]), ours;
		int fd = dup(theirs.fd);

		fcntl(theirs.fd, F_SETFL, 0);
		ours = taken(fd);
		assert_string_equal(ours.name, theirs.name);
		assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
		assert_int_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
		listener_close(&ours);
		if (is_unix)
			assert_int_equal(connect_to(path), 0);
		listener_close(&theirs);
	}
}

static void what_takes_no_connections_is_refused(void **state)
{
	int fds[] = {-1, open("/dev/null", O_RDONLY), socket(AF_INET, SOCK_STREAM, 0),
		socket(AF_UNIX, SOCK_DGRAM, 0)};

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		struct listener listener = {.fd = -7};
		struct fault fault = FAULT_NONE;

		assert_int_equal(listener_take(fds[i], &fault, &listener), ERR_LISTEN);
		assert_int_equal(listener.fd, -7);
		assert_non_null(strstr(fault.detail, "ListenStream="));
		if (fds[i] >= 0)
			close(fds[i]);
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(a_port_is_at_most_65535),
		cmocka_unit_test(a_host_that_is_not_there_is_told),
		cmocka_unit_test(an_address_has_its_limit),
		cmocka_unit_test(port_zero_takes_a_free_one_and_tells_it),
		cmocka_unit_test(ipv6_is_named_in_brackets),
		cmocka_unit_test(an_address_ends_where_its_slice_ends),
		cmocka_unit_test(a_unix_socket_goes_with_its_listener),
		cmocka_unit_test(a_unix_socket_that_is_in_use_is_left),
		cmocka_unit_test(a_unix_socket_that_nobody_answers_on_is_replaced),
		cmocka_unit_test(a_file_that_is_no_socket_is_left),
		cmocka_unit_test(a_listener_does_not_outlive_a_new_program),
		cmocka_unit_test(what_others_listen_on_is_theirs),
		cmocka_unit_test(what_takes_no_connections_is_refused),
	};

	return cmocka_run_group_tests(laws, enter, leave);
}
