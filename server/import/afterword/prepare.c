/* See importing.h. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "core/comment.h"
#include "core/crypto.h"
#include "core/fingerprint.h"
#include "core/name.h"
#include "import/afterword/importing.h"

/* A row refers to something of a site, at `field`; `id`: what, 0: the site itself. */
static void refer(struct preparing *preparing, const char *field, int64_t id, const char *site_id)
{
	struct importing *importing = preparing->importing;
	const struct new_site *site = new_site_find(importing, site_id);

	preparing->verdict = TAKEN;
	if ((site && site->spoiled) || (id && spoiled_has(importing, id)))
		preparing->verdict = PASSED;
	else if (!site)
		(void)!fault_field(preparing->fault, field, "unknown",
			id ? "There is none of this id in front of it, on a site of this file."
			   : "There is no such site in front of it.");
}

/* The same of a row that has to be looked up; `home` is zeros where there is none. */
static enum err refer_to(struct preparing *preparing, const char *field, enum line_home_of of,
	int64_t id, struct line_home *home)
{
	enum err err =
		store_line_home(preparing->importing->work->store, of, id, preparing->arena, home);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (err)
		*home = (struct line_home){0};
	refer(preparing, field, id, home->site);
	return ERR_OK;
}

static enum err refer_to_comment(struct preparing *preparing, int64_t id, struct line_home *home)
{
	struct importing *importing = preparing->importing;
	enum err err;

	if (importing->home.id == id) {
		*home = (struct line_home){importing->home.site, importing->home.revision};
		preparing->verdict = TAKEN;
		return ERR_OK;
	}
	err = refer_to(preparing, "comment", LINE_HOME_COMMENT, id, home);
	if (!err && preparing->verdict == TAKEN && home->site && !preparing->fault->count) {
		importing->home.id = id;
		importing->home.revision = home->revision;
		snprintf(importing->home.site, sizeof(importing->home.site), "%s", home->site);
	}
	return err;
}

/* Of a comment's texts. */
static void refer_to_text(struct preparing *preparing, const struct line_home *home,
	const char *field, int64_t number)
{
	if (!preparing->fault->count && number > home->revision)
		(void)!fault_field(preparing->fault, field, "unknown",
			"The comment has no text of this number.");
}

/* Of digits, by the law; at NULL: memory. */
static struct slice bytes_of(const char *digits, struct arena *arena)
{
	size_t size = strlen(digits) / 2;
	char *bytes = arena_alloc(arena, size);

	return (struct slice){bytes && hex_read(digits, size, bytes) ? bytes : NULL, size};
}

static enum err site_prepare(struct preparing *preparing, union line *row)
{
	struct line_site *line = &row->site;
	unsigned char salt[SITE_SALT_SIZE];

	if (new_site_find(preparing->importing, line->site.id))
		return fault_field(preparing->fault, "id", "conflict", "It is there twice.");
	/* what was kept ready of one that is taken over is old now */
	line->site.version = preparing->importing->work->now;
	if (preparing->importing->prints) {
		line->site.salt = bytes_of(line->salt, preparing->arena);
	} else {
		crypto_random(salt, sizeof(salt));
		line->site.salt = (struct slice){
			arena_copy(preparing->arena, salt, sizeof(salt)), sizeof(salt)};
	}
	return line->site.salt.at ? ERR_OK : ERR_MEMORY;
}

static enum err origin_prepare(struct preparing *preparing, union line *row)
{
	refer(preparing, "site", 0, row->origin.site);
	return ERR_OK;
}

static enum err page_prepare(struct preparing *preparing, union line *row)
{
	refer(preparing, "site", 0, row->page.site);
	return ERR_OK;
}

static enum err alias_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;

	return refer_to(preparing, "page", LINE_HOME_PAGE, row->alias.page, &home);
}

static enum err author_prepare(struct preparing *preparing, union line *row)
{
	struct importing *importing = preparing->importing;
	struct author *author = &row->author.author;
	struct fingerprint nobody;

	refer(preparing, "site", 0, author->site);
	if (importing->prints) {
		author->fingerprint = bytes_of(row->author.fingerprint, preparing->arena);
		return author->fingerprint.at ? ERR_OK : ERR_MEMORY;
	}
	fingerprint_nobody(&nobody);
	author->fingerprint =
		(struct slice){arena_copy(preparing->arena, nobody.bytes, sizeof(nobody.bytes)),
			sizeof(nobody.bytes)};
	author->tag = arena_copy(preparing->arena, nobody.tag, strlen(nobody.tag));
	author->key_id = "";
	author->cost = fingerprint_cost_names[FINGERPRINT_COST_KEYED];
	return author->fingerprint.at && author->tag ? ERR_OK : ERR_MEMORY;
}

/* An author of the same site; 0: none. */
static enum err author_refer(struct preparing *preparing, const char *site, int64_t author)
{
	struct line_home home = {0};
	enum err err;

	if (!author || preparing->verdict == PASSED)
		return ERR_OK;
	err = refer_to(preparing, "author", LINE_HOME_AUTHOR, author, &home);
	if (!err && preparing->verdict == TAKEN && home.site && strcmp(home.site, site) != 0)
		(void)!fault_field(preparing->fault, "author", "misfit", "It is of another site.");
	return err;
}

static enum err name_prepare(struct preparing *preparing, union line *row)
{
	struct reserved_name *name = &row->name;
	enum err err = name_key(name->name, preparing->arena, &name->key);

	refer(preparing, "site", 0, name->site);
	return err ? err : author_refer(preparing, name->site, name->author);
}

static enum err rule_prepare(struct preparing *preparing, union line *row)
{
	const struct rule *rule = &row->rule.rule;

	refer(preparing, "site", 0, rule->site);
	return author_refer(preparing, rule->site, row->rule.author);
}

static enum err comment_prepare(struct preparing *preparing, union line *row)
{
	struct importing *importing = preparing->importing;
	struct comment *comment = &row->comment.comment, above;
	struct fault *fault = preparing->fault;
	struct line_ground ground;
	enum err err =
		store_line_ground(importing->work->store, comment, preparing->arena, &ground);

	if (err)
		return err;
	refer(preparing, "page", comment->page, ground.site);
	if (preparing->verdict == TAKEN)
		refer(preparing, "author", comment->author, ground.author_site);
	if (preparing->verdict == TAKEN && comment->parent &&
		spoiled_has(importing, comment->parent))
		preparing->verdict = PASSED;
	if (preparing->verdict == PASSED || fault->count)
		return ERR_OK;
	if (strcmp(ground.site, ground.author_site) != 0)
		return fault_field(fault, "author", "misfit", "It is of another site.");
	if (comment->parent && ground.parent_page != comment->page)
		return fault_field(fault, "parent", "unknown",
			"There is no such comment on this page in front of it.");
	comment->site = ground.site;
	above = (struct comment){.root = ground.root, .depth = ground.depth, .path = ground.path};
	return comment_set_place(&above, preparing->arena, comment);
}

/* What belongs to a text of a comment. */
static enum err of_text_prepare(
	struct preparing *preparing, int64_t comment, const char *field, int64_t number)
{
	struct line_home home;
	enum err err = refer_to_comment(preparing, comment, &home);

	if (!err && preparing->verdict == TAKEN)
		refer_to_text(preparing, &home, field, number);
	return err;
}

static enum err revision_prepare(struct preparing *preparing, union line *row)
{
	const struct revision *revision = &row->revision.revision;

	return of_text_prepare(preparing, revision->comment, "number", revision->number);
}

static enum err reason_prepare(struct preparing *preparing, union line *row)
{
	return of_text_prepare(preparing, row->reason.comment, "revision", row->reason.revision);
}

static enum err report_prepare(struct preparing *preparing, union line *row)
{
	return of_text_prepare(preparing, row->report.comment, "revision", row->report.revision);
}

static enum err decision_prepare(struct preparing *preparing, union line *row)
{
	struct decision *decision = &row->decision.decision;
	struct line_home home = {0}, undone;
	enum err err = refer_to_comment(preparing, decision->comment, &home);

	if (err || preparing->verdict == PASSED || preparing->fault->count || !home.site)
		return err;
	decision->site = arena_copy(preparing->arena, home.site, strlen(home.site));
	if (!decision->site)
		return ERR_MEMORY;
	refer_to_text(preparing, &home, "revision", decision->revision);
	refer_to_text(preparing, &home, "edited", decision->edited);
	refer_to_text(preparing, &home, "published", decision->published);
	if (decision->undoes)
		err = refer_to(preparing, "undoes", LINE_HOME_DECISION, decision->undoes, &undone);
	return err;
}

static enum err erased_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;

	return refer_to(preparing, "author", LINE_HOME_AUTHOR, row->erased.author, &home);
}

enum err row_prepare(struct preparing *preparing, enum line_kind kind, union line *row)
{
	static enum err (*const prepares[LINE__MAX])(
		struct preparing *preparing, union line *row) = {
		[LINE_SITE] = site_prepare,
		[LINE_ORIGIN] = origin_prepare,
		[LINE_PAGE] = page_prepare,
		[LINE_ALIAS] = alias_prepare,
		[LINE_AUTHOR] = author_prepare,
		[LINE_NAME] = name_prepare,
		[LINE_RULE] = rule_prepare,
		[LINE_COMMENT] = comment_prepare,
		[LINE_REVISION] = revision_prepare,
		[LINE_REASON] = reason_prepare,
		[LINE_REPORT] = report_prepare,
		[LINE_DECISION] = decision_prepare,
		[LINE_ERASED] = erased_prepare,
	};

	return prepares[kind](preparing, row);
}
