/* The laws of server/http/client.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>
#include <cmocka.h>

#include "http/client.h"

/* An address as the system gives it; one that is a path is a Unix socket's. */
union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un local;
};

static union address address_of(const char *text)
{
	union address address;

	memset(&address, 0, sizeof(address));
	if (*text == '/') {
		address.local.sun_family = AF_UNIX;
	} else if (inet_pton(AF_INET, text, &address.v4.sin_addr) == 1) {
		address.v4.sin_family = AF_INET;
		address.v4.sin_port = htons(12345);
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &address.v6.sin6_addr), 1);
		address.v6.sin6_family = AF_INET6;
		address.v6.sin6_port = htons(12345);
	}
	return address;
}

static struct clients *clients_of(const char *list)
{
	struct fault fault = FAULT_NONE;
	struct clients *clients = NULL;

	if (clients_create(list, &fault, &clients))
		fail_msg("<%s> was refused: %s", list, fault.detail);
	return clients;
}

static struct client_prefix prefix_of(const struct clients *clients, const char *text)
{
	union address address = address_of(text);
	struct client_prefix prefix;

	clients_prefix(clients, &address.any, &prefix);
	return prefix;
}

/* An IPv4 address stands for itself, an IPv6 address for its /64. */
static void who_shares_a_prefix_is_one_client(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"192.0.2.1", "::192.0.2.1", false},
		{"2001:db8:1:2::1", "2001:db8:1:2::1", true},
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"2001:db8:1:2::1", "2001:db9:1:2::1", false},
		{"192.0.2.1", "2001:db8::1", false},
		{"/socket", "/socket", true},
		{"/socket", "0.0.0.0", false},
		{"/socket", "::1", false},
	};
	struct clients *clients = clients_of("");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client_prefix a = prefix_of(clients, rows[i].a);
		struct client_prefix b = prefix_of(clients, rows[i].b);

		if (client_prefix_equal(&a, &b) != rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
		assert_int_equal(a.none, rows[i].a[0] == '/');
		if (rows[i].same)
			assert_int_equal(a.hash, b.hash);
	}
	clients_destroy(clients);
}

/* So that nobody can choose with whom to share a bucket. */
static void hashes_are_another_program_by_program(void **state)
{
	struct clients *first = clients_of(""), *second = clients_of("");

	assert_int_not_equal(
		prefix_of(first, "192.0.2.1").hash, prefix_of(second, "192.0.2.1").hash);
	clients_destroy(first);
	clients_destroy(second);
}

static void an_address_that_is_not_known_is_none(void **state)
{
	struct clients *clients = clients_of("");
	struct client_prefix prefix;

	clients_prefix(clients, NULL, &prefix);
	assert_true(prefix.none);
	assert_false(clients_trust(clients, NULL));
	clients_destroy(clients);
	clients_destroy(NULL);
}

static void who_is_in_the_list_is_trusted(void **state)
{
	static const struct {
		const char *list, *address;
		bool trusted;
	} rows[] = {
		{"", "127.0.0.1", false},
		{"", "/socket", false},
		{"127.0.0.1", "127.0.0.1", true},
		{"127.0.0.1", "::ffff:127.0.0.1", true},
		{"127.0.0.1", "127.0.0.2", false},
		{"127.0.0.1", "::1", false},
		{"127.0.0.1", "/socket", false},
		{"::ffff:127.0.0.1", "127.0.0.1", true},
		{" ::1 ,\t127.0.0.1", "127.0.0.1", true},
		{"::1,127.0.0.1", "::1", true},
		{"[::1]", "::1", true},
		{"2001:db8::1", "2001:db8::2", false},
		{"unix", "/socket", true},
		{"unix", "127.0.0.1", false},
		{"127.0.0.1, unix", "/socket", true},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct clients *clients = clients_of(rows[i].list);
		union address address = address_of(rows[i].address);

		if (clients_trust(clients, &address.any) != rows[i].trusted)
			fail_msg("<%s> and %s", rows[i].list, rows[i].address);
		clients_destroy(clients);
	}
}

static void a_list_that_is_wrong_is_a_wrong_setting(void **state)
{
	static const char *const rows[] = {"x", "127.0.0", "127.0.0.1:80", "127.0.0.0/8", ",",
		"127.0.0.1,,::1", "Unix", "localhost", "[127.0.0.1", "::1%lo",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111:2222"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fault fault = FAULT_NONE;
		struct clients *clients = NULL;

		if (clients_create(rows[i], &fault, &clients) != ERR_SETTING)
			fail_msg("<%s> was accepted", rows[i]);
		assert_null(clients);
		assert_non_null(strstr(fault.detail, "trusted_proxies"));
	}
}

static void a_list_has_its_limit(void **state)
{
	char list[33 * 10] = "";
	struct fault fault = FAULT_NONE;
	struct clients *clients = NULL;

	for (int i = 0; i < 32; i++)
		strcat(list, "10.0.0.1,");
	clients_destroy(clients_of(list));
	strcat(list, "10.0.0.1");
	assert_int_equal(clients_create(list, &fault, &clients), ERR_SETTING);
}

/* What stands before the last address that is no proxy's may be made up. */
static void the_client_is_the_last_that_is_no_proxy(void **state)
{
	static const struct {
		const char *forwarded;
		const char *want; /* NULL: it names none */
	} rows[] = {
		{NULL, NULL},
		{"", NULL},
		{"192.0.2.1", "192.0.2.1"},
		{"192.0.2.9, 192.0.2.1", "192.0.2.1"},
		{"192.0.2.1, 10.0.0.1", "192.0.2.1"},
		{"192.0.2.9, 192.0.2.1, 10.0.0.2 , 10.0.0.1", "192.0.2.1"},
		{"192.0.2.1,10.0.0.1,10.0.0.1", "192.0.2.1"},
		{"nonsense, 192.0.2.1", "192.0.2.1"},
		{"2001:db8:1:2::3", "2001:db8:1:2::4"},
		{"[2001:db8:1:2::3]", "2001:db8:1:2::4"},
		{"10.0.0.1", NULL},
		{"10.0.0.1, 10.0.0.2", NULL},
		{"nonsense", NULL},
		{"192.0.2.1, nonsense", NULL},
		{"192.0.2.1, nonsense, 10.0.0.1", NULL},
		{"192.0.2.1,", NULL},
		{"192.0.2.1, ", NULL},
		{"192.0.2.1, unknown", NULL},
		{"192.0.2.1:1234", NULL},
		{",", NULL},
	};
	struct clients *clients = clients_of("10.0.0.1, 10.0.0.2");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct client_prefix got = {.none = true}, want;
		bool found = clients_behind(clients, rows[i].forwarded, &got);

		if (found != (rows[i].want != NULL))
			fail_msg("<%s>", rows[i].forwarded);
		if (!found) {
			assert_true(got.none);
			continue;
		}
		want = prefix_of(clients, rows[i].want);
		assert_true(client_prefix_equal(&got, &want));
		assert_int_equal(got.hash, want.hash);
	}
	clients_destroy(clients);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(who_shares_a_prefix_is_one_client),
		cmocka_unit_test(hashes_are_another_program_by_program),
		cmocka_unit_test(an_address_that_is_not_known_is_none),
		cmocka_unit_test(who_is_in_the_list_is_trusted),
		cmocka_unit_test(a_list_that_is_wrong_is_a_wrong_setting),
		cmocka_unit_test(a_list_has_its_limit),
		cmocka_unit_test(the_client_is_the_last_that_is_no_proxy),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
