/* Who may make and change accounts, of include/core/account.h, on a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "core/account.h"
#include "store/session.h"

static const struct slice hash = {"0123456789abcdef", 16};

static int start(void **state)
{
	if (crypto_start() || scratch_start(state))
		return -1;
	scratch_populate();
	scratch_add_site("news", "https://news.example", SITE_POLICY_HOLD);
	return 0;
}

static const struct grant blog_grant = {SCRATCH_SITE, SCOPE_ADMIN};
static const struct identity of_blog = {
	.name = "account:bea", .grants = &blog_grant, .grant_count = 1, .needed = SCOPE_ADMIN};
static const struct grant all_grant = {NULL, SCOPE_ADMIN};
static const struct identity of_all = {
	.name = "account:anna", .grants = &all_grant, .grant_count = 1, .needed = SCOPE_ADMIN};

static struct changing by(const struct identity *who)
{
	scratch.fault = FAULT_NONE;
	return (struct changing){.store = scratch.store,
		.who = who,
		.now = SCRATCH_NOW,
		.arena = &scratch.arena,
		.fault = &scratch.fault};
}

static enum err add(const struct identity *who, const char *name, const char *site, int scope)
{
	const struct changing changing = by(who);
	struct role role = {site, scope};
	const struct account_change change = {.name = name,
		.password = "$argon2id$",
		.roles = &role,
		.role_count = 1,
		.state = -1};

	return account_add(&changing, &change);
}

static enum err set(const struct identity *who, const char *name, struct account_change change)
{
	const struct changing changing = by(who);

	change.name = name;
	return account_set(&changing, &change);
}

static enum err set_role(const struct identity *who, const char *name, const char *site, int scope)
{
	struct role role = {site, scope};

	return set(
		who, name, (struct account_change){.roles = &role, .role_count = 1, .state = -1});
}

static enum err set_state(const struct identity *who, const char *name, enum account_state state)
{
	return set(who, name, (struct account_change){.state = state});
}

static enum err set_password(const struct identity *who, const char *name)
{
	return set(who, name, (struct account_change){.password = "$other$", .state = -1});
}

static struct account find(const char *name)
{
	struct account account = {0};

	assert_int_equal(
		store_account_by_name(scratch.store, name, &scratch.arena, &account), ERR_OK);
	return account;
}

static int64_t changes(void)
{
	return scratch_sql("SELECT count(*) FROM change");
}

static void a_site_admin_gives_roles_on_their_own_site_alone(void **state)
{
	assert_int_equal(add(&of_blog, "carl", SCRATCH_SITE, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(add(&of_blog, "dora", "news", SCOPE_READ), ERR_FORBIDDEN);
	assert_int_equal(add(&of_blog, "dora", NULL, SCOPE_READ), ERR_FORBIDDEN);
	assert_int_equal(set_role(&of_blog, "carl", "news", SCOPE_READ), ERR_FORBIDDEN);
	assert_int_equal(set_role(&of_blog, "carl", NULL, SCOPE_READ), ERR_FORBIDDEN);
	assert_int_equal(set_role(&of_blog, "carl", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(add(&of_all, "dora", "news", SCOPE_READ), ERR_OK);
	assert_int_equal(set_role(&of_blog, "dora", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(set_role(&of_blog, "dora", "news", SCOPE_NONE), ERR_FORBIDDEN);
}

static void who_has_a_role_elsewhere_is_not_theirs_to_change(void **state)
{
	static const struct account_change factor_off = {.state = -1, .second_factor_off = true};

	assert_int_equal(add(&of_blog, "carl", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(set_password(&of_blog, "carl"), ERR_OK);
	assert_int_equal(set_state(&of_blog, "carl", ACCOUNT_STATE_DISABLED), ERR_OK);
	assert_int_equal(set(&of_blog, "carl", factor_off), ERR_OK);
	assert_int_equal(set_role(&of_all, "carl", "news", SCOPE_READ), ERR_OK);
	assert_int_equal(set_password(&of_blog, "carl"), ERR_FORBIDDEN);
	assert_int_equal(set_state(&of_blog, "carl", ACCOUNT_STATE_ACTIVE), ERR_FORBIDDEN);
	assert_int_equal(set(&of_blog, "carl", factor_off), ERR_FORBIDDEN);
	assert_int_equal(set_password(&of_all, "carl"), ERR_OK);
	/* who has no role anywhere belongs to no site */
	assert_int_equal(set_role(&of_all, "carl", "news", SCOPE_NONE), ERR_OK);
	assert_int_equal(set_role(&of_all, "carl", SCRATCH_SITE, SCOPE_NONE), ERR_OK);
	assert_int_equal(set_password(&of_blog, "carl"), ERR_FORBIDDEN);
}

static void somebody_who_administers_all_sites_is_left(void **state)
{
	assert_int_equal(add(&of_all, "anna", NULL, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(set_role(&of_all, "anna", NULL, SCOPE_MODERATE), ERR_CONFLICT);
	assert_int_equal(set_role(&of_all, "anna", NULL, SCOPE_NONE), ERR_CONFLICT);
	assert_int_equal(set_role(&identity_command, "anna", NULL, SCOPE_NONE), ERR_CONFLICT);
	assert_int_equal(set_state(&of_all, "anna", ACCOUNT_STATE_DISABLED), ERR_CONFLICT);
	assert_non_null(strstr(scratch.fault.detail, "anna is the last"));
	/* neither an admin of a site nor one who is disabled is another one */
	assert_int_equal(add(&of_all, "bea", SCRATCH_SITE, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(add(&of_all, "carl", NULL, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_DISABLED), ERR_OK);
	assert_int_equal(set_state(&of_all, "anna", ACCOUNT_STATE_DISABLED), ERR_CONFLICT);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_ACTIVE), ERR_OK);
	assert_int_equal(set_state(&of_all, "anna", ACCOUNT_STATE_DISABLED), ERR_OK);
	assert_int_equal(set_role(&of_all, "carl", NULL, SCOPE_READ), ERR_CONFLICT);
	assert_int_equal(set_role(&of_all, "carl", NULL, SCOPE_ADMIN), ERR_OK);
}

static void one_does_not_help_oneself_by_the_way_of_an_admin(void **state)
{
	assert_int_equal(add(&of_all, "anna", NULL, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(set_password(&of_all, "anna"), ERR_FORBIDDEN);
	assert_int_equal(set(&of_all, "anna",
				 (struct account_change){.state = -1, .second_factor_off = true}),
		ERR_FORBIDDEN);
	assert_int_equal(set_role(&of_all, "anna", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(set_password(&identity_command, "anna"), ERR_OK);
}

static void a_refusal_changes_nothing(void **state)
{
	struct role roles[] = {{SCRATCH_SITE, SCOPE_READ}, {"news", SCOPE_READ}};
	int64_t before;

	assert_int_equal(add(&of_blog, "carl", SCRATCH_SITE, SCOPE_MODERATE), ERR_OK);
	before = changes();
	assert_int_equal(set(&of_blog, "carl",
				 (struct account_change){.roles = roles,
					 .role_count = 2,
					 .password = "$other$",
					 .state = ACCOUNT_STATE_DISABLED}),
		ERR_FORBIDDEN);
	assert_int_equal(changes(), before);
	assert_string_equal(find("carl").password, "$argon2id$");
	assert_int_equal(find("carl").disabled_at, 0);
	assert_int_equal(scratch_sql("SELECT count(*) FROM role WHERE role = 'moderator'"), 1);
}

static void what_is_not_there_is_named(void **state)
{
	assert_int_equal(set_password(&of_all, "nobody"), ERR_NOT_FOUND);
	assert_int_equal(add(&of_all, "carl", "nowhere", SCOPE_READ), ERR_INVALID_INPUT);
	assert_non_null(fault_find(&scratch.fault, "site"));
	assert_int_equal(add(&of_all, "carl", NULL, SCOPE_READ), ERR_OK);
	assert_int_equal(add(&of_all, "carl", NULL, SCOPE_READ), ERR_INVALID_INPUT);
	assert_non_null(fault_find(&scratch.fault, "name"));
}

static void every_change_is_written_down(void **state)
{
	int64_t before;

	assert_int_equal(add(&of_all, "carl", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM change WHERE made_by = 'account:anna' "
				     "AND action = 'added' AND subject = 'account:carl'"),
		1);
	assert_int_equal(scratch_sql("SELECT count(*) FROM change WHERE action = 'role' AND site = "
				     "'blog' AND scope = 'viewer'"),
		1);
	before = changes();
	assert_int_equal(set_password(&of_all, "carl"), ERR_OK);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_DISABLED), ERR_OK);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_ACTIVE), ERR_OK);
	assert_int_equal(set_role(&of_all, "carl", SCRATCH_SITE, SCOPE_NONE), ERR_OK);
	assert_int_equal(changes(), before + 4);
}

static void an_account_that_is_changed_signs_in_again(void **state)
{
	struct changing changing;
	struct session session = {.id = 77, .created_at = SCRATCH_NOW};
	struct account_change change = {.name = "carl", .password = "$other$", .state = -1};

	assert_int_equal(add(&of_all, "carl", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	session.account = find("carl").id;
	assert_int_equal(store_session_insert(scratch.store, &session, hash), ERR_OK);
	changing = by(&of_all);
	changing.session = 77; /* the one in which it is asked for goes on */
	assert_int_equal(account_set(&changing, &change), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM session"), 1);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_DISABLED), ERR_OK);
	assert_int_equal(scratch_sql("SELECT count(*) FROM session"), 0);
}

static void an_account_is_as_it_was_read_or_it_is_not(void **state)
{
	struct account account, same;

	assert_int_equal(add(&of_all, "carl", SCRATCH_SITE, SCOPE_READ), ERR_OK);
	account = find("carl");
	same = account;
	assert_int_equal(
		account_again(scratch.store, &scratch.arena, &scratch.fault, &same), ERR_OK);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_DISABLED), ERR_OK);
	assert_int_equal(account_again(scratch.store, &scratch.arena, &scratch.fault, &account),
		ERR_UNAUTHENTICATED);
	assert_int_equal(set_state(&of_all, "carl", ACCOUNT_STATE_ACTIVE), ERR_OK);
	assert_int_equal(
		account_again(scratch.store, &scratch.arena, &scratch.fault, &account), ERR_OK);
	assert_int_equal(set_password(&of_all, "carl"), ERR_OK);
	assert_int_equal(account_again(scratch.store, &scratch.arena, &scratch.fault, &account),
		ERR_UNAUTHENTICATED);
}

static void mistakes_are_named_all_at_once(void **state)
{
	struct role_input roles[] = {{"blog", "viewer"}, {NULL, "king"}, {NULL, NULL}};
	const struct account_input input = {
		.name = "a b", .roles = {roles, 3}, .state = "asleep", .second_factor = "on"};
	static const char *const fields[] = {
		"name", "roles[1].role", "roles[2].role", "state", "second_factor"};
	struct account_change change;

	assert_int_equal(
		account_change_init(&input, false, &scratch.arena, &scratch.fault, &change),
		ERR_INVALID_INPUT);
	assert_int_equal(scratch.fault.count, ARRAY_SIZE(fields));
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		assert_non_null(fault_find(&scratch.fault, fields[i]));
}

static void a_new_account_needs_a_role(void **state)
{
	struct role_input none = {NULL, "none"}, viewer = {NULL, "viewer"};
	struct account_input input = {.name = "carl"};
	struct account_change change;

	for (int i = 0; i < 2; i++) {
		scratch.fault = FAULT_NONE;
		assert_int_equal(
			account_add_init(&input, false, &scratch.arena, &scratch.fault, &change),
			ERR_INVALID_INPUT);
		assert_non_null(fault_find(&scratch.fault, "roles"));
		input.roles = (struct input_list){&none, 1};
	}
	scratch.fault = FAULT_NONE;
	input.roles = (struct input_list){&viewer, 1};
	assert_int_equal(
		account_add_init(&input, false, &scratch.arena, &scratch.fault, &change), ERR_OK);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_site_admin_gives_roles_on_their_own_site_alone),
		LAW(who_has_a_role_elsewhere_is_not_theirs_to_change),
		LAW(somebody_who_administers_all_sites_is_left),
		LAW(one_does_not_help_oneself_by_the_way_of_an_admin),
		LAW(a_refusal_changes_nothing),
		LAW(what_is_not_there_is_named),
		LAW(every_change_is_written_down),
		LAW(an_account_that_is_changed_signs_in_again),
		LAW(an_account_is_as_it_was_read_or_it_is_not),
		LAW(mistakes_are_named_all_at_once),
		LAW(a_new_account_needs_a_role),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
