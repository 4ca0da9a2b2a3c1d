/* The laws of include/store/account.h and include/store/session.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/time.h"
#include "scratch.h"
#include "store/account.h"
#include "store/session.h"

static const struct slice hash = {"0123456789abcdef", 16};

static int64_t add_account(const char *name)
{
	const struct account account = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.name = name,
		.password = "$argon2id$",
		.created_at = SCRATCH_NOW,
	};

	assert_int_equal(store_account_insert(scratch.store, &account), ERR_OK);
	return account.id;
}

static struct account find(const char *name)
{
	struct account account = {0};

	assert_int_equal(
		store_account_by_name(scratch.store, name, &scratch.arena, &account), ERR_OK);
	return account;
}

static void an_account_comes_back_as_it_was_put_in(void **state)
{
	int64_t id = add_account("anna");
	struct account account = find("anna");

	assert_int_equal(account.id, id);
	assert_string_equal(account.password, "$argon2id$");
	assert_int_equal(account.created_at, SCRATCH_NOW);
	assert_int_equal(account.disabled_at, 0);
	assert_int_equal(store_account_set_password(scratch.store, id, "other"), ERR_OK);
	assert_int_equal(store_account_set_disabled(scratch.store, id, SCRATCH_NOW + 1), ERR_OK);
	account = find("anna");
	assert_string_equal(account.password, "other");
	assert_int_equal(account.disabled_at, SCRATCH_NOW + 1);
	assert_int_equal(store_account_set_disabled(scratch.store, id, 0), ERR_OK);
	assert_int_equal(find("anna").disabled_at, 0);
	assert_int_equal(store_account_by_name(scratch.store, "bert", &scratch.arena, &account),
		ERR_NOT_FOUND);
	assert_int_equal(store_account_set_password(scratch.store, id + 1, "x"), ERR_NOT_FOUND);
}

static void a_name_is_taken_once(void **state)
{
	struct account again;

	add_account("bert");
	add_account("anna");
	again = find("anna");
	again.id++;
	assert_int_equal(store_account_insert(scratch.store, &again), ERR_CONFLICT);
}

static void accounts_are_listed_by_name(void **state)
{
	struct account *accounts;
	size_t count;

	add_account("bert");
	add_account("anna");
	assert_int_equal(
		store_account_list(scratch.store, &scratch.arena, &accounts, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(accounts[0].name, "anna");
	assert_string_equal(accounts[1].name, "bert");
}

static void set_role(int64_t account, const char *site, enum scope scope)
{
	assert_int_equal(store_role_set(scratch.store, account, site, scope), ERR_OK);
}

static size_t roles_of(int64_t account, struct role **roles)
{
	size_t count;

	assert_int_equal(
		store_role_list(scratch.store, account, &scratch.arena, roles, &count), ERR_OK);
	return count;
}

static void there_is_one_role_for_each_site_and_one_for_all(void **state)
{
	int64_t id = add_account("anna"), other = add_account("bert");
	struct role *roles;

	scratch_populate();
	set_role(id, NULL, SCOPE_READ);
	set_role(id, NULL, SCOPE_ADMIN);
	set_role(id, SCRATCH_SITE, SCOPE_READ);
	set_role(id, SCRATCH_SITE, SCOPE_MODERATE);
	set_role(other, SCRATCH_SITE, SCOPE_READ);
	assert_int_equal(roles_of(id, &roles), 2);
	assert_null(roles[0].site);
	assert_int_equal(roles[0].scope, SCOPE_ADMIN);
	assert_string_equal(roles[1].site, SCRATCH_SITE);
	assert_int_equal(roles[1].scope, SCOPE_MODERATE);
	set_role(id, NULL, SCOPE_NONE);
	set_role(id, SCRATCH_SITE, SCOPE_NONE);
	assert_int_equal(roles_of(id, &roles), 0);
	assert_int_equal(roles_of(other, &roles), 1);
	assert_int_equal(store_role_set(scratch.store, id, "nobody", SCOPE_READ), ERR_CONFLICT);
}

static enum err find_session(struct session *session)
{
	return store_session_by_hash(scratch.store, hash, &scratch.arena, session);
}

static int64_t add_session(int64_t account)
{
	const struct session session = {
		.id = store_new_id(scratch.store, SCRATCH_NOW),
		.account = account,
		.created_at = SCRATCH_NOW,
	};

	assert_int_equal(store_session_insert(scratch.store, &session, hash), ERR_OK);
	return session.id;
}

static void a_session_is_found_with_its_account(void **state)
{
	int64_t account = add_account("anna"), id = add_session(account);
	struct session session = {0};

	assert_int_equal(find_session(&session), ERR_OK);
	assert_int_equal(session.id, id);
	assert_int_equal(session.account, account);
	assert_string_equal(session.account_name, "anna");
	assert_int_equal(session.created_at, SCRATCH_NOW);
	assert_int_equal(session.seen_at, SCRATCH_NOW);
	assert_int_equal(session.account_disabled_at, 0);
	assert_int_equal(store_account_set_disabled(scratch.store, account, 7), ERR_OK);
	assert_int_equal(find_session(&session), ERR_OK);
	assert_int_equal(session.account_disabled_at, 7);
}

static void a_session_is_seen_later_and_never_earlier(void **state)
{
	int64_t id = add_session(add_account("anna"));
	struct session session = {0};

	assert_int_equal(store_session_set_seen(scratch.store, id, SCRATCH_NOW + 5), ERR_OK);
	assert_int_equal(store_session_set_seen(scratch.store, id, SCRATCH_NOW + 1), ERR_OK);
	assert_int_equal(find_session(&session), ERR_OK);
	assert_int_equal(session.seen_at, SCRATCH_NOW + 5);
}

static void a_session_ends_by_itself_by_its_account_and_by_its_age(void **state)
{
	int64_t account = add_account("anna"), other = add_account("bert");
	struct session session;

	assert_int_equal(store_session_delete(scratch.store, add_session(account)), ERR_OK);
	assert_int_equal(find_session(&session), ERR_NOT_FOUND);
	add_session(account);
	assert_int_equal(store_session_delete_of_account(scratch.store, other), ERR_OK);
	assert_int_equal(find_session(&session), ERR_OK);
	assert_int_equal(store_session_delete_of_account(scratch.store, account), ERR_OK);
	assert_int_equal(find_session(&session), ERR_NOT_FOUND);
	add_session(account);
	assert_int_equal(store_session_purge(scratch.store, SCRATCH_NOW), ERR_OK);
	assert_int_equal(find_session(&session), ERR_OK);
	assert_int_equal(store_session_purge(scratch.store, SCRATCH_NOW + 1), ERR_OK);
	assert_int_equal(find_session(&session), ERR_NOT_FOUND);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, scratch_start, scratch_stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(an_account_comes_back_as_it_was_put_in),
		LAW(a_name_is_taken_once),
		LAW(accounts_are_listed_by_name),
		LAW(there_is_one_role_for_each_site_and_one_for_all),
		LAW(a_session_is_found_with_its_account),
		LAW(a_session_is_seen_later_and_never_earlier),
		LAW(a_session_ends_by_itself_by_its_account_and_by_its_age),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
