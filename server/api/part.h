/*
 * Parts of lists: from when to when, after or before which id, and how many. Cursors are ids, so a
 * list neither skips nor repeats while it grows and shrinks.
 */
#ifndef AFTERWORD_SERVER_API_PART_H
#define AFTERWORD_SERVER_API_PART_H

#include "http/exchange.h"

enum { PART_LIMIT = 50, PART_LIMIT_MAX = 200 };

/* As sent. */
struct part_input {
	const char *since, *until, *after, *before, *limit;
};

/* The rows of an input table, of a struct that has a part_input. */
#define PART_INPUTS(type, part)                                                                    \
	PART_SINCE(type, part), PART_UNTIL(type, part), PART_CURSORS(type, part)
#define PART_CURSORS(type, part)                                                                   \
	PART_AFTER(type, part),                                                                    \
		INPUT_IN(type, part, before, .as = INPUT_AS_ID,                                    \
			.what = "The last ones before this id: the `previous` of the part after; " \
				"not together with after."),                                       \
		INPUT_IN(type, part, limit, .as = INPUT_AS_NUMBER, .low = 1,                       \
			.high = PART_LIMIT_MAX, .what = "How many at most; 50 unless given.")
#define PART_SINCE(type, part)                                                                     \
	INPUT_IN(type, part, since, .as = INPUT_AS_TIME, .what = "From this time or later.")
#define PART_UNTIL(type, part)                                                                     \
	INPUT_IN(type, part, until, .as = INPUT_AS_TIME, .what = "From before this time.")
#define PART_AFTER(type, part)                                                                     \
	INPUT_IN(type, part, after, .as = INPUT_AS_ID,                                             \
		.what = "The first ones after this id: the `next` of the part before.")

struct part {
	int64_t after, before; /* ids: of what lies between them */
	bool last;             /* the last of that, still oldest first; else the first */
	int64_t limit;         /* one more than is shown: it tells whether there are more */
	int64_t cursor;        /* that was sent; 0: none */
};

/* Adds every mistake to the fault. */
void part_read(const struct part_input *input, struct fault *fault, struct part *part);

/*
 * Of `count` rows that were found, those to be shown: `*count` of them from the one at `*first` on.
 * Whether there was one too many.
 */
bool part_trim(const struct part *part, size_t *count, size_t *first);

/*
 * Puts `next` and `previous`, the cursors of the parts beside this one, null where there is none.
 * `first` and `last`: ids of what is shown; 0: nothing is. `edge`: see store/decision.h.
 */
void part_put(struct json_writer *json, const struct part *part, int64_t first, int64_t last,
	bool more, int64_t edge);

/*
 * Answers with the part of the rows that were found, whose structs begin with their id:
 * `{items, next, previous}`. Returns ERR_OK, so that a handler can return it.
 */
enum err part_answer(struct exchange *exchange, const struct part *part,
	const struct field_table *table, const void *rows, size_t count) MUST_CHECK;

#endif
