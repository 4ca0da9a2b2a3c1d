/*
 * Whatever head comes, one that the guard lets pass can be read in one way only. The laws, each
 * told from the bytes themselves:
 *
 * 1. The first line is a method that is known, a target of 1 to 2,048 visible ASCII characters
 *    that begins with a slash, and HTTP/1.0 or HTTP/1.1, with a blank between them.
 * 2. Each other line is a token, a colon and a value without control characters.
 * 3. There is one Host, which is not empty, at most one Content-Length, which is digits and what
 *    the framing says, and no Transfer-Encoding.
 * 4. The path finds the same row of the route table each time, and a row's own path finds it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/routes.h"
#include "fake_head.h"

static const char token_characters[] = "!#$%&'*+-.^_`|~0123456789"
				       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool is_visible(char c)
{
	return c > ' ' && c < 0x7f;
}

/*
 * The line up to its CRLF or LF, which is taken too. Of what libmicrohttpd 0.9 has made NULs of,
 * the guard cannot tell what it was: a NUL in the place of a CR, and two at the end of the head.
 */
static struct slice take_line(struct slice *rest)
{
	const char *stop = memchr(rest->at, '\n', rest->length);
	struct slice line = {rest->at, (size_t)(stop - rest->at)};

	assert(stop);
	rest->at += line.length + 1;
	rest->length -= line.length + 1;
	if (line.length && line.at[line.length - 1] == '\r')
		line.length--;
	for (int i = 0; i < 2 && line.length && !line.at[line.length - 1]; i++)
		line.length--;
	return line;
}

static struct slice take_word(struct slice *line)
{
	struct slice word = {line->at, 0};

	while (word.length < line->length && word.at[word.length] != ' ')
		word.length++;
	line->at += word.length;
	line->length -= word.length;
	if (line->length) {
		line->at++;
		line->length--;
	}
	return word;
}

static bool word_is(struct slice word, const char *wanted)
{
	return word.length == strlen(wanted) && memcmp(word.at, wanted, word.length) == 0;
}

static void check_first(struct slice line)
{
	static const char *const methods[] = {
		"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
	struct slice method = take_word(&line), target = take_word(&line);
	bool known = false;

	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		known |= word_is(method, methods[i]);
	assert(known);
	assert(target.length >= 1 && target.length <= 2048 && target.at[0] == '/');
	for (size_t i = 0; i < target.length; i++)
		assert(is_visible(target.at[i]));
	assert(word_is(line, "HTTP/1.0") || word_is(line, "HTTP/1.1"));
}

struct counts {
	int hosts, lengths;
};

static bool name_is(struct slice name, const char *wanted)
{
	return name.length == strlen(wanted) && strncasecmp(name.at, wanted, name.length) == 0;
}

static void check_length(struct slice value, const struct framing *framing)
{
	uint64_t length = 0;

	assert(value.length > 0 && framing->has_length);
	for (size_t i = 0; i < value.length; i++) {
		assert(value.at[i] >= '0' && value.at[i] <= '9');
		length = length * 10 + (uint64_t)(value.at[i] - '0');
	}
	assert(framing->length == length);
}

static void check_value(struct slice value)
{
	for (size_t i = 0; i < value.length; i++)
		assert(((unsigned char)value.at[i] >= ' ' || value.at[i] == '\t') &&
			value.at[i] != 0x7f);
}

static void check_header(struct slice line, const struct framing *framing, struct counts *counts)
{
	const char *colon = memchr(line.at, ':', line.length);
	struct slice name = {line.at, 0}, value;

	assert(colon);
	name.length = (size_t)(colon - line.at);
	assert(name.length > 0);
	for (size_t i = 0; i < name.length; i++)
		assert(name.at[i] && strchr(token_characters, name.at[i]));
	value = (struct slice){colon + 1, line.length - name.length - 1};
	check_value(value);
	while (value.length && (*value.at == ' ' || *value.at == '\t')) {
		value.at++;
		value.length--;
	}
	assert(!name_is(name, "Transfer-Encoding"));
	if (name_is(name, "Host")) {
		counts->hosts++;
		assert(value.length > 0);
	}
	if (name_is(name, "Content-Length")) {
		counts->lengths++;
		check_length(value, framing);
	}
}

static void check_passed(struct slice head, const struct framing *framing)
{
	struct counts counts = {0};

	check_first(take_line(&head));
	for (struct slice line = take_line(&head); line.length; line = take_line(&head))
		check_header(line, framing, &counts);
	assert(head.length == 0);
	assert(counts.hosts == 1 && counts.lengths == framing->has_length);
}

/* What {…} matched stands in the path, is not empty and holds no slash. */
static void check_params(const char *const *params, struct slice path)
{
	for (size_t i = 0; i < EXCHANGE_PARAMS && params[i]; i++) {
		assert(*params[i] && !strchr(params[i], '/'));
		assert(memmem(path.at, path.length, params[i], strlen(params[i])));
	}
}

static void check_route(const struct fake_request *fake)
{
	const char *target = fake->request->target;
	struct slice path = {target, strcspn(target, "?")};
	const char *params[EXCHANGE_PARAMS] = {NULL};
	const struct route *route = NULL, *own = NULL;
	struct arena arena;
	char allow[64];

	arena_init(64 * 1024, &arena);
	switch (route_find(routes, fake->method, path, &arena, &route, params, allow)) {
	case ROUTE_FOUND:
		check_params(params, path);
		path = (struct slice){route->path, strlen(route->path)};
		assert(route_find(routes, route->method, path, &arena, &own, params, allow) ==
			ROUTE_FOUND);
		assert(own == route);
		break;
	case ROUTE_NO_METHOD:
		assert(*allow && strlen(allow) < sizeof(allow) && !route);
		break;
	case ROUTE_NO_PATH:
		assert(!*allow && !route);
		break;
	case ROUTE_NO_MEMORY: /* the arena has room for a target of any length */
		abort();
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice head = {(const char *)data, size};
	struct fake_request *fake = fake_request_create(head);
	struct framing framing;

	if (!fake)
		return 0;
	if (fake_request_guard(fake, &framing) == ERR_OK) {
		check_passed(head, &framing);
		check_route(fake);
	}
	fake_request_destroy(fake);
	return 0;
}
