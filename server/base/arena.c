/* Arenas: a chain of blocks, the newest in use. See include/base/arena.h. */
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { BLOCK_SIZE = 8 * 1024 };

struct arena_block {
	struct arena_block *previous;
	size_t size;
	alignas(max_align_t) char at[];
};

void arena_init(size_t limit, struct arena *arena)
{
	*arena = (struct arena){.limit = limit};
}

void arena_finish(struct arena *arena)
{
	while (arena->last) {
		struct arena_block *block = arena->last;

		arena->last = block->previous;
		explicit_bzero(block->at, block->size - arena->left);
		free(block);
		arena->left = 0; /* of the blocks before: taken as full */
	}
}

static int arena_grow(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct arena_block *block;

	if (room > arena->limit)
		room = size;
	if (room > arena->limit || room > SIZE_MAX - sizeof(*block))
		return -1;
	block = malloc(sizeof(*block) + room);
	if (!block)
		return -1;
	block->previous = arena->last;
	block->size = room;
	arena->last = block;
	arena->left = room;
	arena->limit -= room;
	return 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	char *at;

	if (rounded < size)
		return NULL;
	if (rounded > arena->left && arena_grow(arena, rounded) < 0)
		return NULL;
	at = arena->last->at + (arena->last->size - arena->left);
	arena->left -= rounded;
	return memset(at, 0, rounded);
}

char *arena_copy(struct arena *arena, const void *from, size_t length)
{
	char *at = arena_alloc(arena, length + 1);

	if (at && length)
		memcpy(at, from, length);
	return at;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *at;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	at = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
	if (at)
		vsnprintf(at, (size_t)length + 1, format, again);
	va_end(again);
	return at;
}
