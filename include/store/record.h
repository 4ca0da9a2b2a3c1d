/*
 * The record as a whole: the decisions in the order of their ids, each sealed together with the
 * seal of the one before it, and the record's end sealed with their number. So a row that was
 * changed, put in or taken out shows, at the end as well.
 *
 * Of a note only the seal is sealed, so that a note can be erased and the chain still holds.
 */
#ifndef AFTERWORD_STORE_RECORD_H
#define AFTERWORD_STORE_RECORD_H

#include "store/seal.h"

/* What is wrong with the record. */
enum record_flaw {
	RECORD_FLAW_NOT_SEALED, /* the whole: there was no start with the key yet */
	RECORD_FLAW_DECISION,   /* it is not as it was made, or does not follow the one before */
	RECORD_FLAW_NOTE,       /* it is not as it was written */
	RECORD_FLAW_COUNT,      /* the newest decisions are gone, or were put in */
	RECORD_FLAW_END,        /* the record's end is not as it was sealed */
	RECORD_FLAW__MAX
};

struct record_findings {
	int64_t count; /* of decisions */
	unsigned char last[SEAL_SIZE];
	int64_t sealed_by[SEALER_KEYS + 1]; /* how many by each key; [0]: by none */
	/* Called for each flaw; `decision`: 0 when it is of the whole. */
	void (*found)(struct record_findings *findings, enum record_flaw flaw, int64_t decision);
	void *context;
};

/* Seals what is there when nothing is sealed yet: `begun`. One transaction. */
enum err store_record_begin(struct store *store, bool *begun) MUST_CHECK;

/* Seals all of it anew with the newest key, as it is. In a transaction. */
enum err store_record_seal(struct store *store) MUST_CHECK;

/* Whether it is sealed already, and so a key is in use. */
enum err store_record_is_sealed(struct store *store, bool *sealed) MUST_CHECK;

/* Looks at all of it, in linear time and constant memory. */
enum err store_record_check(struct store *store, struct record_findings *findings) MUST_CHECK;

#endif
