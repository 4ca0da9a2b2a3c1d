/*
 * Second factors: an account's secret for codes, sealed, and the hashes of the recovery codes that
 * it has left.
 */
#ifndef AFTERWORD_STORE_SECOND_FACTOR_H
#define AFTERWORD_STORE_SECOND_FACTOR_H

#include "base/text.h"
#include "store/store.h"

struct second_factor {
	int64_t account;
	struct slice secret;  /* sealed */
	int64_t confirmed_at; /* 0: it is not in force */
	int64_t last_step;    /* of the code that was used last */
};

enum err store_second_factor_find(struct store *store, int64_t account, struct arena *arena,
	struct second_factor *factor) MUST_CHECK;
/* One that is not in force yet, in place of the one that the account had. */
enum err store_second_factor_begin(
	struct store *store, int64_t account, struct slice secret) MUST_CHECK;
/* NOT_FOUND: none was begun. */
enum err store_second_factor_confirm(struct store *store, int64_t account, int64_t now) MUST_CHECK;
/* NOT_FOUND: a code of this step, or of a later one, was used. */
enum err store_second_factor_set_step(
	struct store *store, int64_t account, int64_t step) MUST_CHECK;
/* With its recovery codes. */
enum err store_second_factor_delete(struct store *store, int64_t account) MUST_CHECK;

/* All of them. */
enum err store_second_factor_list(struct store *store, struct arena *arena,
	struct second_factor **factors, size_t *count) MUST_CHECK;
enum err store_second_factor_set_secret(
	struct store *store, int64_t account, struct slice secret) MUST_CHECK;

/* `key_id`: of the key that made the hash. */
enum err store_recovery_code_insert(
	struct store *store, int64_t account, struct slice hash, const char *key_id) MUST_CHECK;
/* NOT_FOUND: there is none, or it was used. */
enum err store_recovery_code_delete(
	struct store *store, int64_t account, struct slice hash) MUST_CHECK;
enum err store_recovery_code_delete_all(struct store *store, int64_t account) MUST_CHECK;
enum err store_recovery_code_count(struct store *store, int64_t account, int64_t *count) MUST_CHECK;
/* Of all accounts, those that a key made. */
enum err store_recovery_code_count_key(
	struct store *store, const char *key_id, int64_t *count) MUST_CHECK;
enum err store_recovery_code_delete_key(struct store *store, const char *key_id) MUST_CHECK;

#endif
