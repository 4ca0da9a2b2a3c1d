/* See include/core/account.h. */
#include <ctype.h>
#include <string.h>

#include "core/account.h"

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

enum err account_password(const char *password, struct fault *fault)
{
	size_t length = password ? strlen(password) : 0;

	if (length >= PASSWORD_MIN && length <= PASSWORD_MAX)
		return ERR_OK;
	return fault_field(fault, "password", length ? "too_short_or_long" : "required",
		"It must have %d to %d bytes.", PASSWORD_MIN, PASSWORD_MAX);
}

enum err account_verify(const struct account *account, const char *password, struct fault *fault)
{
	bool fits = crypto_password_fits(account ? account->password : nobodys, password);

	if (fits && account && !account->disabled_at)
		return ERR_OK;
	return fault_set(fault, ERR_UNAUTHENTICATED, "Name or password are not right.");
}
