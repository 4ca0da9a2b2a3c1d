/* Authors: what moderators think of them. */
#ifndef AFTERWORD_CORE_AUTHOR_H
#define AFTERWORD_CORE_AUTHOR_H

#include "base/input.h"
#include "store/author.h"

/* What is asked for, as typed. */
struct author_input {
	const char *standing, *note;
};

extern const struct input_table author_input_table;

/* Sets standing and note. INVALID_INPUT with every mistake, MEMORY; then the author is as it was.
 */
enum err author_change(const struct author_input *input, struct arena *arena, struct fault *fault,
	struct author *author) MUST_CHECK;

#endif
