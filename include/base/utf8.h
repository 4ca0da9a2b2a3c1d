/*
 * UTF-8 (RFC 3629) and the little we ask of Unicode. The one room that knows utf8proc.
 */
#ifndef AFTERWORD_BASE_UTF8_H
#define AFTERWORD_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

/* Well-formed and without U+0000. */
bool utf8_valid(const char *at, size_t length);

/*
 * The code point at `at` (which is valid UTF-8 with length > 0) and its bytes.
 */
int32_t utf8_next(const char *at, size_t length, size_t *size);

/* Number of code points in valid UTF-8. */
size_t utf8_count(const char *at, size_t length);

bool utf8_is_control(int32_t c);   /* Cc, except none; U+0085 and DEL included */
bool utf8_is_direction(int32_t c); /* bidi marks, embeddings, overrides, isolates (UAX #9) */
/*
 * Nothing is seen of it, or nothing that two readers agree on: Cf, Zl, Zp, Cs, Co, what Unicode
 * calls default ignorable (Hangul fillers and variation selectors among them), the blank braille
 * pattern and noncharacters. Not every unassigned one: next year's emoji are.
 */
bool utf8_is_invisible(int32_t c);
bool utf8_is_mark(int32_t c);        /* combining: Mn, Mc, Me */
bool utf8_is_word(int32_t c);        /* letters, marks and numbers: L*, M*, N* */
bool utf8_is_unspaced(int32_t c);    /* of a script that puts no spaces between words */
bool utf8_is_space(int32_t c);       /* Zs and the ASCII blanks */
bool utf8_is_punctuation(int32_t c); /* P* and S* (CommonMark 0.31, section 2.1) */

/*
 * Normal form C (UAX #15) of valid, NUL-terminated UTF-8, in the arena. NULL: memory. Like the
 * next three it takes quadratic time in a run of combining marks (64 KiB: a second): bound what
 * comes in.
 */
char *utf8_nfc(struct arena *arena, const char *from) MUST_CHECK;

/* Normal form C with case folding. NULL: memory. */
char *utf8_nfc_fold(struct arena *arena, const char *from) MUST_CHECK;

/* NFKC without marks: accents are gone, and vowels of scripts that write them so. NULL: memory. */
char *utf8_bare(struct arena *arena, const char *from) MUST_CHECK;

/* NFKC with case folding (for comparing, not for showing). NULL: memory. */
char *utf8_fold(struct arena *arena, const char *from) MUST_CHECK;

#endif
