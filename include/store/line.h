/*
 * The lines of an export (docs/format.md): which rows travel, and what of each. Here they are read
 * from the database in parts and put into another one; what they are as text is told by the tables,
 * and whether one that came from outside may be put is for the floors above.
 *
 * What is counted or made from other rows does not travel and is made anew (store_lines_settle):
 * counters, a comment's place in its thread, seals, the search. Nor does what is a secret, is about
 * to go, or is this server's alone: sessions, tokens, accounts, networks, likers, and, unless they
 * are asked for, fingerprints and what is made of them.
 */
#ifndef AFTERWORD_STORE_LINE_H
#define AFTERWORD_STORE_LINE_H

#include "store/alias.h"
#include "store/author.h"
#include "store/decision.h"
#include "store/ledger.h"
#include "store/page.h"
#include "store/report.h"
#include "store/reserved_name.h"
#include "store/revision.h"
#include "store/rule.h"
#include "store/site.h"

/* In the order in which they stand: none names one that comes later. */
enum line_kind {
	LINE_SITE,
	LINE_ORIGIN,
	LINE_PAGE,
	LINE_ALIAS,
	LINE_AUTHOR,
	LINE_NAME,
	LINE_RULE,
	LINE_COMMENT,
	LINE_REVISION,
	LINE_REASON,
	LINE_REPORT,
	LINE_DECISION,
	LINE_ERASED,
	LINE__MAX
};

struct line_site {
	struct site site;
	const char *salt; /* hexadecimal, of what travels */
};

struct line_origin {
	const char *site, *origin;
};

struct line_author {
	struct author author;
	const char *fingerprint; /* hexadecimal, of what travels */
};

struct line_rule {
	struct rule rule;
	int64_t author; /* whose tag its value is; 0: it is no tag, or nobody's */
};

struct line_comment {
	struct comment comment;
	int64_t erased_at;
};

struct line_revision {
	struct revision revision;
	bool flawed; /* its seal does not hold */
};

struct line_reason {
	int64_t comment, revision, position;
	struct hold_reason reason;
};

struct line_decision {
	struct decision decision;
	bool flawed;
};

/* One of any kind. */
union line {
	struct line_site site;
	struct line_origin origin;
	struct page page;
	struct alias alias;
	struct line_author author;
	struct reserved_name name;
	struct line_rule rule;
	struct line_comment comment;
	struct line_revision revision;
	struct line_reason reason;
	struct report report;
	struct line_decision decision;
	struct ledger_row erased;
};

struct line_info {
	const char *name;
	const char *what; /* for people */
	const struct field_table *table;
};

extern const struct line_info line_infos[LINE__MAX];

/* Behind which row a part begins: its key, as far as it has one. */
struct line_place {
	int64_t ids[3];
	const char *site, *origin;
};

enum { LINE_PART = 500 };

/*
 * The rows of a kind behind a place, at most LINE_PART of them, in the order of their keys; the
 * place is that of the last then. `site`: NULL: of all. Rows lie `line_infos[kind].table->size`
 * apart. What an author has asked to be erased and is not yet: STORE_BUSY; see store_lines_wait.
 */
enum err store_line_part(struct store *store, enum line_kind kind, const char *site,
	struct line_place *place, struct arena *arena, void **rows, size_t *count) MUST_CHECK;

/* How many rows of a kind there are at most, for telling how far it is. */
enum err store_lines_count(struct store *store, int64_t *count) MUST_CHECK;

/* Authors who have asked to have all erased, and of whom comments are left. */
enum err store_lines_wait(struct store *store, int64_t *count) MUST_CHECK;

/*
 * Puts a row, in a transaction; sealed where rows of its kind are. What is counted stays behind
 * until store_lines_settle. CONFLICT: it is there already, by its id or what else it is known by; a
 * site without pages is taken over, and keeps the origins that it has. Of a comment root, path and
 * depth are the caller's; of a site salt and version, of an author fingerprint and tag, of a name
 * the key, as bytes.
 */
enum err store_line_put(struct store *store, enum line_kind kind, const void *row) MUST_CHECK;

/* What a comment hangs on. */
struct line_ground {
	const char *site, *author_site;
	int64_t parent_page; /* 0: there is no such parent */
	int64_t root, depth;
	struct slice path;
};

enum err store_line_ground(struct store *store, const struct comment *comment, struct arena *arena,
	struct line_ground *ground) MUST_CHECK;

/* On which site a page, an author or a comment is, and its newest revision. NOT_FOUND. */
struct line_home {
	const char *site;
	int64_t revision; /* of a comment */
};

enum line_home_of { LINE_HOME_PAGE, LINE_HOME_AUTHOR, LINE_HOME_COMMENT, LINE_HOME_DECISION };

enum err store_line_home(struct store *store, enum line_home_of of, int64_t id, struct arena *arena,
	struct line_home *home) MUST_CHECK;

/* What cannot be, of a site that was put. */
enum line_flaw {
	LINE_FLAW_REVISIONS, /* of the revisions up to its newest not all are there */
	LINE_FLAW_ERASED,    /* it is erased, and has texts */
	LINE_FLAW_HIDDEN,    /* it is shown below one that is not */
	LINE_FLAW_TOMBSTONE, /* it is a tombstone that holds up nothing */
	LINE_FLAW_ALIAS,     /* it shadows a page with comments, or leads to an alias: a page */
	LINE_FLAW__MAX
};

/* The first `limit` comments or pages of which that is so. */
enum err store_line_flaws(struct store *store, enum line_flaw flaw, const char *site, int64_t limit,
	struct arena *arena, int64_t **ids, size_t *count) MUST_CHECK;

/*
 * Makes what is counted of a site that was put, and brings into the search's index those of its
 * comments that the backlog would not see. `first_decision`: of what was put; retention looks on
 * from there.
 */
enum err store_lines_settle(
	struct store *store, const char *site, int64_t first_decision) MUST_CHECK;

#endif
