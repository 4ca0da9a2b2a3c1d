/* The syntax of links. See core/markup/anchor.h. */
#include <string.h>
#include <strings.h>

#include "core/markup.h"
#include "core/markup/anchor.h"

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The byte, or NUL behind the end. */
static char byte_at(struct slice text, size_t at)
{
	return at < text.length ? text.at[at] : '\0';
}

static struct slice part(struct slice text, size_t from, size_t to)
{
	return (struct slice){text.at + from, to - from};
}

bool anchor_is_escape(struct slice text, size_t at)
{
	static const char freed[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
	char next = byte_at(text, at + 1);

	return text.at[at] == '\\' && next && strchr(freed, next);
}

/* Blanks with one newline at most. */
static size_t skip_blanks(struct slice text, size_t at)
{
	while (is_blank(byte_at(text, at)))
		at++;
	if (byte_at(text, at) != '\n')
		return at;
	do
		at++;
	while (is_blank(byte_at(text, at)));
	return at;
}

static bool destination_angle(struct slice text, size_t *at, struct slice *destination)
{
	size_t from = ++*at;

	for (; *at < text.length && !strchr("<\n", text.at[*at]); ++*at) {
		if (text.at[*at] == '>') {
			*destination = part(text, from, (*at)++);
			return true;
		}
		*at += anchor_is_escape(text, *at);
	}
	return false;
}

static bool destination_plain(struct slice text, size_t *at, struct slice *destination)
{
	size_t from = *at;
	unsigned open = 0;

	for (; *at < text.length; ++*at) {
		char c = text.at[*at];

		if (c == ' ' || is_control(c) || (c == ')' && !open))
			break;
		if (c == '(' && ++open > MARKUP_PARENS)
			return false;
		if (c == ')')
			open--;
		*at += anchor_is_escape(text, *at);
	}
	*destination = part(text, from, *at);
	return !open;
}

/* A title at `at`, with its quotes; false leaves `at` alone. */
static bool title_read(struct slice text, size_t *at, struct slice *title)
{
	static const char quotes[] = "\"\"''()";
	char open = byte_at(text, *at);
	const char *quote = open ? strchr(quotes, open) : NULL;
	size_t to = *at + 1;

	if (!quote || open == ')')
		return false;
	for (; to < text.length && text.at[to] != quote[1]; to++) {
		if (open == '(' && text.at[to] == '(')
			return false;
		to += anchor_is_escape(text, to);
	}
	if (to >= text.length)
		return false;
	*title = part(text, *at + 1, to);
	*at = to + 1;
	return true;
}

bool anchor_tail(struct slice text, size_t at, struct anchor_parts *parts)
{
	struct slice destination, title = {NULL, 0};
	size_t blank;
	bool read;

	if (byte_at(text, at) != '(')
		return false;
	at = skip_blanks(text, at + 1);
	read = byte_at(text, at) == '<' ? destination_angle(text, &at, &destination)
					: destination_plain(text, &at, &destination);
	if (!read)
		return false;
	blank = at;
	at = skip_blanks(text, at);
	if (at > blank && title_read(text, &at, &title))
		at = skip_blanks(text, at);
	if (byte_at(text, at) != ')')
		return false;
	*parts = (struct anchor_parts){destination, title, at + 1};
	return true;
}

size_t anchor_scheme(struct slice text, size_t at)
{
	static const char *const schemes[] = {"http://", "https://"};

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t length = strlen(schemes[i]);

		if (text.length - at >= length && !strncasecmp(text.at + at, schemes[i], length))
			return length;
	}
	return 0;
}

bool anchor_angle(struct slice text, size_t at, struct anchor_parts *parts)
{
	size_t to = at + 1;

	if (!anchor_scheme(text, to))
		return false;
	while (to < text.length && text.at[to] != ' ' && text.at[to] != '<' && text.at[to] != '>' &&
		!is_control(text.at[to]))
		to++;
	if (byte_at(text, to) != '>')
		return false;
	*parts = (struct anchor_parts){.destination = part(text, at + 1, to), .end = to + 1};
	return true;
}
