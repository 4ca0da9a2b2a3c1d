/* See include/core/words.h. */
#include <string.h>

#include "base/utf8.h"
#include "core/plain.h"
#include "core/words.h"

/* Without the marks beyond PLAIN_MARKS in a row: folding takes quadratic time in them. */
static char *marks_bounded(const char *from, struct arena *arena)
{
	size_t length = strlen(from), used = 0, marks = 0, size;
	char *out = arena_alloc(arena, length + 1);

	for (size_t i = 0; out && i < length; i += size) {
		marks = utf8_is_mark(utf8_next(from + i, length - i, &size)) ? marks + 1 : 0;
		if (marks > PLAIN_MARKS)
			continue;
		memcpy(out + used, from + i, size);
		used += size;
	}
	return out;
}

char *words_fold(const char *from, struct arena *arena)
{
	char *bounded = marks_bounded(from, arena);
	char *folded = bounded ? utf8_fold(arena, bounded) : NULL;
	size_t length = folded ? strlen(folded) : 0, size, used = 0;
	/* at most a space for each character, and one */
	char *out = folded ? arena_alloc(arena, 2 * length + 2) : NULL;
	bool inside = false;

	for (size_t i = 0; out && i < length; i += size) {
		int32_t c = utf8_next(folded + i, length - i, &size);
		bool alone = utf8_is_unspaced(c);

		if (utf8_is_invisible(c))
			continue;
		if (!utf8_is_word(c)) {
			inside = false;
			continue;
		}
		if (alone || !inside)
			out[used++] = ' ';
		memcpy(out + used, folded + i, size);
		used += size;
		inside = !alone;
	}
	if (used)
		out[used++] = ' ';
	return out;
}
