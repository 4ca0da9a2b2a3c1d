/*
 * What moderators search for: words, all of which a comment must have, in any order. Between double
 * quotes words that follow one another; with a star at the end, words that begin so.
 *
 *     query  = term *( blanks term )
 *     term   = ( word / DQUOTE 1*( word / blanks ) DQUOTE ) [ "*" ]
 *
 * Case, accents and punctuation make no difference.
 */
#ifndef AFTERWORD_CORE_SEARCH_H
#define AFTERWORD_CORE_SEARCH_H

#include "base/arena.h"
#include "base/err.h"

enum { SEARCH_BYTES = 400, SEARCH_TERMS = 16, SEARCH_BEGINNING = 2 };

/* What store_search takes, in the arena. INVALID_INPUT, at the field `q`. */
enum err search_read(
	const char *query, struct arena *arena, struct fault *fault, const char **match) MUST_CHECK;

#endif
