/* afterword account: people who moderate. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/command.h"
#include "core/account.h"

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
	return account_password(out, "password", line->fault);
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

/* What the options say, as the API would have it. */
struct account_options {
	struct role_input role;
	struct account_input input;
	bool password, disable, enable;
};

static void options_input(struct account_options *given)
{
	if (given->role.role)
		given->input.roles = (struct input_list){&given->role, 1};
	if (given->disable != given->enable)
		given->input.state = account_state_names[given->disable ? ACCOUNT_STATE_DISABLED
									: ACCOUNT_STATE_ACTIVE];
}

static enum err account_insert(const struct changing *by, const void *change)
{
	return account_add(by, change);
}

static enum err account_add_command(struct command_line *line)
{
	struct account_options given = {0};
	const struct command_option options[] = {
		{"role", &given.role.role, NULL, NULL},
		{"site", &given.role.site, NULL, NULL},
	};
	struct account_change change = {0};
	char hash[CRYPTO_PASSWORD_SIZE];
	enum err err = command_read(line, options, ARRAY_SIZE(options), &given.input.name, 1);

	if (err)
		return err;
	options_input(&given);
	err = account_add_init(&given.input, true, line->arena, line->fault, &change);
	if (!err)
		err = password_hash(line, hash);
	change.password = hash;
	return err ? err : command_change(line, account_insert, &change);
}

static enum err account_update(const struct changing *by, const void *change)
{
	return account_set(by, change);
}

static bool options_say_something(const struct account_options *given)
{
	return given->role.role || given->password || given->disable != given->enable ||
	       given->input.second_factor;
}

static enum err account_set_command(struct command_line *line)
{
	struct account_options given = {0};
	const struct command_option options[] = {
		{"role", &given.role.role, NULL, NULL},
		{"site", &given.role.site, NULL, NULL},
		{"password", NULL, &given.password, NULL},
		{"disable", NULL, &given.disable, NULL},
		{"enable", NULL, &given.enable, NULL},
		{"second-factor", &given.input.second_factor, NULL, NULL},
	};
	struct account_change change = {0};
	char hash[CRYPTO_PASSWORD_SIZE];
	enum err err = command_read(line, options, ARRAY_SIZE(options), &given.input.name, 1);

	if (err)
		return err;
	options_input(&given);
	err = account_change_init(&given.input, true, line->arena, line->fault, &change);
	if (!err && !options_say_something(&given))
		err = fault_set(line->fault, ERR_USAGE,
			"Say what to change: --role, --password, --disable, --enable or "
			"--second-factor off.");
	if (!err && given.password) {
		err = password_hash(line, hash);
		change.password = hash;
	}
	return err ? err : command_change(line, account_update, &change);
}

static void account_line(
	const struct account *account, const struct role *roles, size_t count, struct text *out)
{
	char created[TIME_SIZE];

	time_format(account->created_at, created);
	text_add_format(out, "%s\tcreated %s%s%s", account->name, created,
		account->disabled_at ? "\tdisabled" : "",
		account->second_factor_at ? "\tsecond factor" : "");
	for (size_t i = 0; i < count; i++)
		text_add_format(out, "\t%s of %s", role_names[roles[i].scope],
			roles[i].site ? roles[i].site : "all sites");
	text_add_char(out, '\n');
}

static enum err account_list_one(struct command_line *line, struct store *store,
	const struct account *account, struct command_output *out)
{
	struct role *roles;
	size_t count;
	enum err err = store_role_list(store, account->id, line->arena, &roles, &count);

	if (err)
		return err;
	if (out->json) {
		json_open_object(out->json, NULL);
		account_put(out->json, account, roles, count);
		json_close_object(out->json);
	} else {
		account_line(account, roles, count, &out->text);
	}
	return ERR_OK;
}

static enum err accounts_put(
	struct command_line *line, struct store *store, struct command_output *out)
{
	struct account *accounts;
	size_t count;
	enum err err =
		store_account_list(store, NULL, "", INT64_MAX, line->arena, &accounts, &count);

	for (size_t i = 0; !err && i < count; i++)
		err = account_list_one(line, store, &accounts[i], out);
	return err ? fault_set(line->fault, err, "The accounts cannot be read.") : ERR_OK;
}

static enum err account_list(struct command_line *line)
{
	return command_list(line, accounts_put);
}

enum err command_account(struct command_line *line)
{
	static const struct command_verb verbs[] = {
		{"add", account_add_command},
		{"set", account_set_command},
		{"list", account_list},
	};

	return command_verbs(line, "account", verbs, ARRAY_SIZE(verbs));
}
