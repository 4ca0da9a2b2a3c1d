/*
 * The keys of the key file, and those that the database was used with: one that is missing is said
 * before anything is made with another, and one is retired by somebody who has seen what goes with
 * it. See docs/decisions/0024-several-keys.md.
 */
#ifndef AFTERWORD_CORE_KEYRING_H
#define AFTERWORD_CORE_KEYRING_H

#include "core/keys.h"
#include "store/key.h"

/* What there is of a key, and is lost when nobody has it any more. */
struct key_losses {
	int64_t authors; /* who are not known again by their addresses */
	int64_t banned, trusted;
	int64_t links;   /* private links, of comments that are not erased */
	int64_t factors; /* second factors that none of the keys opens */
	int64_t codes;   /* recovery codes that were not used yet */
	int64_t seals;   /* that fit none of the keys: what they are of may have been changed */
};

/*
 * Whether the keys (NULL: there is no key file) are all that the database is used with. KEY_FILE:
 * one is missing; the fault says which, and what that means.
 */
enum err keyring_check(struct store *store, const struct keys *keys, const char *path,
	struct fault *fault) MUST_CHECK;

/* The same, when a server starts; then the database is used with these. */
enum err keyring_begin(struct store *store, const struct keys *keys, const char *path, int64_t now,
	struct fault *fault) MUST_CHECK;

/* Decisions and texts that each of the keys has sealed: linear in their number. */
enum err keyring_seals(
	struct store *store, const struct keys *keys, int64_t seals[KEYS_MAX]) MUST_CHECK;

/*
 * What is lost with a key. What the keys open is not: it is sealed anew. Linear in the number of
 * seals. NOT_FOUND: neither database nor keys know it. CONFLICT: it is the newest.
 */
enum err keyring_look(struct store *store, const struct keys *keys, const char *id,
	struct arena *arena, struct fault *fault, struct key_losses *losses) MUST_CHECK;

/* Seals all with the newest key, as it is, and the database wants the key no more. In a
 * transaction. */
enum err keyring_retire(struct store *store, const struct keys *keys, const char *id, int64_t now,
	struct arena *arena, struct fault *fault) MUST_CHECK;

#endif
