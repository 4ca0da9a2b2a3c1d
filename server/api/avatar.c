/* See avatar.h. */
#include <stdlib.h>

#include "api/avatar.h"

enum { WIDTH = 5, HALF = 3, HUES = 360 };

static void square_add(struct text *out, unsigned x, unsigned y)
{
	text_add_format(out, "M%u %uh1v1h-1z", x, y);
}

void avatar_add(struct text *out, const char *avatar)
{
	unsigned long long seed = strtoull(avatar, NULL, 16);
	unsigned hue = (unsigned)(seed >> (WIDTH * HALF)) % HUES;

	text_add_format(out,
		"<svg class=\"avatar\" viewBox=\"-1 -1 7 7\" aria-hidden=\"true\">"
		"<path fill=\"hsl(%u 50%% 50%%)\" d=\"",
		hue);
	for (unsigned i = 0; i < WIDTH * HALF; i++) {
		unsigned x = i % HALF, y = i / HALF;

		if (!(seed >> i & 1))
			continue;
		square_add(out, x, y);
		if (x != WIDTH - 1 - x)
			square_add(out, WIDTH - 1 - x, y);
	}
	text_add_string(out, "\"/></svg> ");
}
