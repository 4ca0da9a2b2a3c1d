/*
 * Which comments are meant: the one reading of what lists are narrowed to, for the queue and for
 * decisions on all that it has.
 */
#ifndef AFTERWORD_SERVER_API_FILTER_H
#define AFTERWORD_SERVER_API_FILTER_H

#include "api/part.h"
#include "core/check.h"
#include "core/identity.h"
#include "core/url.h"
#include "store/comment.h"

/* As sent. */
struct filter_input {
	const char *state, *site, *page, *author, *reason, *reported, *q;
	struct part_input part;
};

/* What `reported` may be. */
extern const char *const filter_reported_names[];

/* The rows of an input table of a struct filter_input, but for its part. */
#define FILTER_INPUTS                                                                              \
	INPUT(struct filter_input, state, .names = comment_state_names,                            \
		.what = "The state of those listed; pending unless given."),                       \
		INPUT(struct filter_input, site,                                                   \
			.what = "The site that they are on; needed by who may see several, and "   \
				"not all."),                                                       \
		INPUT(struct filter_input, page, .as = INPUT_AS_URL,                               \
			.what = "The article that they are on; not together with an author."),     \
		INPUT(struct filter_input, author,                                                 \
			.what = "The tag of who wrote them; with the site, unless only one can "   \
				"be seen."),                                                       \
		INPUT(struct filter_input, reason, .names = check_names,                           \
			.what = "The check that has found something in them."),                    \
		INPUT(struct filter_input, reported, .names = filter_reported_names,               \
			.what = "yes: those alone that readers have reported and nobody has seen " \
				"to; of these the state is approved unless given."),               \
		INPUT(struct filter_input, q,                                                      \
			.what = "What they hold in text, name, website or title of the page: "     \
				"words, a phrase in quotes, or beginnings with a star.")

struct filter {
	struct part part;
	struct queue_filter queue;
	struct url page;    /* text NULL: all */
	const char *author; /* a tag; NULL: all */
	const char *match;  /* what is searched for; NULL: nothing */
};

/* What a body may have for a filter: all of that but `before` and `limit`. */
extern const struct input_object filter_input_object;

/* What does not need the store. INVALID_INPUT with every mistake, FORBIDDEN. */
enum err filter_read(const struct filter_input *input, const struct identity *who,
	struct arena *arena, struct fault *fault, struct filter *filter) MUST_CHECK;

/* What is found. */
struct filter_list {
	struct comment *comments;
	size_t count;
	int64_t edge; /* see store/search.h */
};

/* At most filter->queue.limit comments. */
enum err filter_list(struct store *store, struct arena *arena, struct fault *fault,
	struct filter *filter, struct filter_list *list) MUST_CHECK;

#endif
