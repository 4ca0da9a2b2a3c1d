/* See include/core/first_link.h. */
#include "base/time.h"
#include "core/first_link.h"

#define SPAN TIME_HOUR

void first_link_make(int64_t now, struct first_link *link, char code[SECRET_SIZE])
{
	secret_make(code);
	secret_hash("first", code, link->hash);
	link->until = now + SPAN;
}

static enum err first_link_over(struct fault *fault)
{
	return fault_set(fault, ERR_FORBIDDEN,
		"The link is not good, or not any more: it makes the first account, within an "
		"hour. Start the server again for another one.");
}

enum err first_link_check(
	const struct first_link *link, const char *code, int64_t now, struct fault *fault)
{
	unsigned char hash[CRYPTO_DIGEST_SIZE];

	secret_hash("first", code, hash);
	if (crypto_equal(hash, link->hash, sizeof(hash)) && now < link->until)
		return ERR_OK;
	return first_link_over(fault);
}

enum err first_link_add(const struct changing *by, const char *name, const char *password)
{
	struct role role = {.site = NULL, .scope = SCOPE_ADMIN};
	const struct account_change change = {
		.name = name,
		.password = password,
		.roles = &role,
		.role_count = 1,
		.state = -1,
	};
	struct identity who = identity_command;
	struct changing first = *by;
	bool exists = false;
	enum err err = store_account_exists(by->store, &exists);

	if (err)
		return fault_set(by->fault, err, "The accounts cannot be read.");
	if (exists)
		return first_link_over(by->fault);
	who.name = "first-link";
	first.who = &who;
	return account_add(&first, &change);
}
