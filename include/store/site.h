/* Sites and the origins that may embed them. */
#ifndef AFTERWORD_STORE_SITE_H
#define AFTERWORD_STORE_SITE_H

#include "base/field.h"
#include "base/text.h"
#include "store/comment.h"
#include "store/store.h"

enum site_policy {
	SITE_POLICY_HOLD,  /* every comment waits */
	SITE_POLICY_TRUST, /* those of authors who are not known yet */
	SITE_POLICY_PUBLISH,
	SITE_POLICY__MAX
};

extern const char *const site_policy_names[]; /* NULL-terminated */

enum site_likes { SITE_LIKES_OFF, SITE_LIKES_ON };

extern const char *const site_likes_names[]; /* NULL-terminated */

struct site {
	const char *id; /* a slug: a-z, 0-9 and dashes */
	int policy;     /* enum site_policy */
	struct slice salt;
	int64_t created_at;
	int64_t version; /* raised with every change of what comments are checked by */
#define POLICY(member, standard, low, high, help) int64_t member;
#include "store/policy.def"
#define THREAD_NUMBER                                POLICY
#define THREAD_CHOICE(member, names, standard, help) int member;
#include "store/thread.def"
#undef POLICY
};

extern const struct field_table site_table;

/* The numbers: a row for each of policy.def, and then for each of thread.def. */
enum site_number_index {
#define POLICY(member, standard, low, high, help) SITE_NUMBER_##member,
#include "store/policy.def"
#undef POLICY
	SITE_NUMBER__POLICY, /* how many are the policy's */
	SITE_NUMBER__BEFORE_THREAD = SITE_NUMBER__POLICY - 1,
#define THREAD_NUMBER(member, standard, low, high, help) SITE_NUMBER_##member,
#include "store/thread.def"
	SITE_NUMBER__MAX
};

struct site_number {
	const char *name;
	size_t offset; /* in struct site */
	int64_t standard, low, high;
	const char *help;
};

extern const struct site_number site_numbers[SITE_NUMBER__MAX];

/* The choices of thread.def. */
enum site_choice_index {
#define THREAD_CHOICE(member, names, standard, help) SITE_CHOICE_##member,
#include "store/thread.def"
	SITE_CHOICE__MAX
};

struct site_choice {
	const char *name;
	size_t offset; /* in struct site, of an index into names */
	const char *standard;
	const char *const *names; /* NULL-terminated */
	const char *help;
};

extern const struct site_choice site_choices[SITE_CHOICE__MAX];

/* The standard numbers and choices. */
void site_standard_init(struct site *site);

struct site_origin {
	const char *origin; /* scheme://host[:port] */
};

enum { SITE_SALT_SIZE = 16 };

enum err store_site_find(
	struct store *store, const char *id, struct arena *arena, struct site *site) MUST_CHECK;
enum err store_site_by_origin(
	struct store *store, const char *origin, struct arena *arena, struct site *site) MUST_CHECK;
enum err store_site_list(
	struct store *store, struct arena *arena, struct site **sites, size_t *count) MUST_CHECK;
enum err store_site_insert(struct store *store, const struct site *site) MUST_CHECK;
/* Its policy and the numbers of policy.def. */
enum err store_site_set(struct store *store, const struct site *site) MUST_CHECK;
/* What is in thread.def. No comment is checked by it, so the version stays. */
enum err store_site_set_thread(struct store *store, const struct site *site) MUST_CHECK;
enum err store_site_delete(struct store *store, const char *id) MUST_CHECK;
enum err store_site_pages(struct store *store, const char *id, int64_t *pages) MUST_CHECK;

/* How many comments there are in each state; `site` may be NULL: on all sites. */
enum err store_site_count_add(
	struct store *store, const char *site, enum comment_state state, int64_t change) MUST_CHECK;
enum err store_site_counts(struct store *store, const char *site, struct arena *arena,
	int64_t counts[COMMENT_STATE__MAX]) MUST_CHECK;

/* How many wait on each site, of the first sites by their ids, at most `limit`. */
struct site_pending {
	const char *site;
	int64_t count;
};

enum err store_site_pending_list(struct store *store, int64_t limit, struct arena *arena,
	struct site_pending **sites, size_t *count) MUST_CHECK;

enum err store_site_origin_list(struct store *store, const char *site, struct arena *arena,
	struct site_origin **origins, size_t *count) MUST_CHECK;
/* CONFLICT: the origin belongs to a site already. */
enum err store_site_origin_insert(
	struct store *store, const char *site, const char *origin) MUST_CHECK;
enum err store_site_origin_delete_all(struct store *store, const char *site) MUST_CHECK;

#endif
