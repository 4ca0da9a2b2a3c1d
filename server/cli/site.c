/* afterword site: the publications that embed comments. */
#include <string.h>

#include "cli/command.h"
#include "core/site.h"
#include "core/url.h"
#include "store/site.h"

struct site_options {
	const char *id;
	struct command_list origins, pairs;
	struct site_change change;
	struct site site; /* as it shall be, but for its id */
};

/* NAME=VALUE */
static enum err site_pair_read(
	const char *text, struct command_line *line, struct site_change *change)
{
	const char *equals = strchr(text, '=');
	char *name = arena_copy(line->arena, text, equals ? (size_t)(equals - text) : 0);

	if (!name)
		return ERR_MEMORY;
	if (!equals)
		return fault_field(line->fault, "set", "not_a_pair",
			"Give a number or a choice as NAME=VALUE, as in links=5.");
	return site_change_set(name, equals + 1, line->fault, change);
}

static enum err site_options_read(struct command_line *line, struct site_options *out)
{
	const struct command_option options[] = {
		{"policy", &out->change.policy, NULL, NULL},
		{"set", NULL, NULL, &out->pairs},
		{"origin", NULL, NULL, &out->origins},
	};
	enum err err = command_read(line, options, ARRAY_SIZE(options), &out->id, 1);

	if (err)
		return err;
	for (size_t i = 0; i < out->pairs.count; i++)
		if (site_pair_read(out->pairs.values[i], line, &out->change) == ERR_MEMORY)
			return ERR_MEMORY;
	site_standard_init(&out->site);
	(void)!site_change_apply(&out->change, line->fault, &out->site);
	(void)!site_id_check(out->id, "site", line->fault);
	for (size_t i = 0; i < out->origins.count; i++)
		if (url_origin(out->origins.values[i], "origin", line->arena, line->fault,
			    &out->origins.values[i]) == ERR_MEMORY)
			return ERR_MEMORY;
	return line->fault->err;
}

static enum err site_fault(struct command_line *line, enum err err, const char *id)
{
	if (err == ERR_NOT_FOUND)
		return fault_set(line->fault, err, "There is no site %s.", id);
	return fault_set(
		line->fault, err, "The site %s cannot be changed: %s.", id, err_info(err)->title);
}

static enum err site_origins_insert(
	struct command_line *line, struct store *store, const struct site_options *options)
{
	for (size_t i = 0; i < options->origins.count; i++) {
		enum err err =
			store_site_origin_insert(store, options->id, options->origins.values[i]);

		if (err == ERR_CONFLICT)
			return fault_set(line->fault, err,
				"The origin %s belongs to a site already.",
				options->origins.values[i]);
		if (err)
			return site_fault(line, err, options->id);
	}
	return ERR_OK;
}

static enum err site_insert(
	struct command_line *line, struct store *store, const struct site_options *options)
{
	struct site site = options->site;
	enum err err;

	site.id = options->id;
	err = site_make(store, &site, clock_now(&line->clock));

	if (err == ERR_CONFLICT)
		return fault_set(line->fault, err, "There is a site %s already.", options->id);
	return err ? site_fault(line, err, options->id) : ERR_OK;
}

static enum err site_update(
	struct command_line *line, struct store *store, const struct site_options *options)
{
	struct site site;
	enum err err = store_site_find(store, options->id, line->arena, &site);

	if (!err)
		err = site_change_apply(&options->change, line->fault, &site);
	if (!err)
		err = site_change_store(store, &options->change, &site);
	if (!err && options->origins.count)
		err = store_site_origin_delete_all(store, options->id);
	return err ? site_fault(line, err, options->id) : ERR_OK;
}

/* Makes or changes a site and its origins, all or nothing. */
static enum err site_store(struct command_line *line, const struct site_options *options,
	enum err (*change)(
		struct command_line *line, struct store *store, const struct site_options *options))
{
	struct store *store;
	enum err err = command_store(line, &store);

	if (err)
		return err;
	err = store_begin(store);
	if (err) {
		err = site_fault(line, err, options->id);
	} else {
		err = change(line, store, options);
		if (!err)
			err = site_origins_insert(line, store, options);
		if (err)
			store_rollback(store);
		else if ((err = store_commit(store)) != ERR_OK)
			err = site_fault(line, err, options->id);
	}
	store_close(store);
	return err;
}

static enum err site_add(struct command_line *line)
{
	struct site_options options = {0};
	enum err err = site_options_read(line, &options);

	if (!err && !options.origins.count)
		err = fault_field(line->fault, "origin", "required",
			"Name the origins of the site's pages: --origin "
			"https://example.org.");
	return err ? err : site_store(line, &options, site_insert);
}

static enum err site_set(struct command_line *line)
{
	struct site_options options = {0};
	enum err err = site_options_read(line, &options);

	if (!err && !options.origins.count && !options.pairs.count && !options.change.policy)
		err = fault_set(line->fault, ERR_USAGE,
			"Say what to change: --policy, --set or --origin (which replaces all "
			"origins).");
	return err ? err : site_store(line, &options, site_update);
}

static enum err site_delete(
	struct command_line *line, struct store *store, const struct site_options *options)
{
	int64_t pages = 0;
	enum err err = store_site_pages(store, options->id, &pages);

	if (!err && pages)
		return fault_set(line->fault, ERR_CONFLICT,
			"The site %s has comments on %lld pages; nothing was removed.", options->id,
			(long long)pages);
	if (!err)
		err = store_site_origin_delete_all(store, options->id);
	if (!err)
		err = store_site_delete(store, options->id);
	if (err == ERR_CONFLICT)
		return fault_set(line->fault, err,
			"The site %s still has tokens, accounts, rules or reserved names.",
			options->id);
	return err ? site_fault(line, err, options->id) : ERR_OK;
}

static enum err site_remove(struct command_line *line)
{
	struct site_options options = {0};
	enum err err = site_options_read(line, &options);

	return err ? err : site_store(line, &options, site_delete);
}

static enum err site_put(struct command_line *line, struct store *store, const struct site *site,
	struct command_output *out)
{
	struct site_origin *origins;
	size_t count;
	enum err err = store_site_origin_list(store, site->id, line->arena, &origins, &count);

	if (err)
		return site_fault(line, err, site->id);
	if (!out->json) {
		text_add_format(&out->text, "%s\t%s", site->id, site_policy_names[site->policy]);
		for (size_t i = 0; i < count; i++)
			text_add_format(&out->text, "\t%s", origins[i].origin);
		text_add_char(&out->text, '\n');
		return ERR_OK;
	}
	json_open_object(out->json, NULL);
	json_put_fields(out->json, &site_table, SEE_MODERATORS, site);
	json_open_array(out->json, "origins");
	for (size_t i = 0; i < count; i++)
		json_put_text(out->json, NULL, origins[i].origin);
	json_close_array(out->json);
	json_close_object(out->json);
	return ERR_OK;
}

static enum err sites_put(
	struct command_line *line, struct store *store, struct command_output *out)
{
	struct site *sites;
	size_t count;
	enum err err = store_site_list(store, line->arena, &sites, &count);

	if (err)
		return fault_set(line->fault, err, "The sites cannot be read.");
	for (size_t i = 0; !err && i < count; i++)
		err = site_put(line, store, &sites[i], out);
	return err;
}

static enum err site_list(struct command_line *line)
{
	return command_list(line, sites_put);
}

enum err command_site(struct command_line *line)
{
	static const struct command_verb verbs[] = {
		{"add", site_add},
		{"list", site_list},
		{"set", site_set},
		{"remove", site_remove},
	};

	return command_verbs(line, "site", verbs, ARRAY_SIZE(verbs));
}
