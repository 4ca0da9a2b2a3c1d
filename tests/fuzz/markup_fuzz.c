/* Any body gives HTML that keeps the laws. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "core/markup.h"
#include "html_law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice body = {(const char *)data, size};
	const char *broken;
	struct text html;

	if (!utf8_valid(body.at, body.length))
		return 0;
	text_init(SIZE_MAX / 2, &html);
	markup_html(body, &html);
	broken = text_status(&html) ? "no failure"
				    : html_law((struct slice){html.at, html.length}, size);
	if (broken) {
		fprintf(stderr, "broken: %s\n%.*s\n", broken, (int)html.length, html.at);
		abort();
	}
	text_finish(&html);
	return 0;
}
