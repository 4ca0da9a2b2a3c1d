/* The marks of list items. See core/markup/marker.h. */
#include <ctype.h>
#include <string.h>

#include "core/markup/marker.h"

/* What CommonMark takes for a rule, and we for text: it would also read as lists in lists. */
static bool is_thematic_break(struct slice rest)
{
	size_t marks = 0;

	if (*rest.at == '+')
		return false;
	for (size_t i = 0; i < rest.length; i++) {
		if (rest.at[i] == *rest.at)
			marks++;
		else if (rest.at[i] != ' ' && rest.at[i] != '\t')
			return false;
	}
	return marks >= 3;
}

static bool number_read(struct slice rest, struct marker *marker)
{
	enum { DIGITS_MAX = 9 };
	size_t zeros = 0, width;

	while (zeros < rest.length && rest.at[zeros] == '0')
		zeros++;
	for (width = zeros; width < rest.length && isdigit((unsigned char)rest.at[width]);)
		width++;
	if (!width || width > DIGITS_MAX || width == rest.length || !strchr(".)", rest.at[width]))
		return false;
	zeros -= zeros == width;
	*marker = (struct marker){
		.kind = BLOCK_NUMBERS,
		.mark = rest.at[width],
		.start = {rest.at + zeros, width - zeros},
		.width = width + 1,
	};
	return true;
}

bool marker_read(struct slice rest, struct marker *marker)
{
	if (!rest.length)
		return false;
	if (strchr("*+-", *rest.at)) {
		if (is_thematic_break(rest))
			return false;
		*marker = (struct marker){.kind = BLOCK_BULLETS, .mark = *rest.at, .width = 1};
	} else if (!number_read(rest, marker)) {
		return false;
	}
	return marker->width == rest.length || strchr(" \t", rest.at[marker->width]);
}

bool marker_interrupts(const struct marker *marker, struct slice rest)
{
	bool first = marker->kind == BLOCK_BULLETS ||
		     (marker->start.length == 1 && *marker->start.at == '1');

	for (size_t i = marker->width; i < rest.length && first; i++)
		if (!strchr(" \t", rest.at[i]))
			return true;
	return false;
}
