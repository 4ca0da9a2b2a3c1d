/* A comment as its author sees it, by its private link, and what the author does with it. */
#ifndef AFTERWORD_SERVER_API_MINE_H
#define AFTERWORD_SERVER_API_MINE_H

#include "core/mine.h"
#include "http/exchange.h"
#include "store/decision.h"

struct mine {
	struct comment comment;
	struct decision last; /* by which it is in its state; id 0: nobody has decided yet */
	enum err why_not; /* may it not be given another text: why, as core/mine.h says; OK: it may
			   */
};

/* What is sent to change a comment: JSON has the body alone, and If-Match. */
struct mine_input {
	const char *body;
	const char *revision; /* of a form */
};

/* What is told of it, wherever it stands. */
#define MINE_BODY                                                                                  \
	INPUT(struct mine_input, body, .needed = true, .high = PLAIN_BODY_LIMIT,                   \
		.what = "The new text, in the same subset of Markdown, at most 16 KiB.")

/* A change on its way. */
struct mine_change {
	struct mine_input input;
	struct edit edit;
	int64_t comment, revision; /* that was read; 0: whichever */
	struct mine mine; /* how it stands afterwards, or when it is refused; id 0: not known */
};

/* The comment of the link in the path. NOT_FOUND. The answer is not to be kept. */
enum err mine_link(struct exchange *exchange, int64_t *comment) MUST_CHECK;

/* NOT_FOUND: it is not there any more. */
enum err mine_read(struct exchange *exchange, int64_t comment, struct mine *mine) MUST_CHECK;

/* A change of the comment in the path, as the exchange's state. */
enum err mine_change_begin(struct exchange *exchange, struct mine_change **change) MUST_CHECK;

/*
 * Once comment, revision and input are known: takes the new text, or withdraws. `finish` makes the
 * answer, at once where there is nothing to do.
 */
enum err mine_change_text(
	struct exchange *exchange, struct mine_change *change, exchange_step finish) MUST_CHECK;
enum err mine_change_withdraw(
	struct exchange *exchange, struct mine_change *change, exchange_step finish) MUST_CHECK;

#endif
