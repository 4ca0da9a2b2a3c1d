/*
 * An arena: memory that lives as long as one request (or one command) and is freed at once.
 * Bounded: past its limit arena_alloc answers NULL, which callers turn into ERR_MEMORY.
 * Nothing is allocated before the first arena_alloc. What was in it is wiped when it is freed: a
 * request may bear an address or a token.
 */
#ifndef AFTERWORD_BASE_ARENA_H
#define AFTERWORD_BASE_ARENA_H

#include <stddef.h>
#include "base/compiler.h"

struct arena_block;

struct arena {
	struct arena_block *last;
	size_t left;  /* bytes free in the last block */
	size_t limit; /* bytes that may still be asked of malloc */
};

void arena_init(size_t limit, struct arena *arena);
void arena_finish(struct arena *arena);

/* Zeroed, aligned for any type. NULL: the limit or the machine's memory is reached. */
void *arena_alloc(struct arena *arena, size_t size) MUST_CHECK;

/* A copy with a NUL behind it. NULL as above. */
char *arena_copy(struct arena *arena, const void *from, size_t length) MUST_CHECK;

char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) MUST_CHECK;

#endif
