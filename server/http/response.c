/* See response.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "http/response.h"

enum { GZIP_LEAST = 256, GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16 };

static bool response_headers(struct MHD_Response *response, const struct answer *answer, bool last)
{
	bool good =
		MHD_add_response_header(response, "X-Content-Type-Options", "nosniff") == MHD_YES;

	if (answer->type)
		good &= MHD_add_response_header(
				response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type) == MHD_YES;
	for (size_t i = 0; i < answer->header_count; i++)
		good &= MHD_add_response_header(response, answer->headers[i].name,
				answer->headers[i].value) == MHD_YES;
	if (last)
		good &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close") ==
			MHD_YES;
	return good;
}

struct MHD_Response *response_create(
	const struct answer *answer, char *body, size_t length, bool last)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		length, body, body ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);

	if (!response) {
		free(body);
		return NULL;
	}
	if (!response_headers(response, answer, last)) {
		MHD_destroy_response(response);
		return NULL;
	}
	return response;
}

struct MHD_Response *response_create_stream(
	const struct answer *answer, MHD_ContentReaderCallback read, void *context, size_t block)
{
	struct MHD_Response *response =
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, context, NULL);

	if (response && !response_headers(response, answer, false)) {
		MHD_destroy_response(response);
		return NULL;
	}
	return response;
}

bool response_gzip(const char *from, size_t length, char **out, size_t *out_length)
{
	z_stream stream = {0};
	bool done = false;
	char *buffer;

	if (length < GZIP_LEAST)
		return false;
	buffer = malloc(length);
	if (!buffer)
		return false;
	stream.next_in = (unsigned char *)from;
	stream.avail_in = (unsigned)length;
	stream.next_out = (unsigned char *)buffer;
	stream.avail_out = (unsigned)length;
	if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) ==
		Z_OK) {
		done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
		deflateEnd(&stream);
	}
	if (!done) {
		free(buffer);
		return false;
	}
	*out = buffer;
	*out_length = stream.total_out;
	return true;
}

/* RFC 9110, section 12.5.3; a weight of zero is a no. */
bool response_takes_gzip(const char *accept_encoding)
{
	const char *at = accept_encoding;

	while (at && *at) {
		size_t length = strcspn(at, ",");
		const char *semicolon = memchr(at, ';', length);
		const char *end = semicolon ? semicolon : at + length;

		while (*at == ' ')
			at++, length--;
		while (end > at && end[-1] == ' ')
			end--;
		if (end - at == 4 && strncasecmp(at, "gzip", 4) == 0) {
			const char *q = semicolon ? strchr(semicolon, '=') : NULL;

			return !q || q > at + length || strtod(q + 1, NULL) > 0;
		}
		at += length;
		at += *at == ',';
	}
	return false;
}
