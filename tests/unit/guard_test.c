/* The laws of server/http/guard.h, on heads as libmicrohttpd would tell them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../fuzz/fake_head.h"

#define GET  "GET / HTTP/1.1\r\n"
#define HOST "Host: example.org\r\n"
#define END  "\r\n"

#define HEAD(text) {text, sizeof(text) - 1}

/* What becomes of a head; ERR__MAX: libmicrohttpd refuses it by itself. */
static enum err judge(struct slice head, struct framing *framing)
{
	struct fake_request *fake = fake_request_create(head);
	enum err err;

	if (!fake)
		return ERR__MAX;
	err = fake_request_guard(fake, framing);
	assert_int_equal(fake->request->exchange.fault.err, err);
	fake_request_destroy(fake);
	return err;
}

static void check_refused(struct slice head, enum err want)
{
	struct framing framing;
	enum err got = judge(head, &framing);

	if (got == ERR_OK || (got != want && got != ERR__MAX))
		fail_msg("<%.*s> gave %d", (int)head.length, head.at, got);
}

static void what_is_in_order_passes(void **state)
{
	static const struct slice rows[] = {
		HEAD(GET HOST END),
		HEAD("GET / HTTP/1.0\r\n" HOST END),
		HEAD("GET /a?b=%20 HTTP/1.1\nhost:x\n\n"),
		HEAD(GET HOST "X:\r\nY: \t\r\nZ:: :\r\n" END),
		HEAD(GET HOST "X: a\tb \xc3\xbc \xff\r\n" END),
		HEAD(GET HOST "!#$%&'*+-.^_`|~09azAZ: x\r\n" END),
	};
	struct framing framing;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (judge(rows[i], &framing))
			fail_msg("<%s> was refused", rows[i].at);
}

static void each_method_that_is_known_passes(void **state)
{
	static const char *const methods[] = {
		"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
	static const char *const others[] = {"TRACE", "CONNECT", "get", "GETS", "PRI"};
	struct framing framing;
	char head[100];

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		snprintf(head, sizeof(head), "%s / HTTP/1.1\r\n" HOST END, methods[i]);
		assert_int_equal(judge((struct slice){head, strlen(head)}, &framing), ERR_OK);
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		snprintf(head, sizeof(head), "%s / HTTP/1.1\r\n" HOST END, others[i]);
		check_refused((struct slice){head, strlen(head)}, ERR_NOT_IMPLEMENTED);
	}
}

static void framing_is_read_from_the_headers(void **state)
{
	static const struct {
		struct slice head;
		struct framing want;
	} rows[] = {
		{HEAD(GET HOST END), {false, 0, false}},
		{HEAD(GET HOST "Content-Length: 0\r\n" END), {true, 0, false}},
		{HEAD(GET HOST "content-length:0042\r\n" END), {true, 42, false}},
		{HEAD(GET HOST "Content-Length: 999999999999999999\r\n" END),
			{true, 999999999999999999, false}},
		{HEAD(GET "expect: 100-continue\r\n" HOST "Content-Length: 7\r\n" END),
			{true, 7, true}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct framing framing;

		assert_int_equal(judge(rows[i].head, &framing), ERR_OK);
		assert_int_equal(framing.has_length, rows[i].want.has_length);
		assert_int_equal(framing.length, rows[i].want.length);
		assert_int_equal(framing.expects, rows[i].want.expects);
	}
}

static void what_could_be_read_in_two_ways_is_refused(void **state)
{
	static const struct {
		struct slice head;
		enum err want;
	} rows[] = {
		{HEAD(GET END), ERR_BAD_REQUEST},
		{HEAD(GET "Host:\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST HOST END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "HOST:\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length:\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: x\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: +1\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: -1\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: 0x1\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: 1, 1\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: 1 \r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: 1000000000000000000\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Content-Length: 1\r\nContent-Length: 1\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "Transfer-Encoding: chunked\r\n" END), ERR_LENGTH_REQUIRED},
		{HEAD(GET HOST "transfer-encoding: identity\r\n" END), ERR_LENGTH_REQUIRED},
		{HEAD(GET HOST "Content-Length: 1\r\nTransfer-Encoding:\r\n" END),
			ERR_LENGTH_REQUIRED},
		{HEAD(GET HOST "X Y: a\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X(: a\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "\xc3\xbc: a\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X : a\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X: a\x01\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X: a\x7f\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X: a\rContent-Length: 5\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X: a\r\r\n" END), ERR_BAD_REQUEST},
		{HEAD(GET HOST "X\r\n" END), ERR_BAD_REQUEST},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(rows[i].head, rows[i].want);
}

/* libmicrohttpd 0.9 tells less than was sent, or in another place; see guard.c. */
static void what_is_not_told_whole_is_refused(void **state)
{
	static const struct slice rows[] = {
		HEAD(GET HOST "X: a\0b\r\n" END),
		HEAD(GET HOST "X: a\0\r\nY: b\r\n" END),
		HEAD(GET HOST "X: a\0:::\r\n" END),
		HEAD(GET "Host: x\0\0\r\nX: y\r\n" END),
		HEAD(GET HOST "Content-Length: 0\0\r\n" END),
		HEAD(GET HOST "Content-Length\0: 0\r\n" END),
		HEAD(GET HOST "\0:\r\nX: y\r\n" END),
		HEAD(GET HOST "\0X: y\r\n" END),
		HEAD(GET HOST ": y\r\n" END),
		HEAD(GET HOST ":\r\n" END),
		HEAD(GET HOST "Content-Len: 5\r\n gth\r\n" END),
		HEAD(GET HOST "X: y\r\n\tz\r\n" END),
		HEAD(GET " x\r\n" HOST END),
		HEAD("GET /a\0b HTTP/1.1\r\n" HOST END),
		HEAD("GET\0 / HTTP/1.1\r\n" HOST END),
		HEAD("GET / HTTP/1.1\0\r\n" HOST END),
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(rows[i], ERR_BAD_REQUEST);
}

static void the_first_line_is_exact(void **state)
{
	static const struct {
		struct slice head;
		enum err want;
	} rows[] = {
		{HEAD("GET / HTTP/1.2\r\n" HOST END), ERR_VERSION_UNSUPPORTED},
		{HEAD("GET / HTTP/2.0\r\n" HOST END), ERR_VERSION_UNSUPPORTED},
		{HEAD("GET / HTTP/1.10\r\n" HOST END), ERR_VERSION_UNSUPPORTED},
		{HEAD("GET / http/1.1\r\n" HOST END), ERR_VERSION_UNSUPPORTED},
		{HEAD("GET / \r\n" HOST END), ERR_VERSION_UNSUPPORTED},
		{HEAD("GET  / HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET /  HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET / a HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET * HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET a HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET http://example.org/ HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET /\xc3\xbc HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET /\x7f HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET /\t HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
		{HEAD("GET /\r HTTP/1.1\r\n" HOST END), ERR_BAD_REQUEST},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(rows[i].head, rows[i].want);
}

static void a_target_has_its_limit(void **state)
{
	char head[TARGET_MAX + 100];
	struct framing framing;

	for (int more = 0; more < 2; more++) {
		int length = snprintf(head, sizeof(head), "GET /%0*d HTTP/1.1\r\n" HOST END,
			TARGET_MAX - 1 + more, 0);

		assert_int_equal(judge((struct slice){head, (size_t)length}, &framing),
			more ? ERR_TARGET_TOO_LONG : ERR_OK);
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(what_is_in_order_passes),
		cmocka_unit_test(each_method_that_is_known_passes),
		cmocka_unit_test(framing_is_read_from_the_headers),
		cmocka_unit_test(what_could_be_read_in_two_ways_is_refused),
		cmocka_unit_test(what_is_not_told_whole_is_refused),
		cmocka_unit_test(the_first_line_is_exact),
		cmocka_unit_test(a_target_has_its_limit),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
