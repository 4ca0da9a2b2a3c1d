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
		store_account_list(scratch.store, NULL, "", 9, &scratch.arena, &accounts, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(accounts[0].name, "anna");
	assert_string_equal(accounts[1].name, "bert");
}

static void those_of_a_site_have_a_role_on_it_and_lists_come_in_parts(void **state)
{
	int64_t anna = add_account("anna"), bert = add_account("bert"), carl = add_account("carl");
	struct account *accounts;
	size_t count;

	scratch_populate();
	assert_int_equal(store_role_set(scratch.store, anna, SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(store_role_set(scratch.store, bert, NULL, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(store_role_set(scratch.store, carl, SCRATCH_SITE, SCOPE_READ), ERR_OK);
	assert_int_equal(store_account_list(scratch.store, SCRATCH_SITE, "", 9, &scratch.arena,
				 &accounts, &count),
		ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(accounts[0].name, "anna");
	assert_string_equal(accounts[1].name, "carl");
	assert_int_equal(store_account_list(
				 scratch.store, NULL, "anna", 1, &scratch.arena, &accounts, &count),
		ERR_OK);
	assert_int_equal(count, 1);
	assert_string_equal(accounts[0].name, "bert");
}

static void whether_there_are_accounts_and_other_admins_is_told(void **state)
{
	bool exists = true;
	int64_t anna, bert, count;

	assert_int_equal(store_account_exists(scratch.store, &exists), ERR_OK);
	assert_false(exists);
	anna = add_account("anna");
	bert = add_account("bert");
	assert_int_equal(store_account_exists(scratch.store, &exists), ERR_OK);
	assert_true(exists);
	assert_int_equal(store_role_set(scratch.store, anna, NULL, SCOPE_ADMIN), ERR_OK);
	assert_int_equal(store_account_other_admins(scratch.store, anna, &count), ERR_OK);
	assert_int_equal(count, 0);
	assert_int_equal(store_account_other_admins(scratch.store, bert, &count), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(store_account_set_disabled(scratch.store, anna, 7), ERR_OK);
	assert_int_equal(store_account_other_admins(scratch.store, bert, &count), ERR_OK);
	assert_int_equal(count, 0);
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

static size_t sessions_of(int64_t account, int64_t begun, int64_t seen, struct session **sessions)
{
	size_t count;

	assert_int_equal(store_session_list(scratch.store, account, begun, seen, &scratch.arena,
				 sessions, &count),
		ERR_OK);
	return count;
}

static void the_sessions_of_an_account_are_listed_and_ended(void **state)
{
	static const struct slice second = {"another", 7};
	int64_t anna = add_account("anna"), bert = add_account("bert"), id = add_session(anna);
	const struct session more = {.id = id + 1, .account = anna, .created_at = SCRATCH_NOW};
	struct session *sessions;

	assert_int_equal(store_session_insert(scratch.store, &more, second), ERR_OK);
	assert_int_equal(store_session_set_seen(scratch.store, id, SCRATCH_NOW + 5), ERR_OK);
	assert_int_equal(sessions_of(anna, 0, 0, &sessions), 2);
	assert_int_equal(sessions[0].id, id);
	assert_int_equal(sessions[0].seen_at, SCRATCH_NOW + 5);
	assert_int_equal(sessions_of(anna, 0, SCRATCH_NOW, &sessions), 1);
	assert_int_equal(sessions_of(anna, SCRATCH_NOW, 0, &sessions), 0);
	assert_int_equal(sessions_of(bert, 0, 0, &sessions), 0);
	assert_int_equal(store_session_delete(scratch.store, id, bert), ERR_NOT_FOUND);
	assert_int_equal(store_session_delete_others(scratch.store, anna, id), ERR_OK);
	assert_int_equal(sessions_of(anna, 0, 0, &sessions), 1);
	assert_int_equal(sessions[0].id, id);
	assert_int_equal(store_session_delete_by_hash(scratch.store, second), ERR_OK);
	assert_int_equal(sessions_of(anna, 0, 0, &sessions), 1);
	assert_int_equal(store_session_delete_by_hash(scratch.store, hash), ERR_OK);
	assert_int_equal(sessions_of(anna, 0, 0, &sessions), 0);
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

	assert_int_equal(
		store_session_delete(scratch.store, add_session(account), account), ERR_OK);
	assert_int_equal(find_session(&session), ERR_NOT_FOUND);
	add_session(account);
	assert_int_equal(store_session_delete_others(scratch.store, other, 0), ERR_OK);
	assert_int_equal(find_session(&session), ERR_OK);
	assert_int_equal(store_session_delete_others(scratch.store, account, 0), ERR_OK);
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
		LAW(those_of_a_site_have_a_role_on_it_and_lists_come_in_parts),
		LAW(whether_there_are_accounts_and_other_admins_is_told),
		LAW(there_is_one_role_for_each_site_and_one_for_all),
		LAW(a_session_is_found_with_its_account),
		LAW(the_sessions_of_an_account_are_listed_and_ended),
		LAW(a_session_is_seen_later_and_never_earlier),
		LAW(a_session_ends_by_itself_by_its_account_and_by_its_age),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
