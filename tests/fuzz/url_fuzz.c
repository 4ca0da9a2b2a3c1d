/*
 * Whatever bytes come, a URL that is accepted is in normal form. The laws:
 *
 * 1. Normalising what was normalised changes nothing.
 * 2. What comes out is visible ASCII that needs no quoting but for & and ', within the limit.
 * 3. It is http or https, and has a host but no user information.
 * 4. A page's origin is how its URL begins, and is itself an origin.
 * 5. A link is accepted when a website is, and is the same text; refused, it appends nothing.
 * 6. A mistake is told once, and only where something was refused.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/plain.h"
#include "core/url.h"

static bool has_dot_segment(const char *path, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		size_t segment = strcspn(path + i + 1, "/?#");

		if (path[i] == '/' && segment > 0 && segment <= 2 &&
			strspn(path + i + 1, ".") >= segment)
			return true;
	}
	return false;
}

static void check_normal(const char *url, size_t limit)
{
	size_t length = strlen(url);
	const char *host = strstr(url, "://");
	size_t authority;

	assert(length <= limit);
	for (size_t i = 0; i < length; i++)
		assert(url[i] > ' ' && url[i] < 0x7f && !strchr("\"<>\\^`{|}", url[i]));
	assert(strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0);
	host += 3;
	authority = strcspn(host, "/?#");
	assert(authority > 0 && !memchr(host, '@', authority));
	assert(!has_dot_segment(host + authority, strcspn(host + authority, "?#")));
}

static void check_page(const char *from, struct arena *arena)
{
	struct fault fault = FAULT_NONE;
	struct url page, again;
	const char *origin;

	if (url_page(from, "page", arena, &fault, &page)) {
		assert(fault.err == ERR_INVALID_INPUT && fault.count == 1);
		return;
	}
	check_normal(page.text, URL_LIMIT);
	assert(!strchr(page.text, '#'));
	assert(url_page(page.text, "page", arena, &fault, &again) == ERR_OK);
	assert(strcmp(page.text, again.text) == 0 && strcmp(page.origin, again.origin) == 0);
	assert(strncmp(page.text, page.origin, strlen(page.origin)) == 0);
	assert(page.text[strlen(page.origin)] == '/');
	assert(url_origin(page.origin, "origin", arena, &fault, &origin) == ERR_OK);
	assert(strcmp(page.origin, origin) == 0);
	assert(fault.err == ERR_OK && fault.count == 0);
}

/* The path of a website is a path, too, but the query and the fragment are whole. */
static void check_website(const char *from, struct arena *arena)
{
	struct slice trimmed = plain_trim(from);
	struct fault fault = FAULT_NONE;
	const char *website, *again;
	struct text link;
	bool linked;

	text_init(URL_LIMIT, &link);
	linked = url_link(trimmed, &link);
	assert(linked == (link.length > 0));
	if (url_website(from, "website", arena, &fault, &website)) {
		assert(fault.err == ERR_INVALID_INPUT && fault.count == 1);
		assert(!linked || trimmed.length > URL_WEBSITE_LIMIT ||
			link.length > URL_WEBSITE_LIMIT);
	} else if (website) {
		assert(linked && strcmp(link.at, website) == 0);
		assert(url_website(website, "website", arena, &fault, &again) == ERR_OK);
		assert(strcmp(website, again) == 0);
		assert(strlen(website) <= URL_WEBSITE_LIMIT);
	} else {
		assert(!trimmed.length && !linked);
	}
	text_finish(&link);
}

/* A link comes as a slice of foreign bytes, without a NUL and perhaps not UTF-8. */
static void check_link(struct slice from)
{
	char *bytes = malloc(from.length ? from.length : 1);
	struct text link, again;

	assert(bytes);
	memcpy(bytes, from.at, from.length);
	text_init(URL_LIMIT, &link);
	text_init(URL_LIMIT, &again);
	if (url_link((struct slice){bytes, from.length}, &link)) {
		assert(text_status(&link) == ERR_OK);
		assert(url_link((struct slice){link.at, link.length}, &again));
		assert(strcmp(link.at, again.at) == 0);
		for (size_t i = 0; i < link.length; i++)
			assert(link.at[i] > ' ' && link.at[i] < 0x7f);
	}
	text_finish(&again);
	text_finish(&link);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice from = {(const char *)data, size};
	struct arena arena;
	char *text;

	if (!size)
		return 0;
	check_link(from);
	if (!utf8_valid(from.at, from.length))
		return 0;
	arena_init(64 * 1024 + size, &arena);
	text = arena_copy(&arena, from.at, from.length);
	assert(text);
	check_page(text, &arena);
	check_website(text, &arena);
	arena_finish(&arena);
	return 0;
}
