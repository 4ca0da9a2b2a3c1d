/*
 * Bare links: addresses that stand in the text without any mark. What is not to be linked with
 * certainty (no dot in the host, a user before it) is left as text.
 */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "core/markup/anchor.h"

static bool is_alnum(char c)
{
	return isalnum((unsigned char)c);
}

/* RFC 3986, section 2: reserved (but for brackets), unreserved, percent. */
static bool is_address_byte(char c)
{
	return is_alnum(c) || (c && strchr("-._~:/?#@!$&'()*+,;=%", c));
}

/* Bytes of the letter at `at` that is not ASCII, or 0: typographic marks end an address. */
static size_t foreign_letter(struct slice text, size_t at)
{
	size_t size;
	int32_t c;

	if (!(text.at[at] & 0x80))
		return 0;
	c = utf8_next(text.at + at, text.length - at, &size);
	if (utf8_is_space(c) || utf8_is_punctuation(c))
		return 0;
	return utf8_is_control(c) || utf8_is_invisible(c) ? 0 : size;
}

/* The end of the bytes from `at` on that an address can have, but for those in `stops`. */
static size_t address_end(struct slice text, size_t at, const char *stops)
{
	while (at < text.length) {
		size_t size = is_address_byte(text.at[at]) ? !strchr(stops, text.at[at])
							   : foreign_letter(text, at);

		if (!size)
			break;
		at += size;
	}
	return at;
}

static size_t port_end(struct slice text, size_t at)
{
	size_t to = at + 1;

	if (at == text.length || text.at[at] != ':')
		return at;
	while (to < text.length && isdigit((unsigned char)text.at[to]))
		to++;
	return to > at + 1 ? to : at;
}

/* A dot with a label before and behind it. */
static bool host_has_dot(struct slice host)
{
	for (size_t i = 1; i + 1 < host.length; i++)
		if (host.at[i] == '.' && !strchr("-._", host.at[i + 1]))
			return true;
	return false;
}

/* The first byte of the reference (&copy;) that ends before `to` with a semicolon, or the last. */
static size_t reference_begin(struct slice text, size_t from, size_t to)
{
	size_t at = to - 1;

	while (at > from && is_alnum(text.at[at - 1]))
		at--;
	return at > from && at < to - 1 && text.at[at - 1] == '&' ? at - 1 : to - 1;
}

/*
 * Punctuation at the end belongs to the sentence, and so do a ) without its ( and what looks like
 * a character reference (GFM 0.29, section 6.9).
 */
static size_t sentence_end(struct slice text, size_t from, size_t to)
{
	size_t open = 0, close = 0;

	for (size_t i = from; i < to; i++) {
		open += text.at[i] == '(';
		close += text.at[i] == ')';
	}
	while (to > from) {
		char last = text.at[to - 1];

		if (last == ')' && close > open)
			close--;
		else if (!strchr("?!.,:;*_~'", last))
			break;
		to = last == ';' ? reference_begin(text, from, to) : to - 1;
	}
	return to;
}

bool anchor_bare(struct slice text, size_t at, struct anchor_parts *parts)
{
	size_t host = at + anchor_scheme(text, at), to, user;

	if (host == at || (at && (is_alnum(text.at[at - 1]) || strchr("+-.", text.at[at - 1]))))
		return false;
	to = address_end(text, host, "~:/?#@!$&'()*+,;=%");
	if (!host_has_dot((struct slice){text.at + host, to - host}))
		return false;
	to = port_end(text, to);
	/* what stands before an @ is a user, and the host another */
	user = address_end(text, to, "/?#@");
	if (user < text.length && text.at[user] == '@')
		return false;
	if (to < text.length && strchr("/?#", text.at[to]))
		to = address_end(text, to, "");
	to = sentence_end(text, host, to);
	*parts = (struct anchor_parts){.destination = {text.at + at, to - at}, .end = to};
	return true;
}
