/*
 * Inlines: the second half of the work. The text of a paragraph stays where it is; beside it
 * each of its bytes is given a role, and the links are a chain in the order of their bytes.
 */
#ifndef AFTERWORD_CORE_MARKUP_INLINE_H
#define AFTERWORD_CORE_MARKUP_INLINE_H

#include <stddef.h>
#include "base/arena.h"
#include "base/text.h"

enum role {
	ROLE_TEXT,
	ROLE_DROP,  /* markup that leaves nothing */
	ROLE_SPACE, /* a newline in code */
	ROLE_BREAK,
	ROLE_CODE,
	ROLE_CODE_END,
	ROLE_EM,
	ROLE_EM_END,
	ROLE_STRONG,
	ROLE_STRONG_END,
	ROLE_DEL,
	ROLE_DEL_END,
	ROLE_LINK,
	ROLE_LINK_END,
	ROLE_BARE,     /* text, before which a bare link begins */
	ROLE_BARE_END, /* text, after which it ends */
	ROLE__MAX
};

struct anchor {
	struct anchor *next, *previous;
	size_t at, end;     /* its bytes, end excluded */
	struct slice href;  /* what url_link made of the destination */
	struct slice title; /* as typed, escapes included; may be empty */
};

/* What the paragraphs of one body share; room for the longest. */
struct workshop {
	struct arena *arena;
	struct text address;  /* the destination at hand, serialised */
	char *scratch;        /* the same as typed, without its escapes */
	unsigned char *roles; /* of each byte */
};

struct inlines {
	struct slice text;
	const unsigned char *roles; /* until the next text */
	const struct anchor *first;
};

/* A room for texts up to a length; ERR_MEMORY. The caller finishes the address. */
enum err workshop_init(size_t length, struct arena *arena, struct workshop *workshop) MUST_CHECK;

/* ERR_MEMORY, ERR_TOO_LARGE (the limit of the address), or the inlines. */
enum err inline_parse(
	struct slice text, struct workshop *workshop, struct inlines *inlines) MUST_CHECK;

#endif
