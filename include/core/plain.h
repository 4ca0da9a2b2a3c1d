/*
 * Plain texts that people write: names, titles, bodies, notes. One function, driven by a row.
 *
 * Texts of one line (names, titles) identify something, so what cannot be told apart by eye is
 * made the same or refused: NFC, blanks around them gone, no control, direction or invisible
 * characters (but ZWJ and ZWNJ inside, and variation selectors: scripts and emoji need them), at
 * most PLAIN_MARKS combining marks in a row.
 *
 * Texts of many lines are kept as they were written, byte for byte. The one exception: CRLF
 * becomes LF, because a form sends every line break as CRLF (HTML, "newline normalization"), so
 * the CR was never written by anybody. Control characters but tab and line feed are refused.
 * Direction characters are welcome, since Arabic and Hebrew need them, but an override (U+202D,
 * U+202E) must be closed on its line: an open one turns around what others wrote after it.
 */
#ifndef AFTERWORD_CORE_PLAIN_H
#define AFTERWORD_CORE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

enum {
	PLAIN_MARKS = 8,
	PLAIN_NAME_LIMIT = 80,
	PLAIN_TITLE_LIMIT = 200,
	PLAIN_BODY_LIMIT = 16 * 1024,
	PLAIN_NOTE_LIMIT = 1000,
};

enum plain_unit { PLAIN_CHARACTERS, PLAIN_BYTES };

struct plain_rule {
	const char *field;    /* where a mistake is shown */
	size_t limit;         /* of the text as it is stored */
	enum plain_unit unit; /* of the limit; characters are code points */
	bool lines;           /* many lines, kept as written */
	const char *wanted;   /* what to say when nothing is to be seen; NULL: optional */
};

enum plain { PLAIN_NAME, PLAIN_TITLE, PLAIN_BODY, PLAIN_NOTE, PLAIN__MAX };

extern const struct plain_rule plain_rules[PLAIN__MAX];

/*
 * `from` is valid UTF-8, or NULL: absent. A text in which nothing can be seen (blanks, invisible
 * characters, marks) is absent too: "required" where it is wanted, else NULL. What is too long is
 * refused, never cut. The result lives in the arena, or is `from`, which must live as long.
 * ERR_INVALID_INPUT with the mistake at the rule's field, or ERR_MEMORY.
 */
enum err plain_check(const struct plain_rule *rule, const char *from, struct arena *arena,
	struct fault *fault, const char **text) MUST_CHECK;

/* Without the blanks (utf8_is_space) around it; NULL gives an empty slice. Linear. */
struct slice plain_trim(const char *from);

#endif
