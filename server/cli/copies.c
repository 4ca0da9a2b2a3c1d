/* See copies.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "base/hash.h"
#include "base/json.h"
#include "cli/copies.h"

enum { COPIES_MAX = 1000 * 1000, INDEX_MAX = 1024 * 1024 * 1024 };

#define INDEX "index.json"

struct copy {
	UT_hash_handle hh;
	struct copy *next; /* of the dropped */
	bool old;
	size_t count;
	char **urls;
	char name[COPY_SIZE];
};

struct copies {
	struct copy *all;
	struct copy *dropped;
	bool changed; /* since the index was written */
};

static void copy_urls_free(struct copy *copy)
{
	for (size_t i = 0; i < copy->count; i++)
		free(copy->urls[i]);
	free(copy->urls);
	copy->urls = NULL;
	copy->count = 0;
}

static void copy_destroy(struct copy *copy)
{
	copy_urls_free(copy);
	free(copy);
}

void copies_destroy(struct copies *copies)
{
	struct copy *copy, *next;

	if (!copies)
		return;
	HASH_ITER(hh, copies->all, copy, next)
	{
		HASH_DEL(copies->all, copy);
		copy_destroy(copy);
	}
	LL_FOREACH_SAFE(copies->dropped, copy, next)
	copy_destroy(copy);
	free(copies);
}

void copy_name(const char *site, const char *url, char out[COPY_SIZE])
{
	char name[PAGE_NAME_SIZE];

	page_name(url, name);
	snprintf(out, COPY_SIZE, "%.*s/%s", COPY_SITE_SIZE - 1, site, name);
}

/* As copy_name makes them: nothing else is ever removed. */
static bool is_copy_name(const char *name)
{
	size_t site = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return site && site < COPY_SITE_SIZE && name[site] == '/' &&
	       strspn(name + site + 1, "0123456789abcdef") == PAGE_NAME_SIZE - 1 &&
	       strlen(name + site + 1) == PAGE_NAME_SIZE - 1;
}

static struct copy *copy_find(struct copies *copies, const char *name)
{
	struct copy *copy;

	HASH_FIND_STR(copies->all, name, copy);
	return copy;
}

static struct copy *copy_make(struct copies *copies, const char *name)
{
	struct copy *copy = calloc(1, sizeof(*copy));

	if (!copy)
		return NULL;
	snprintf(copy->name, sizeof(copy->name), "%s", name);
	HASH_ADD_STR(copies->all, name, copy);
	if (HASH_HAS(copy))
		return copy;
	free(copy);
	return NULL;
}

static bool copy_url_add(struct copy *copy, const char *url)
{
	char **urls = realloc(copy->urls, (copy->count + 1) * sizeof(*urls));

	if (!urls)
		return false;
	copy->urls = urls;
	urls[copy->count] = strdup(url);
	if (!urls[copy->count])
		return false;
	copy->count++;
	return true;
}

struct index_page {
	const char *url, *copy;
};

struct index {
	struct input_list pages;
};

static const struct input_member page_members[] = {
	INPUT(struct index_page, url, .needed = true),
	INPUT(struct index_page, copy, .needed = true),
};
static const struct input_object page_object = {
	{page_members, ARRAY_SIZE(page_members)}, sizeof(struct index_page), COPIES_MAX};
static const struct input_member index_members[] = {
	INPUT_LIST(struct index, pages, &page_object),
};
static const struct input_table index_table = {index_members, ARRAY_SIZE(index_members)};

static enum err index_take(struct copies *copies, const struct index *index)
{
	const struct index_page *pages = index->pages.at;

	for (size_t i = 0; i < index->pages.count; i++) {
		struct copy *copy;

		if (!pages[i].url || !pages[i].copy || !is_copy_name(pages[i].copy))
			return ERR_INVALID_INPUT;
		copy = copy_find(copies, pages[i].copy);
		if (!copy)
			copy = copy_make(copies, pages[i].copy);
		if (!copy || !copy_url_add(copy, pages[i].url))
			return ERR_MEMORY;
		copy->old = true;
	}
	return ERR_OK;
}

static enum err index_read(const struct folder *folder, struct arena *arena, struct copies *copies)
{
	struct fault why = FAULT_NONE;
	struct index index = {0};
	const char *content;
	enum err err = folder_read(folder, INDEX, INDEX_MAX, arena, &content);

	if (err || !content)
		return err;
	err = json_read(
		(struct slice){content, strlen(content)}, &index_table, arena, &why, &index);
	if (!err)
		err = index_take(copies, &index);
	if (!err || err == ERR_MEMORY)
		return err;
	return fault_set(folder->fault, ERR_FOLDER,
		"%s/" INDEX " was not written by this command; publish to a folder of its own.",
		folder->path);
}

enum err copies_read(const struct folder *folder, struct copies **out)
{
	struct copies *copies = calloc(1, sizeof(*copies));
	struct arena arena;
	enum err err;

	arena_init(INDEX_MAX, &arena);
	err = copies ? index_read(folder, &arena, copies) : ERR_MEMORY;
	arena_finish(&arena);
	if (err) {
		copies_destroy(copies);
		return err;
	}
	copies->changed = true; /* it may not be there, or be written otherwise */
	*out = copies;
	return ERR_OK;
}

static bool copy_has_urls(const struct copy *copy, const char *const urls[], size_t count)
{
	if (copy->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(copy->urls[i], urls[i]) != 0)
			return false;
	return true;
}

enum err copies_put(struct copies *copies, const char *name, const char *const urls[], size_t count)
{
	struct copy *copy = copy_find(copies, name);

	if (!copy)
		copy = copy_make(copies, name);
	if (!copy)
		return ERR_MEMORY;
	copy->old = false;
	if (copy_has_urls(copy, urls, count))
		return ERR_OK;
	copies->changed = true;
	copy_urls_free(copy);
	for (size_t i = 0; i < count; i++)
		if (!copy_url_add(copy, urls[i]))
			return ERR_MEMORY;
	return ERR_OK;
}

static void copy_drop(struct copies *copies, struct copy *copy)
{
	HASH_DEL(copies->all, copy);
	LL_PREPEND(copies->dropped, copy);
	copies->changed = true;
}

void copies_drop(struct copies *copies, const char *name)
{
	struct copy *copy = copy_find(copies, name);

	if (copy)
		copy_drop(copies, copy);
}

void copies_drop_old(struct copies *copies)
{
	struct copy *copy, *next;

	HASH_ITER(hh, copies->all, copy, next)
	if (copy->old)
		copy_drop(copies, copy);
}

size_t copies_count(const struct copies *copies)
{
	return HASH_COUNT(copies->all);
}

bool copies_has_site(const struct copies *copies, const char *site)
{
	size_t length = strlen(site);

	for (const struct copy *copy = copies->all; copy; copy = copy->hh.next)
		if (strncmp(copy->name, site, length) == 0 && copy->name[length] == '/')
			return true;
	return false;
}

static void index_put(const struct copies *copies, struct text *out)
{
	struct json_writer json;

	json_init(out, &json);
	json_open_object(&json, NULL);
	json_open_array(&json, "pages");
	for (const struct copy *copy = copies->all; copy; copy = copy->hh.next)
		for (size_t i = 0; i < copy->count; i++) {
			json_open_object(&json, NULL);
			json_put_text(&json, "url", copy->urls[i]);
			json_put_text(&json, "copy", copy->name);
			json_close_object(&json);
		}
	json_close_array(&json);
	json_close_object(&json);
	text_add_char(out, '\n');
}

enum err copies_write(struct copies *copies, const struct folder *folder, size_t *written)
{
	struct text out;
	enum err err;

	if (!copies->changed)
		return ERR_OK;
	text_init(INDEX_MAX, &out);
	index_put(copies, &out);
	err = text_status(&out);
	if (!err)
		err = folder_write(folder, NULL, INDEX, &out, written);
	text_finish(&out);
	copies->changed = err != ERR_OK;
	return err;
}

bool copies_dropped(struct copies *copies, char name[COPY_SIZE])
{
	struct copy *copy;

	while ((copy = copies->dropped)) {
		/* it may have come again since */
		bool gone = !copy_find(copies, copy->name);

		LL_DELETE(copies->dropped, copy);
		memcpy(name, copy->name, COPY_SIZE);
		copy_destroy(copy);
		if (gone)
			return true;
	}
	return false;
}
