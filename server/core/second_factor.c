/* See include/core/second_factor.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "core/second_factor.h"
#include "store/second_factor.h"
#include "store/session.h"

enum {
	SEALED_SIZE = TOTP_SECRET_SIZE + CRYPTO_SEAL_SIZE,
	RECOVERY_BYTES = 10,
	RECOVERY_LETTERS = 16,
	RECOVERY_GROUP = 4,
};

/* What binds a sealed secret to its account. */
static struct slice context_of(const int64_t *account)
{
	return (struct slice){(const char *)account, sizeof(*account)};
}

static enum err factor_fault(const struct changing *by, enum err err)
{
	return by->fault->err ? by->fault->err
			      : fault_set(by->fault, err, "The second factor cannot be changed.");
}

enum err second_factor_begin(const struct changing *by, const struct keys *keys,
	const struct account *account, unsigned char secret[TOTP_SECRET_SIZE])
{
	unsigned char sealed[SEALED_SIZE];
	enum err err;

	if (account->second_factor_at)
		return fault_set(by->fault, ERR_CONFLICT,
			"There is a second factor already; remove it first.");
	crypto_random(secret, TOTP_SECRET_SIZE);
	keys_seal(keys, KEY_PURPOSE_FACTOR, context_of(&account->id),
		(struct slice){(const char *)secret, TOTP_SECRET_SIZE}, sealed);
	err = store_second_factor_begin(
		by->store, account->id, (struct slice){(const char *)sealed, sizeof(sealed)});
	return err ? factor_fault(by, err) : ERR_OK;
}

/* The step that the code is of; 0: of none. */
static enum err factor_step(const struct changing *by, const struct keys *keys,
	const struct second_factor *factor, const char *code, int64_t *step)
{
	unsigned char secret[TOTP_SECRET_SIZE];

	if (factor->secret.length != SEALED_SIZE ||
		!keys_unseal(keys, KEY_PURPOSE_FACTOR, context_of(&factor->account), factor->secret,
			secret))
		return fault_set(by->fault, ERR_KEY_FILE,
			"The second factor was made with another key file; an admin can take it "
			"away.");
	*step = totp_find(secret, code, by->now, factor->last_step);
	crypto_wipe(secret, sizeof(secret));
	return ERR_OK;
}

enum err second_factor_move(struct store *store, const struct keys *keys, bool write,
	struct arena *arena, int64_t *lost)
{
	struct second_factor *factors;
	size_t count;
	enum err err = store_second_factor_list(store, arena, &factors, &count);

	*lost = 0;
	for (size_t i = 0; !err && i < count; i++) {
		unsigned char secret[TOTP_SECRET_SIZE], sealed[SEALED_SIZE];
		struct slice context = context_of(&factors[i].account);

		if (factors[i].secret.length != SEALED_SIZE ||
			!keys_unseal(
				keys, KEY_PURPOSE_FACTOR, context, factors[i].secret, secret)) {
			++*lost;
			continue;
		}
		keys_seal(keys, KEY_PURPOSE_FACTOR, context,
			(struct slice){(const char *)secret, sizeof(secret)}, sealed);
		crypto_wipe(secret, sizeof(secret));
		if (write)
			err = store_second_factor_set_secret(store, factors[i].account,
				(struct slice){(const char *)sealed, sizeof(sealed)});
	}
	return err;
}

static void recovery_hash(const struct keys *keys, size_t which, int64_t account,
	const char letters[RECOVERY_LETTERS], unsigned char hash[CRYPTO_DIGEST_SIZE])
{
	unsigned char salt[CRYPTO_SALT_SIZE] = {0};

	memcpy(salt, &account, sizeof(account));
	keys_hash_by(keys, which, KEY_PURPOSE_RECOVERY, salt,
		(struct slice){letters, RECOVERY_LETTERS}, hash, CRYPTO_DIGEST_SIZE);
}

/* A code as it is hashed: in small letters, without blanks and dashes. False: it is too long. */
static bool code_normalise(const char *from, char out[CODE_MAX])
{
	size_t length = 0;

	for (; *from; from++) {
		if (*from == ' ' || *from == '-')
			continue;
		if (length == CODE_MAX - 1)
			return false;
		out[length++] = (char)tolower((unsigned char)*from);
	}
	out[length] = '\0';
	return true;
}

static enum err recovery_make(const struct changing *by, const struct keys *keys, int64_t account,
	char out[RECOVERY_SIZE])
{
	unsigned char bits[RECOVERY_BYTES], hash[CRYPTO_DIGEST_SIZE];
	char letters[RECOVERY_LETTERS + 1], *at = out;

	crypto_random(bits, sizeof(bits));
	id_encode(bits, sizeof(bits), letters);
	for (int i = 0; i < RECOVERY_LETTERS; i++) {
		if (i && i % RECOVERY_GROUP == 0)
			*at++ = '-';
		*at++ = letters[i];
	}
	*at = '\0';
	recovery_hash(keys, 0, account, letters, hash);
	crypto_wipe(bits, sizeof(bits));
	crypto_wipe(letters, sizeof(letters));
	return store_recovery_code_insert(by->store, account,
		(struct slice){(const char *)hash, sizeof(hash)}, keys_id(keys));
}

static enum err recovery_make_all(const struct changing *by, const struct keys *keys,
	int64_t account, char codes[RECOVERY_CODES][RECOVERY_SIZE])
{
	enum err err = ERR_OK;

	for (int i = 0; !err && i < RECOVERY_CODES; i++)
		err = recovery_make(by, keys, account, codes[i]);
	return err;
}

/* All that changes when it comes into force. */
static enum err factor_on(const struct changing *by, const struct keys *keys,
	const struct account *account, int64_t step, char codes[RECOVERY_CODES][RECOVERY_SIZE])
{
	enum err err = store_second_factor_confirm(by->store, account->id, by->now);

	if (!err)
		err = store_second_factor_set_step(by->store, account->id, step);
	if (!err)
		err = recovery_make_all(by, keys, account->id, codes);
	if (!err)
		err = store_session_delete_others(by->store, account->id, by->session);
	return err ? err
		   : change_record(
			     by, CHANGE_SECOND_FACTOR_ON, "account", account->name, NULL, NULL);
}

enum err second_factor_confirm(const struct changing *by, const struct keys *keys,
	const struct account *account, const char *code, char codes[RECOVERY_CODES][RECOVERY_SIZE])
{
	struct second_factor factor;
	char plain[CODE_MAX];
	int64_t step = 0;
	enum err err = store_second_factor_find(by->store, account->id, by->arena, &factor);

	if (err == ERR_NOT_FOUND || (!err && factor.confirmed_at))
		return fault_set(by->fault, ERR_CONFLICT, "No second factor waits for a code.");
	if (!err && code_normalise(code, plain))
		err = factor_step(by, keys, &factor, plain, &step);
	if (!err && !step)
		return fault_field(by->fault, "code", "wrong", "The code is not right.");
	if (!err)
		err = factor_on(by, keys, account, step, codes);
	return err ? factor_fault(by, err) : ERR_OK;
}

/* Under whichever key it was made. NOT_FOUND. */
static enum err recovery_use(
	struct store *store, const struct keys *keys, int64_t account, const char *letters)
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];
	enum err err = ERR_NOT_FOUND;

	for (size_t i = 0; err == ERR_NOT_FOUND && i < keys_count(keys); i++) {
		recovery_hash(keys, i, account, letters, hash);
		err = store_recovery_code_delete(
			store, account, (struct slice){(const char *)hash, sizeof(hash)});
	}
	return err;
}

enum err second_factor_use(
	const struct changing *by, const struct keys *keys, int64_t account, const char *code)
{
	struct second_factor factor;
	char plain[CODE_MAX] = "";
	int64_t step = 0;
	enum err err = store_second_factor_find(by->store, account, by->arena, &factor);

	if (!err && !code_normalise(code, plain))
		err = ERR_NOT_FOUND;
	if (!err && strlen(plain) == RECOVERY_LETTERS) {
		err = recovery_use(by->store, keys, account, plain);
	} else if (!err) {
		err = factor_step(by, keys, &factor, plain, &step);
		if (!err)
			err = step ? store_second_factor_set_step(by->store, account, step)
				   : ERR_NOT_FOUND;
	}
	crypto_wipe(plain, sizeof(plain));
	if (err == ERR_NOT_FOUND)
		return fault_set(by->fault, ERR_SECOND_FACTOR,
			"The code is not right, or it was used before.");
	return err ? factor_fault(by, err) : ERR_OK;
}

enum err second_factor_renew(const struct changing *by, const struct keys *keys,
	const struct account *account, char codes[RECOVERY_CODES][RECOVERY_SIZE])
{
	enum err err = store_recovery_code_delete_all(by->store, account->id);

	if (!err)
		err = recovery_make_all(by, keys, account->id, codes);
	if (!err)
		err = change_record(
			by, CHANGE_RECOVERY_CODES, "account", account->name, NULL, NULL);
	return err ? factor_fault(by, err) : ERR_OK;
}

enum err second_factor_off(const struct changing *by, const struct account *account)
{
	enum err err = store_second_factor_delete(by->store, account->id);

	if (!err && account->second_factor_at)
		err = change_record(
			by, CHANGE_SECOND_FACTOR_OFF, "account", account->name, NULL, NULL);
	return err ? factor_fault(by, err) : ERR_OK;
}
