/* The laws of server/cli/manager.h: what is read of the environment, and what is told to whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "cli/manager.h"

enum { SOCKETS = 3 };

/* Where a service manager hears; `size`: of the address. */
static int hears_at(const struct sockaddr_un *address, socklen_t size)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)address, size), 0);
	return fd;
}

static void assert_heard(int fd, const char *text)
{
	char heard[256] = "";
	ssize_t length = recv(fd, heard, sizeof(heard) - 1, MSG_DONTWAIT);

	assert_int_equal(length, strlen(text));
	assert_string_equal(heard, text);
}

/* Opens, tells and closes. */
static void assert_tells(const char *variable, int fd)
{
	struct manager manager;

	setenv("NOTIFY_SOCKET", variable, 1);
	manager_open(&manager);
	assert_true(manager_listens(&manager));
	manager_tell(&manager, "READY=%d", 1);
	assert_heard(fd, "READY=1");
	manager_tell(&manager, "STATUS=%s\nWATCHDOG=1", "It answers");
	assert_heard(fd, "STATUS=It answers\nWATCHDOG=1");
	manager_close(&manager);
	assert_false(manager_listens(&manager));
	manager_tell(&manager, "READY=1");
	assert_int_equal(recv(fd, (char[8]){0}, 8, MSG_DONTWAIT), -1);
}

static void it_is_told_at_a_path(void **state)
{
	char folder[] = "/tmp/afterword-manager-XXXXXX";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct manager manager;
	int fd;

	assert_non_null(mkdtemp(folder));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", folder);
	fd = hears_at(&address, sizeof(address));
	assert_tells(address.sun_path, fd);
	close(fd);
	manager_open(&manager);
	assert_false(manager_listens(&manager)); /* nobody is there any more */
	unlink(address.sun_path);
	rmdir(folder);
}

static void it_is_told_at_an_abstract_name(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char variable[64];
	int length = snprintf(variable, sizeof(variable), "@afterword/manager/%d", getpid());
	int fd;

	memcpy(address.sun_path + 1, variable + 1, (size_t)length - 1);
	fd = hears_at(
		&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length));
	assert_tells(variable, fd);
	close(fd);
}

static void nobody_is_told_elsewhere(void **state)
{
	char longer[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	const char *const others[] = {"", "/", "@", "relative/path", "vsock:2:1", longer};
	struct manager manager;

	memset(longer, '/', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		setenv("NOTIFY_SOCKET", others[i], 1);
		manager_open(&manager);
		assert_false(manager_listens(&manager));
	}
	unsetenv("NOTIFY_SOCKET");
	manager_open(&manager);
	assert_false(manager_listens(&manager));
	manager_tell(&manager, "READY=1");
	manager_close(&manager);
}

/* NULL: not set; "ours": this process. */
static void set(const char *variable, const char *value)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	if (value)
		setenv(variable, strcmp(value, "ours") == 0 ? pid : value, 1);
	else
		unsetenv(variable);
}

static void the_watchdog_is_for_whom_it_names(void **state)
{
	static const struct {
		const char *microseconds, *pid;
		int64_t due;
	} cases[] = {
		{NULL, NULL, 0},
		{"120000000", NULL, 120000},
		{"120000000", "ours", 120000},
		{"120000000", "1", 0},
		{"120000000", "", 0},
		{"120000000", "ours ", 0},
		{"0", NULL, 0},
		{"", NULL, 0},
		{"-1", NULL, 0},
		{"1s", NULL, 0},
		{"99999999999999999999", NULL, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		set("WATCHDOG_USEC", cases[i].microseconds);
		set("WATCHDOG_PID", cases[i].pid);
		assert_int_equal(manager_watchdog(), cases[i].due);
	}
}

static void sockets_are_for_whom_they_name_and_have_a_name_each(void **state)
{
	static const struct {
		const char *pid, *fds, *names;
		enum err err;
		size_t count;
		bool inside[SOCKETS];
	} cases[] = {
		{NULL, NULL, NULL, ERR_OK, 0, {0}},
		{NULL, "1", "readers", ERR_OK, 0, {0}},
		{"1", "1", "readers", ERR_OK, 0, {0}},
		{"ours", "0", NULL, ERR_OK, 0, {0}},
		{"ours", "1", "readers", ERR_OK, 1, {false}},
		{"ours", "1", "moderators", ERR_OK, 1, {true}},
		{"ours", "2", "moderators:readers", ERR_OK, 2, {true, false}},
		{"ours", "3", "readers:readers:moderators", ERR_OK, 3, {false, false, true}},
		/* sd_listen_fds_with_names(3): "unknown" where the manager gives no names */
		{"ours", "1", NULL, ERR_LISTEN, 0, {0}},
		{"ours", "1", "afterword.socket", ERR_LISTEN, 0, {0}},
		{"ours", "1", "reader", ERR_LISTEN, 0, {0}},
		{"ours", "1", "readersx", ERR_LISTEN, 0, {0}},
		{"ours", "1", "", ERR_LISTEN, 0, {0}},
		{"ours", "2", "readers", ERR_LISTEN, 0, {0}},
		{"ours", "2", "readers:", ERR_LISTEN, 0, {0}},
		{"ours", "1", "readers:", ERR_LISTEN, 0, {0}},
		{"ours", "1", "readers:moderators", ERR_LISTEN, 0, {0}},
		{"ours", "4", "readers:readers:readers:readers", ERR_LISTEN, 0, {0}},
		{"ours", "many", "readers", ERR_LISTEN, 0, {0}},
		{"ours", NULL, NULL, ERR_LISTEN, 0, {0}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fault fault = FAULT_NONE;
		struct server_socket sockets[SOCKETS];
		size_t count = 0;

		set("LISTEN_PID", cases[i].pid);
		set("LISTEN_FDS", cases[i].fds);
		set("LISTEN_FDNAMES", cases[i].names);
		assert_int_equal(manager_sockets(&fault, sockets, SOCKETS, &count), cases[i].err);
		assert_null(getenv("LISTEN_PID"));
		assert_null(getenv("LISTEN_FDS"));
		assert_null(getenv("LISTEN_FDNAMES"));
		if (cases[i].err)
			continue;
		assert_int_equal(count, cases[i].count);
		for (size_t n = 0; n < count; n++) {
			assert_int_equal(sockets[n].fd, 3 + n);
			assert_int_equal(sockets[n].inside, cases[i].inside[n]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_told_at_a_path),
		cmocka_unit_test(it_is_told_at_an_abstract_name),
		cmocka_unit_test(nobody_is_told_elsewhere),
		cmocka_unit_test(the_watchdog_is_for_whom_it_names),
		cmocka_unit_test(sockets_are_for_whom_they_name_and_have_a_name_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
