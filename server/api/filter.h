/*
 * Which comments are meant: the one reading of what lists are narrowed to, for the queue and for
 * decisions on all that it has.
 */
#ifndef AFTERWORD_SERVER_API_FILTER_H
#define AFTERWORD_SERVER_API_FILTER_H

#include "api/part.h"
#include "core/identity.h"
#include "core/url.h"
#include "store/comment.h"

/* As sent. */
struct filter_input {
	const char *state, *site, *page, *author;
	struct part_input part;
};

/* The rows of an input table of a struct filter_input, but for its part. */
#define FILTER_INPUTS                                                                              \
	INPUT(struct filter_input, state), INPUT(struct filter_input, site),                       \
		INPUT(struct filter_input, page), INPUT(struct filter_input, author)

struct filter {
	struct part part;
	struct queue_filter queue;
	struct url page;    /* text NULL: all */
	const char *author; /* a tag; NULL: all */
	bool nothing;       /* what it is narrowed to is not there */
};

/* What a body may have for a filter: all of that but cursors and limit. */
extern const struct input_object filter_input_object;

/* What does not need the store. INVALID_INPUT with every mistake, FORBIDDEN. */
enum err filter_read(const struct filter_input *input, const struct identity *who,
	struct arena *arena, struct fault *fault, struct filter *filter) MUST_CHECK;

/* The rest. */
enum err filter_find(struct store *store, struct arena *arena, struct fault *fault,
	struct filter *filter) MUST_CHECK;

#endif
