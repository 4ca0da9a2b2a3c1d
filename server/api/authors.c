/* Moderators' API: the authors of a site, and what is thought of them. */
#include "api/handlers.h"
#include "api/inputs.h"
#include "api/part.h"
#include "core/author.h"

struct authors_input {
	const char *site, *standing;
	struct part_input part;
};

static const struct input_member members[] = {
	INPUT(struct authors_input, site,
		.what = "The site on which they write; needed by who may see several."),
	INPUT(struct authors_input, standing, .needed = true,
		.names = author_standing_names + AUTHOR_STANDING_TRUSTED,
		.what = "What is thought of them."),
	PART_CURSORS(struct authors_input, part),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

static const struct shape author_shape = {"AuthorRecord", &author_table, SEE_MODERATORS};
static const struct shape_member list_members[] = {
	SHAPE_ITEMS(&author_shape), SHAPE_NEXT, SHAPE_PREVIOUS};
static const struct shape list_shape = {"Authors", SHAPE_MEMBERS(list_members)};
const struct contract authors_get_contract = {
	.id = "list_authors",
	.summary = "The authors of a site of whom moderators think something",
	.query = &table,
	.answers = ANSWERS({200, "A part of the list.", &list_shape}),
};
const struct contract author_get_contract = {
	.id = "read_author",
	.summary = "One author",
	.answers = ANSWERS({200, "The author.", &author_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract author_patch_contract = {
	.id = "change_author",
	.summary = "Trusts or bans an author",
	.description = "What a trusted author writes from then on is public at once, what a banned "
		       "one writes is rejected. What was decided before stays.",
	.body = &author_input_table,
	.answers = ANSWERS({200, "The author as it is now.", &author_shape}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

static enum err authors_filter(
	struct exchange *exchange, struct part *part, struct author_filter *filter)
{
	struct fault *fault = &exchange->fault;
	struct authors_input input = {0};
	enum err err = exchange_query(exchange, &table, &input);

	if (err && err != ERR_INVALID_INPUT)
		return err;
	filter->standing = input.standing ? field_name_index(author_standing_names, input.standing)
					  : AUTHOR_STANDING_NORMAL;
	/* those of normal standing are all who ever wrote */
	if (filter->standing <= AUTHOR_STANDING_NORMAL)
		fault_field(fault, "standing", input.standing ? "unknown_value" : "required",
			"It must be trusted or banned.");
	part_read(&input.part, fault, part);
	filter->after = part->after;
	filter->before = part->before;
	filter->last = part->last;
	filter->limit = part->limit;
	(void)!identity_one_site(&exchange->who, input.site, fault, &filter->site);
	return fault->err;
}

enum err authors_get(struct exchange *exchange)
{
	struct author_filter filter = {0};
	struct part part = {0};
	struct author *authors;
	struct store *store;
	size_t count;
	enum err err = authors_filter(exchange, &part, &filter);

	if (!err)
		err = exchange_store_take(exchange, &store);
	if (err)
		return err;
	err = store_author_list(store, &filter, &exchange->arena, &authors, &count);
	exchange_store_give(exchange, store);
	if (err)
		return fault_set(&exchange->fault, err, "The authors cannot be read.");
	return part_answer(exchange, &part, &author_table, authors, count);
}

/* The author in the path. */
static enum err author_find(struct exchange *exchange, struct store *store, struct author *author)
{
	int64_t id;
	enum err err = path_id(exchange, &id);

	if (!err)
		err = store_author_find(store, id, &exchange->arena, author);
	if (err)
		return fault_read(&exchange->fault, err, "author");
	return identity_may(&exchange->who, author->site, &exchange->fault);
}

enum err author_get(struct exchange *exchange)
{
	struct author author;
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = author_find(exchange, store, &author);
	exchange_store_give(exchange, store);
	return err ? err : answer_row(exchange, 200, &author_table, &author);
}

/* An author being thought of otherwise. */
struct author_job {
	struct author_input input;
	struct author author;
};

static enum err author_write(struct exchange *exchange, struct store *store)
{
	struct author_job *job = exchange->state;
	struct author *author = &job->author;
	enum err err = author_find(exchange, store, author);

	if (!err)
		err = author_change(&job->input, &exchange->arena, &exchange->fault, author);
	if (err)
		return err;
	author->standing_by = exchange->who.name;
	author->standing_at = exchange->now;
	err = store_author_set_standing(store, author);
	return err ? fault_set(&exchange->fault, err, "The author was not changed.") : ERR_OK;
}

static enum err author_finish(struct exchange *exchange)
{
	const struct author_job *job = exchange->state;

	return answer_row(exchange, 200, &author_table, &job->author);
}

enum err author_patch(struct exchange *exchange)
{
	struct author_job *job = exchange_alloc(exchange, sizeof(*job));
	enum err err;

	if (!job)
		return ERR_MEMORY;
	exchange->state = job;
	err = exchange_input(exchange, &author_input_table, &job->input);
	if (!err)
		exchange_write(exchange, NULL, author_write, author_finish);
	return err;
}
