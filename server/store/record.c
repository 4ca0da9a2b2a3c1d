/*
 * See include/store/record.h. The record's end is read once in a transaction and written at its
 * commit, whatever the number of decisions. A transaction that is taken back takes the end along,
 * since it is read again in the next one.
 */
#include <string.h>

#include "store/record.h"
#include "store/sealed.h"

enum { PART = 500, PART_ARENA = 16 * 1024 * 1024 };

struct record_row {
	int64_t count, sealed;
	struct slice last, seal;
};

static const struct field record_fields[] = {
	FIELD(struct record_row, count, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct record_row, last, FIELD_BYTES, SEE_NOBODY),
	FIELD(struct record_row, sealed, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct record_row, seal, FIELD_BYTES, SEE_NOBODY),
};
static const struct field_table record_table = TABLE_OF(struct record_row, record_fields);

static enum err note_seal(
	struct store *store, const struct decision *decision, unsigned char out[SEAL_SIZE])
{
	struct text message;

	seal_begin(SEAL_KIND_NOTE, &message);
	seal_add_integer(&message, decision->id);
	seal_add_text(&message, decision->note);
	return seal_end(store, &message, out);
}

/* `note`: the seal of its note; at NULL: it has had none. */
static enum err decision_seal(struct store *store, const unsigned char before[SEAL_SIZE],
	const struct decision *decision, struct slice note, unsigned char out[SEAL_SIZE])
{
	struct text message;

	seal_begin(SEAL_KIND_DECISION, &message);
	text_add(&message, before, SEAL_SIZE);
	seal_add_integer(&message, decision->id);
	seal_add_integer(&message, decision->batch);
	seal_add_integer(&message, decision->undoes);
	seal_add_text(&message, decision->site);
	seal_add_integer(&message, decision->comment);
	seal_add_integer(&message, decision->revision);
	seal_add_text(&message, comment_state_names[decision->from]);
	seal_add_text(&message, comment_state_names[decision->to]);
	seal_add_integer(&message, decision->edited);
	seal_add_text(&message, decision->by);
	seal_add_text(&message, decision->reason);
	seal_add_bytes(&message, note);
	seal_add_integer(&message, decision->at);
	/* those from before there was such a thing are sealed without it */
	if (decision->published)
		seal_add_integer(&message, decision->published);
	return seal_end(store, &message, out);
}

static enum err record_end_seal(
	struct store *store, const struct record_end *end, unsigned char out[SEAL_SIZE])
{
	struct text message;

	seal_begin(SEAL_KIND_RECORD, &message);
	seal_add_integer(&message, end->count);
	text_add(&message, end->last, SEAL_SIZE);
	seal_add_integer(&message, end->sealed);
	return seal_end(store, &message, out);
}

/* `out->last` is zeros when there is no decision yet. */
static enum err record_read(
	struct store *store, struct arena *arena, struct record_end *out, struct slice *seal)
{
	struct record_row row;
	enum err err = db_one(store->db, QUERY_RECORD_FIND, DB_NONE, &record_table, arena, &row);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_STORE_FAILED : err;
	*out = (struct record_end){.known = true, .count = row.count, .sealed = row.sealed};
	if (row.last.length == SEAL_SIZE)
		memcpy(out->last, row.last.at, SEAL_SIZE);
	*seal = row.seal;
	return ERR_OK;
}

enum err record_know(struct store *store)
{
	struct arena arena;
	struct slice seal;
	enum err err;

	if (!db_in_transaction(store->db))
		store->record = (struct record_end){0};
	if (store->record.known)
		return ERR_OK;
	arena_init(PART_ARENA, &arena);
	err = record_read(store, &arena, &store->record, &seal);
	arena_finish(&arena);
	return err;
}

static enum err record_seal_after(struct store *store, const unsigned char before[SEAL_SIZE],
	const struct decision *decision, struct decision_seals *seals)
{
	struct slice note = {NULL, 0};
	enum err err = ERR_OK;

	if (decision->note) {
		err = note_seal(store, decision, seals->note);
		note = (struct slice){(const char *)seals->note, SEAL_SIZE};
	}
	return err ? err : decision_seal(store, before, decision, note, seals->row);
}

enum err record_seal(
	struct store *store, const struct decision *decision, struct decision_seals *seals)
{
	enum err err = record_know(store);

	return err ? err : record_seal_after(store, store->record.last, decision, seals);
}

enum err record_grow(struct store *store, const struct decision_seals *seals)
{
	store->record.count++;
	memcpy(store->record.last, seals->row, SEAL_SIZE);
	store->record.moved = true;
	return db_in_transaction(store->db) ? ERR_OK : record_write(store);
}

enum err record_write(struct store *store)
{
	unsigned char seal[SEAL_SIZE];
	enum err err = record_end_seal(store, &store->record, seal);

	if (err)
		return err;
	store->record.moved = false;
	return store_change(store, QUERY_RECORD_SET,
		DB_ARGS(db_integer(store->record.count), db_bytes(store->record.last, SEAL_SIZE),
			db_integer(store->record.sealed), db_bytes(seal, SEAL_SIZE)));
}

/* Goes through the record in parts, oldest first. */
static enum err record_walk(struct store *store,
	enum err (*step)(struct store *store, const struct decision *decision, void *context),
	void *context)
{
	int64_t after = 0;
	size_t count = PART;
	enum err err = ERR_OK;

	while (!err && count == PART) {
		struct decision *decisions;
		struct arena arena;

		arena_init(PART_ARENA, &arena);
		err = db_all(store->db, QUERY_DECISION_SEALED,
			DB_ARGS(db_integer(after), db_integer(PART)), &decision_table, &arena,
			&decisions, &count);
		for (size_t i = 0; !err && i < count; i++) {
			after = decisions[i].id;
			err = step(store, &decisions[i], context);
		}
		arena_finish(&arena);
	}
	return err;
}

static enum err record_seal_step(
	struct store *store, const struct decision *decision, void *context)
{
	struct decision_seals seals;
	enum err err = record_seal(store, decision, &seals);

	(void)context;
	if (!err)
		err = store_change(store, QUERY_DECISION_SEAL,
			DB_ARGS(db_integer(decision->id),
				decision->note ? db_bytes(seals.note, SEAL_SIZE) : db_text(NULL),
				db_bytes(seals.row, SEAL_SIZE)));
	return err ? err : record_grow(store, &seals);
}

enum err store_record_renew(struct store *store)
{
	enum err err = record_know(store);

	if (err)
		return err;
	/* moved even when there is no decision: the end is sealed from now on */
	store->record =
		(struct record_end){.known = true, .moved = true, .sealed = store->record.sealed};
	return record_walk(store, record_seal_step, NULL);
}

static enum err record_seal_all(struct store *store)
{
	enum err err = store_begin(store);

	if (err)
		return err;
	err = store_record_renew(store);
	if (!err)
		return store_commit(store);
	store_rollback(store);
	return err;
}

enum err store_record_is_sealed(struct store *store, bool *sealed)
{
	struct record_end end;
	struct arena arena;
	struct slice seal;
	enum err err;

	arena_init(PART_ARENA, &arena);
	err = record_read(store, &arena, &end, &seal);
	arena_finish(&arena);
	if (!err)
		*sealed = seal.length;
	return err;
}

enum err store_record_begin(struct store *store, bool *begun)
{
	bool sealed = true;
	enum err err = store_record_is_sealed(store, &sealed);

	*begun = !err && !sealed;
	return *begun ? record_seal_all(store) : err;
}

static enum err record_check_step(
	struct store *store, const struct decision *decision, void *context)
{
	struct record_findings *findings = context;
	unsigned char seal[SEAL_SIZE];
	enum err err = ERR_OK;

	if (decision->note)
		err = note_seal(store, decision, seal);
	if (!err && decision->note && !seal_is(decision->note_seal, seal))
		findings->found(findings, RECORD_FLAW_NOTE, decision->id);
	if (!err)
		err = decision_seal(store, findings->last, decision, decision->note_seal, seal);
	if (err)
		return err;
	if (!seal_is(decision->seal, seal))
		findings->found(findings, RECORD_FLAW_DECISION, decision->id);
	/* from here on by what it has, so that one flaw is told once */
	if (decision->seal.length == SEAL_SIZE)
		memcpy(findings->last, decision->seal.at, SEAL_SIZE);
	findings->count++;
	return ERR_OK;
}

enum err store_record_check(struct store *store, struct record_findings *findings)
{
	unsigned char want[SEAL_SIZE];
	struct record_end end;
	struct arena arena;
	struct slice seal;
	enum err err;

	findings->count = 0;
	memset(findings->last, 0, SEAL_SIZE);
	arena_init(PART_ARENA, &arena);
	err = record_read(store, &arena, &end, &seal);
	if (!err)
		err = record_end_seal(store, &end, want);
	if (!err && !seal.length) {
		findings->found(findings, RECORD_FLAW_NOT_SEALED, 0);
	} else if (!err) {
		if (!seal_is(seal, want))
			findings->found(findings, RECORD_FLAW_END, 0);
		err = record_walk(store, record_check_step, findings);
		if (!err && (end.count != findings->count ||
				    memcmp(end.last, findings->last, SEAL_SIZE) != 0))
			findings->found(findings, RECORD_FLAW_COUNT, 0);
	}
	arena_finish(&arena);
	return err;
}
