/*
 * The renderer as a filter, for tests in other languages. In: bodies; out: their HTML, in the
 * same order. Each is its length (four bytes, the greatest first) and its bytes.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/utf8.h"
#include "core/markup.h"

enum { BODY_MAX = 1024 * 1024 };

static int render(struct slice body)
{
	struct text html;
	uint32_t length;
	size_t written;

	text_init(SIZE_MAX / 2, &html);
	markup_html(body, &html);
	if (text_status(&html))
		return EX_SOFTWARE;
	length = htonl((uint32_t)html.length);
	written = fwrite(&length, 1, sizeof(length), stdout);
	written += fwrite(html.at, 1, html.length, stdout);
	length = (uint32_t)html.length;
	text_finish(&html);
	return written == sizeof(length) + length ? EX_OK : EX_IOERR;
}

int main(void)
{
	static char body[BODY_MAX];
	uint32_t length;
	int status = EX_OK;

	while (!status && fread(&length, sizeof(length), 1, stdin) == 1) {
		length = ntohl(length);
		if (length > BODY_MAX || fread(body, 1, length, stdin) != length ||
			!utf8_valid(body, length))
			return EX_DATAERR;
		status = render((struct slice){body, length});
	}
	return status;
}
