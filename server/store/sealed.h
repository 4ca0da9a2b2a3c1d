/*
 * How rows are sealed: what they hold is written into a message that can be read in one way only.
 * And how a decision becomes part of the record.
 */
#ifndef AFTERWORD_SERVER_STORE_SEALED_H
#define AFTERWORD_SERVER_STORE_SEALED_H

#include "store/decision.h"
#include "store/private.h"
#include "store/seal.h"

/* Begins every message, so that a seal of one kind is none of another. */
enum seal_kind { SEAL_KIND_REVISION = 1, SEAL_KIND_NOTE, SEAL_KIND_DECISION, SEAL_KIND_RECORD };

void seal_begin(enum seal_kind kind, struct text *message);
void seal_add_integer(struct text *message, int64_t integer);
void seal_add_bytes(struct text *message, struct slice bytes); /* at NULL: none */
void seal_add_text(struct text *message, const char *text);    /* NULL: none */

/* The seal of the message, which is freed. MEMORY. */
enum err seal_end(
	struct store *store, struct text *message, unsigned char out[SEAL_SIZE]) MUST_CHECK;

/* The key by which a seal is the message's, which is freed: 1 is the newest; 0: by none. MEMORY. */
enum err seal_check(
	struct store *store, struct text *message, struct slice seal, size_t *by) MUST_CHECK;

/* Holds the bodies of comments against their seals: `damaged`. */
enum err texts_look(struct store *store, struct comment *comments, size_t count) MUST_CHECK;

/* A statement of such comments. */
enum err texts_all(struct store *store, enum query query, const struct db_value *args, size_t count,
	struct arena *arena, struct comment **comments, size_t *found) MUST_CHECK;
enum err texts_one(struct store *store, enum query query, const struct db_value *args, size_t count,
	struct arena *arena, struct comment *comment) MUST_CHECK;

/* The seals of a decision that comes next. */
struct decision_seals {
	unsigned char note[SEAL_SIZE], row[SEAL_SIZE];
};

/* MEMORY, and those of reading the record's end. */
enum err record_seal(struct store *store, const struct decision *decision,
	struct decision_seals *seals) MUST_CHECK;

/* It was stored. */
enum err record_grow(struct store *store, const struct decision_seals *seals) MUST_CHECK;

#endif
