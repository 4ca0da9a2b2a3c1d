/* The laws of server/http/packing.h. */
#include <brotli/decode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <cmocka.h>

#include "http/packing.h"

static size_t unpack_gzip(const char *packed, size_t length, char *out, size_t size)
{
	z_stream stream = {
		.next_in = (unsigned char *)(uintptr_t)packed,
		.avail_in = (unsigned)length,
		.next_out = (unsigned char *)out,
		.avail_out = (unsigned)size,
	};

	assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(stream.avail_in, 0);
	inflateEnd(&stream);
	return stream.total_out;
}

static size_t unpack_brotli(const char *packed, size_t length, char *out, size_t size)
{
	assert_int_equal(
		BrotliDecoderDecompress(length, (const uint8_t *)packed, &size, (uint8_t *)out),
		BROTLI_DECODER_RESULT_SUCCESS);
	return size;
}

static void what_gets_smaller_is_packed(void **state)
{
	static const size_t lengths[] = {256, 1000, 100000};
	static char from[100000], back[100001];

	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (char)('a' + i % 7);
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
		for (int way = 0; way < 4; way++) {
			bool brotli = way & 1, lasting = way & 2;
			enum packing packing = brotli ? PACKING_BROTLI : PACKING_GZIP;
			size_t length;
			char *packed;

			assert_true(
				packing_pack(packing, lasting, from, lengths[i], &packed, &length));
			assert_true(length < lengths[i]);
			length = (brotli ? unpack_brotli : unpack_gzip)(
				packed, length, back, sizeof(back));
			assert_int_equal(length, lengths[i]);
			assert_memory_equal(back, from, length);
			free(packed);
		}
}

static void what_does_not_is_left(void **state)
{
	char from[2000], *packed = NULL;
	size_t length = 7;

	for (int packing = 0; packing < PACKING__MAX; packing++) {
		unsigned random = 1;

		memset(from, 'a', sizeof(from));
		assert_false(packing_pack(packing, false, from, 0, &packed, &length));
		assert_false(packing_pack(packing, true, from, 255, &packed, &length));
		for (size_t i = 0; i < sizeof(from); i++) {
			random = random * 1103515245u + 12345u;
			from[i] = (char)(random >> 16);
		}
		assert_false(packing_pack(packing, true, from, sizeof(from), &packed, &length));
	}
	assert_null(packed);
	assert_int_equal(length, 7);
}

/* RFC 9110, section 12.5.3 */
static void what_is_wanted_most_of_what_is_taken(void **state)
{
	static const struct {
		const char *header;
		enum packing taken;
	} rows[] = {
		{NULL, PACKING_NONE},
		{"", PACKING_NONE},
		{"gzip", PACKING_GZIP},
		{"GZip", PACKING_GZIP},
		{"br", PACKING_BROTLI},
		{"gzip, deflate, br, zstd", PACKING_BROTLI},
		{"BR, gzip", PACKING_BROTLI},
		{"deflate, gzip", PACKING_GZIP},
		{"br;q=1.0,gzip;q=0.8, *;q=0.1", PACKING_BROTLI},
		{"deflate , gzip ; q=0.5", PACKING_GZIP},
		{"gzip;q=0", PACKING_NONE},
		{"gzip;q=0.0", PACKING_NONE},
		{"gzip; q=0.000", PACKING_NONE},
		{"gzip ;q=0, br", PACKING_BROTLI},
		{"gzip;q=0.001", PACKING_GZIP},
		{"gzip;q=1", PACKING_GZIP},
		{"br;q=0", PACKING_NONE},
		{"br ; q=0.0, gzip", PACKING_GZIP},
		{"identity", PACKING_NONE},
		{"x-gzip", PACKING_NONE},
		{"gzipx", PACKING_NONE},
		{"gzi", PACKING_NONE},
		{"b", PACKING_NONE},
		{"brr", PACKING_NONE},
		{"br;q=0, gzip", PACKING_GZIP},
		{",,gzip", PACKING_GZIP},
		{";q=0", PACKING_NONE},
		{",", PACKING_NONE},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (packing_taken(rows[i].header) != rows[i].taken)
			fail_msg("<%s> is judged wrongly", rows[i].header);
}

static void each_has_a_name(void **state)
{
	assert_null(packing_name(PACKING_NONE));
	for (int packing = 1; packing < PACKING__MAX; packing++)
		assert_non_null(packing_name(packing));
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(what_gets_smaller_is_packed),
		cmocka_unit_test(what_does_not_is_left),
		cmocka_unit_test(what_is_wanted_most_of_what_is_taken),
		cmocka_unit_test(each_has_a_name),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
