/* How many comments there are: told with the queue, and after what has changed it. */
#ifndef AFTERWORD_SERVER_API_COUNTS_H
#define AFTERWORD_SERVER_API_COUNTS_H

#include "base/json.h"
#include "base/shape.h"
#include "store/comment.h"

struct counts {
	int64_t of[COMMENT_STATE__MAX];
	int64_t reported; /* comments with open reports; at most COUNTS_REPORTED are counted */
};

enum { COUNTS_REPORTED = 1000 };

extern const struct shape counts_shape;

/* Of a site; NULL: of all. */
enum err counts_read(struct store *store, const char *site, struct arena *arena,
	struct counts *counts) MUST_CHECK;

/* name: NULL at the top. */
void counts_put(struct json_writer *json, const char *name, const struct counts *counts);

#endif
