/*
 * Links: how the three ways of writing one are read. What a destination is worth is decided by
 * url_link (core/url.h), not here.
 */
#ifndef AFTERWORD_CORE_MARKUP_ANCHOR_H
#define AFTERWORD_CORE_MARKUP_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"

/* Where the parts of a link stand in the text. */
struct anchor_parts {
	struct slice destination; /* escapes included */
	struct slice title;       /* likewise; empty: none */
	size_t end;               /* the byte behind the link */
};

/* (destination "title"): the text at `at`, which is behind the bracket (CommonMark 6.3). */
bool anchor_tail(struct slice text, size_t at, struct anchor_parts *parts);

/* <address>: an autolink of http or https (CommonMark 6.5); `at` is the angle bracket. */
bool anchor_angle(struct slice text, size_t at, struct anchor_parts *parts);

/* An address without any mark that begins at `at` (bare.c). */
bool anchor_bare(struct slice text, size_t at, struct anchor_parts *parts);

/* The length of http:// or https:// at `at`, or 0. */
size_t anchor_scheme(struct slice text, size_t at);

/* A backslash that frees the punctuation behind it. */
bool anchor_is_escape(struct slice text, size_t at);

#endif
