/* See filter.h. */
#include <string.h>

#include "api/filter.h"
#include "core/search.h"
#include "store/author.h"
#include "store/page.h"
#include "store/search.h"

const char *const filter_reported_names[] = {"yes", NULL};

static const struct input_member members[] = {
	FILTER_INPUTS,
	PART_SINCE(struct filter_input, part),
	PART_UNTIL(struct filter_input, part),
	PART_AFTER(struct filter_input, part),
};
const struct input_object filter_input_object = {
	{members, ARRAY_SIZE(members)}, sizeof(struct filter_input), 1};

enum err filter_read(const struct filter_input *input, const struct identity *who,
	struct arena *arena, struct fault *fault, struct filter *filter)
{
	struct queue_filter *queue = &filter->queue;
	int state = input->reported ? COMMENT_STATE_APPROVED : COMMENT_STATE_PENDING;
	int reason, reported;
	enum err err = ERR_OK;

	field_name_read(input->state, "state", comment_state_names, fault, &state);
	field_name_read(input->reason, "reason", check_names, fault, &reason);
	field_name_read(input->reported, "reported", filter_reported_names, fault, &reported);
	part_read(&input->part, fault, &filter->part);
	filter->author = input->author;
	if (input->author && input->page)
		fault_field(fault, "author", "conflict", "Give a page or an author, not both.");
	if (input->page && url_page(input->page, "page", arena, fault, &filter->page) == ERR_MEMORY)
		return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
	if (input->q && search_read(input->q, arena, fault, &filter->match) == ERR_MEMORY)
		return ERR_MEMORY;
	queue->state = (enum comment_state)state;
	queue->reason = input->reason;
	queue->reported = input->reported;
	queue->after = filter->part.after;
	queue->before = filter->part.before;
	queue->last = filter->part.last;
	queue->limit = filter->part.limit;
	if (!fault->err)
		err = identity_site(who, input->site, fault, &queue->site);
	if (!fault->err && input->author && !queue->site)
		err = fault_field(
			fault, "author", "needs_site", "A tag is one site's; name the site, too.");
	return fault->err ? fault->err : err;
}

/* The page. NOT_FOUND: it is not there, or of another site. */
static enum err filter_find_page(struct store *store, struct arena *arena, struct filter *filter)
{
	const char *site = filter->queue.site;
	struct page page;
	enum err err = store_page_by_url(store, filter->page.text, arena, &page);

	if (err)
		return err;
	if (site && strcmp(site, page.site) != 0)
		return ERR_NOT_FOUND;
	filter->queue.page = page.id;
	filter->queue.site = page.site;
	return ERR_OK;
}

/* What the list is narrowed to. NOT_FOUND: it is not there. */
static enum err filter_find(struct store *store, struct arena *arena, struct filter *filter)
{
	if (filter->page.text)
		return filter_find_page(store, arena, filter);
	if (filter->author)
		return store_author_by_tag(
			store, filter->queue.site, filter->author, &filter->queue.author);
	return ERR_OK;
}

enum err filter_list(struct store *store, struct arena *arena, struct fault *fault,
	struct filter *filter, struct filter_list *list)
{
	enum err err = filter_find(store, arena, filter);

	*list = (struct filter_list){0};
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (!err && filter->match)
		err = store_search(store, &filter->queue, filter->match, arena, &list->comments,
			&list->count, &list->edge);
	else if (!err && filter->queue.reason && !filter->queue.reported)
		err = store_queue_of_reason(
			store, &filter->queue, arena, &list->comments, &list->count, &list->edge);
	else if (!err)
		err = store_queue(store, &filter->queue, arena, &list->comments, &list->count);
	return err ? fault_set(fault, err, "The list cannot be read.") : ERR_OK;
}
