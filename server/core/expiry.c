/* See include/core/expiry.h. */
#include "base/id.h"
#include "base/time.h"
#include "core/expiry.h"
#include "store/decision.h"
#include "store/erasure.h"
#include "store/expiry.h"

enum { LOOKED_MAX = 16 * 1024 * 1024 };

#define EXPIRING(state_, member) {state_, #member, offsetof(struct settings, member)}

const struct expiring expiring[] = {
	EXPIRING(COMMENT_STATE_REJECTED, rejected_days),
	EXPIRING(COMMENT_STATE_SPAM, spam_days),
	EXPIRING(COMMENT_STATE_DELETED, deleted_days),
	{0},
};

/* The decisions for a state that are old enough, part by part. */
struct look {
	enum comment_state state;
	int64_t through, end; /* ids of decisions: behind the first, before the second */
	int64_t due[ERASE_PIECE];
	size_t count; /* of the comments that are due */
	bool more;
};

int64_t expiring_days(const struct settings *settings, const struct expiring *of)
{
	return *(const int64_t *)((const char *)settings + of->offset);
}

static enum err look_init(struct store *store, const struct settings *settings,
	const struct expiring *of, int64_t now, struct look *look)
{
	int64_t days = expiring_days(settings, of);
	enum err err;

	*look = (struct look){.state = of->state, .end = id_at(now - days * TIME_DAY)};
	if (!days)
		return ERR_OK;
	err = store_expiry_through(store, of->state, &look->through);
	look->more = !err && look->through < look->end - 1;
	return err;
}

/* Whether it is by this decision that the comment is in the state, with all its texts. */
static enum err decision_is_due(
	struct store *store, const struct decision *decision, struct arena *arena, bool *due)
{
	struct decision standing;
	struct comment place;
	enum err err = store_comment_place(store, decision->comment, arena, &place);

	*due = false;
	if (err || place.erased || place.state != decision->to)
		return err;
	err = store_decision_standing(store, decision->comment, arena, &standing);
	*due = !err && standing.id == decision->id;
	return err;
}

static enum err look_through(
	struct store *store, struct look *look, int64_t most, struct arena *arena)
{
	const struct decision_filter filter = {
		.to = comment_state_names[look->state],
		.after = look->through,
		.before = look->end,
		.limit = most,
	};
	struct decision_list list;
	enum err err = store_decision_list(store, &filter, arena, &list);
	bool full;

	look->count = 0;
	look->more = false;
	if (err)
		return err;
	for (size_t i = 0; !err && i < list.count; i++) {
		bool due;

		err = decision_is_due(store, &list.decisions[i], arena, &due);
		if (!err && due)
			look->due[look->count++] = list.decisions[i].comment;
	}
	full = (int64_t)list.count == most;
	look->through = full        ? list.decisions[list.count - 1].id
			: list.edge ? list.edge
				    : look->end - 1;
	look->more = full || list.edge;
	return err;
}

/* The next part; what was read for it is given back. */
static enum err look_on(struct store *store, struct look *look, int64_t most)
{
	struct arena arena;
	enum err err;

	arena_init(LOOKED_MAX, &arena);
	err = look_through(store, look, most, &arena);
	arena_finish(&arena);
	return err;
}

static enum err erase_due(struct store *store, int64_t comment, int64_t now, struct arena *arena,
	struct erase_piece *piece)
{
	enum err err = erase_comment(store, comment, EXPIRY_BY, now, arena, piece);

	return err ? err
		   : store_erasure_wait(store, piece->comments[piece->count - 1].place.author, now);
}

static enum err expire_state(struct store *store, struct look *look, int64_t now,
	struct arena *arena, struct erase_piece *piece)
{
	enum err err = look_on(store, look, (int64_t)(ERASE_PIECE - piece->count));

	for (size_t i = 0; !err && i < look->count; i++)
		err = erase_due(store, look->due[i], now, arena, piece);
	piece->more |= look->more;
	return err ? err : store_expiry_set(store, look->state, look->through);
}

enum err expiry_may(struct store *store, int64_t now, struct expiry_guard *guard, bool *may)
{
	int64_t known, running = time_monotonic();
	enum err err = store_clock_known(store, &known);
	bool leapt = !err && known > 1 && now - known > EXPIRY_LEAP;

	*may = false;
	if (err)
		return err;
	if (leapt && !guard->until)
		*guard = (struct expiry_guard){running + EXPIRY_PATIENCE, known};
	if (leapt && running < guard->until)
		return ERR_OK;
	guard->until = 0;
	*may = true;
	return known == now ? ERR_OK : store_clock_set(store, now);
}

enum err expire_some(struct store *store, const struct settings *settings, int64_t now,
	struct arena *arena, struct erase_piece *piece)
{
	enum err err = ERR_OK;

	piece->count = 0;
	piece->more = piece->ended = false;
	for (const struct expiring *of = expiring; of->setting && !err; of++) {
		struct look look;

		err = look_init(store, settings, of, now, &look);
		if (!err && look.more && piece->count < ERASE_PIECE)
			err = expire_state(store, &look, now, arena, piece);
	}
	piece->more |= piece->count == ERASE_PIECE;
	piece->ended = piece->count && !piece->more;
	return err;
}

enum err expire_count(struct store *store, const struct settings *settings,
	const struct expiring *of, int64_t now, int64_t *count)
{
	struct look look;
	enum err err = look_init(store, settings, of, now, &look);

	*count = 0;
	while (!err && look.more) {
		err = look_on(store, &look, ERASE_PIECE);
		*count += (int64_t)look.count;
	}
	return err;
}
