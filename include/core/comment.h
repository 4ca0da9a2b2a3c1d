/*
 * A reader leaves a comment: what was typed is validated (all mistakes at once), the address
 * becomes a fingerprint, checks judge the text and its author, and the comment is stored together
 * with its state and why it has it.
 */
#ifndef AFTERWORD_CORE_COMMENT_H
#define AFTERWORD_CORE_COMMENT_H

#include "base/input.h"
#include "core/check.h"
#include "core/fingerprint.h"
#include "core/service.h"
#include "core/url.h"
#include "store/comment.h"
#include "store/site.h"

/* What was typed; NULL where nothing was. */
struct comment_input {
	const char *page;
	const char *title; /* of the page */
	const char *parent;
	const char *name;
	const char *email;
	const char *website;
	const char *body;
	const char *form;    /* the form's token */
	const char *subject; /* which people do not see, so they leave it empty */
};

extern const struct input_table comment_input_table;

/* A comment on its way into the store. Its texts live in the request's arena. */
struct submission {
	struct site site;
	struct url page;
	const char *title;
	int64_t parent; /* 0: none */
	const char *name;
	char *address; /* normalised; wiped by submission_fingerprint */
	const char *website;
	const char *body;
	struct fingerprint fingerprint;
	const char *network; /* its tag; NULL: not known */
	struct check_form form;
	struct findings findings;    /* of the checks of the text */
	int64_t checked_version;     /* of the site by which they were made */
	bool author_rules;           /* some of its rules go by the author's tag */
	int64_t edits;               /* the comment that it is a new text of; 0: it is one itself */
	bool put_back;               /* that comment was put back into the queue by a moderator */
	const char *idempotency_key; /* as sent, or NULL */

	int64_t id; /* from here on: the outcome */
	enum comment_state state;
	bool stored;          /* it is new: not one that was sent again */
	int64_t changed_page; /* of which readers do not see the same any more; 0: none */
};

/* INVALID_INPUT with every mistake. */
enum err submission_init(const struct service *service, const struct comment_input *input,
	const char *idempotency_key, struct arena *arena, struct fault *fault,
	struct submission *submission) MUST_CHECK;

/* Looks at the token and the trap of what came as a form, or as a program sends it. */
void submission_form(const struct service *service, const struct comment_input *input, bool by_form,
	int64_t now, struct submission *submission);

/* Makes the fingerprint and wipes the address. Slow unless the cost is keyed. */
enum err submission_fingerprint(const struct service *service, struct submission *submission,
	struct fault *fault) MUST_CHECK;

/* Runs the checks of the text. */
enum err submission_check(const struct service *service, struct submission *submission,
	struct arena *arena, struct fault *fault) MUST_CHECK;

/*
 * What all checks find, in the writer's transaction, by the site as it is now. What was checked by
 * a policy or rules that have changed since is checked again.
 */
enum err submission_findings(struct store *store, const struct recent *recent, struct arena *arena,
	const struct submission *submission, const struct author *author, enum name_claim claim,
	struct site *site, struct findings *findings) MUST_CHECK;

/*
 * Stores it, in the writer's transaction; the outcome is in the submission. The same request
 * with the same idempotency key has the same outcome and stores nothing. PAGE_CLOSED,
 * KEY_REUSED, INVALID_INPUT (the parent), or the store's errors.
 */
enum err submission_store(struct store *store, const struct service *service, int64_t now,
	struct arena *arena, struct fault *fault, struct submission *submission) MUST_CHECK;

/* How long an idempotency key is remembered. */
#define IDEMPOTENCY_SPAN TIME_DAY

/*
 * The comment's place in its thread (root, path, depth): below its parent, or beside it where the
 * thread is too deep. `parent` is zeros when there is none. MEMORY.
 */
enum err comment_set_place(
	const struct comment *parent, struct arena *arena, struct comment *comment) MUST_CHECK;

#endif
