/*
 * Decisions in one go: on the comments that a moderator names, or the undoing of those that were
 * made in one go before. Each comment has a result of its own.
 */
#ifndef AFTERWORD_CORE_BATCH_H
#define AFTERWORD_CORE_BATCH_H

#include "base/time.h"
#include "core/moderation.h"

enum { BATCH_MAX = 1000 };

#define BATCH_UNDO_SPAN (30 * TIME_DAY)

enum batch_mode {
	BATCH_MODE_EACH, /* what can be decided is */
	BATCH_MODE_ALL,  /* nothing is, unless all can be */
	BATCH_MODE__MAX
};

extern const char *const batch_mode_names[]; /* NULL-terminated */

/* A comment, as it was read. */
struct batch_item_input {
	const char *id;
	int64_t revision;
};

/* What a moderator asks for, as typed. */
struct batch_input {
	struct decision_input decision;
	const char *mode;        /* NULL: each */
	struct input_list items; /* of struct batch_item_input */
};

extern const struct input_object batch_item_object;

struct batch_item {
	struct verdict verdict;
	struct comment place; /* how it stands afterwards; id 0: that is not known, or not theirs */
	int64_t seen;         /* before: the revision that readers saw; 0: none */
	struct fault_brief {
		enum err err; /* OK: it was decided */
		const char *detail;
	} refusal;
	bool edited; /* since it was seen */
};

struct batch {
	struct identity by;
	enum batch_mode mode;
	struct verdict verdict; /* on each of them */
	struct batch_item *items;
	size_t count;
	size_t decided;
	int64_t id; /* by which it is undone; 0: nothing was decided */
};

/* Sets mode and verdict. INVALID_INPUT with every mistake. */
enum err batch_init(const struct batch_input *input, struct arena *arena, struct fault *fault,
	struct batch *batch) MUST_CHECK;

/* Then the items: those that are named. INVALID_INPUT with every mistake. */
enum err batch_name(const struct batch_input *input, struct arena *arena, struct fault *fault,
	struct batch *batch) MUST_CHECK;

/*
 * Or those of a list that was read just now, as it was seen at a time: one that was edited since
 * is refused. MEMORY.
 */
enum err batch_take(const struct comment *comments, size_t count, int64_t seen_at,
	struct arena *arena, struct fault *fault, struct batch *batch) MUST_CHECK;

/* What batch_decide would say, without deciding. */
enum err batch_try(struct store *store, struct arena *arena, struct fault *fault,
	struct batch *batch) MUST_CHECK;

/*
 * In the writer's transaction: sets the places and refusals. CONFLICT: the mode is all, not all can
 * be decided, and nothing was. Refuses before it changes anything.
 */
enum err batch_decide(struct store *store, int64_t now, struct arena *arena, struct fault *fault,
	struct batch *batch) MUST_CHECK;

/*
 * In the writer's transaction: makes `batch` the undoing of the batch `id`, and decides. NOT_FOUND:
 * there is none that its maker may see. CONFLICT: it is older than BATCH_UNDO_SPAN. A comment on
 * which something newer stands is refused by itself.
 */
enum err batch_undo(struct store *store, int64_t id, int64_t now, struct arena *arena,
	struct fault *fault, struct batch *batch) MUST_CHECK;

#endif
