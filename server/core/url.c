/*
 * URLs of pages, websites, origins and links: what each keeps, and what its mistakes are called.
 * The work is done in url_parse.c and url_write.c. See include/core/url.h.
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

static enum err no_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "There is no memory to read a URL.");
}

static enum err too_long(struct fault *fault, const char *field, size_t length, size_t limit)
{
	return fault_field(fault, field, MISTAKE_TOO_LONG,
		"The URL has %zu bytes; at most %zu are allowed.", length, limit);
}

/* Parses and writes; the result is in `parts` and `text`. Blank was dealt with before. */
static enum err url_normalise(struct slice from, const char *field, size_t limit,
	const struct url_shape *shape, struct fault *fault, struct url_parts *parts,
	struct url_text *text)
{
	enum url_flaw flaw;

	if (from.length > limit)
		return too_long(fault, field, from.length, limit);
	flaw = url_parse(from, parts);
	if (flaw == URL_NO_MEMORY)
		return no_memory(fault);
	if (flaw)
		return fault_field(fault, field, flaws[flaw].code, "%s", flaws[flaw].detail);
	url_write(parts, shape, text);
	if (text->length > limit)
		return too_long(fault, field, text->length, limit);
	return ERR_OK;
}

static enum err url_required(struct fault *fault, const char *field)
{
	return fault_field(
		fault, field, MISTAKE_REQUIRED, "Give a URL that begins with https:// or http://.");
}

enum err url_page(const char *from, const char *field, struct arena *arena, struct fault *fault,
	struct url *url)
{
	struct slice trimmed = plain_trim(from);
	struct url_parts parts;
	struct url_text text;
	const char *whole, *origin;
	enum err err;

	if (!trimmed.length)
		return url_required(fault, field);
	err = url_normalise(trimmed, field, URL_LIMIT, &page_shape, fault, &parts, &text);
	if (err)
		return err;
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
	const char *whole;
	enum err err;

	if (!trimmed.length) {
		*website = NULL;
		return ERR_OK;
	}
	err = url_normalise(trimmed, field, URL_WEBSITE_LIMIT, &whole_shape, fault, &parts, &text);
	if (err)
		return err;
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
	const char *copy;
	enum err err;

	if (!trimmed.length)
		return url_required(fault, field);
	err = url_normalise(trimmed, field, URL_LIMIT, &whole_shape, fault, &parts, &text);
	if (err)
		return err;
	if (!is_origin(&parts))
		return fault_field(fault, field, MISTAKE_NOT_AN_ORIGIN,
			"Leave out what comes after the host, as in https://example.org.");
	copy = arena_copy(arena, text.at, text.origin);
	if (!copy)
		return no_memory(fault);
	*origin = copy;
	return ERR_OK;
}

bool url_link(struct slice from, struct text *out)
{
	struct url_parts parts;
	struct url_text text;

	if (from.length > URL_LIMIT || url_parse(from, &parts) != URL_FINE)
		return false;
	url_write(&parts, &whole_shape, &text);
	if (text.length > URL_LIMIT)
		return false;
	text_add(out, text.at, text.length);
	return true;
}
