/* See include/core/page.h. */
#include <string.h>

#include "base/hex.h"
#include "base/time.h"
#include "core/crypto.h"
#include "core/page.h"

void page_name(const char *url, char out[PAGE_NAME_SIZE])
{
	unsigned char hash[16];

	crypto_digest(NULL, NULL, "", (struct slice){url, strlen(url)}, hash, sizeof(hash));
	hex_write(hash, sizeof(hash), out);
}

bool page_is_closed(const struct page *page, const struct site *site, int64_t now)
{
	return page->state == PAGE_STATE_CLOSED ||
	       (site->close_after && page->created_at + site->close_after * TIME_DAY <= now);
}

static enum err alias_site(
	const struct changing *by, const struct page *page, const struct url *url)
{
	struct site site;
	enum err err = store_site_by_origin(by->store, url->origin, by->arena, &site);

	if (err && err != ERR_NOT_FOUND)
		return fault_set(by->fault, err, "The site cannot be read.");
	if (err || strcmp(site.id, page->site) != 0)
		return fault_field(by->fault, "url", "unknown_site",
			"%.200s is no origin of the site %s.", url->origin, page->site);
	return ERR_OK;
}

/* Whose the URL is. NOT_FOUND: nobody's. */
static enum err alias_owner(
	const struct changing *by, const struct page *page, const struct url *url)
{
	struct page owner;
	char id[ID_SIZE];
	enum err err = store_page_by_url(by->store, url->text, by->arena, &owner);

	if (err == ERR_NOT_FOUND)
		return err;
	if (err)
		return fault_set(by->fault, err, "The page cannot be read.");
	id_format(owner.id, id);
	if (owner.id != page->id && strcmp(owner.url, url->text) == 0)
		return fault_set(by->fault, ERR_CONFLICT,
			"It is a page with comments of its own, %s; merge that one.", id);
	if (owner.id != page->id)
		return fault_set(by->fault, ERR_CONFLICT,
			"It is an alias of the page %s; take it away there first.", id);
	if (strcmp(page->url, url->text) == 0)
		return fault_field(by->fault, "url", "same", "It is the page's own URL.");
	return ERR_OK;
}

enum err page_alias_add(const struct changing *by, const struct page *page, const struct url *url,
	struct alias *alias, bool *made)
{
	struct alias *aliases;
	size_t count;
	enum err err = alias_site(by, page, url), owner;

	if (err)
		return err;
	owner = alias_owner(by, page, url);
	if (owner && owner != ERR_NOT_FOUND)
		return owner;
	err = store_alias_list(by->store, page->id, by->arena, &aliases, &count);
	if (err)
		return fault_set(by->fault, err, "The aliases cannot be read.");
	*made = owner == ERR_NOT_FOUND;
	for (size_t i = 0; i < count; i++)
		if (strcmp(aliases[i].url, url->text) == 0)
			*alias = aliases[i];
	if (!*made)
		return ERR_OK;
	if (count == ALIASES_MAX)
		return fault_set(
			by->fault, ERR_CONFLICT, "A page has at most %d aliases.", ALIASES_MAX);
	*alias = (struct alias){
		.id = store_new_id(by->store, by->now),
		.url = url->text,
		.page = page->id,
		.by = by->who->name,
		.created_at = by->now,
	};
	err = store_alias_insert(by->store, alias);
	return err ? fault_set(by->fault, err, "The alias was not stored.") : ERR_OK;
}

static enum err merge_refuse(struct page_merge *merge, size_t aliases, struct fault *fault)
{
	int64_t all = 0;

	for (int state = 0; state < COMMENT_STATE__MAX; state++)
		all += merge->moved[state];
	if (all > PAGE_MERGE_MAX)
		return fault_set(fault, ERR_CONFLICT,
			"It has %lld comments; at most %d move. Merge the other into this one.",
			(long long)all, PAGE_MERGE_MAX);
	if (merge->alias_count + 1 + aliases > ALIASES_MAX)
		return fault_set(fault, ERR_CONFLICT,
			"The page would have %zu aliases; a page has at most %d.",
			merge->alias_count + 1 + aliases, ALIASES_MAX);
	return ERR_OK;
}

enum err page_merge_plan(
	struct store *store, struct arena *arena, struct fault *fault, struct page_merge *merge)
{
	const struct page *from = &merge->from;
	struct page *into = &merge->into;
	struct alias *aliases;
	size_t count;
	enum err err;

	if (from->id == into->id)
		return fault_field(fault, "into", "same", "Name another page than this one.");
	if (strcmp(from->site, into->site) != 0)
		return fault_field(fault, "into", "other_site",
			"It is a page of another site; comments stay on theirs.");
	err = store_page_counts(store, from, arena, merge->moved);
	if (!err)
		err = store_alias_list(
			store, from->id, arena, &merge->aliases, &merge->alias_count);
	if (!err)
		err = store_alias_list(store, into->id, arena, &aliases, &count);
	if (err)
		return fault_set(fault, err, "The pages cannot be read.");
	into->count += from->count;
	if (!into->title)
		into->title = from->title;
	if (from->created_at < into->created_at)
		into->created_at = from->created_at;
	return merge_refuse(merge, count, fault);
}

enum err page_merge_do(const struct changing *by, const struct page_merge *merge)
{
	const struct page *from = &merge->from, *into = &merge->into;
	const struct alias alias = {
		.id = store_new_id(by->store, by->now),
		.url = from->url,
		.page = into->id,
		.by = by->who->name,
		.created_at = by->now,
	};
	enum err err = store_page_merge(by->store, from, into);

	if (!err)
		err = store_alias_move(by->store, from->id, into->id);
	if (!err)
		err = store_alias_insert(by->store, &alias);
	if (!err)
		err = change_record(by, CHANGE_MERGED, "page", from->url, from->site, NULL);
	return err ? fault_set(by->fault, err, "The pages were not merged.") : ERR_OK;
}
