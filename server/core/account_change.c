/* Making and changing accounts: who may, and what is written down. See include/core/account.h. */
#include <stdio.h>
#include <string.h>

#include "core/account.h"
#include "core/second_factor.h"
#include "store/session.h"

static const struct input_member role_members[] = {
	INPUT(struct role_input, site, .what = "Where it is held; null: on all sites."),
	INPUT(struct role_input, role, .needed = true, .names = role_names,
		.what = "What may be done there; `none` takes it away."),
};
static const struct input_object role_object = {
	{role_members, ARRAY_SIZE(role_members)},
	sizeof(struct role_input),
	ACCOUNT_ROLES_MAX,
};

static const char *const off_names[] = {"off", NULL};

static const struct input_member add_members[] = {
	INPUT(struct account_input, name, .needed = true, .high = ACCOUNT_NAME_MAX,
		.what = "Letters, digits, dashes, dots or underscores; large letters become small. "
			"It stays."),
	INPUT(struct account_input, password, .needed = true, .as = INPUT_AS_PASSWORD,
		.high = PASSWORD_MAX, .what = "Of at least 12 bytes."),
	INPUT_LIST(struct account_input, roles, &role_object, .needed = true,
		.what = "What may be done, and where."),
};
const struct input_table account_add_table = {add_members, ARRAY_SIZE(add_members)};

static const struct input_member set_members[] = {
	INPUT(struct account_input, password, .as = INPUT_AS_PASSWORD, .high = PASSWORD_MAX,
		.what = "The one from now on, of at least 12 bytes."),
	INPUT_LIST(struct account_input, roles, &role_object,
		.what = "Each takes the place of the one that is held on its site."),
	INPUT(struct account_input, state, .names = account_state_names,
		.what = "Nobody signs in to an account that is disabled."),
	INPUT(struct account_input, second_factor, .names = off_names,
		.what = "`off` takes it away, for who has lost it."),
};
const struct input_table account_set_table = {set_members, ARRAY_SIZE(set_members)};

static enum err role_init(
	const struct role_input *input, const char *field, struct fault *fault, struct role *role)
{
	int scope = input->role ? field_name_index(role_names, input->role) : -1;

	if (scope < 0)
		return fault_field(fault, field, "unknown_value",
			"It must be viewer, moderator or admin, or none to take it away.");
	*role = (struct role){input->site, scope};
	return ERR_OK;
}

enum err account_change_init(const struct account_input *input, bool one, struct arena *arena,
	struct fault *fault, struct account_change *change)
{
	const struct role_input *roles = input->roles.at;
	int state = input->state ? field_name_index(account_state_names, input->state) : -1;

	change->role_count = input->roles.count;
	change->roles = arena_alloc(arena, change->role_count * sizeof(*change->roles) + 1);
	if (!change->roles || account_name(input->name, arena, fault, &change->name) == ERR_MEMORY)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the account.");
	for (size_t i = 0; i < change->role_count; i++) {
		char field[48] = "role";

		if (!one)
			snprintf(field, sizeof(field), "roles[%zu].role", i);
		(void)!role_init(&roles[i], field, fault, &change->roles[i]);
	}
	if (input->state && state < 0)
		fault_field(fault, "state", "unknown_value", "It must be active or disabled.");
	if (input->second_factor && strcmp(input->second_factor, "off") != 0)
		fault_field(fault, "second_factor", "unknown_value",
			"It can only be taken off; its owner puts it on.");
	change->state = state;
	change->second_factor_off = input->second_factor != NULL;
	return fault->err;
}

enum err account_add_init(const struct account_input *input, bool one, struct arena *arena,
	struct fault *fault, struct account_change *change)
{
	enum err err = account_change_init(input, one, arena, fault, change);
	bool some = false;

	if (err && err != ERR_INVALID_INPUT)
		return err;
	for (size_t i = 0; i < change->role_count; i++)
		some = some || change->roles[i].scope != SCOPE_NONE;
	if (!some)
		fault_field(fault, one ? "role" : "roles", "required",
			"It needs a role: viewer, moderator or admin.");
	return fault->err;
}

static enum err account_fault(const struct changing *by, enum err err)
{
	return by->fault->err ? by->fault->err
			      : fault_set(by->fault, err, "The account cannot be stored.");
}

/* Whether each site of the roles is there, and theirs to give. */
static enum err roles_check(const struct changing *by, const struct account_change *change)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < change->role_count; i++)
		err = change_site(by, change->roles[i].site, "site");
	return err;
}

static enum err roles_write(
	const struct changing *by, int64_t account, const struct account_change *change)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < change->role_count; i++) {
		const struct role *role = &change->roles[i];

		err = store_role_set(by->store, account, role->site, (enum scope)role->scope);
		if (!err)
			err = change_record(by, CHANGE_ROLE, "account", change->name, role->site,
				role_names[role->scope]);
	}
	return err;
}

enum err account_add(const struct changing *by, const struct account_change *change)
{
	const struct account account = {
		.id = store_new_id(by->store, by->now),
		.name = change->name,
		.password = change->password,
		.created_at = by->now,
	};
	enum err err = roles_check(by, change);

	if (!err)
		err = store_account_insert(by->store, &account);
	if (err == ERR_CONFLICT)
		return fault_field(by->fault, "name", "taken", "There is an account %s already.",
			account.name);
	if (!err)
		err = change_record(by, CHANGE_ADDED, "account", change->name, NULL, NULL);
	if (!err)
		err = roles_write(by, account.id, change);
	return err ? account_fault(by, err) : ERR_OK;
}

/* An account as it stands before it is changed. */
struct standing {
	struct account account;
	struct role *roles;
	size_t count;
};

static enum err standing_read(
	const struct changing *by, const char *name, struct standing *standing)
{
	enum err err = store_account_by_name(by->store, name, by->arena, &standing->account);

	if (err == ERR_NOT_FOUND)
		return fault_set(by->fault, err, "There is no account %.100s.", name);
	if (!err)
		err = store_role_list(by->store, standing->account.id, by->arena, &standing->roles,
			&standing->count);
	return err;
}

/* Who changes more than roles must administer every site that the account has one on. */
static enum err standing_may(const struct changing *by, const struct standing *standing)
{
	enum err err = standing->count ? ERR_OK : identity_may(by->who, NULL, by->fault);

	for (size_t i = 0; !err && i < standing->count; i++)
		err = identity_may(by->who, standing->roles[i].site, by->fault);
	return err;
}

/* What one must prove oneself for is not done by the way of an admin. */
static enum err standing_is_other(const struct changing *by, const struct standing *standing)
{
	static const char kind[] = "account:";

	if (strncmp(by->who->name, kind, strlen(kind)) != 0 ||
		strcmp(by->who->name + strlen(kind), standing->account.name) != 0)
		return ERR_OK;
	return fault_set(by->fault, ERR_FORBIDDEN,
		"Change your own password and second factor at /api/v1/account.");
}

/* Whether it administers all sites, before the change or after it. */
static bool standing_is_admin(const struct standing *standing, const struct account_change *change)
{
	bool admin = false, disabled = standing->account.disabled_at != 0;

	for (size_t i = 0; i < standing->count; i++)
		if (!standing->roles[i].site)
			admin = standing->roles[i].scope == SCOPE_ADMIN;
	for (size_t i = 0; change && i < change->role_count; i++)
		if (!change->roles[i].site)
			admin = change->roles[i].scope == SCOPE_ADMIN;
	if (change && change->state >= 0)
		disabled = change->state == ACCOUNT_STATE_DISABLED;
	return admin && !disabled;
}

static enum err standing_leaves_admin(const struct changing *by, const struct standing *standing,
	const struct account_change *change)
{
	int64_t others = 0;
	enum err err;

	if (!standing_is_admin(standing, NULL) || standing_is_admin(standing, change))
		return ERR_OK;
	err = store_account_other_admins(by->store, standing->account.id, &others);
	if (!err && !others)
		return fault_set(by->fault, ERR_CONFLICT,
			"%s is the last who administers all sites; make another one first.",
			change->name);
	return err;
}

static enum err standing_check(const struct changing *by, const struct standing *standing,
	const struct account_change *change)
{
	enum err err = roles_check(by, change);

	if (!err && (change->password || change->second_factor_off))
		err = standing_is_other(by, standing);
	if (!err && (change->password || change->second_factor_off || change->state >= 0))
		err = standing_may(by, standing);
	return err ? err : standing_leaves_admin(by, standing, change);
}

static enum err state_write(
	const struct changing *by, const struct account *account, enum account_state state)
{
	bool disable = state == ACCOUNT_STATE_DISABLED;
	enum err err = store_account_set_disabled(by->store, account->id, disable ? by->now : 0);

	return err ? err
		   : change_record(by, disable ? CHANGE_DISABLED : CHANGE_ENABLED, "account",
			     account->name, NULL, NULL);
}

enum err account_set_password(
	const struct changing *by, const struct account *account, const char *password)
{
	enum err err = store_account_set_password(by->store, account->id, password);

	if (!err)
		err = store_session_delete_others(by->store, account->id, by->session);
	if (!err)
		err = change_record(by, CHANGE_PASSWORD, "account", account->name, NULL, NULL);
	return err ? account_fault(by, err) : ERR_OK;
}

enum err account_set(const struct changing *by, const struct account_change *change)
{
	struct standing standing;
	const struct account *account = &standing.account;
	enum err err = standing_read(by, change->name, &standing);

	if (!err)
		err = standing_check(by, &standing, change);
	if (!err)
		err = roles_write(by, account->id, change);
	if (!err && change->password)
		err = account_set_password(by, account, change->password);
	if (!err && change->state >= 0)
		err = state_write(by, account, (enum account_state)change->state);
	if (!err && change->second_factor_off)
		err = second_factor_off(by, account);
	if (!err)
		err = store_session_delete_others(by->store, account->id, by->session);
	return err ? account_fault(by, err) : ERR_OK;
}
