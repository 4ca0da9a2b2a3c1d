/* See importing.h. */
#include "core/erase.h"
#include "import/afterword/importing.h"
#include "store/record.h"

enum { FLAWS_SHOWN = 20 };

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

		arena_init(IMPORT_ARENA, &arena);
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

		arena_init(IMPORT_ARENA, &arena);
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
		arena_init(IMPORT_ARENA, &arena);
		err = store_line_home(store, LINE_HOME_AUTHOR, row->author, &arena, &home);
		if (!err && new_site_find(importing, home.site))
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

enum err import_settle(struct importing *importing, struct ledger *ledger)
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
