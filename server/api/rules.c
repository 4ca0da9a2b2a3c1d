/* Moderators' API: a site's rules. */
#include <string.h>

#include "api/handlers.h"
#include "api/inputs.h"
#include "api/item.h"
#include "base/id.h"
#include "core/trial.h"

/* Beside the request's arena, since it is for some hundred comments. */
enum { TRIAL_ARENA = 64 * 1024 * 1024 };

/* A rule being made, changed or taken away. */
struct ruling {
	struct rule_input input;
	struct rule rule;
};

struct rules_input {
	const char *site;
};

static const struct input_member rules_members[] = {
	INPUT(struct rules_input, site,
		.what = "The site whose rules are listed; needed by who may see several."),
};
static const struct input_table rules_query = {rules_members, ARRAY_SIZE(rules_members)};

static const struct shape rule_shape = {"Rule", &rule_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {SHAPE_ITEMS(&rule_shape)};
static const struct shape list_shape = {"Rules", SHAPE_MEMBERS(list_members)};
const struct contract rules_get_contract = {
	.id = "list_rules",
	.summary = "The rules of a site",
	.query = &rules_query,
	.answers = ANSWERS({200, "All of them.", &list_shape}),
};
const struct contract rules_post_contract = {
	.id = "add_rule",
	.summary = "Makes a rule",
	.description = "It holds for every comment that is taken after the answer.",
	.body = &rule_input_table,
	.answers = ANSWERS({201, "The rule.", &rule_shape}),
	.problems = PROBLEMS({ERR_CONFLICT}),
};
const struct contract rules_patch_contract = {
	.id = "change_rule",
	.summary = "Changes what is named of a rule",
	.body = &rule_input_table,
	.answers = ANSWERS({200, "The rule as it is now.", &rule_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}, {ERR_CONFLICT}),
};
const struct contract rules_delete_contract = {
	.id = "remove_rule",
	.summary = "Takes a rule away",
	.answers = ANSWERS({204, "It is gone."}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

static const struct shape_member count_members[] = {
	{"pending", "How many that wait.", FIELD_INTEGER},
	{"approved", "How many that are public.", FIELD_INTEGER},
	{"rejected", "How many that were rejected.", FIELD_INTEGER},
	{"spam", "How many that were taken for spam.", FIELD_INTEGER},
};
static const struct shape counts_shape = {"TrialCounts", SHAPE_MEMBERS(count_members)};
static const struct shape_member sample_members[] = {
	{"id", "The comment.", FIELD_ID},
	{"state", "What was decided about it.", FIELD_NAMED, .names = comment_state_names},
	{"name", "Who wrote it.", FIELD_TEXT},
	{"body", "The text as it was written.", FIELD_TEXT},
	{"what", "What in it matches.", FIELD_TEXT},
};
static const struct shape sample_shape = {"TrialSample", SHAPE_MEMBERS(sample_members)};
static const struct shape_member trial_members[] = {
	{"tried", "On how many comments it was tried.", .of = &counts_shape},
	{"matched", "How many of them match.", .of = &counts_shape},
	{"items", "The first 20 that match.", .of = &sample_shape, .list = true},
};
static const struct shape trial_shape = {"Trial", SHAPE_MEMBERS(trial_members)};
const struct contract rules_try_post_contract = {
	.id = "try_rule",
	.summary = "What a rule would have done",
	.description = "Tries it on the newest 200 comments of each state, and makes none.",
	.body = &rule_input_table,
	.answers = ANSWERS({200, "What matches.", &trial_shape}),
};

enum err rules_get(struct exchange *exchange)
{
	struct rules_input input = {0};
	struct json_writer json;
	struct rule *rules;
	struct store *store;
	const char *site;
	size_t count;
	enum err err = exchange_query(exchange, &rules_query, &input);

	if (!err)
		err = identity_one_site(&exchange->who, input.site, &exchange->fault, &site);
	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_rule_list(store, site, &exchange->arena, &rules, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The rules cannot be read.");
	json = answer_json(exchange, 200);
	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_rows(&json, "items", &rule_table, SEE_MODERATORS, rules, count);
	json_close_object(&json);
	return ERR_OK;
}

/* The body, and a new rule made of it. */
static enum err ruling_read(struct exchange *exchange, struct ruling *ruling)
{
	const struct rule_input *input = &ruling->input;
	enum err err, read = exchange_input(exchange, &rule_input_table, &ruling->input);

	if (read && read != ERR_INVALID_INPUT)
		return read;
	if (!input->site)
		fault_field(&exchange->fault, "site", "required", "Name the site.");
	ruling->rule.site = input->site;
	err = rule_change(input, &exchange->arena, &exchange->fault, &ruling->rule);
	if (err)
		return err;
	return identity_may(&exchange->who, input->site, &exchange->fault);
}

static enum err site_must_be(struct exchange *exchange, struct store *store, const char *id)
{
	struct site site;
	enum err err = store_site_find(store, id, &exchange->arena, &site);

	if (err == ERR_NOT_FOUND)
		return fault_field(&exchange->fault, "site", "unknown", "There is no such site.");
	return err ? fault_set(&exchange->fault, err, "The site cannot be read.") : ERR_OK;
}

static enum err rules_have_room(
	struct exchange *exchange, struct store *store, const struct rule *rule)
{
	int64_t all = 0, count;

	for (int kind = 0; kind < RULE_KIND__MAX; kind++) {
		if (store_rule_count(store, rule->site, (enum rule_kind)kind, &count))
			return fault_set(
				&exchange->fault, ERR_STORE_FAILED, "The rules cannot be read.");
		all += count;
		if (kind == RULE_KIND_PATTERN && rule->kind == kind && count >= RULES_PATTERNS_MAX)
			return fault_set(&exchange->fault, ERR_CONFLICT,
				"A site has at most %d patterns.", RULES_PATTERNS_MAX);
	}
	if (all >= RULES_MAX)
		return fault_set(
			&exchange->fault, ERR_CONFLICT, "A site has at most %d rules.", RULES_MAX);
	return ERR_OK;
}

static enum err rule_insert_write(struct exchange *exchange, struct store *store)
{
	struct rule *rule = &((struct ruling *)exchange->state)->rule;
	enum err err = site_must_be(exchange, store, rule->site);

	if (!err)
		err = rules_have_room(exchange, store, rule);
	if (err)
		return err;
	rule->id = store_new_id(store, exchange->now);
	rule->by = exchange->who.name;
	rule->created_at = rule->changed_at = exchange->now;
	err = store_rule_insert(store, rule);
	return err ? fault_set(&exchange->fault, err, "The rule was not stored.") : ERR_OK;
}

static enum err rule_insert_finish(struct exchange *exchange)
{
	const struct ruling *ruling = exchange->state;

	sites_forget(exchange->service->sites);
	return answer_row(exchange, 201, &rule_table, &ruling->rule);
}

static struct ruling *ruling_create(struct exchange *exchange)
{
	return exchange->state = exchange_alloc(exchange, sizeof(struct ruling));
}

enum err rules_post(struct exchange *exchange)
{
	struct ruling *ruling = ruling_create(exchange);
	enum err err = ruling ? ruling_read(exchange, ruling) : ERR_MEMORY;

	if (!err)
		exchange_write(exchange, NULL, rule_insert_write, rule_insert_finish);
	return err;
}

/* The rule in the path, as it is now. */
static enum err ruling_find(struct exchange *exchange, struct store *store, struct rule *rule)
{
	int64_t id;
	enum err err = path_id(exchange, &id);

	if (!err)
		err = store_rule_find(store, id, &exchange->arena, rule);
	if (err)
		return fault_read(&exchange->fault, err, "rule");
	return identity_may(&exchange->who, rule->site, &exchange->fault);
}

static enum err rule_change_write(struct exchange *exchange, struct store *store)
{
	struct ruling *ruling = exchange->state;
	struct rule *rule = &ruling->rule;
	int was;
	enum err err = ruling_find(exchange, store, rule);

	was = rule->kind;
	if (!err)
		err = rule_change(&ruling->input, &exchange->arena, &exchange->fault, rule);
	if (!err && rule->kind != was)
		err = rules_have_room(exchange, store, rule);
	if (err)
		return err;
	rule->by = exchange->who.name;
	rule->changed_at = exchange->now;
	err = store_rule_set(store, rule);
	return err ? fault_set(&exchange->fault, err, "The rule was not stored.") : ERR_OK;
}

static enum err rule_change_finish(struct exchange *exchange)
{
	const struct ruling *ruling = exchange->state;

	sites_forget(exchange->service->sites);
	return answer_row(exchange, 200, &rule_table, &ruling->rule);
}

enum err rules_patch(struct exchange *exchange)
{
	struct ruling *ruling = ruling_create(exchange);
	enum err err;

	if (!ruling)
		return ERR_MEMORY;
	err = exchange_input(exchange, &rule_input_table, &ruling->input);
	if (ruling->input.site)
		err = fault_field(
			&exchange->fault, "site", "unchangeable", "A rule stays on its site.");
	if (!err)
		exchange_write(exchange, NULL, rule_change_write, rule_change_finish);
	return err;
}

static enum err rule_delete_write(struct exchange *exchange, struct store *store)
{
	struct rule *rule = &((struct ruling *)exchange->state)->rule;
	enum err err = ruling_find(exchange, store, rule);

	if (err)
		return err;
	err = store_rule_delete(store, rule);
	return err ? fault_set(&exchange->fault, err, "The rule was not taken away.") : ERR_OK;
}

static enum err rule_delete_finish(struct exchange *exchange)
{
	sites_forget(exchange->service->sites);
	answer_header(exchange, "Cache-Control", "no-store");
	return answer_nothing(exchange);
}

enum err rules_delete(struct exchange *exchange)
{
	if (!ruling_create(exchange))
		return ERR_MEMORY;
	exchange_write(exchange, NULL, rule_delete_write, rule_delete_finish);
	return ERR_OK;
}

/* A rule on trial. */
struct trying {
	struct ruling ruling;
	struct arena arena;
	struct trial trial;
};

static void counts_put(struct json_writer *json, const char *name, const int64_t *counts)
{
	json_open_object(json, name);
	for (int state = 0; state < COMMENT_STATE_DELETED; state++)
		json_put_integer(json, comment_state_names[state], counts[state]);
	json_close_object(json);
}

static void trial_answer(struct exchange *exchange, const struct trial *trial)
{
	struct json_writer json = answer_json(exchange, 200);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	counts_put(&json, "tried", trial->tried);
	counts_put(&json, "matched", trial->matched);
	json_open_array(&json, "items");
	for (size_t i = 0; i < trial->count; i++) {
		const struct comment *comment = &trial->samples[i].comment;

		json_open_object(&json, NULL);
		json_put_id(&json, "id", comment->id);
		json_put_text(&json, "state", comment_state_names[comment->state]);
		json_put_text(&json, "name", comment->name);
		json_put_text(&json, "body", comment->body);
		json_put_text(&json, "what", trial->samples[i].what);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
}

/* On a hasher: it may take a while. */
static enum err trying_run(struct exchange *exchange)
{
	struct trying *trying = exchange->state;
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	arena_init(TRIAL_ARENA, &trying->arena);
	err = trial_run(
		store, &trying->ruling.rule, &trying->arena, &exchange->fault, &trying->trial);
	exchange_store_give(exchange, store);
	if (!err)
		trial_answer(exchange, &trying->trial);
	else if (err != ERR_INVALID_INPUT)
		fault_set(&exchange->fault, err, "The rule cannot be tried.");
	arena_finish(&trying->arena);
	return err;
}

static enum err trying_finish(struct exchange *exchange)
{
	return ERR_OK;
}

enum err rules_try_post(struct exchange *exchange)
{
	struct trying *trying = exchange_alloc(exchange, sizeof(*trying));
	enum err err = trying ? ruling_read(exchange, &trying->ruling) : ERR_MEMORY;

	exchange->state = trying;
	if (!err)
		exchange_write(exchange, trying_run, NULL, trying_finish);
	return err;
}
