/*
 * Checks: tests of a new revision, a file in core/checks/ each. What a check finds is a reason
 * with a score, and may say what shall become of the comment. All findings together give its
 * state (checks_judge); they are kept with the revision and shown to moderators.
 *
 * Checks of the text run before the comment is handed to the writer, those that need the store in
 * the writer's transaction.
 */
#ifndef AFTERWORD_CORE_CHECK_H
#define AFTERWORD_CORE_CHECK_H

#include "core/recent.h"
#include "core/rules.h"
#include "store/author.h"
#include "store/comment.h"
#include "store/reserved_name.h"
#include "store/site.h"

enum check_when { CHECK_WHEN_TEXT, CHECK_WHEN_STORE };

extern const char *const check_names[]; /* NULL-terminated */

/* What a finding asks for, the weakest first: the strongest of all findings holds. */
enum check_action {
	CHECK_ACTION_NONE, /* only the score counts */
	CHECK_ACTION_WAIT, /* held, unless somebody trusts the author */
	CHECK_ACTION_TRUST,
	CHECK_ACTION_HOLD,
	CHECK_ACTION_SPAM,
	CHECK_ACTION_REJECT,
	CHECK_ACTION__MAX
};

/* The token that a form brought back. */
enum form_token {
	FORM_TOKEN_NONE, /* a program asks, which needs none */
	FORM_TOKEN_MISSING,
	FORM_TOKEN_FOREIGN, /* not given out for the page */
	FORM_TOKEN_GOOD,
};

struct check_form {
	bool trapped; /* the field that people do not see was filled in */
	enum form_token token;
	int64_t age; /* of a good one, in milliseconds */
	/* of an edit, which needs no form: what was found in the one by which the comment came */
	const struct hold_reason *before;
	size_t before_count;
};

/* What is looked at; whoever fills it keeps it. */
struct check_subject {
	const struct site *site;
	const char *name, *website, *body;
	const char *author_tag;
	const char *network; /* its tag; NULL: not known */
	struct check_form form;
	const struct rules *rules; /* of the site */
	struct store *store;       /* from here on: in the writer's transaction */
	const struct recent *recent;
	const struct author *author; /* id 0: a new one */
	enum name_claim claim;       /* whose the name is */
	int64_t edits;               /* the comment that it is a new text of; 0: it is a new one */
	bool put_back;               /* that one was put back into the queue by a moderator */
};

struct finding {
	struct hold_reason reason;
	enum check_action action;
};

/* Beyond these no more are kept, but for one of a stronger action. */
enum { FINDINGS_MAX = 16 };

struct findings {
	struct finding at[FINDINGS_MAX];
	size_t count;
};

/* Adds what the checks find; texts are static or in the arena. MEMORY. */
enum err checks_run(enum check_when when, const struct check_subject *subject, struct arena *arena,
	struct findings *findings) MUST_CHECK;

/* Keeps them with the comment's newest revision. */
enum err findings_store(struct store *store, const struct comment *comment,
	const struct findings *findings) MUST_CHECK;

/* What the findings make of a comment. */
struct judgement {
	enum comment_state state;
	const struct finding *by; /* the finding that decided; NULL: the score, or none */
};

struct judgement checks_judge(const struct site *site, const struct findings *findings);

/* Whose decision the state is, on record; NULL: memory. */
const char *judgement_by(const struct judgement *judgement, struct arena *arena);

#endif
