/*
 * Markers: what stands before an item of a list (CommonMark 0.31, section 5.2).
 */
#ifndef AFTERWORD_CORE_MARKUP_MARKER_H
#define AFTERWORD_CORE_MARKUP_MARKER_H

#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"
#include "core/markup/block.h"

struct marker {
	enum block_kind kind; /* of the list */
	char mark;            /* the bullet, or what follows the number */
	struct slice start;   /* the number, without zeros before it */
	size_t width;         /* bytes, which are columns too */
};

/* `rest` is a line from its first byte that is no blank. */
bool marker_read(struct slice rest, struct marker *marker);

/* Whether it may end a paragraph: as a bullet or number 1, with something behind it. */
bool marker_interrupts(const struct marker *marker, struct slice rest);

#endif
