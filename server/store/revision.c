/* See include/store/revision.h. */
#include <string.h>

#include "store/revision.h"
#include "store/sealed.h"

enum { PART = 500, PART_ARENA = 32 * 1024 * 1024 };

/* Nothing is left to be sealed: greater than every comment. */
#define SEALED_ALL INT64_MAX

static const struct field revision_fields[] = {
	FIELD(struct revision, comment, FIELD_ID, SEE_NOBODY),
	FIELD(struct revision, number, FIELD_INTEGER, SEE_MODERATORS,
		.what = "Which revision it is; the first is 1."),
	FIELD(struct revision, body, FIELD_TEXT, SEE_MODERATORS,
		.what = "The text as it was written, in Markdown."),
	FIELD(struct revision, by, FIELD_TEXT, SEE_MODERATORS,
		.what = "The moderator who wrote it; null: the author did.",
		.null = SEE_MODERATORS),
	FIELD(struct revision, created_at, FIELD_TIME, SEE_MODERATORS,
		.what = "When it was written."),
	FIELD(struct revision, seal, FIELD_BYTES, SEE_NOBODY),
};
const struct field_table revision_table = TABLE_OF(struct revision, revision_fields);

static void revision_message(const struct revision *revision, struct text *message)
{
	seal_begin(SEAL_KIND_REVISION, message);
	seal_add_integer(message, revision->comment);
	seal_add_integer(message, revision->number);
	seal_add_text(message, revision->body);
	seal_add_text(message, revision->by);
	seal_add_integer(message, revision->created_at);
}

static enum err revision_seal(
	struct store *store, const struct revision *revision, unsigned char out[SEAL_SIZE])
{
	struct text message;

	revision_message(revision, &message);
	return seal_end(store, &message, out);
}

static enum err revision_check_seal(
	struct store *store, const struct revision *revision, size_t *by)
{
	struct text message;

	revision_message(revision, &message);
	return seal_check(store, &message, revision->seal, by);
}

enum err store_revision_insert(struct store *store, const struct revision *revision)
{
	unsigned char seal[SEAL_SIZE];
	enum err err = revision_seal(store, revision, seal);

	if (err)
		return err;
	return db_run(store->db, QUERY_REVISION_INSERT,
		DB_ARGS(db_integer(revision->comment), db_integer(revision->number),
			db_text(revision->body), db_text(revision->by),
			db_integer(revision->created_at), db_bytes(seal, SEAL_SIZE)),
		NULL);
}

enum err store_revision_count_own(struct store *store, int64_t comment, int64_t *count)
{
	return store_integer(store, QUERY_REVISION_COUNT_OWN, DB_ARGS(db_integer(comment)), count);
}

enum err store_revision_list(struct store *store, int64_t comment, struct arena *arena,
	struct revision **revisions, size_t *count)
{
	return db_all(store->db, QUERY_REVISION_LIST, DB_ARGS(db_integer(comment)), &revision_table,
		arena, revisions, count);
}

enum err store_revision_erase(struct store *store, int64_t comment, struct arena *arena)
{
	struct revision *revisions;
	size_t count = 0;
	enum err err = db_all(store->db, QUERY_REVISION_LIST_BRIEF, DB_ARGS(db_integer(comment)),
		&revision_table, arena, &revisions, &count);

	for (size_t i = 0; !err && i < count; i++) {
		unsigned char seal[SEAL_SIZE];

		revisions[i].body = "";
		err = revision_seal(store, &revisions[i], seal);
		if (!err)
			err = store_change(store, QUERY_REVISION_ERASE,
				DB_ARGS(db_integer(comment), db_integer(revisions[i].number),
					db_text(""), db_bytes(seal, SEAL_SIZE)));
	}
	return err;
}

/* The revisions behind a place, in the order of comments and numbers. */
static enum err revision_part(struct store *store, const struct revision *after,
	struct arena *arena, struct revision **revisions, size_t *count)
{
	return db_all(store->db, QUERY_REVISION_PART,
		DB_ARGS(db_integer(after->comment), db_integer(after->number), db_integer(PART)),
		&revision_table, arena, revisions, count);
}

static enum err revision_seal_anew(struct store *store, const struct revision *revision)
{
	unsigned char seal[SEAL_SIZE];
	enum err err = revision_seal(store, revision, seal);

	return err ? err
		   : store_change(store, QUERY_REVISION_SEAL,
			     DB_ARGS(db_integer(revision->comment), db_integer(revision->number),
				     db_bytes(seal, SEAL_SIZE)));
}

static enum err revision_seal_part(struct store *store, struct arena *arena, bool *more)
{
	const struct revision place = {.comment = store->record.sealed, .number = INT64_MAX};
	struct revision *revisions;
	size_t count;
	enum err err = revision_part(store, &place, arena, &revisions, &count);

	if (err)
		return err;
	/* only whole comments: the next part begins with another one */
	*more = count == PART;
	for (size_t last = count; *more && count > 1; count--)
		if (revisions[count - 1].comment != revisions[last - 1].comment)
			break;
	for (size_t i = 0; !err && i < count; i++)
		err = revisions[i].seal.at ? ERR_OK : revision_seal_anew(store, &revisions[i]);
	store->record.sealed = *more ? revisions[count - 1].comment : SEALED_ALL;
	store->record.moved = true;
	return err;
}

enum err store_revision_seal_some(struct store *store, bool *more)
{
	struct arena arena;
	enum err err = record_know(store);

	*more = false;
	if (err || store->record.sealed == SEALED_ALL)
		return err;
	arena_init(PART_ARENA, &arena);
	err = revision_seal_part(store, &arena, more);
	arena_finish(&arena);
	return err;
}

/* What its seal says of it; `by`: seal_check. */
enum standing { STANDING_WHOLE, STANDING_WAITS, STANDING_DAMAGED };

static enum err revision_look(
	struct store *store, const struct revision *revision, size_t *by, enum standing *standing)
{
	enum err err = revision_check_seal(store, revision, by);

	*standing = STANDING_WHOLE;
	if (err || *by)
		return err;
	err = revision->seal.at ? ERR_OK : record_know(store);
	*standing = !revision->seal.at && revision->comment > store->record.sealed
			    ? STANDING_WAITS
			    : STANDING_DAMAGED;
	return err;
}

enum err store_revision_holds(struct store *store, const struct revision *revision, bool *holds)
{
	enum standing standing;
	size_t by;
	enum err err = revision_look(store, revision, &by, &standing);

	if (!err)
		*holds = standing != STANDING_DAMAGED;
	return err;
}

static enum err revision_check(
	struct store *store, const struct revision *revision, struct revision_findings *findings)
{
	enum standing standing;
	size_t by;
	enum err err = revision_look(store, revision, &by, &standing);

	if (err)
		return err;
	findings->count++;
	findings->sealed_by[by]++;
	if (standing == STANDING_WAITS)
		findings->waiting++;
	else if (standing == STANDING_DAMAGED)
		findings->found(findings, revision);
	return ERR_OK;
}

/* Without a body there is nothing to be looked at: a tombstone. */
static enum err text_look(struct store *store, struct comment *comment)
{
	const struct sealer *sealer = &store->sealer;
	const struct revision revision = {
		.comment = comment->id,
		.number = comment->text_number,
		.body = comment->body,
		.by = comment->text_by,
		.created_at = comment->text_at,
		.seal = comment->text_seal,
	};
	enum standing standing;
	size_t by;
	enum err err;

	comment->damaged = false;
	if (!sealer->seal || !comment->body)
		return ERR_OK;
	err = revision_look(store, &revision, &by, &standing);
	comment->damaged = !err && standing == STANDING_DAMAGED;
	if (comment->damaged && sealer->damaged)
		sealer->damaged(sealer->context, comment->id, comment->text_number);
	return err;
}

enum err texts_look(struct store *store, struct comment *comments, size_t count)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < count; i++)
		err = text_look(store, &comments[i]);
	return err;
}

enum err texts_all(struct store *store, enum query query, const struct db_value *args, size_t count,
	struct arena *arena, struct comment **comments, size_t *found)
{
	enum err err =
		db_all(store->db, query, args, count, &comment_table, arena, comments, found);

	return err ? err : texts_look(store, *comments, *found);
}

enum err texts_one(struct store *store, enum query query, const struct db_value *args, size_t count,
	struct arena *arena, struct comment *comment)
{
	enum err err = db_one(store->db, query, args, count, &comment_table, arena, comment);

	return err ? err : texts_look(store, comment, 1);
}

/* Goes through all of them in parts. */
static enum err revision_walk(struct store *store,
	enum err (*step)(
		struct store *store, const struct revision *revision, struct revision_findings *of),
	struct revision_findings *findings)
{
	struct revision place = {0};
	size_t count = PART;
	enum err err = record_know(store);

	while (!err && count == PART) {
		struct revision *revisions;
		struct arena arena;

		arena_init(PART_ARENA, &arena);
		err = revision_part(store, &place, &arena, &revisions, &count);
		for (size_t i = 0; !err && i < count; i++)
			err = step(store, &revisions[i], findings);
		if (!err && count)
			place = (struct revision){.comment = revisions[count - 1].comment,
				.number = revisions[count - 1].number};
		arena_finish(&arena);
	}
	return err;
}

enum err store_revision_check(struct store *store, struct revision_findings *findings)
{
	findings->count = findings->waiting = 0;
	memset(findings->sealed_by, 0, sizeof(findings->sealed_by));
	return revision_walk(store, revision_check, findings);
}

/* Those that wait for the backlog go on waiting. */
static enum err revision_seal_step(
	struct store *store, const struct revision *revision, struct revision_findings *findings)
{
	size_t by = 1;
	enum err err = ERR_OK;

	(void)findings;
	if (revision->seal.at || revision->comment <= store->record.sealed)
		err = revision_check_seal(store, revision, &by);
	return err || by == 1 ? err : revision_seal_anew(store, revision);
}

enum err store_revision_seal(struct store *store)
{
	return revision_walk(store, revision_seal_step, NULL);
}
