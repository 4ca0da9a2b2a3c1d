/* The laws of server/http/response.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <cmocka.h>

#include "http/response.h"

static const char *header(struct MHD_Response *response, const char *name)
{
	return MHD_get_response_header(response, name);
}

static void a_response_has_the_headers_of_its_answer(void **state)
{
	const struct answer answer = {
		.type = "application/json",
		.headers = {{"ETag", "\"1\""}, {"Vary", "Origin"}},
		.header_count = 2,
	};
	struct MHD_Response *response = response_create(&answer, strdup("{}"), 2, false);

	assert_non_null(response);
	assert_string_equal(header(response, "Content-Type"), "application/json");
	assert_string_equal(header(response, "ETag"), "\"1\"");
	assert_string_equal(header(response, "Vary"), "Origin");
	assert_string_equal(header(response, "X-Content-Type-Options"), "nosniff");
	assert_null(header(response, "Connection"));
	MHD_destroy_response(response);
}

static void the_last_answer_closes(void **state)
{
	const struct answer answer = {.type = NULL};
	struct MHD_Response *response = response_create(&answer, NULL, 0, true);

	assert_non_null(response);
	assert_null(header(response, "Content-Type"));
	assert_string_equal(header(response, "Connection"), "close");
	MHD_destroy_response(response);
}

/* The body is freed all the same; who runs this with a leak checker sees it. */
static void a_header_that_is_none_makes_no_response(void **state)
{
	static const char *const values[] = {"a\r\nSet-Cookie: b", "a\nb", ""};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		const struct answer answer = {
			.headers = {{"Location", values[i]}}, .header_count = 1};

		assert_null(response_create(&answer, strdup("body"), 4, false));
	}
}

static void check_unpacked(
	const char *packed, size_t packed_length, const char *want, size_t length)
{
	char *out = malloc(length + 1);
	z_stream stream = {
		.next_in = (unsigned char *)(uintptr_t)packed,
		.avail_in = (unsigned)packed_length,
		.next_out = (unsigned char *)out,
		.avail_out = (unsigned)length + 1,
	};

	assert_non_null(out);
	assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(stream.total_out, length);
	assert_int_equal(stream.avail_in, 0);
	inflateEnd(&stream);
	assert_memory_equal(out, want, length);
	free(out);
}

static void what_gets_smaller_is_packed(void **state)
{
	static const size_t lengths[] = {256, 1000, 100000};

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		char *from = malloc(lengths[i]), *packed;
		size_t packed_length;

		assert_non_null(from);
		for (size_t k = 0; k < lengths[i]; k++)
			from[k] = (char)('a' + k % 7);
		assert_true(response_gzip(from, lengths[i], &packed, &packed_length));
		assert_true(packed_length < lengths[i]);
		check_unpacked(packed, packed_length, from, lengths[i]);
		free(packed);
		free(from);
	}
}

static void what_does_not_is_left(void **state)
{
	char from[2000], *packed = NULL;
	unsigned random = 1;
	size_t packed_length = 7;

	memset(from, 'a', sizeof(from));
	assert_false(response_gzip(from, 0, &packed, &packed_length));
	assert_false(response_gzip(from, 255, &packed, &packed_length));
	for (size_t i = 0; i < sizeof(from); i++) {
		random = random * 1103515245u + 12345u;
		from[i] = (char)(random >> 16);
	}
	assert_false(response_gzip(from, sizeof(from), &packed, &packed_length));
	assert_null(packed);
	assert_int_equal(packed_length, 7);
}

/* RFC 9110, section 12.5.3 */
static void who_takes_gzip_says_so(void **state)
{
	static const struct {
		const char *header;
		bool takes;
	} rows[] = {
		{NULL, false},
		{"", false},
		{"gzip", true},
		{"GZip", true},
		{"gzip, deflate, br", true},
		{"deflate, gzip", true},
		{"br;q=1.0,gzip;q=0.8, *;q=0.1", true},
		{"deflate , gzip ; q=0.5", true},
		{"gzip;q=0", false},
		{"gzip;q=0.0", false},
		{"gzip; q=0.000", false},
		{"gzip ;q=0, br", false},
		{"gzip;q=0.001", true},
		{"gzip;q=1", true},
		{"identity", false},
		{"x-gzip", false},
		{"gzipx", false},
		{"gzi", false},
		{"br;q=0, gzip", true},
		{",,gzip", true},
		{";q=0", false},
		{",", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (response_takes_gzip(rows[i].header) != rows[i].takes)
			fail_msg("<%s> is judged wrongly", rows[i].header);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_response_has_the_headers_of_its_answer),
		cmocka_unit_test(the_last_answer_closes),
		cmocka_unit_test(a_header_that_is_none_makes_no_response),
		cmocka_unit_test(what_gets_smaller_is_packed),
		cmocka_unit_test(what_does_not_is_left),
		cmocka_unit_test(who_takes_gzip_says_so),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
