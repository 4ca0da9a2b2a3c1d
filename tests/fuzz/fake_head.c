/* See fake_head.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fake_head.h"

enum { HEADERS_MAX = 64, JOINED_MAX = 4096, TOLD_WHOLE = MHD_VERSION >= 0x01000000 };

struct header {
	const char *name, *value;
};

/* What a struct MHD_Connection is here. */
struct MHD_Connection {
	struct fake_request fake; /* first, so that one is found from the other */
	char *memory;
	size_t length;
	struct header headers[HEADERS_MAX];
	size_t count;
	char joined[JOINED_MAX];
	size_t joined_length;
	union MHD_ConnectionInfo info;
};

const union MHD_ConnectionInfo *MHD_get_connection_info(
	struct MHD_Connection *connection, enum MHD_ConnectionInfoType type, ...)
{
	assert(type == MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	connection->info.header_size = connection->length;
	return &connection->info;
}

int MHD_get_connection_values_n(struct MHD_Connection *connection, enum MHD_ValueKind kind,
	MHD_KeyValueIteratorN iterator, void *context)
{
	assert(kind == MHD_HEADER_KIND);
	for (size_t i = 0; i < connection->count; i++) {
		const struct header *header = &connection->headers[i];

		if (iterator(context, kind, header->name, strlen(header->name), header->value,
			    strlen(header->value)) == MHD_NO)
			return (int)i + 1;
	}
	return (int)connection->count;
}

/* The line at `*at`, ended where it ends; NULL: there is no whole one. */
static char *take_line(char **at, const char *end, size_t *length)
{
	char *line = *at, *stop = memchr(line, '\n', (size_t)(end - line));

	if (!stop)
		return NULL;
	*at = stop + 1;
	*stop = '\0';
	if (stop > line && stop[-1] == '\r')
		*--stop = '\0';
	*length = (size_t)(stop - line);
	return line;
}

static char *skip_blanks(char *at)
{
	return at + strspn(at, " \t");
}

/* Hangs a continued line to the last name. */
static bool take_continuation(struct MHD_Connection *connection, const char *line)
{
	char *joined = connection->joined + connection->joined_length;
	size_t length, more = strlen(line);
	struct header *last;

	if (!connection->count || TOLD_WHOLE)
		return false;
	last = &connection->headers[connection->count - 1];
	length = strlen(last->name);
	if (connection->joined_length + length + more >= JOINED_MAX)
		return false;
	memcpy(joined, last->name, length);
	memcpy(joined + length, line, more + 1);
	connection->joined_length += length + more + 1;
	last->name = joined;
	return true;
}

static bool take_header(struct MHD_Connection *connection, char *line)
{
	char *colon = strchr(line, ':');

	if (*line == ' ' || *line == '\t')
		return take_continuation(connection, line);
	if (!colon || connection->count == HEADERS_MAX)
		return false;
	if (colon == line)
		return !TOLD_WHOLE;
	if (colon[-1] == ' ' || colon[-1] == '\t')
		return false;
	*colon = '\0';
	connection->headers[connection->count++] = (struct header){line, skip_blanks(colon + 1)};
	return true;
}

/* Method, target and version: what stands before the first blank and behind the last. */
static bool take_first(struct MHD_Connection *connection, char *line, size_t line_length)
{
	char *blank = strchr(line, ' '), *last = memrchr(line, ' ', line_length);
	struct request *request;
	size_t length;

	if (!blank || blank == last || last + 1 + strlen(last + 1) != line + line_length)
		return false;
	*blank = *last = '\0';
	length = strlen(blank + 1);
	request = calloc(1, sizeof(*request) + length + TARGET_TAIL);
	assert(request);
	memcpy(request->target, blank + 1, length);
	request->target_length = length;
	request->mhd = connection;
	connection->fake = (struct fake_request){request, line, last + 1};
	return true;
}

/* Where the text ends that the guard is told last. */
static const char *told_end(const struct MHD_Connection *connection)
{
	const char *last = connection->count ? connection->headers[connection->count - 1].value
					     : connection->fake.version;

	return last + strlen(last);
}

static bool take_head(struct MHD_Connection *connection)
{
	char *at = connection->memory, *line;
	const char *end = at + connection->length;
	size_t length;

	line = take_line(&at, end, &length);
	if (!line || !take_first(connection, line, length))
		return false;
	while ((line = take_line(&at, end, &length)) && *line)
		if (!take_header(connection, line))
			return false;
	connection->length = (size_t)(at - connection->memory);
	/* a line that begins with a NUL ends the head, too; where there are no more bytes than two
	 * CRLF have, nobody can tell the NULs that were sent from those put in their place */
	return line && (at == end || at - told_end(connection) > 4);
}

struct fake_request *fake_request_create(struct slice head)
{
	struct MHD_Connection *connection = calloc(1, sizeof(*connection));

	assert(connection);
	connection->memory = malloc(head.length + 1);
	assert(connection->memory);
	memcpy(connection->memory, head.at, head.length);
	connection->length = head.length;
	if ((!TOLD_WHOLE || !memchr(head.at, '\0', head.length)) && take_head(connection))
		return &connection->fake;
	fake_request_destroy(&connection->fake);
	return NULL;
}

void fake_request_destroy(struct fake_request *fake)
{
	struct MHD_Connection *connection = (struct MHD_Connection *)fake;

	if (!fake)
		return;
	free(connection->memory);
	free(fake->request);
	free(connection);
}

enum err fake_request_guard(struct fake_request *fake, struct framing *framing)
{
	*framing = (struct framing){0};
	return guard_check(fake->request, fake->method, fake->version, framing);
}
