/* See include/core/keyring.h. */
#include <string.h>

#include "core/keyring.h"
#include "core/seal.h"
#include "core/second_factor.h"
#include "store/record.h"
#include "store/revision.h"
#include "store/second_factor.h"

enum { LIST_ARENA = 1024 * 1024 };

static enum err store_fault(struct fault *fault, enum err err)
{
	return fault_set(fault, err, "The keys of the database cannot be read.");
}

/* When the one that came after it was first used; there may be none. */
static int64_t until_of(const struct key *keys, size_t at)
{
	return at ? keys[at - 1].since : INT64_MAX;
}

/* What can be told without looking at every seal. */
static enum err losses_count(
	struct store *store, const struct key *all, size_t at, struct key_losses *losses)
{
	const struct key *key = &all[at];

	struct key_authors authors;
	enum err err = store_key_authors(store, key->id, &authors);

	if (err)
		return err;
	*losses = (struct key_losses){
		.authors = authors.authors,
		.banned = authors.banned,
		.trusted = authors.trusted,
	};
	return store_key_comments(store, key->since, until_of(all, at), &losses->links);
}

static enum err key_missing(struct store *store, const struct key *all, size_t at, const char *path,
	struct fault *fault)
{
	const char *id = all[at].id;
	struct key_losses losses;
	enum err err = losses_count(store, all, at, &losses);

	if (err)
		return store_fault(fault, err);
	return fault_set(fault, ERR_KEY_FILE,
		"key_file: %.120s lacks the key %s that the database is used with: put it back, as "
		"a line. If it is lost, %lld authors (%lld banned) become strangers and %lld "
		"private links void; `afterword key retire %s` tells all, and goes on without it.",
		path, id, (long long)losses.authors, (long long)losses.banned,
		(long long)losses.links, id);
}

enum err keyring_check(
	struct store *store, const struct keys *keys, const char *path, struct fault *fault)
{
	struct arena arena;
	struct key *all;
	size_t count = 0;
	enum err err;

	arena_init(LIST_ARENA, &arena);
	err = store_key_list(store, &arena, &all, &count);
	if (err)
		store_fault(fault, err);
	for (size_t i = 0; !err && i < count; i++)
		if (!all[i].retired_at && !(keys && keys_has(keys, all[i].id)))
			err = key_missing(store, all, i, path, fault);
	arena_finish(&arena);
	return err;
}

enum err keyring_begin(struct store *store, const struct keys *keys, const char *path, int64_t now,
	struct fault *fault)
{
	enum err err = keyring_check(store, keys, path, fault);

	if (err)
		return err;
	/* those that come together are told apart by their times, too */
	for (size_t i = keys_count(keys); !err && i > 0; i--)
		err = store_key_put(store, keys_id_of(keys, i - 1), now - (int64_t)(i - 1));
	return err ? fault_set(fault, err, "The database does not take the key.") : ERR_OK;
}

static void record_found(struct record_findings *findings, enum record_flaw flaw, int64_t decision)
{
	(void)decision;
	if (flaw != RECORD_FLAW_NOT_SEALED)
		++*(int64_t *)findings->context;
}

static void revision_found(struct revision_findings *findings, const struct revision *revision)
{
	(void)revision;
	++*(int64_t *)findings->context;
}

/* `sealed_by`: as findings have it; `unfit`: those that are by none. */
static enum err seals_look(struct store *store, int64_t sealed_by[SEALER_KEYS + 1], int64_t *unfit)
{
	struct record_findings record = {.found = record_found, .context = unfit};
	struct revision_findings revisions = {.found = revision_found, .context = unfit};
	enum err err = store_record_check(store, &record);

	if (!err)
		err = store_revision_check(store, &revisions);
	for (size_t i = 0; !err && i <= SEALER_KEYS; i++)
		sealed_by[i] = record.sealed_by[i] + revisions.sealed_by[i];
	return err;
}

enum err keyring_seals(struct store *store, const struct keys *keys, int64_t seals[KEYS_MAX])
{
	int64_t sealed_by[SEALER_KEYS + 1], unfit = 0;
	enum err err;

	seal_use(store, keys);
	err = seals_look(store, sealed_by, &unfit);
	if (!err)
		memcpy(seals, sealed_by + 1, KEYS_MAX * sizeof(*seals));
	return err;
}

static enum err losses_find(struct store *store, const struct keys *keys, const char *id,
	struct arena *arena, struct key_losses *losses)
{
	int64_t sealed_by[SEALER_KEYS + 1];
	bool known = false;
	struct key *all;
	size_t count;
	enum err err = store_key_list(store, arena, &all, &count);

	for (size_t i = 0; !err && i < count; i++) {
		if (strcmp(all[i].id, id) != 0)
			continue;
		err = losses_count(store, all, i, losses);
		known = true;
	}
	if (!err && !known && !keys_has(keys, id))
		return ERR_NOT_FOUND;
	if (!err && known)
		err = store_recovery_code_count_key(store, id, &losses->codes);
	if (!err)
		err = second_factor_move(store, keys, false, arena, &losses->factors);
	return err ? err : seals_look(store, sealed_by, &losses->seals);
}

enum err keyring_look(struct store *store, const struct keys *keys, const char *id,
	struct arena *arena, struct fault *fault, struct key_losses *losses)
{
	enum err err;

	if (strcmp(id, keys_id(keys)) == 0)
		return fault_set(fault, ERR_CONFLICT,
			"%s is the key that all is made with; put another in front of it first: "
			"`afterword key new FILE --add`.",
			id);
	*losses = (struct key_losses){0};
	seal_use(store, keys);
	err = losses_find(store, keys, id, arena, losses);
	if (err == ERR_NOT_FOUND)
		return fault_set(fault, err, "Neither database nor key file know a key %.40s.", id);
	return err ? store_fault(fault, err) : ERR_OK;
}

enum err keyring_retire(struct store *store, const struct keys *keys, const char *id, int64_t now,
	struct arena *arena, struct fault *fault)
{
	int64_t lost;
	enum err err = second_factor_move(store, keys, true, arena, &lost);

	if (!err)
		err = store_revision_seal(store);
	if (!err)
		err = store_record_seal(store);
	if (!err)
		err = store_recovery_code_delete_key(store, id);
	if (!err)
		err = store_key_retire(store, id, now);
	return err ? fault_set(fault, err, "The key is not retired: nothing was changed.") : ERR_OK;
}
