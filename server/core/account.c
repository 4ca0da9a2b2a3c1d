/* Names, passwords and what is shown; account_change.c changes them. See include/core/account.h. */
#include <ctype.h>
#include <string.h>

#include "base/time.h"
#include "core/account.h"

const char *const account_state_names[] = {"active", "disabled", NULL};
const char *const account_factor_names[] = {"off", "on", NULL};

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

/* Of a password that nobody has, for those who name no account: it takes as long. */
static const char nobodys[] = "$argon2id$v=19$m=19456,t=2,p=1$c29kaXVtIGNobG9yaWRlcw$"
			      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum err account_name(const char *from, struct arena *arena, struct fault *fault, const char **name)
{
	size_t length = from ? strlen(from) : 0;
	char *small = length && length <= ACCOUNT_NAME_MAX ? arena_copy(arena, from, length) : NULL;

	for (char *at = small; at && *at; at++)
		*at = (char)tolower((unsigned char)*at);
	if (!small || strspn(small, name_characters) != length)
		return fault_field(fault, "name", "required",
			"It must be 1 to %d letters, digits, dashes, dots or underscores.",
			ACCOUNT_NAME_MAX);
	*name = small;
	return ERR_OK;
}

enum err account_password(const char *password, const char *field, struct fault *fault)
{
	size_t length = password ? strlen(password) : 0;

	if (length >= PASSWORD_MIN && length <= PASSWORD_MAX)
		return ERR_OK;
	return fault_field(fault, field, length ? "too_short_or_long" : "required",
		"It must have %d to %d bytes.", PASSWORD_MIN, PASSWORD_MAX);
}

enum err account_verify(const struct account *account, const char *password, struct fault *fault)
{
	bool fits = crypto_password_fits(account ? account->password : nobodys, password);

	if (fits && account && !account->disabled_at)
		return ERR_OK;
	return fault_set(fault, ERR_UNAUTHENTICATED, "Name or password are not right.");
}

enum err account_again(
	struct store *store, struct arena *arena, struct fault *fault, struct account *account)
{
	struct account now;
	enum err err = store_account_by_name(store, account->name, arena, &now);

	if (err && err != ERR_NOT_FOUND)
		return fault_set(fault, err, "The account cannot be read.");
	if (err || now.disabled_at || strcmp(now.password, account->password) != 0)
		return fault_set(fault, ERR_UNAUTHENTICATED, "Name or password are not right.");
	*account = now;
	return ERR_OK;
}

void account_put(struct json_writer *json, const struct account *account, const struct role *roles,
	size_t count)
{
	char created[TIME_SIZE];

	time_format(account->created_at, created);
	json_put_text(json, "name", account->name);
	json_put_text(json, "created_at", created);
	json_put_text(json, "state",
		account_state_names[account->disabled_at ? ACCOUNT_STATE_DISABLED
							 : ACCOUNT_STATE_ACTIVE]);
	json_put_text(json, "second_factor", account_factor_names[account->second_factor_at != 0]);
	json_put_rows(json, "roles", &role_table, SEE_MODERATORS, roles, count);
}
