/*
 * Reading an export. One pass, in one transaction: a line is read, held against the laws and
 * against what is there already, and put; after the last one what is counted is made. With any
 * mistake all of it is taken back, but the rest is read, so that all mistakes are told at once.
 *
 * What hangs on a row that was refused is passed over in silence: one mistake is told once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/comment.h"
#include "core/crypto.h"
#include "core/erase.h"
#include "core/name.h"
#include "core/site.h"
#include "import/afterword/lines.h"
#include "import/import.h"
#include "store/copy.h"
#include "store/record.h"

enum {
	SITES_MAX = 10000,
	SPOILED_MAX = 100 * 1000,
	LINE_ARENA = 16 * 1024 * 1024,
	FLAWS_SHOWN = 20,
	TOLD_EACH = 1000, /* lines */
};

/* A row that was refused. */
struct spoiled {
	UT_hash_handle hh;
	int64_t id;
};

/* A site of the file. */
struct new_site {
	UT_hash_handle hh;
	bool spoiled;
	char id[SITE_ID_MAX + 1];
};

struct importing {
	const struct import_work *work;
	struct import_result *result;
	int64_t line;    /* its number */
	bool has_prints; /* the file has fingerprints */
	bool prints;     /* and they are taken */
	bool ended;
	struct lines_end end;
	struct new_site *sites;
	struct spoiled *spoiled;
	size_t spoiled_count;
	struct { /* the comment that was looked for last: its texts and reasons follow each other */
		int64_t id;
		int64_t revision;
		char site[SITE_ID_MAX + 1];
	} home;
	int64_t newest_decision; /* of those that are there */
	int64_t first_decision;  /* of those that were put */
	bool between;            /* decisions were put in between others */
	struct ledger *known;    /* which erasures are done in what was put */
};

/* How a row is taken. PASSED: it is refused, and that was told already. */
enum verdict_on { TAKEN, PASSED };

static void mistake_tell(
	struct importing *importing, const char *field, const char *code, const char *detail)
{
	const struct import_mistake mistake = {importing->line, field, code, detail};

	if (importing->result->mistakes++ < IMPORT_MISTAKES)
		importing->work->mistake(importing->work->context, &mistake);
}

/* What a fault says of the line. */
static void mistakes_tell(struct importing *importing, const struct fault *fault)
{
	if (!fault->count)
		mistake_tell(importing, "", err_info(fault->err)->slug, fault->detail);
	for (size_t i = 0; i < fault->count; i++)
		mistake_tell(importing, fault->fields[i].name, fault->fields[i].code,
			fault->fields[i].detail);
}

static enum err spoil(struct importing *importing, int64_t id)
{
	struct spoiled *spoiled;

	if (!id || importing->spoiled_count == SPOILED_MAX)
		return ERR_OK;
	HASH_FIND(hh, importing->spoiled, &id, sizeof(id), spoiled);
	if (spoiled)
		return ERR_OK;
	spoiled = calloc(1, sizeof(*spoiled));
	if (!spoiled)
		return ERR_MEMORY;
	spoiled->id = id;
	HASH_ADD(hh, importing->spoiled, id, sizeof(spoiled->id), spoiled);
	if (!HASH_HAS(spoiled)) {
		free(spoiled);
		return ERR_MEMORY;
	}
	importing->spoiled_count++;
	return ERR_OK;
}

static bool is_spoiled(const struct importing *importing, int64_t id)
{
	struct spoiled *spoiled;

	HASH_FIND(hh, importing->spoiled, &id, sizeof(id), spoiled);
	return spoiled != NULL;
}

static struct new_site *site_of(const struct importing *importing, const char *id)
{
	struct new_site *site = NULL;

	if (id)
		HASH_FIND(hh, importing->sites, id, strlen(id), site);
	return site;
}

static enum err site_add(struct importing *importing, const char *id, bool spoiled)
{
	struct new_site *site = site_of(importing, id);

	if (site || strlen(id) > SITE_ID_MAX || HASH_COUNT(importing->sites) == SITES_MAX)
		return ERR_OK;
	site = calloc(1, sizeof(*site));
	if (!site)
		return ERR_MEMORY;
	memcpy(site->id, id, strlen(id));
	site->spoiled = spoiled;
	HASH_ADD(hh, importing->sites, id, strlen(site->id), site);
	if (HASH_HAS(site))
		return ERR_OK;
	free(site);
	return ERR_MEMORY;
}

/* A row refers to something of a site, at `field`; `id`: what, 0: the site itself. */
static enum verdict_on refer(struct importing *importing, const char *field, int64_t id,
	const char *site_id, struct fault *fault)
{
	const struct new_site *site = site_of(importing, site_id);

	if ((site && site->spoiled) || (id && is_spoiled(importing, id)))
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

/* Each row: what it refers to is there; what does not travel is made. */
struct preparing {
	struct importing *importing;
	struct arena *arena;
	struct fault *fault;
	enum verdict_on verdict;
};

static enum err site_prepare(struct preparing *preparing, union line *row)
{
	struct line_site *line = &row->site;
	unsigned char salt[SITE_SALT_SIZE];

	if (site_of(preparing->importing, line->site.id))
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
		is_spoiled(importing, comment->parent))
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

static enum err revision_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;
	enum err err = refer_to_comment(preparing->importing, row->revision.revision.comment,
		preparing->arena, preparing->fault, &preparing->verdict, &home);

	if (!err && preparing->verdict == TAKEN)
		refer_to_text(&home, "number", row->revision.revision.number, preparing->fault);
	return err;
}

static enum err reason_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;
	enum err err = refer_to_comment(preparing->importing, row->reason.comment, preparing->arena,
		preparing->fault, &preparing->verdict, &home);

	if (!err && preparing->verdict == TAKEN)
		refer_to_text(&home, "revision", row->reason.revision, preparing->fault);
	return err;
}

static enum err report_prepare(struct preparing *preparing, union line *row)
{
	struct line_home home;
	enum err err = refer_to_comment(preparing->importing, row->report.comment, preparing->arena,
		preparing->fault, &preparing->verdict, &home);

	if (!err && preparing->verdict == TAKEN)
		refer_to_text(&home, "revision", row->report.revision, preparing->fault);
	return err;
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

static enum err row_prepare(struct preparing *preparing, enum line_kind kind, union line *row)
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

/* By what a row that is there already is known. */
static const struct {
	const char *field, *detail;
} doubles[LINE__MAX] = {
	[LINE_SITE] = {"id",
		"A site of this id is there already, and has pages; it is not added to."},
	[LINE_ORIGIN] = {"origin", "It belongs to a site already."},
	[LINE_PAGE] = {"url", "A page of this URL, or of this id, is there already."},
	[LINE_ALIAS] = {"url", "An alias of this URL, or of this id, is there already."},
	[LINE_AUTHOR] = {"id", "An author of this id, or fingerprint, is there already."},
	[LINE_NAME] = {"name", "It is reserved so already, or the id is taken."},
	[LINE_RULE] = {"id", "A rule of this id is there already."},
	[LINE_COMMENT] = {"id", "A comment of this id is there already."},
	[LINE_REVISION] = {"number", "The comment has such a text already."},
	[LINE_REASON] = {"position", "The text has such a reason already."},
	[LINE_REPORT] = {"id", "A report of this id is there already."},
	[LINE_DECISION] = {"id", "A decision of this id is there already."},
	[LINE_ERASED] = {"author", "It is there already."},
};

/* The id of a row by which others refer to it; 0: none do. */
static int64_t row_id(enum line_kind kind, const union line *row)
{
	const struct field *first = &line_infos[kind].table->fields[0];
	int64_t id = 0;

	if (first->type == FIELD_ID && strcmp(first->name, "id") == 0)
		memcpy(&id, (const char *)row + first->offset, sizeof(id));
	return id;
}

static enum err row_spoil(struct importing *importing, enum line_kind kind, const union line *row)
{
	if (kind == LINE_SITE && row->site.site.id)
		return site_add(importing, row->site.site.id, true);
	return spoil(importing, row_id(kind, row));
}

/* It is there from now on. */
static enum err row_note(struct importing *importing, enum line_kind kind, const union line *row)
{
	int64_t id = row_id(kind, row);

	importing->result->counts[kind]++;
	if (kind == LINE_SITE)
		return site_add(importing, row->site.site.id, false);
	if (kind != LINE_DECISION)
		return ERR_OK;
	if (id < importing->newest_decision)
		importing->between = true;
	else
		importing->newest_decision = id;
	if (!importing->first_decision || id < importing->first_decision)
		importing->first_decision = id;
	return ERR_OK;
}

static bool is_flawed(enum line_kind kind, const union line *row)
{
	return (kind == LINE_REVISION && row->revision.flawed) ||
	       (kind == LINE_DECISION && row->decision.flawed);
}

static enum err row_take(struct importing *importing, enum line_kind kind, union line *row,
	struct arena *arena, struct fault *fault)
{
	struct preparing preparing = {importing, arena, fault, TAKEN};
	enum err err = ERR_OK;

	if (is_flawed(kind, row)) {
		importing->result->flawed++;
		if (!importing->work->accept_flaws)
			(void)!fault_field(fault, "flawed", "flawed",
				"Its seal did not hold when it was exported; --accept-flaws takes "
				"it as it is.");
	}
	err = row_prepare(&preparing, kind, row);
	if (err && err != ERR_INVALID_INPUT)
		return err;
	if (!fault->count && preparing.verdict == TAKEN) {
		err = store_line_put(importing->work->store, kind, row);
		if (!err)
			return row_note(importing, kind, row);
		if (err != ERR_CONFLICT)
			return err;
		(void)!fault_field(
			fault, doubles[kind].field, "conflict", "%s", doubles[kind].detail);
	}
	if (preparing.verdict == TAKEN)
		mistakes_tell(importing, fault);
	return row_spoil(importing, kind, row);
}

/* The first line says whether the rest can be read at all. */
static enum err head_read(struct importing *importing, struct slice line, struct arena *arena)
{
	const struct import_work *work = importing->work;
	union lines_any any = {.head = {0}};
	struct fault why = FAULT_NONE;
	size_t kind = LINES__MAX;
	enum err err = lines_read(line, true, work->now, arena, &why, &kind, &any);

	if (err == ERR_MEMORY)
		return err;
	if (kind == LINES_HEAD && any.head.format > EXPORT_FORMAT)
		return fault_set(work->fault, ERR_STORE_NEWER,
			"It is of format %lld; this version knows %d. Use a newer version of "
			"afterword.",
			(long long)any.head.format, EXPORT_FORMAT);
	if (err || kind != LINES_HEAD)
		return fault_set(work->fault, ERR_EXPORT,
			"It is no export of afterword: its first line is not that of one.");
	importing->has_prints = any.head.key != NULL;
	importing->prints = importing->has_prints && !work->drop_prints;
	if (importing->prints && !keys_has(work->keys, any.head.key))
		return fault_set(work->fault, ERR_KEY_FILE,
			"Its fingerprints were made with the key %.16s, which key_file does not "
			"have. --drop-fingerprints imports it without them.",
			any.head.key);
	return ERR_OK;
}

static enum err line_take(struct importing *importing, struct slice line, struct arena *arena)
{
	union lines_any any;
	struct fault fault = FAULT_NONE;
	size_t kind = LINES__MAX;
	enum err err;

	memset(&any, 0, sizeof(any));
	err = lines_read(
		line, importing->has_prints, importing->work->now, arena, &fault, &kind, &any);
	if (err == ERR_MEMORY)
		return err;
	if (importing->ended) {
		mistake_tell(importing, "kind", "misplaced", "Nothing comes after the end.");
		return ERR_OK;
	}
	if (err) {
		mistakes_tell(importing, &fault);
		return kind < LINE__MAX ? row_spoil(importing, (enum line_kind)kind, &any.row)
					: ERR_OK;
	}
	if (kind == LINES_HEAD) {
		mistake_tell(importing, "kind", "misplaced", "This is for the first line alone.");
		return ERR_OK;
	}
	if (kind == LINES_END) {
		importing->ended = true;
		importing->end = any.end;
		return ERR_OK;
	}
	return row_take(importing, (enum line_kind)kind, &any.row, arena, &fault);
}

/* Calls itself done at the end of the file, or after too many mistakes. */
static enum err lines_take(struct importing *importing)
{
	const struct import_work *work = importing->work;
	enum err err = ERR_OK;

	while (!err && importing->result->mistakes < IMPORT_MISTAKES) {
		struct arena arena;
		struct slice line;

		importing->line++;
		err = pack_reader_line(work->reader, &line);
		if (err == ERR_TOO_LARGE) {
			mistake_tell(importing, "", "too_large", "The line is too long.");
			importing->result->lines++;
			err = ERR_OK;
			continue;
		}
		if (err)
			break;
		arena_init(LINE_ARENA, &arena);
		err = line_take(importing, line, &arena);
		arena_finish(&arena);
		importing->result->lines += !importing->ended;
		if (work->size && importing->line % TOLD_EACH == 0)
			progress_tell(work->progress, "imported", pack_reader_done(work->reader),
				work->size);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err whole_check(struct importing *importing)
{
	const struct import_work *work = importing->work;
	const struct import_result *result = importing->result;

	if (result->mistakes >= IMPORT_MISTAKES)
		return ERR_OK;
	if (!importing->ended)
		return fault_set(work->fault, ERR_EXPORT,
			"It is not whole: its last line, which says how many there are, is "
			"missing.");
	if (importing->end.lines != result->lines)
		return fault_set(work->fault, ERR_EXPORT,
			"It is not whole: it has %lld lines, and its last one says %lld.",
			(long long)result->lines, (long long)importing->end.lines);
	return ERR_OK;
}

/* Of a site that was put, what only shows when all of it is there. */
static enum err site_check(struct importing *importing, const struct new_site *site)
{
	static const char *const details[LINE_FLAW__MAX] = {
		[LINE_FLAW_REVISIONS] = "Of its texts, up to the newest, not all are there.",
		[LINE_FLAW_ERASED] = "It is erased, and not deleted, or has texts.",
		[LINE_FLAW_HIDDEN] = "It is shown below a comment that is not.",
		[LINE_FLAW_TOMBSTONE] = "It is shown as gone, and no answer hangs on it.",
		[LINE_FLAW_ALIAS] = "Its URL is an alias, and it has comments or aliases.",
	};
	enum err err = ERR_OK;

	importing->line = 0;
	for (int flaw = 0; !err && flaw < LINE_FLAW__MAX; flaw++) {
		struct arena arena;
		int64_t *ids;
		size_t count = 0;

		arena_init(LINE_ARENA, &arena);
		err = store_line_flaws(importing->work->store, (enum line_flaw)flaw, site->id,
			FLAWS_SHOWN, &arena, &ids, &count);
		for (size_t i = 0; !err && i < count; i++) {
			char id[ID_SIZE];

			id_format(ids[i], id);
			mistake_tell(importing, id, "misfit", details[flaw]);
		}
		arena_finish(&arena);
	}
	return err;
}

/* Comments that were begun to be erased, to the last of them: nobody sees them meanwhile. */
static enum err erased_finish(struct importing *importing)
{
	struct store *store = importing->work->store;
	int64_t waiting = 1;
	enum err err = ERR_OK;

	while (!err && waiting) {
		struct erase_piece piece;
		struct arena arena;

		arena_init(LINE_ARENA, &arena);
		err = store_lines_wait(store, &waiting);
		if (!err && waiting)
			err = erase_some(store, importing->work->now, &arena, &piece);
		arena_finish(&arena);
	}
	return err;
}

/* What authors have had erased here, since the file was written, is erased in what it brought. */
static enum err erased_apply(struct importing *importing, const struct ledger *ledger)
{
	struct store *store = importing->work->store;
	enum err err = ERR_OK;

	for (const struct ledger_row *row = ledger_next(ledger, NULL); !err && row;
		row = ledger_next(ledger, row)) {
		struct line_home home = {0};
		struct arena arena;
		bool begun = false;

		if (ledger_has(importing->known, row))
			continue;
		arena_init(LINE_ARENA, &arena);
		err = store_line_home(store, LINE_HOME_AUTHOR, row->author, &arena, &home);
		if (!err && site_of(importing, home.site))
			err = erase_again(store, row, importing->work->now, &arena, &begun);
		arena_finish(&arena);
		err = err == ERR_NOT_FOUND ? ERR_OK : err;
		importing->result->erased += begun;
	}
	return !err && importing->result->erased ? erased_finish(importing) : err;
}

/* The ledger here: the file beside the database, and the table as it was before. */
static enum err erased_settle(struct importing *importing, struct ledger *ledger)
{
	const struct import_work *work = importing->work;
	enum err err = ledger_read_store(importing->known, work->store);

	if (!err)
		err = erased_apply(importing, ledger);
	/* the file first, as with every erasure */
	if (!err && !work->dry_run)
		err = ledger_write(importing->known, work->ledger, work->fault);
	return err;
}

static enum err import_settle(struct importing *importing, struct ledger *ledger)
{
	struct store *store = importing->work->store;
	struct new_site *site, *next;
	enum err err = ERR_OK;

	/* what a mistake has left out would be missed */
	if (importing->result->mistakes)
		return ERR_OK;
	HASH_ITER(hh, importing->sites, site, next)
	{
		if (!err)
			err = site_check(importing, site);
	}
	if (err || importing->result->mistakes)
		return err;
	HASH_ITER(hh, importing->sites, site, next)
	{
		if (!err)
			err = store_lines_settle(store, site->id, importing->first_decision);
	}
	if (!err)
		err = store_ids_follow(store);
	if (!err && importing->between)
		err = store_record_seal(store);
	return err ? err : erased_settle(importing, ledger);
}

static enum err import_refused(const struct importing *importing)
{
	const struct import_work *work = importing->work;
	long long mistakes = (long long)importing->result->mistakes;

	if (!mistakes)
		return ERR_OK;
	return fault_set(work->fault, ERR_EXPORT,
		mistakes >= IMPORT_MISTAKES
			? "Nothing is imported. Mistakes: %lld, and it was read no further."
			: "Nothing is imported. Mistakes: %lld.",
		mistakes);
}

static void record_found(struct record_findings *findings, enum record_flaw flaw, int64_t decision)
{
	(void)flaw;
	(void)decision;
	*(bool *)findings->context = true;
}

/* Sealing anew must not cover what was changed before; and it shows whether the key is the one. */
static enum err record_hold(struct importing *importing)
{
	const struct import_work *work = importing->work;
	bool flawed = false;
	struct record_findings findings = {.found = record_found, .context = &flawed};
	struct store_facts facts;
	struct arena arena;
	enum err err = store_record_check(work->store, &findings);

	if (!err && flawed)
		return fault_set(work->fault, ERR_CHECK,
			"The record here is not as it was sealed, or key_file is another key; see "
			"`afterword check`.");
	arena_init(LINE_ARENA, &arena);
	if (!err)
		err = store_facts(work->store, &arena, &facts);
	arena_finish(&arena);
	if (!err)
		importing->newest_decision = facts.newest_decision;
	return err;
}

static enum err import_read(struct importing *importing, struct ledger *ledger)
{
	const struct import_work *work = importing->work;
	struct arena arena;
	struct slice line;
	enum err err = record_hold(importing);

	if (err)
		return err;
	importing->line = 1;
	arena_init(LINE_ARENA, &arena);
	err = pack_reader_line(work->reader, &line);
	if (err == ERR_NOT_FOUND || err == ERR_TOO_LARGE)
		err = fault_set(work->fault, ERR_EXPORT, "It is no export of afterword.");
	if (!err)
		err = head_read(importing, line, &arena);
	arena_finish(&arena);
	if (!err)
		err = lines_take(importing);
	if (!err)
		err = whole_check(importing);
	if (!err)
		err = import_settle(importing, ledger);
	return err ? err : import_refused(importing);
}

static enum err import_begin(const struct import_work *work, struct ledger *ledger)
{
	bool begun;
	enum err err = store_record_begin(work->store, &begun);

	if (!err)
		err = store_cache_more(work->store);
	if (!err)
		err = ledger_read_store(ledger, work->store);
	if (!err)
		err = ledger_read(ledger, work->ledger, work->fault);
	return err ? err : store_begin(work->store);
}

static void importing_finish(struct importing *importing)
{
	struct new_site *site, *next_site;
	struct spoiled *spoiled, *next;

	HASH_ITER(hh, importing->sites, site, next_site)
	{
		HASH_DEL(importing->sites, site);
		free(site);
	}
	HASH_ITER(hh, importing->spoiled, spoiled, next)
	{
		HASH_DEL(importing->spoiled, spoiled);
		free(spoiled);
	}
	ledger_destroy(importing->known);
}

enum err import_run(const struct import_work *work, struct import_result *result)
{
	struct importing importing = {.work = work, .result = result, .known = ledger_create()};
	struct ledger *ledger = ledger_create();
	enum err err = ledger && importing.known ? import_begin(work, ledger) : ERR_MEMORY;

	*result = (struct import_result){0};
	if (!err)
		err = import_read(&importing, ledger);
	if (!err && !work->dry_run)
		err = store_commit(work->store);
	else
		store_rollback(work->store);
	store_after(work->store);
	importing_finish(&importing);
	ledger_destroy(ledger);
	return err && work->fault->err != err
		       ? fault_set(
				 work->fault, err, "%s: nothing is imported.", err_info(err)->title)
		       : err;
}
