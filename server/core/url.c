/*
 * URLs of pages, websites, origins, servers and links: what each keeps, and what its mistakes are
 * called. The work is done in url_parse.c and url_write.c. See include/core/url.h.
 */
#include <string.h>

#include "base/utf8.h"
#include "core/mistake.h"
#include "core/plain.h"
#include "core/url.h"
#include "core/url_parts.h"

static const struct url_shape page_shape = {.parameters = false, .fragment = false};
static const struct url_shape whole_shape = {.parameters = true, .fragment = true};

static const struct {
	const char *code;
	const char *detail;
} flaws[URL__FLAWS] = {
	[URL_MISSING] = {MISTAKE_REQUIRED, "Give a URL that begins with https:// or http://."},
	[URL_CONTROL] = {MISTAKE_INVALID_CHARACTER,
		"Leave out line breaks, tabs and control characters."},
	[URL_BACKSLASH] = {MISTAKE_INVALID_CHARACTER, "Write / instead of the backslash."},
	[URL_SCHEME] = {MISTAKE_SCHEME,
		"Begin with https:// or http://, as in https://example.org/."},
	[URL_SLASHES] = {MISTAKE_NOT_A_URL,
		"Write two slashes after the colon, as in https://example.org/."},
	[URL_USERINFO] = {MISTAKE_USERINFO,
		"Leave out the user name, the password and the @ before the host."},
	[URL_HOST] = {MISTAKE_HOST,
		"Name the host as in https://example.org/, https://192.0.2.1/ or "
		"https://[2001:db8::1]/."},
	[URL_PORT] = {MISTAKE_PORT, "Give a port from 1 to 65535, or none."},
};

/* The whole way. The text's length is that of what was too long, if it was. */
static enum url_flaw url_normalise(struct slice from, size_t limit, const struct url_shape *shape,
	struct url_parts *parts, struct url_text *text)
{
	enum url_flaw flaw;

	text->length = from.length;
	if (!from.length)
		return URL_MISSING;
	if (from.length > limit)
		return URL_LONG;
	flaw = url_parse(from, parts);
	if (flaw)
		return flaw;
	url_write(parts, shape, text);
	return text->length > limit ? URL_LONG : URL_FINE;
}

static enum err no_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "There is no memory to read a URL.");
}

static enum err refuse(
	enum url_flaw flaw, size_t length, size_t limit, const char *field, struct fault *fault)
{
	if (flaw == URL_NO_MEMORY)
		return no_memory(fault);
	if (flaw == URL_LONG)
		return fault_field(fault, field, MISTAKE_TOO_LONG,
			"The URL has %zu bytes; at most %zu are allowed.", length, limit);
	return fault_field(fault, field, flaws[flaw].code, "%s", flaws[flaw].detail);
}

enum err url_page(const char *from, const char *field, struct arena *arena, struct fault *fault,
	struct url *url)
{
	struct slice trimmed = plain_trim(from);
	struct url_parts parts;
	struct url_text text;
	enum url_flaw flaw = url_normalise(trimmed, URL_LIMIT, &page_shape, &parts, &text);
	const char *whole, *origin;

	if (flaw)
		return refuse(flaw, text.length, URL_LIMIT, field, fault);
	whole = arena_copy(arena, text.at, text.length);
	origin = arena_copy(arena, text.at, text.origin);
	if (!whole || !origin)
		return no_memory(fault);
	*url = (struct url){whole, origin};
	return ERR_OK;
}

enum err url_website(const char *from, const char *field, struct arena *arena, struct fault *fault,
	const char **website)
{
	struct slice trimmed = plain_trim(from);
	struct url_parts parts;
	struct url_text text;
	enum url_flaw flaw = url_normalise(trimmed, URL_WEBSITE_LIMIT, &whole_shape, &parts, &text);
	const char *whole;

	if (flaw == URL_MISSING) {
		*website = NULL;
		return ERR_OK;
	}
	if (flaw)
		return refuse(flaw, text.length, URL_WEBSITE_LIMIT, field, fault);
	whole = arena_copy(arena, text.at, text.length);
	if (!whole)
		return no_memory(fault);
	*website = whole;
	return ERR_OK;
}

/* Nothing behind the host and the port, or only the slash that people add. */
static bool is_origin(const struct url_parts *parts)
{
	return parts->path.length <= 1 && !parts->query.at && !parts->fragment.at;
}

enum err url_origin(const char *from, const char *field, struct arena *arena, struct fault *fault,
	const char **origin)
{
	struct slice trimmed = plain_trim(from);
	struct url_parts parts;
	struct url_text text;
	enum url_flaw flaw = url_normalise(trimmed, URL_LIMIT, &whole_shape, &parts, &text);
	const char *copy;

	if (flaw)
		return refuse(flaw, text.length, URL_LIMIT, field, fault);
	if (!is_origin(&parts))
		return fault_field(fault, field, MISTAKE_NOT_AN_ORIGIN,
			"Leave out what comes after the host, as in https://example.org.");
	copy = arena_copy(arena, text.at, text.origin);
	if (!copy)
		return no_memory(fault);
	*origin = copy;
	return ERR_OK;
}

/* Behind the origin of what is written: the one spelling that there is, and nothing to decode. */
static bool is_base_path(const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";

	return !path[strspn(path, plain)] && !strstr(path, "//");
}

enum err url_base(const char *from, const char *field, struct arena *arena, struct fault *fault,
	struct url_base *base)
{
	struct slice trimmed = plain_trim(from);
	struct url_parts parts;
	struct url_text text;
	enum url_flaw flaw = url_normalise(trimmed, URL_LIMIT, &whole_shape, &parts, &text);
	const char *whole, *origin;

	if (flaw)
		return refuse(flaw, text.length, URL_LIMIT, field, fault);
	whole = arena_copy(arena, text.at, text.length);
	origin = arena_copy(arena, text.at, text.origin);
	if (!whole || !origin)
		return no_memory(fault);
	if (!is_base_path(whole + text.origin))
		return fault_field(fault, field, MISTAKE_NOT_A_BASE,
			"After the host there may be a path of letters, digits and -._~ between "
			"slashes, and nothing else, as in https://example.org/comments.");
	if (text.at[text.length - 1] == '/')
		whole = arena_copy(arena, whole, text.length - 1);
	if (!whole)
		return no_memory(fault);
	*base = (struct url_base){whole, origin, whole + text.origin};
	return ERR_OK;
}

bool url_link(struct slice from, struct text *out)
{
	struct url_parts parts;
	struct url_text text;

	if (url_normalise(from, URL_LIMIT, &whole_shape, &parts, &text) != URL_FINE)
		return false;
	text_add(out, text.at, text.length);
	return true;
}
