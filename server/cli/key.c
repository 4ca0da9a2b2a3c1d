/* afterword key: the secret keys: as a file, and what goes by them in the database. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "core/keyring.h"
#include "store/copy.h"

static enum err key_print(const char *path, struct command_line *line)
{
	struct keys *keys;
	enum err err = keys_open(path, false, line->fault, &keys);

	if (err)
		return err;
	for (size_t i = 0; i < keys_count(keys); i++)
		printf("%s: key %s\n", path, keys_id_of(keys, i));
	keys_close(keys);
	return ERR_OK;
}

static enum err key_new(struct command_line *line)
{
	bool add = false;
	const struct command_option options[] = {{"add", NULL, &add, NULL}};
	const char *path;
	enum err err = command_read(line, options, ARRAY_SIZE(options), &path, 1);

	if (!err)
		err = (add ? keys_add : keys_create)(path, line->fault);
	return err ? err : key_print(path, line);
}

static enum err key_show(struct command_line *line)
{
	const char *path;
	enum err err = command_read(line, NULL, 0, &path, 1);

	return err ? err : key_print(path, line);
}

/* What stands in a row of the list. */
struct key_row {
	const char *id;
	const char *place; /* where it is, or is not */
	int64_t since;     /* 0: the database does not know it yet */
	int64_t authors;
	int64_t seals; /* -1: not known */
};

static void row_put(const struct key_row *row, struct command_output *out)
{
	char since[TIME_SIZE] = "-";

	if (row->since)
		time_format(row->since, since);
	if (out->json) {
		json_open_object(out->json, NULL);
		json_put_text(out->json, "id", row->id);
		json_put_text(out->json, "place", row->place);
		json_put_text(out->json, "since", row->since ? since : NULL);
		json_put_integer(out->json, "authors", row->authors);
		if (row->seals < 0)
			json_put_text(out->json, "seals", NULL);
		else
			json_put_integer(out->json, "seals", row->seals);
		json_close_object(out->json);
		return;
	}
	text_add_format(&out->text, "%s\t%s\tsince %s\t%lld authors", row->id, row->place, since,
		(long long)row->authors);
	if (row->seals >= 0)
		text_add_format(&out->text, "\t%lld seals", (long long)row->seals);
	text_add_char(&out->text, '\n');
}

/* What the database knows of it. */
static enum err row_fill(
	struct store *store, const struct key *all, size_t count, struct key_row *row)
{
	struct key_authors authors;
	enum err err = store_key_authors(store, row->id, &authors);

	if (err)
		return err;
	row->authors = authors.authors;
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].id, row->id) == 0)
			row->since = all[i].since;
	return ERR_OK;
}

/* Those of the file, in its order, then those that only the database knows. */
static enum err keys_put_rows(const struct keys *keys, struct command_line *line,
	struct store *store, struct command_output *out)
{
	int64_t seals[KEYS_MAX];
	struct key *all;
	size_t count;
	enum err err = store_key_list(store, line->arena, &all, &count);

	if (!err)
		err = keyring_seals(store, keys, seals);
	for (size_t i = 0; !err && i < keys_count(keys); i++) {
		struct key_row row = {
			.id = keys_id_of(keys, i),
			.place = i ? "old" : "newest",
			.seals = seals[i],
		};

		err = row_fill(store, all, count, &row);
		if (!err)
			row_put(&row, out);
	}
	for (size_t i = 0; !err && i < count; i++) {
		struct key_row row = {
			.id = all[i].id,
			.place = all[i].retired_at ? "retired" : "missing",
			.seals = -1,
		};

		if (keys_has(keys, row.id))
			continue;
		err = row_fill(store, all, count, &row);
		if (!err)
			row_put(&row, out);
	}
	return err ? fault_set(line->fault, err, "The keys of the database cannot be read.")
		   : ERR_OK;
}

static enum err keys_put(struct command_line *line, struct store *store, struct command_output *out)
{
	struct keys *keys;
	enum err err = keys_open(line->settings->key_file, false, line->fault, &keys);

	if (err)
		return err;
	err = keys_put_rows(keys, line, store, out);
	keys_close(keys);
	return err;
}

static enum err key_list(struct command_line *line)
{
	return command_list(line, keys_put);
}

static const struct {
	const char *name, *words;
	size_t offset;
} losses_rows[] = {
#define LOSS(member, words) {#member, words, offsetof(struct key_losses, member)}
	LOSS(authors, "authors are not known again by their addresses, but as somebody new"),
	LOSS(banned, "of them are banned, and are so no more under the same address"),
	LOSS(trusted, "of them are trusted, and are so no more"),
	LOSS(links, "comments whose authors' private links are void"),
	LOSS(factors, "second factors that no key opens: `account set NAME --second-factor off`"),
	LOSS(codes, "recovery codes that are void"),
	LOSS(seals,
		"seals that fit no key: what was changed behind the server's back shows no more"),
#undef LOSS
};

static int64_t loss_of(const struct key_losses *losses, size_t row)
{
	return *(const int64_t *)((const char *)losses + losses_rows[row].offset);
}

static bool losses_any(const struct key_losses *losses)
{
	for (size_t i = 0; i < ARRAY_SIZE(losses_rows); i++)
		if (loss_of(losses, i))
			return true;
	return false;
}

struct retiring {
	struct command_line *line;
	bool yes, as_json;
	const char *id;
	struct keys *keys;
	struct key_losses losses;
	bool retired;
};

static void losses_print(const struct retiring *retiring)
{
	for (size_t i = 0; i < ARRAY_SIZE(losses_rows); i++)
		if (loss_of(&retiring->losses, i))
			printf("%lld %s\n", (long long)loss_of(&retiring->losses, i),
				losses_rows[i].words);
	if (retiring->retired)
		printf("%s is retired. What it sealed is sealed with %s.\n", retiring->id,
			keys_id(retiring->keys));
}

static enum err losses_print_json(const struct retiring *retiring)
{
	struct json_writer json;
	struct text text;
	enum err err;

	text_init(4096, &text);
	json_init(&text, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "id", retiring->id);
	json_put_boolean(&json, "retired", retiring->retired);
	for (size_t i = 0; i < ARRAY_SIZE(losses_rows); i++)
		json_put_integer(&json, losses_rows[i].name, loss_of(&retiring->losses, i));
	json_close_object(&json);
	err = text_status(&text);
	if (!err)
		puts(text.at);
	text_finish(&text);
	return err;
}

/* In the transaction: from the count on nothing is made with the key. */
static enum err retiring_decide(struct retiring *retiring, struct store *store)
{
	struct command_line *line = retiring->line;
	enum err err = keyring_look(
		store, retiring->keys, retiring->id, line->arena, line->fault, &retiring->losses);

	if (err || (losses_any(&retiring->losses) && !retiring->yes))
		return err;
	err = keyring_retire(store, retiring->keys, retiring->id, clock_now(&line->clock),
		line->arena, line->fault);
	retiring->retired = !err;
	return err;
}

static enum err retiring_run(struct retiring *retiring)
{
	struct command_line *line = retiring->line;
	struct store *store;
	enum err err = command_store(line, &store);

	if (err)
		return err;
	err = store_begin(store);
	if (!err)
		err = retiring_decide(retiring, store);
	if (!err && retiring->retired)
		err = store_commit(store);
	else
		store_rollback(store);
	store_close(store);
	if (err && !line->fault->err)
		fault_set(line->fault, err, "The database cannot be written.");
	/* the database first: a key too many in the file does no harm */
	if (!err && retiring->retired)
		err = keys_remove(line->settings->key_file, retiring->id, line->fault);
	return err;
}

/* A server that runs seals with the keys that it was started with. */
static enum err retiring_alone(struct command_line *line)
{
	struct store_place place;
	enum err err = store_place_take(line->settings->database, line->fault, &place);

	if (!err)
		store_place_leave(&place);
	return err;
}

static enum err key_retire(struct command_line *line)
{
	struct retiring retiring = {.line = line};
	const struct command_option options[] = {
		{"yes", NULL, &retiring.yes, NULL},
		{"json", NULL, &retiring.as_json, NULL},
	};
	enum err err = command_read(line, options, ARRAY_SIZE(options), &retiring.id, 1);

	if (!err)
		err = keys_open(line->settings->key_file, false, line->fault, &retiring.keys);
	if (!err)
		err = retiring_alone(line);
	if (!err)
		err = retiring_run(&retiring);
	if (!err && retiring.as_json)
		err = losses_print_json(&retiring);
	else if (!err)
		losses_print(&retiring);
	if (!err && !retiring.retired)
		err = fault_set(line->fault, ERR_CONFLICT,
			"Nothing was done: this would be lost. --yes does it all the same.");
	keys_close(retiring.keys);
	return err;
}

enum err command_key(struct command_line *line)
{
	static const struct command_verb verbs[] = {
		{"new", key_new},
		{"show", key_show},
		{"list", key_list},
		{"retire", key_retire},
	};

	return command_verbs(line, "key", verbs, ARRAY_SIZE(verbs));
}
