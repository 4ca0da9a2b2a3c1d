/* See importing.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/comment.h"
#include "core/crypto.h"
#include "core/fingerprint.h"
#include "core/name.h"
#include "import/afterword/importing.h"

/* A row refers to something of a site, at `field`; `id`: what, 0: the site itself. */
static enum verdict_on refer(struct importing *importing, const char *field, int64_t id,
	const char *site_id, struct fault *fault)
{
	const struct new_site *site = new_site_find(importing, site_id);

	if ((site && site->spoiled) || (id && spoiled_has(importing, id)))
		return PASSED;
	if (!site)
		(void)!fault_field(fault, field, "unknown",
			id ? "There is none of this id in front of it, on a site of this file."
			   : "There is no such site in front of it.");
	return TAKEN;
}

/* The same of a row that has to be looked up; `home` is filled where there is one. */
static enum err refer_to(struct importing *importing, const char *field, enum line_home_of of,
	int64_t id, struct arena *arena, struct fault *fault, enum verdict_on *verdict,
	struct line_home *home)
{
	enum err err = store_line_home(importing->work->store, of, id, arena, home);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (err)
		*home = (struct line_home){0};
	*verdict = refer(importing, field, id, home->site, fault);
	return ERR_OK;
}

static enum err refer_to_comment(struct importing *importing, int64_t id, struct arena *arena,
	struct fault *fault, enum verdict_on *verdict, struct line_home *home)
{
	enum err err;

	if (importing->home.id == id) {
		*home = (struct line_home){importing->home.site, importing->home.revision};
		*verdict = TAKEN;
		return ERR_OK;
	}
	err = refer_to(importing, "comment", LINE_HOME_COMMENT, id, arena, fault, verdict, home);
	if (!err && *verdict == TAKEN && home->site && !fault->count) {
		importing->home.id = id;
		importing->home.revision = home->revision;
		snprintf(importing->home.site, sizeof(importing->home.site), "%s", home->site);
	}
	return err;
}

/* Of a comment's texts. */
static void refer_to_text(
	const struct line_home *home, const char *field, int64_t number, struct fault *fault)
{
	if (!fault->count && number > home->revision)
		(void)!fault_field(
			fault, field, "unknown", "The comment has no text of this number.");
}

static struct slice unhex(const char *from, struct arena *arena)
{
	size_t length = strlen(from) / 2;
	char *out = arena_alloc(arena, length + 1);

	for (size_t i = 0; out && i < length; i++) {
		const char digits[3] = {from[2 * i], from[2 * i + 1], '\0'};

		out[i] = (char)strtol(digits, NULL, 16);
	}
	return (struct slice){out, out ? length : 0};
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
		line->site.salt = unhex(line->salt, preparing->arena);
	} else {
		crypto_random(salt, sizeof(salt));
		line->site.salt = (struct slice){
			arena_copy(preparing->arena, salt, sizeof(salt)), sizeof(salt)};
	}
	return line->site.salt.at ? ERR_OK : ERR_MEMORY;
}

static enum err origin_prepare(struct preparing *preparing, union line *row)
{
	preparing->verdict =
		refer(preparing->importing, "site", 0, row->origin.site, preparing->fault);
	return ERR_OK;
}

static enum err page_prepare(struct preparing *preparing, union line *row)
{
	preparing->verdict =
		refer(preparing->importing, "site", 0, row->page.site, preparing->fault);
	return ERR_OK;
}

static enum err alias_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;

	return refer_to(preparing->importing, "page", LINE_HOME_PAGE, row->alias.page,
		preparing->arena, preparing->fault, &preparing->verdict, &home);
}

static enum err author_prepare(struct preparing *preparing, union line *row)
{
	struct importing *importing = preparing->importing;
	struct author *author = &row->author.author;
	struct fingerprint nobody;

	preparing->verdict = refer(importing, "site", 0, author->site, preparing->fault);
	if (importing->prints) {
		author->fingerprint = unhex(row->author.fingerprint, preparing->arena);
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
	err = refer_to(preparing->importing, "author", LINE_HOME_AUTHOR, author, preparing->arena,
		preparing->fault, &preparing->verdict, &home);
	if (!err && preparing->verdict == TAKEN && home.site && strcmp(home.site, site) != 0)
		(void)!fault_field(preparing->fault, "author", "misfit", "It is of another site.");
	return err;
}

static enum err name_prepare(struct preparing *preparing, union line *row)
{
	struct reserved_name *name = &row->name;
	enum err err = name_key(name->name, preparing->arena, &name->key);

	preparing->verdict = refer(preparing->importing, "site", 0, name->site, preparing->fault);
	return err ? err : author_refer(preparing, name->site, name->author);
}

static enum err rule_prepare(struct preparing *preparing, union line *row)
{
	const struct rule *rule = &row->rule.rule;

	preparing->verdict = refer(preparing->importing, "site", 0, rule->site, preparing->fault);
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
	preparing->verdict = refer(importing, "page", comment->page, ground.site, fault);
	if (preparing->verdict == TAKEN)
		preparing->verdict =
			refer(importing, "author", comment->author, ground.author_site, fault);
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
	enum err err = refer_to_comment(preparing->importing, comment, preparing->arena,
		preparing->fault, &preparing->verdict, &home);

	if (!err && preparing->verdict == TAKEN)
		refer_to_text(&home, field, number, preparing->fault);
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
	struct importing *importing = preparing->importing;
	struct decision *decision = &row->decision.decision;
	struct line_home home = {0}, undone;
	enum err err = refer_to_comment(importing, decision->comment, preparing->arena,
		preparing->fault, &preparing->verdict, &home);

	if (err || preparing->verdict == PASSED || preparing->fault->count || !home.site)
		return err;
	decision->site = arena_copy(preparing->arena, home.site, strlen(home.site));
	if (!decision->site)
		return ERR_MEMORY;
	refer_to_text(&home, "revision", decision->revision, preparing->fault);
	refer_to_text(&home, "edited", decision->edited, preparing->fault);
	refer_to_text(&home, "published", decision->published, preparing->fault);
	if (decision->undoes)
		err = refer_to(importing, "undoes", LINE_HOME_DECISION, decision->undoes,
			preparing->arena, preparing->fault, &preparing->verdict, &undone);
	return err;
}

static enum err erased_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;

	return refer_to(preparing->importing, "author", LINE_HOME_AUTHOR, row->erased.author,
		preparing->arena, preparing->fault, &preparing->verdict, &home);
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
