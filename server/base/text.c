/* Growing texts with a maximum. See include/base/text.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { FIRST_SIZE = 256 };

void text_init(size_t limit, struct text *text)
{
	*text = (struct text){.limit = limit};
}

void text_finish(struct text *text)
{
	free(text->at);
	text_init(text->limit, text);
}

/* Room for `more` bytes and a NUL. */
static int text_room(struct text *text, size_t more)
{
	size_t need, size;
	char *at;

	if (text->err)
		return -1;
	if (more > text->limit - text->length) {
		text->err = ERR_TOO_LARGE;
		return -1;
	}
	need = text->length + more + 1;
	if (need <= text->size)
		return 0;
	size = text->size ? text->size : FIRST_SIZE;
	while (size < need)
		size *= 2;
	if (size > text->limit + 1)
		size = text->limit + 1;
	at = realloc(text->at, size);
	if (!at) {
		text->err = ERR_MEMORY;
		return -1;
	}
	text->at = at;
	text->size = size;
	return 0;
}

void text_add(struct text *text, const void *from, size_t length)
{
	if (text_room(text, length) < 0)
		return;
	if (length)
		memcpy(text->at + text->length, from, length);
	text->length += length;
	text->at[text->length] = '\0';
}

void text_add_char(struct text *text, char c)
{
	text_add(text, &c, 1);
}

void text_add_string(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void text_add_format(struct text *text, const char *format, ...)
{
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length >= 0 && text_room(text, (size_t)length) == 0) {
		vsnprintf(text->at + text->length, (size_t)length + 1, format, again);
		text->length += (size_t)length;
	}
	va_end(again);
}

static const char *const references[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\''] = "&#39;",
};

void text_add_html(struct text *text, const char *string)
{
	const char *from = string;

	for (const char *at = string; *at; at++) {
		const char *reference = references[(unsigned char)*at];

		if (!reference)
			continue;
		text_add(text, from, (size_t)(at - from));
		text_add_string(text, reference);
		from = at + 1;
	}
	text_add_string(text, from);
}

/* The bytes of a character that is none of XML's: control characters, U+FFFE and U+FFFF. */
static size_t not_xml(const char *at)
{
	unsigned char c = (unsigned char)*at;

	if (c < ' ')
		return c != '\t' && c != '\n' && c != '\r';
	return strncmp(at, "\xef\xbf\xbe", 3) == 0 || strncmp(at, "\xef\xbf\xbf", 3) == 0 ? 3 : 0;
}

void text_add_xml(struct text *text, const char *string)
{
	const char *from = string;

	for (const char *at = string; *at; at++) {
		const char *reference = references[(unsigned char)*at];
		size_t size = not_xml(at);

		if (!reference && !size)
			continue;
		text_add(text, from, (size_t)(at - from));
		text_add_string(text, size ? "\xef\xbf\xbd" : reference);
		from = at + (size ? size : 1);
		at = from - 1;
	}
	text_add_string(text, from);
}

enum err text_status(const struct text *text)
{
	return text->err;
}

void text_clear(struct text *text)
{
	text->length = 0;
	text->err = ERR_OK;
	if (text->at)
		*text->at = '\0';
}

char *text_take(struct text *text)
{
	char *at;

	text_add(text, "", 0); /* an empty text is not a failure */
	if (text->err) {
		text_finish(text);
		return NULL;
	}
	at = text->at;
	text_init(text->limit, text);
	return at;
}
