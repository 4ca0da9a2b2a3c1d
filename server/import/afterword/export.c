/*
 * Writing an export, from one read transaction, kind by kind, in parts. Every seal is looked at on
 * the way: the record's before anything is written, since it is one chain over all sites, the
 * texts' as they come. See include/import/export.h.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "import/afterword/lines.h"
#include "store/record.h"

enum { PART_ARENA = 256 * 1024 * 1024, FLAWS_KEPT = 1000, HEX_MAX = 2 * CRYPTO_DIGEST_SIZE + 1 };

struct exporting {
	const struct export_work *work;
	struct export_result *result;
	struct text line;
	int64_t flawed[FLAWS_KEPT]; /* decisions */
	size_t flawed_count;
	int64_t all, done; /* rows, for telling how far it is */
};

static enum err line_write(struct exporting *exporting, size_t kind, unsigned see, const void *row)
{
	struct text *line = &exporting->line;
	struct json_writer json;
	enum err err;

	text_clear(line);
	json_init(line, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "kind", lines_kind(kind).name);
	json_put_fields(&json, lines_kind(kind).table, see, row);
	json_close_object(&json);
	text_add_char(line, '\n');
	err = text_status(line);
	if (err)
		return fault_set(exporting->work->fault, err,
			"A line of the kind %s cannot be written.", lines_kind(kind).name);
	return pack_writer_put(exporting->work->writer, (struct slice){line->at, line->length});
}

static const char *hex_text(struct slice bytes, struct arena *arena)
{
	char text[HEX_MAX];

	assert(2 * bytes.length < sizeof(text));
	hex_write(bytes.at, bytes.length, text);
	return arena_copy(arena, text, 2 * bytes.length);
}

static enum err site_prepare(
	struct exporting *exporting, void *row, struct arena *arena, unsigned *see)
{
	struct line_site *line = row;

	(void)see;
	if (exporting->work->prints)
		line->salt = hex_text(line->site.salt, arena);
	return exporting->work->prints && !line->salt ? ERR_MEMORY : ERR_OK;
}

static enum err author_prepare(
	struct exporting *exporting, void *row, struct arena *arena, unsigned *see)
{
	struct line_author *line = row;

	(void)see;
	if (exporting->work->prints)
		line->fingerprint = hex_text(line->author.fingerprint, arena);
	return exporting->work->prints && !line->fingerprint ? ERR_MEMORY : ERR_OK;
}

static enum err revision_prepare(
	struct exporting *exporting, void *row, struct arena *arena, unsigned *see)
{
	struct line_revision *line = row;
	bool holds = true;
	enum err err = store_revision_holds(exporting->work->store, &line->revision, &holds);

	(void)arena;
	line->flawed = !holds;
	exporting->result->flaws += line->flawed;
	*see |= line->flawed ? SEE_FLAWED : 0;
	return err;
}

/* A check says which tag it was that a rule looks for; a tag is made of an address or a network. */
static enum err reason_prepare(
	struct exporting *exporting, void *row, struct arena *arena, unsigned *see)
{
	static const enum rule_kind tagged[] = {RULE_KIND_AUTHOR, RULE_KIND_NETWORK};
	struct hold_reason *reason = &((struct line_reason *)row)->reason;

	(void)exporting;
	(void)see;
	for (size_t i = 0; i < RULE_ACTION__MAX * ARRAY_SIZE(tagged); i++) {
		char head[64];
		int length = snprintf(head, sizeof(head), "%s (%s)",
			rule_action_names[i / ARRAY_SIZE(tagged)],
			rule_kind_names[tagged[i % ARRAY_SIZE(tagged)]]);

		if (!reason->rule || strncmp(reason->text, head, (size_t)length) != 0)
			continue;
		reason->text = arena_copy(arena, head, (size_t)length);
		return reason->text ? ERR_OK : ERR_MEMORY;
	}
	return ERR_OK;
}

static enum err decision_prepare(
	struct exporting *exporting, void *row, struct arena *arena, unsigned *see)
{
	struct line_decision *line = row;

	(void)arena;
	for (size_t i = 0; !line->flawed && i < exporting->flawed_count; i++)
		line->flawed = exporting->flawed[i] == line->decision.id;
	*see |= line->flawed ? SEE_FLAWED : 0;
	return ERR_OK;
}

/* What is to be done with a row before it is written. */
static enum err row_prepare(struct exporting *exporting, enum line_kind kind, void *row,
	struct arena *arena, unsigned *see)
{
	static enum err (*const prepares[LINE__MAX])(
		struct exporting *exporting, void *row, struct arena *arena, unsigned *see) = {
		[LINE_SITE] = site_prepare,
		[LINE_AUTHOR] = author_prepare,
		[LINE_REVISION] = revision_prepare,
		[LINE_REASON] = reason_prepare,
		[LINE_DECISION] = decision_prepare,
	};

	return prepares[kind] ? prepares[kind](exporting, row, arena, see) : ERR_OK;
}

static enum err part_write(struct exporting *exporting, enum line_kind kind,
	struct line_place *place, struct arena *arena, size_t *count)
{
	const struct export_work *work = exporting->work;
	size_t size = line_infos[kind].table->size;
	void *rows;
	enum err err = store_line_part(work->store, kind, work->site, place, arena, &rows, count);

	for (size_t i = 0; !err && i < *count; i++) {
		char *row = (char *)rows + i * size;
		unsigned see = lines_see(work->prints);

		err = row_prepare(exporting, kind, row, arena, &see);
		if (!err)
			err = line_write(exporting, kind, see, row);
		exporting->result->counts[kind] += !err;
		exporting->result->lines += !err;
	}
	exporting->done += err ? 0 : (int64_t)*count;
	progress_tell(work->progress, "exported",
		exporting->done < exporting->all ? exporting->done : exporting->all,
		exporting->all);
	return err;
}

/* The texts of a place live as long as the part that they are of. */
static enum err kind_write(struct exporting *exporting, enum line_kind kind)
{
	struct line_place place = {0};
	struct arena arena, next;
	size_t count = LINE_PART;
	enum err err = ERR_OK;

	arena_init(PART_ARENA, &arena);
	while (!err && count == LINE_PART) {
		arena_init(PART_ARENA, &next);
		err = part_write(exporting, kind, &place, &next, &count);
		arena_finish(&arena);
		arena = next;
	}
	arena_finish(&arena);
	return err;
}

static void record_found(struct record_findings *findings, enum record_flaw flaw, int64_t decision)
{
	struct exporting *exporting = findings->context;

	/* from before there was a key */
	if (flaw == RECORD_FLAW_NOT_SEALED)
		return;
	exporting->result->flaws++;
	if (decision && exporting->flawed_count < FLAWS_KEPT)
		exporting->flawed[exporting->flawed_count++] = decision;
}

static enum err export_begin(struct exporting *exporting)
{
	const struct export_work *work = exporting->work;
	struct record_findings findings = {.found = record_found, .context = exporting};
	struct site site;
	int64_t waiting = 0;
	enum err err = store_lines_wait(work->store, &waiting);

	if (!err && work->site)
		err = store_site_find(work->store, work->site, work->arena, &site);
	if (err == ERR_NOT_FOUND)
		return fault_set(work->fault, err, "There is no site %.60s.", work->site);
	if (!err && waiting)
		return fault_set(work->fault, ERR_BUSY,
			"What authors have asked to be erased is not yet; the server does that. "
			"Try it again in a minute.");
	if (!err)
		err = store_record_check(work->store, &findings);
	return err ? err : store_lines_count(work->store, &exporting->all);
}

static enum err export_write(struct exporting *exporting)
{
	const struct export_work *work = exporting->work;
	const struct lines_head head = {EXPORT_FORMAT, keys_id(work->keys)};
	struct lines_end end;
	enum err err = export_begin(exporting);

	if (!err)
		err = line_write(exporting, LINES_HEAD, lines_see(work->prints), &head);
	for (int kind = 0; !err && kind < LINE__MAX; kind++)
		err = kind_write(exporting, (enum line_kind)kind);
	end = (struct lines_end){exporting->result->lines, exporting->result->flaws};
	if (!err)
		err = line_write(exporting, LINES_END, SEE_EXPORT, &end);
	return err ? err : pack_writer_end(work->writer);
}

enum err export_run(const struct export_work *work, struct export_result *result)
{
	struct exporting exporting = {.work = work, .result = result};
	enum err err;

	*result = (struct export_result){0};
	text_init(PACK_LINE_MAX, &exporting.line);
	err = store_begin_read(work->store);
	if (!err)
		err = export_write(&exporting);
	store_end_read(work->store);
	text_finish(&exporting.line);
	return err && work->fault->err != err
		       ? fault_set(work->fault, err, "The database cannot be read.")
		       : err;
}
