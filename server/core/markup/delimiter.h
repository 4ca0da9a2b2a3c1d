/*
 * Delimiters: runs of * and _ that may open or close emphasis, and ~~ that may open or close what
 * is struck out, on the stack of CommonMark 0.31 (section 6.2, rules 1 to 17; appendix, "process
 * emphasis"), on which GFM 0.29 (section 6.5) puts its tildes, too.
 */
#ifndef AFTERWORD_CORE_MARKUP_DELIMITER_H
#define AFTERWORD_CORE_MARKUP_DELIMITER_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/text.h"

enum delimiter_mark { DELIMITER_STAR, DELIMITER_LINE, DELIMITER_TILDE, DELIMITER__MAX };

struct delimiter {
	struct delimiter *previous, *next;
	uint32_t at;       /* where the run began */
	uint32_t from, to; /* what of it is not used yet */
	uint8_t mark;
	uint8_t rest; /* of the run's length as typed, divided by three */
	bool opens, closes;
};

struct delimiters {
	struct delimiter *last;
};

/*
 * Puts the run that begins at `at` on the stack, if it can open or close, and answers its length;
 * 0: out of memory.
 */
size_t delimiter_push(
	struct delimiters *stack, struct slice text, size_t at, struct arena *arena) MUST_CHECK;

/* Pairs the runs above the bottom (NULL: all), writes their roles, and takes them off. */
void delimiter_resolve(struct delimiters *stack, struct delimiter *bottom, unsigned char *roles);

#endif
