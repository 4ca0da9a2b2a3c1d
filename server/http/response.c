/* See response.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "http/response.h"

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

void response_head(const struct answer *answer, int64_t now, struct text *out)
{
	time_t seconds = now / TIME_SECOND;
	char date[40];
	struct tm parts;

	gmtime_r(&seconds, &parts);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	text_add_format(out,
		"HTTP/1.1 %d OK\r\nDate: %s\r\nConnection: close\r\n"
		"X-Content-Type-Options: nosniff\r\nContent-Type: %s\r\n",
		answer->status, date, answer->type);
	for (size_t i = 0; i < answer->header_count; i++) {
		assert(!strpbrk(answer->headers[i].value, "\r\n"));
		text_add_format(
			out, "%s: %s\r\n", answer->headers[i].name, answer->headers[i].value);
	}
	text_add_string(out, "\r\n");
}
