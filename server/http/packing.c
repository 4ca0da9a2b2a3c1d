/* See packing.h. */
#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "http/packing.h"

enum { PACKED_LEAST = 256, GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16 };
/* Of brotli: as fast as gzip's level, in a window that a page fills. */
enum { BROTLI_LEVEL = 5, BROTLI_WINDOW = 18 };

/* Into `out`, which has as many bytes as `from`; gives how many were filled; 0: they do not do. */
typedef size_t (*packer)(bool lasting, const char *from, size_t length, char *out);

static size_t pack_gzip(bool lasting, const char *from, size_t length, char *out)
{
	int level = lasting ? Z_BEST_COMPRESSION : GZIP_LEVEL;
	z_stream stream = {
		.next_in = (unsigned char *)from,
		.avail_in = (unsigned)length,
		.next_out = (unsigned char *)out,
		.avail_out = (unsigned)length,
	};
	int end;

	if (deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return 0;
	end = deflate(&stream, Z_FINISH);
	deflateEnd(&stream);
	return end == Z_STREAM_END ? stream.total_out : 0;
}

static size_t pack_brotli(bool lasting, const char *from, size_t length, char *out)
{
	int level = lasting ? BROTLI_MAX_QUALITY : BROTLI_LEVEL;
	size_t filled = length;

	return BrotliEncoderCompress(level, BROTLI_WINDOW, BROTLI_MODE_TEXT, length,
		       (const uint8_t *)from, &filled, (uint8_t *)out)
		       ? filled
		       : 0;
}

static const struct {
	const char *name;
	packer pack;
} packings[PACKING__MAX] = {
	[PACKING_GZIP] = {"gzip", pack_gzip},
	[PACKING_BROTLI] = {"br", pack_brotli},
};

const char *packing_name(enum packing packing)
{
	return packings[packing].name;
}

bool packing_pack(enum packing packing, bool lasting, const char *from, size_t length, char **out,
	size_t *out_length)
{
	size_t filled;
	char *buffer;

	if (!packings[packing].pack || length < PACKED_LEAST)
		return false;
	buffer = malloc(length);
	if (!buffer)
		return false;
	filled = packings[packing].pack(lasting, from, length, buffer);
	if (!filled) {
		free(buffer);
		return false;
	}
	*out = buffer;
	*out_length = filled;
	return true;
}

static enum packing packing_named(const char *name, size_t length)
{
	for (int packing = 1; packing < PACKING__MAX; packing++)
		if (strlen(packings[packing].name) == length &&
			strncasecmp(packings[packing].name, name, length) == 0)
			return (enum packing)packing;
	return PACKING_NONE;
}

/* A weight of zero is a no. */
enum packing packing_taken(const char *accept_encoding)
{
	const char *at = accept_encoding;
	enum packing best = PACKING_NONE;

	while (at && *at) {
		size_t length = strcspn(at, ",");
		const char *semicolon = memchr(at, ';', length);
		const char *end = semicolon ? semicolon : at + length;
		const char *q = semicolon ? strchr(semicolon, '=') : NULL;
		enum packing packing;

		while (at < end && *at == ' ')
			at++, length--;
		while (end > at && end[-1] == ' ')
			end--;
		packing = packing_named(at, (size_t)(end - at));
		if (packing > best && (!q || q > at + length || strtod(q + 1, NULL) > 0))
			best = packing;
		at += length;
		at += *at == ',';
	}
	return best;
}
