/*
 * Claims: which moderator reads which comment. Somebody reads one comment at a time, and a comment
 * has one reader: who came first. A claim ends by itself unless it is renewed, and hinders no
 * decision. Claims live in memory alone.
 */
#ifndef AFTERWORD_CORE_CLAIMS_H
#define AFTERWORD_CORE_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/time.h"

enum { CLAIMS_MAX = 256, CLAIM_TEXT_SIZE = 128 };

#define CLAIM_SPAN TIME_MINUTE

struct claim {
	int64_t comment;            /* 0: none */
	char site[CLAIM_TEXT_SIZE]; /* of the comment */
	char by[CLAIM_TEXT_SIZE];   /* as the record has it */
	int64_t until;
};

struct claims;

struct claims *claims_create(void) MUST_CHECK; /* NULL: memory */
void claims_destroy(struct claims *claims);

/*
 * `by` reads the comment from now on, for CLAIM_SPAN. `stands` is the claim of who reads it:
 * theirs, or that of who was there before. `ended` is the claim on another comment that they had,
 * if any. BUSY: too many read. INVALID_INPUT: a name is too long.
 */
enum err claims_take(struct claims *claims, int64_t comment, const char *site, const char *by,
	int64_t now, struct claim *stands, struct claim *ended) MUST_CHECK;

/* `by` reads it no more. False: they did not. */
bool claims_drop(struct claims *claims, int64_t comment, const char *by, int64_t now,
	struct claim *ended) MUST_CHECK;

/* Who reads it. False: nobody. */
bool claims_find(
	struct claims *claims, int64_t comment, int64_t now, struct claim *claim) MUST_CHECK;

#endif
