/*
 * URLs taken apart. Slices into what was given, one pass for each part, no memory. Refuses, and
 * never repairs, what browsers would read otherwise than RFC 3986 does.
 */
#include <string.h>
#include <strings.h>

#include "core/url_parts.h"

static const struct {
	const char *name;
	bool secure;
} schemes[] = {
	{"https:", true},
	{"http:", false},
};

/* Takes the first `length` bytes off `from`. */
static struct slice slice_take(struct slice *from, size_t length)
{
	struct slice taken = {from->at, length};

	from->at += length;
	from->length -= length;
	return taken;
}

/* Bytes before the first of `stops`, or all. */
static size_t slice_span(struct slice from, const char *stops)
{
	size_t length = 0;

	while (length < from.length && (!from.at[length] || !strchr(stops, from.at[length])))
		length++;
	return length;
}

/* What follows `mark`, up to the first of `stops`; at == NULL when `from` has no mark there. */
static struct slice slice_take_after(struct slice *from, char mark, const char *stops)
{
	if (!from->length || from->at[0] != mark)
		return (struct slice){NULL, 0};
	slice_take(from, 1);
	return slice_take(from, slice_span(*from, stops));
}

static enum url_flaw check_bytes(struct slice from)
{
	/* before the query, browsers read a backslash as a slash */
	size_t slashes = slice_span(from, "?#");

	for (size_t i = 0; i < from.length; i++) {
		if ((unsigned char)from.at[i] < 0x20 || from.at[i] == 0x7f)
			return URL_CONTROL;
		if (from.at[i] == '\\' && i < slashes)
			return URL_BACKSLASH;
	}
	return URL_FINE;
}

static enum url_flaw take_scheme(struct slice *from, bool *secure)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t length = strlen(schemes[i].name);

		if (from->length < length || strncasecmp(from->at, schemes[i].name, length) != 0)
			continue;
		slice_take(from, length);
		if (from->length < 2 || memcmp(from->at, "//", 2) != 0)
			return URL_SLASHES;
		slice_take(from, 2);
		*secure = schemes[i].secure;
		return URL_FINE;
	}
	return URL_SCHEME;
}

/* `from` is ":" and digits, or empty. ":" alone means the scheme's own (RFC 3986, 6.2.3). */
static enum url_flaw parse_port(struct slice from, bool secure, unsigned *port)
{
	unsigned number = 0;

	*port = 0;
	if (from.length <= 1)
		return URL_FINE;
	for (size_t i = 1; i < from.length; i++) {
		if (from.at[i] < '0' || from.at[i] > '9')
			return URL_PORT;
		number = 10 * number + (unsigned)(from.at[i] - '0');
		if (number > 65535)
			return URL_PORT;
	}
	if (number == 0)
		return URL_PORT;
	if (number != (secure ? 443 : 80))
		*port = number;
	return URL_FINE;
}

static enum url_flaw parse_authority(struct slice from, struct url_parts *parts)
{
	struct slice host;
	size_t length;
	enum err err;

	if (memchr(from.at, '@', from.length))
		return URL_USERINFO;
	length = slice_span(from, from.length && from.at[0] == '[' ? "]" : ":");
	if (from.length && from.at[0] == '[' && length < from.length)
		length++;
	host = slice_take(&from, length);
	if (from.length && from.at[0] != ':')
		return URL_HOST;
	err = host_normalise(host, parts->host);
	if (err)
		return err == ERR_MEMORY ? URL_NO_MEMORY : URL_HOST;
	return parse_port(from, parts->secure, &parts->port);
}

enum url_flaw url_parse(struct slice from, struct url_parts *parts)
{
	enum url_flaw flaw = check_bytes(from);

	if (!flaw)
		flaw = take_scheme(&from, &parts->secure);
	if (!flaw)
		flaw = parse_authority(slice_take(&from, slice_span(from, "/?#")), parts);
	if (flaw)
		return flaw;
	parts->path = slice_take(&from, slice_span(from, "?#"));
	parts->query = slice_take_after(&from, '?', "#");
	parts->fragment = slice_take_after(&from, '#', "");
	return URL_FINE;
}
