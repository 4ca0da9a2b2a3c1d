/* afterword account: people who moderate. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/command.h"
#include "core/account.h"
#include "store/session.h"
#include "store/site.h"

struct account_options {
	const char *role, *site;
	bool password, disable, enable;
};

/* What stands in the options, checked. */
struct account_change {
	const char *name;
	enum scope scope; /* SCOPE_NONE with no role: it is left alone */
	const char *site;
	const char *password; /* as crypto_password gives it; NULL: none was asked for */
	const struct account_options *given;
};

/* One line from standard input; asked for, and not shown, where that is a terminal. */
static enum err password_read(struct command_line *line, char out[PASSWORD_MAX + 2])
{
	bool terminal = isatty(STDIN_FILENO);
	struct termios before, silent;
	char *read;

	if (terminal) {
		fputs("Password: ", stderr);
		tcgetattr(STDIN_FILENO, &before);
		silent = before;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	read = fgets(out, PASSWORD_MAX + 2, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (!read)
		*out = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return account_password(out, line->fault);
}

static enum err password_hash(struct command_line *line, char hash[CRYPTO_PASSWORD_SIZE])
{
	char password[PASSWORD_MAX + 2];
	enum err err = password_read(line, password);

	if (!err && crypto_password(password, hash))
		err = fault_set(line->fault, ERR_MEMORY, "There is no memory for a password.");
	crypto_wipe(password, sizeof(password));
	return err;
}

static enum err change_read(struct command_line *line, const char *word,
	const struct account_options *given, struct account_change *change)
{
	int scope = SCOPE_NONE;

	if (account_name(word, line->arena, line->fault, &change->name) == ERR_MEMORY)
		return ERR_MEMORY;
	if (given->role && (scope = field_name_index(role_names, given->role)) < 0)
		fault_field(line->fault, "role", "unknown_value",
			"Give it --role viewer, moderator or admin, or none to take it away.");
	change->scope = (enum scope)scope;
	change->site = given->site;
	change->given = given;
	return line->fault->err;
}

static enum err role_write(struct command_line *line, struct store *store, int64_t account,
	const struct account_change *change)
{
	struct site site;
	enum err err = ERR_OK;

	if (change->site)
		err = store_site_find(store, change->site, line->arena, &site);
	if (err == ERR_NOT_FOUND)
		return fault_field(
			line->fault, "site", "unknown", "There is no site %s.", change->site);
	return err ? err : store_role_set(store, account, change->site, change->scope);
}

/* In one transaction: there is no account without its role, and no half of a change. */
static enum err account_store(struct command_line *line, const struct account_change *change,
	enum err (*write)(struct command_line *line, struct store *store,
		const struct account_change *change),
	const char *failure)
{
	struct store *store;
	enum err err = command_store(line, &store);

	if (err)
		return err;
	err = store_begin(store);
	if (!err)
		err = write(line, store, change);
	if (!err)
		err = store_commit(store);
	else
		store_rollback(store);
	store_close(store);
	if (err && !line->fault->err)
		fault_set(line->fault, err, "%s", failure);
	return err;
}

static enum err account_insert(
	struct command_line *line, struct store *store, const struct account_change *change)
{
	int64_t now = clock_now(&line->clock);
	const struct account account = {
		.id = store_new_id(store, now),
		.name = change->name,
		.password = change->password,
		.created_at = now,
	};
	enum err err = store_account_insert(store, &account);

	if (err == ERR_CONFLICT)
		return fault_field(line->fault, "name", "taken", "There is an account %s already.",
			account.name);
	return err ? err : role_write(line, store, account.id, change);
}

static enum err account_add(struct command_line *line)
{
	struct account_options given = {0};
	const struct command_option options[] = {
		{"role", &given.role, NULL, NULL},
		{"site", &given.site, NULL, NULL},
	};
	struct account_change change = {0};
	char hash[CRYPTO_PASSWORD_SIZE];
	const char *word;
	enum err err = command_read(line, options, ARRAY_SIZE(options), &word, 1);

	if (!err)
		err = change_read(line, word, &given, &change);
	if (!err && change.scope == SCOPE_NONE)
		err = fault_field(line->fault, "role", "required",
			"Give it --role viewer, moderator or admin.");
	if (!err)
		err = password_hash(line, hash);
	if (err)
		return err;
	change.password = hash;
	return account_store(line, &change, account_insert, "The account cannot be stored.");
}

/* Whoever may do less, or has a new password, signs in again. */
static enum err account_write(
	struct command_line *line, struct store *store, const struct account_change *change)
{
	const struct account_options *given = change->given;
	int64_t now = clock_now(&line->clock);
	struct account account;
	enum err err = store_account_by_name(store, change->name, line->arena, &account);

	if (err == ERR_NOT_FOUND)
		return fault_field(
			line->fault, "name", "unknown", "There is no account %s.", change->name);
	if (!err && given->role)
		err = role_write(line, store, account.id, change);
	if (!err && change->password)
		err = store_account_set_password(store, account.id, change->password);
	if (!err && (given->disable || given->enable))
		err = store_account_set_disabled(store, account.id, given->disable ? now : 0);
	return err ? err : store_session_delete_of_account(store, account.id);
}

static enum err account_set(struct command_line *line)
{
	struct account_options given = {0};
	const struct command_option options[] = {
		{"role", &given.role, NULL, NULL},
		{"site", &given.site, NULL, NULL},
		{"password", NULL, &given.password, NULL},
		{"disable", NULL, &given.disable, NULL},
		{"enable", NULL, &given.enable, NULL},
	};
	struct account_change change = {0};
	char hash[CRYPTO_PASSWORD_SIZE];
	const char *word;
	enum err err = command_read(line, options, ARRAY_SIZE(options), &word, 1);

	if (!err)
		err = change_read(line, word, &given, &change);
	if (!err && !given.role && !given.password && given.disable == given.enable)
		err = fault_set(line->fault, ERR_USAGE,
			"Say what to change: --role, --password, --disable or --enable.");
	if (!err && given.password) {
		err = password_hash(line, hash);
		change.password = hash;
	}
	if (err)
		return err;
	return account_store(line, &change, account_write, "The account cannot be changed.");
}

static void account_put(const struct account *account, const struct role *roles, size_t count,
	struct command_output *out)
{
	char created[TIME_SIZE];

	time_format(account->created_at, created);
	if (!out->json) {
		text_add_format(&out->text, "%s\tcreated %s%s", account->name, created,
			account->disabled_at ? "\tdisabled" : "");
		for (size_t i = 0; i < count; i++)
			text_add_format(&out->text, "\t%s of %s", role_names[roles[i].scope],
				roles[i].site ? roles[i].site : "all sites");
		text_add_char(&out->text, '\n');
		return;
	}
	json_open_object(out->json, NULL);
	json_put_text(out->json, "name", account->name);
	json_put_text(out->json, "created_at", created);
	json_put_boolean(out->json, "disabled", account->disabled_at != 0);
	json_open_array(out->json, "roles");
	for (size_t i = 0; i < count; i++) {
		json_open_object(out->json, NULL);
		json_put_text(out->json, "site", roles[i].site);
		json_put_text(out->json, "role", role_names[roles[i].scope]);
		json_close_object(out->json);
	}
	json_close_array(out->json);
	json_close_object(out->json);
}

static enum err accounts_put(
	struct command_line *line, struct store *store, struct command_output *out)
{
	struct account *accounts;
	size_t count;
	enum err err = store_account_list(store, line->arena, &accounts, &count);

	for (size_t i = 0; !err && i < count; i++) {
		struct role *roles;
		size_t role_count;

		err = store_role_list(store, accounts[i].id, line->arena, &roles, &role_count);
		if (!err)
			account_put(&accounts[i], roles, role_count, out);
	}
	return err ? fault_set(line->fault, err, "The accounts cannot be read.") : ERR_OK;
}

static enum err account_list(struct command_line *line)
{
	return command_list(line, accounts_put);
}

enum err command_account(struct command_line *line)
{
	static const struct command_verb verbs[] = {
		{"add", account_add},
		{"set", account_set},
		{"list", account_list},
	};

	return command_verbs(line, "account", verbs, ARRAY_SIZE(verbs));
}
