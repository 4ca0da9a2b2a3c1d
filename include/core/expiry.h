/*
 * Comments whose time is over: what was rejected, taken for spam or deleted is erased so many days
 * after that was decided, as the settings rejected_days, spam_days and deleted_days say. What is
 * left is as after any erasure (core/erase.h): the comment is deleted, its place and its decisions
 * stay, without texts.
 *
 * The decisions of a state are gone through once, when they are old enough. One that another has
 * followed is passed over: the comment's time began anew.
 */
#ifndef AFTERWORD_CORE_EXPIRY_H
#define AFTERWORD_CORE_EXPIRY_H

#include "base/time.h"
#include "config/settings.h"
#include "core/erase.h"

/* Whose decision it is that erased comments are deleted. */
#define EXPIRY_BY "retention"

/* The states whose comments expire. NULL-terminated by a row without a setting. */
struct expiring {
	enum comment_state state;
	const char *setting;
	size_t offset; /* in struct settings, of its days: int64_t, 0: they do not */
};
extern const struct expiring expiring[];

int64_t expiring_days(const struct settings *settings, const struct expiring *of);

/*
 * The clock of a machine may be years ahead for a while, as after an empty battery, and all would
 * be erased at once. So it is known at what time the clock was believed last. When it has leapt by
 * more than EXPIRY_LEAP since, be it that the machine was off for as long, nothing expires for
 * EXPIRY_PATIENCE, in which who runs the server can set it right. A clock that goes back is
 * believed: then all stays longer.
 */
#define EXPIRY_LEAP     (90 * TIME_DAY)
#define EXPIRY_PATIENCE TIME_DAY

struct expiry_guard {
	int64_t until; /* time_monotonic() up to which nothing expires; 0: the clock is believed */
	int64_t known; /* with `until`: at what time it was believed last */
};

/* Whether something may expire at `now`. In the writer's transaction, once a day or so. */
enum err expiry_may(
	struct store *store, int64_t now, struct expiry_guard *guard, bool *may) MUST_CHECK;

/*
 * Erases a piece of those whose time is over at `now`. piece->more: there are others. In the
 * writer's transaction.
 */
enum err expire_some(struct store *store, const struct settings *settings, int64_t now,
	struct arena *arena, struct erase_piece *piece) MUST_CHECK;

/* How many of a state would be erased. */
enum err expire_count(struct store *store, const struct settings *settings,
	const struct expiring *of, int64_t now, int64_t *count) MUST_CHECK;

#endif
