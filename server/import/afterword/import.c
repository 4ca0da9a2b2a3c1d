/*
 * Reading an export. One pass, in one transaction: a line is read, held against the laws and
 * against what is there already, and put; after the last one what is counted is made. With any
 * mistake all of it is taken back, but the rest is read, so that all mistakes are told at once.
 *
 * What hangs on a row that was refused is passed over in silence: one mistake is told once.
 */
#include <string.h>

#include "import/afterword/importing.h"
#include "store/copy.h"
#include "store/record.h"

enum { TOLD_EACH = 1000 }; /* lines */

void mistake_tell(
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
		return new_site_add(importing, row->site.site.id, true);
	return spoiled_add(importing, row_id(kind, row));
}

/* It is there from now on. */
static enum err row_note(struct importing *importing, enum line_kind kind, const union line *row)
{
	int64_t id = row_id(kind, row);

	importing->result->counts[kind]++;
	if (kind == LINE_SITE)
		return new_site_add(importing, row->site.site.id, false);
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
		arena_init(IMPORT_ARENA, &arena);
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
	arena_init(IMPORT_ARENA, &arena);
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
	arena_init(IMPORT_ARENA, &arena);
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
	known_finish(&importing);
	ledger_destroy(importing.known);
	ledger_destroy(ledger);
	return err && work->fault->err != err
		       ? fault_set(
				 work->fault, err, "%s: nothing is imported.", err_info(err)->title)
		       : err;
}
