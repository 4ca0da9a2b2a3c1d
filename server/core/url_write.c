/*
 * URLs in normal form (RFC 3986, section 6.2.2). Each part is written first and judged after:
 * a dot segment or a parameter is recognised in what was written, where it has only one spelling
 * left, and then taken back. Linear: what is taken back is taken back once.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/url_parts.h"

/*
 * Parameters that only tell where a visitor came from. Two visitors are on one page whatever
 * these say.
 */
static const struct {
	const char *name;
	bool prefix; /* every parameter that begins with the name */
} trackers[] = {
	{"utm_", true},         /* Google Analytics campaigns, and whoever took them over */
	{"mtm_", true},         /* Matomo */
	{"pk_campaign", false}, /* Matomo, when it was Piwik */
	{"pk_kwd", false}, {"gclid", false}, /* Google Ads */
	{"gclsrc", false}, {"dclid", false}, {"gbraid", false}, {"wbraid", false},
	{"srsltid", false}, {"_ga", false},  /* Google Analytics across domains */
	{"_gl", false}, {"fbclid", false},   /* Facebook */
	{"igshid", false},                   /* Instagram */
	{"igsh", false}, {"msclkid", false}, /* Microsoft */
	{"twclid", false},                   /* Twitter */
	{"ref_src", false}, {"ref_url", false}, {"ttclid", false}, /* TikTok */
	{"li_fat_id", false},                                      /* LinkedIn */
	{"yclid", false},                                          /* Yandex */
	{"_openstat", false}, {"mc_cid", false},                   /* Mailchimp */
	{"mc_eid", false}, {"_hsenc", false},                      /* HubSpot */
	{"_hsmi", false}, {"mkt_tok", false},                      /* Marketo */
};

/* RFC 3986: what may stand unencoded, beside the unreserved characters. */
#define SEGMENT  "!$&'()*+,;=:@"
#define QUERY    SEGMENT "/?"
#define FRAGMENT QUERY

static void write_char(struct url_text *text, char c)
{
	assert(text->length < sizeof(text->at));
	text->at[text->length++] = c;
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "%xx" at `at` stands for, or -1. */
static int encoded_byte(struct slice from, size_t at)
{
	int high, low;

	if (from.at[at] != '%' || from.length - at < 3)
		return -1;
	high = hex_value(from.at[at + 1]);
	low = hex_value(from.at[at + 2]);
	return high < 0 || low < 0 ? -1 : 16 * high + low;
}

static void write_encoded(struct url_text *text, struct slice from, const char *allowed)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < from.length; i++) {
		int encoded = encoded_byte(from, i);
		unsigned char c = (unsigned char)(encoded < 0 ? from.at[i] : encoded);

		if (encoded >= 0)
			i += 2;
		if (is_unreserved(c) || (encoded < 0 && c && strchr(allowed, c))) {
			write_char(text, (char)c);
		} else {
			write_char(text, '%');
			write_char(text, digits[c >> 4]);
			write_char(text, digits[c & 15]);
		}
	}
}

static bool written_is(const struct url_text *text, size_t from, const char *what)
{
	size_t length = strlen(what);

	return text->length - from == length && memcmp(text->at + from, what, length) == 0;
}

/* Takes what stands before the next `mark` off `from`, and the mark; false: it was the last. */
static bool take_piece(struct slice *from, char mark, struct slice *piece)
{
	const char *end = memchr(from->at, mark, from->length);

	*piece = (struct slice){from->at, end ? (size_t)(end - from->at) : from->length};
	from->at += piece->length + (end ? 1 : 0);
	from->length -= piece->length + (end ? 1 : 0);
	return end != NULL;
}

/* RFC 3986, section 5.2.4. What is written before a segment always ends in a slash. */
static void write_path(struct url_text *text, struct slice path)
{
	size_t root = text->length;
	struct slice segment;
	bool more = true;

	write_char(text, '/');
	if (path.length)
		take_piece(&path, '/', &segment);
	while (path.length && more) {
		size_t start = text->length;

		more = take_piece(&path, '/', &segment);
		write_encoded(text, segment, SEGMENT);
		if (written_is(text, start, ".")) {
			text->length = start;
		} else if (written_is(text, start, "..")) {
			text->length = start > root + 1 ? start - 1 : start;
			while (text->at[text->length - 1] != '/')
				text->length--;
		} else if (more) {
			write_char(text, '/');
		}
	}
}

/* Does the parameter written from `start` on only tell where a visitor came from? */
static bool written_is_tracker(const struct url_text *text, size_t start)
{
	const char *name = text->at + start;
	const char *equals = memchr(name, '=', text->length - start);
	size_t length = equals ? (size_t)(equals - name) : text->length - start;

	for (size_t i = 0; i < ARRAY_SIZE(trackers); i++) {
		size_t wanted = strlen(trackers[i].name);

		if ((trackers[i].prefix ? length >= wanted : length == wanted) &&
			memcmp(name, trackers[i].name, wanted) == 0)
			return true;
	}
	return false;
}

/* The parameters that tell pages apart. */
static void write_parameters(struct url_text *text, struct slice query)
{
	struct slice parameter;
	char mark = '?';

	while (query.length) {
		size_t start = text->length;

		take_piece(&query, '&', &parameter);
		write_char(text, mark);
		write_encoded(text, parameter, QUERY);
		if (!parameter.length || written_is_tracker(text, start + 1))
			text->length = start;
		else
			mark = '&';
	}
}

static void write_origin(struct url_text *text, const struct url_parts *parts)
{
	int length = snprintf(text->at, sizeof(text->at), "%s://%s",
		parts->secure ? "https" : "http", parts->host);

	if (parts->port)
		length += snprintf(
			text->at + length, sizeof(text->at) - (size_t)length, ":%u", parts->port);
	text->length = text->origin = (size_t)length;
}

void url_write(const struct url_parts *parts, const struct url_shape *shape, struct url_text *text)
{
	write_origin(text, parts);
	write_path(text, parts->path);
	if (parts->query.at && shape->parameters) {
		write_char(text, '?');
		write_encoded(text, parts->query, QUERY);
	} else if (parts->query.at) {
		write_parameters(text, parts->query);
	}
	if (parts->fragment.at && shape->fragment) {
		write_char(text, '#');
		write_encoded(text, parts->fragment, FRAGMENT);
	}
}
