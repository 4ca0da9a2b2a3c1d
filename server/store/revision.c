/* See include/store/revision.h. */
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

static enum err revision_seal(
	struct store *store, const struct revision *revision, unsigned char out[SEAL_SIZE])
{
	struct text message;

	seal_begin(SEAL_KIND_REVISION, &message);
	seal_add_integer(&message, revision->comment);
	seal_add_integer(&message, revision->number);
	seal_add_text(&message, revision->body);
	seal_add_text(&message, revision->by);
	seal_add_integer(&message, revision->created_at);
	return seal_end(store, &message, out);
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

static enum err revision_seal_missing(struct store *store, const struct revision *revision)
{
	unsigned char seal[SEAL_SIZE];
	enum err err;

	if (revision->seal.at)
		return ERR_OK;
	err = revision_seal(store, revision, seal);
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
		err = revision_seal_missing(store, &revisions[i]);
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

enum err store_revision_holds(struct store *store, const struct revision *revision, bool *holds)
{
	unsigned char seal[SEAL_SIZE];
	enum err err = record_know(store);

	if (!err)
		err = revision_seal(store, revision, seal);
	if (!err)
		*holds = seal_is(revision->seal, seal) ||
			 (!revision->seal.at && revision->comment > store->record.sealed);
	return err;
}

static enum err revision_check(
	struct store *store, const struct revision *revision, struct revision_findings *findings)
{
	bool holds;
	enum err err = store_revision_holds(store, revision, &holds);

	findings->count++;
	if (err)
		return err;
	if (!holds)
		findings->found(findings, revision);
	else if (!revision->seal.at)
		findings->waiting++;
	return ERR_OK;
}

enum err store_revision_check(struct store *store, struct revision_findings *findings)
{
	struct revision place = {0};
	size_t count = PART;
	enum err err = ERR_OK;

	findings->count = findings->waiting = 0;
	while (!err && count == PART) {
		struct revision *revisions;
		struct arena arena;

		arena_init(PART_ARENA, &arena);
		err = revision_part(store, &place, &arena, &revisions, &count);
		for (size_t i = 0; !err && i < count; i++)
			err = revision_check(store, &revisions[i], findings);
		if (!err && count)
			place = (struct revision){.comment = revisions[count - 1].comment,
				.number = revisions[count - 1].number};
		arena_finish(&arena);
	}
	return err;
}
