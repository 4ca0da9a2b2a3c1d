/*
 * Blocks: the first half of the work. A body becomes blocks in the order of their HTML: a
 * container (quote, list, item) stands there twice, where it begins and where it ends, a leaf
 * (paragraph, code) once, with its lines freed from the containers' marks.
 *
 * All memory is the arena's.
 */
#ifndef AFTERWORD_CORE_MARKUP_BLOCK_H
#define AFTERWORD_CORE_MARKUP_BLOCK_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/text.h"
#include "core/markup.h"

enum block_kind {
	BLOCK_DOCUMENT, /* the outermost container, not among the blocks */
	BLOCK_QUOTE,
	BLOCK_BULLETS,
	BLOCK_NUMBERS,
	BLOCK_ITEM,
	BLOCK_PARAGRAPH,
	BLOCK_CODE,
	BLOCK__MAX
};

/* As many containers are open at once: the document, the quotes, each list with an item. */
enum { BLOCK_DEPTH = 1 + MARKUP_QUOTES + 2 * MARKUP_LISTS };

struct block {
	enum block_kind kind;
	bool end;          /* of a container */
	bool loose;        /* a list whose paragraphs are set off */
	struct slice text; /* of a leaf: lines with \n, but none behind a paragraph; of a numbered
			      list: where it starts, in digits */
	struct slice language; /* of code: as its fence names it, in lower case; may be empty */
};

/*
 * Blocks, packed: a byte for each, and the texts in their order, each with a NUL behind it; that
 * of code has its language before it.
 */
struct blocks {
	const unsigned char *at, *end;
	const char *text;
};

/* ERR_MEMORY or the blocks; none when the body is blank. */
enum err block_parse(struct slice body, struct arena *arena, struct blocks *blocks) MUST_CHECK;

/* Takes the first block off; false when there is none. */
bool block_next(struct blocks *blocks, struct block *block);

#endif
