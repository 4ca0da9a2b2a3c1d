/* See include/core/site.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto.h"
#include "core/site.h"

static const struct input_member members[] = {
	INPUT(struct site_change, policy, .names = site_policy_names,
		.what = "Which comments wait for a moderator."),
#define POLICY(member, standard, low_, high_, help)                                                \
	{.name = #member,                                                                          \
		.offset = offsetof(struct site_change, numbers[SITE_NUMBER_##member]),             \
		.type = INPUT_TYPE_INTEGER,                                                        \
		.what = help,                                                                      \
		.low = low_,                                                                       \
		.high = high_},
#include "store/policy.def"
#define THREAD_NUMBER POLICY
#define THREAD_CHOICE(member, names_, standard, help)                                              \
	{.name = #member,                                                                          \
		.offset = offsetof(struct site_change, choices[SITE_CHOICE_##member]),             \
		.type = INPUT_TYPE_TEXT,                                                           \
		.what = help,                                                                      \
		.names = names_},
#include "store/thread.def"
#undef POLICY
};
const struct input_table site_change_table = {members, ARRAY_SIZE(members)};

static enum err number_mistake(const struct site_number *number, struct fault *fault)
{
	return fault_field(fault, number->name, "out_of_range",
		"It must be a whole number from %lld to %lld.", (long long)number->low,
		(long long)number->high);
}

enum err site_change_set(
	const char *name, const char *text, struct fault *fault, struct site_change *change)
{
	char *end;
	size_t i = 0;

	for (size_t k = 0; k < SITE_CHOICE__MAX; k++)
		if (strcmp(site_choices[k].name, name) == 0) {
			change->choices[k] = text;
			return ERR_OK;
		}
	while (i < SITE_NUMBER__MAX && strcmp(site_numbers[i].name, name) != 0)
		i++;
	if (i == SITE_NUMBER__MAX)
		return fault_field(
			fault, name, "unknown", "A site has no such number or choice; see --help.");
	errno = 0;
	change->numbers[i] = (struct input_integer){strtoll(text, &end, 10), true};
	if (errno || end == text || *end)
		return number_mistake(&site_numbers[i], fault);
	return ERR_OK;
}

enum err site_change_apply(const struct site_change *change, struct fault *fault, struct site *site)
{
	struct site changed = *site;

	(void)!field_name_read(change->policy, "policy", site_policy_names, fault, &changed.policy);
	for (size_t i = 0; i < SITE_NUMBER__MAX; i++) {
		const struct site_number *number = &site_numbers[i];
		const struct input_integer *given = &change->numbers[i];

		if (!given->given)
			continue;
		if (given->value < number->low || given->value > number->high)
			(void)number_mistake(number, fault);
		memcpy((char *)&changed + number->offset, &given->value, sizeof(given->value));
	}
	for (size_t i = 0; i < SITE_CHOICE__MAX; i++) {
		const struct site_choice *choice = &site_choices[i];

		(void)!field_name_read(change->choices[i], choice->name, choice->names, fault,
			(int *)((char *)&changed + choice->offset));
	}
	if (fault->err)
		return fault->err;
	*site = changed;
	return ERR_OK;
}

enum err site_change_store(
	struct store *store, const struct site_change *change, const struct site *site)
{
	bool policy = change->policy != NULL, thread = false;
	enum err err = ERR_OK;

	for (size_t i = 0; i < SITE_NUMBER__MAX; i++)
		*(i < SITE_NUMBER__POLICY ? &policy : &thread) |= change->numbers[i].given;
	for (size_t i = 0; i < SITE_CHOICE__MAX; i++)
		thread |= change->choices[i] != NULL;
	if (policy)
		err = store_site_set(store, site);
	return err || !thread ? err : store_site_set_thread(store, site);
}

enum err site_id_check(const char *id, const char *field, struct fault *fault)
{
	size_t length = strlen(id);

	if (length && length <= SITE_ID_MAX && id[0] != '-' &&
		strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length)
		return ERR_OK;
	return fault_field(fault, field, "not_a_slug",
		"A site's id is up to %d of a-z, 0-9 and dashes.", SITE_ID_MAX);
}

enum err site_make(struct store *store, const struct site *site, int64_t now)
{
	char salt[SITE_SALT_SIZE];
	struct site made = *site;

	crypto_random(salt, sizeof(salt));
	made.salt = (struct slice){salt, sizeof(salt)};
	made.created_at = now;
	return store_site_insert(store, &made);
}

enum err site_ensure(struct store *store, const char *id, const char *origin, int64_t now,
	struct arena *arena, struct fault *fault)
{
	struct site site;
	enum err err = store_site_find(store, id, arena, &site);

	if (err == ERR_NOT_FOUND) {
		site = (struct site){.id = id};
		site_standard_init(&site);
		err = site_make(store, &site, now);
	}
	if (!err)
		err = store_site_origin_insert(store, id, origin);
	if (err && err != ERR_CONFLICT)
		return fault_set(
			fault, err, "The site %s cannot be made: %s.", id, err_info(err)->title);
	return ERR_OK;
}
