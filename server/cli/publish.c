/*
 * afterword publish: what is public as files, for a web server to serve; once, or again with every
 * change. Reads the database as the server's readers do and never writes it.
 *
 * A change is found by the time that the writer gives it (page.changed_at): among the pages of a
 * site each is later than all before, so those after the last one that was seen are all that there
 * are.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/copy.h"
#include "base/hash.h"
#include "cli/command.h"
#include "cli/copies.h"
#include "core/keys.h"
#include "core/seal.h"
#include "store/alias.h"

enum {
	PAGES_AT_ONCE = 100,
	POLL_MILLISECONDS = 500,
	FILE_MAX = 256 * 1024 * 1024,
	PAGE_ARENA = 512 * 1024 * 1024,
};

/* How far the changes of a site were followed. */
struct mark {
	UT_hash_handle hh;
	struct page last;     /* that was seen: changed_at and id */
	int64_t depth, likes; /* as the site had its threads shown */
	char site[COPY_SITE_SIZE];
};

struct publishing {
	struct command_line *line;
	const char *server, *hub;
	const struct language *language;
	bool follow, as_json;
	bool stopped; /* by a signal */
	sigset_t signals;
	struct keys *keys;
	struct store *store;
	struct folder folder;
	struct copies *copies;
	struct mark *marks;
	size_t pages, written, removed; /* in this round */
};

static void publishing_stop(struct publishing *publishing, long milliseconds)
{
	const struct timespec span = {.tv_nsec = milliseconds * 1000000};

	if (publishing->follow && sigtimedwait(&publishing->signals, NULL, &span) > 0)
		publishing->stopped = true;
}

static void progress(const struct publishing *publishing)
{
	if (isatty(STDERR_FILENO) && publishing->pages % PAGES_AT_ONCE == 0)
		fprintf(stderr, "\r%zu pages", publishing->pages);
}

static void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

/* A file of a site. */
static enum err file_write(struct publishing *publishing, const char *site, const char *name,
	const char *end, struct text *content, enum err err)
{
	char file[64];

	snprintf(file, sizeof(file), "%s.%s", name, end);
	if (!err)
		err = text_status(content);
	if (err)
		fault_set(publishing->line->fault, err, "%s/%s: the file would be too large.", site,
			file);
	else
		err = folder_write(&publishing->folder, site, file, content, &publishing->written);
	text_finish(content);
	return err;
}

static enum err page_write(struct publishing *publishing, struct arena *arena,
	const struct site *site, const struct thread *thread, const struct feed *feed,
	const char *name)
{
	struct text content;
	enum err err;

	text_init(FILE_MAX, &content);
	err = copy_fragment(
		site, thread, publishing->server, publishing->language, arena, &content);
	err = file_write(publishing, site->id, name, "html", &content, err);
	if (err)
		return err;
	copy_json(site, thread, &content);
	err = file_write(publishing, site->id, name, "json", &content, ERR_OK);
	if (err)
		return err;
	err = copy_feed(feed, publishing->server, publishing->hub, arena, &content);
	return file_write(publishing, site->id, name, "atom", &content, err);
}

/* All URLs of the page; a copy under the name of an alias is that of a page which is none any more.
 */
static enum err page_put(struct publishing *publishing, struct arena *arena,
	const struct page *page, const char *copy)
{
	struct copies *copies = publishing->copies;
	const char **urls;
	size_t count;
	enum err err = store_page_urls(publishing->store, page->id, arena, &urls, &count);

	for (size_t i = 0; !err && i < count; i++) {
		char name[COPY_SIZE];

		copy_name(page->site, urls[i], name);
		if (strcmp(name, copy) != 0)
			copies_drop(copies, name);
	}
	return err ? err : copies_put(copies, copy, urls, count);
}

/* What readers see of the page, in one moment. */
static enum err page_read(struct publishing *publishing, const struct site *site,
	const struct page *page, struct arena *arena, struct thread *thread, struct feed *feed)
{
	struct fault *fault = publishing->line->fault;
	struct store *store = publishing->store;
	const struct thread_query query = {
		.page = page->url,
		.limit = THREAD_LIMIT_MAX,
		.depth = site->thread_depth,
		.keys = publishing->keys,
		.likes = site->likes == SITE_LIKES_ON,
	};
	enum err err = store_begin_read(store);

	if (err)
		return fault_set(fault, err, "The comments cannot be read.");
	err = thread_read_whole(store, &query, arena, fault, thread);
	if (!err)
		err = feed_of_page(store, site, page->url, arena, fault, feed);
	store_end_read(store);
	return err;
}

static enum err page_publish(
	struct publishing *publishing, const struct site *site, const struct page *page)
{
	char copy[COPY_SIZE];
	struct thread thread = {0};
	struct feed feed = {0};
	struct arena arena;
	enum err err;

	arena_init(PAGE_ARENA, &arena);
	copy_name(site->id, page->url, copy);
	err = page_read(publishing, site, page, &arena, &thread, &feed);
	if (!err && thread.count) {
		err = page_write(publishing, &arena, site, &thread, &feed, strchr(copy, '/') + 1);
		if (!err)
			err = page_put(publishing, &arena, page, copy);
		publishing->pages++;
		progress(publishing);
	} else if (!err) {
		copies_drop(publishing->copies, copy);
	}
	arena_finish(&arena);
	return err;
}

static enum err site_feed(struct publishing *publishing, const struct site *site)
{
	struct command_line *line = publishing->line;
	struct text content;
	struct arena arena;
	struct feed feed;
	enum err err;

	if (!copies_has_site(publishing->copies, site->id))
		return ERR_OK;
	arena_init(PAGE_ARENA, &arena);
	text_init(FILE_MAX, &content);
	err = feed_of_site(publishing->store, site, &arena, line->fault, &feed);
	if (!err)
		err = copy_feed(&feed, publishing->server, publishing->hub, &arena, &content);
	err = err && line->fault->err == err
		      ? err
		      : file_write(publishing, site->id, "feed", "atom", &content, err);
	text_finish(&content);
	arena_finish(&arena);
	return err;
}

static struct mark *mark_of(struct publishing *publishing, const char *site)
{
	struct mark *mark;

	HASH_FIND_STR(publishing->marks, site, mark);
	if (mark)
		return mark;
	mark = calloc(1, sizeof(*mark));
	if (!mark)
		return NULL;
	snprintf(mark->site, sizeof(mark->site), "%s", site);
	HASH_ADD_STR(publishing->marks, site, mark);
	if (HASH_HAS(mark))
		return mark;
	free(mark);
	return NULL;
}

/* The next pages of a site that were changed. */
static enum err site_part(struct publishing *publishing, const struct site *site, struct mark *mark,
	struct arena *arena, size_t *count)
{
	struct page *pages;
	enum err err = store_page_changed(
		publishing->store, site->id, &mark->last, PAGES_AT_ONCE, arena, &pages, count);

	if (err)
		return fault_set(publishing->line->fault, err, "The pages cannot be read.");
	for (size_t i = 0; !err && i < *count && !publishing->stopped; i++) {
		err = page_publish(publishing, site, &pages[i]);
		if (!err)
			mark->last =
				(struct page){.id = pages[i].id, .changed_at = pages[i].changed_at};
		publishing_stop(publishing, 0);
	}
	return err;
}

static enum err site_publish(struct publishing *publishing, const struct site *site)
{
	struct mark *mark = mark_of(publishing, site->id);
	size_t count = PAGES_AT_ONCE, all = 0;
	enum err err = mark ? ERR_OK : ERR_MEMORY;

	/* shown otherwise, all of them are others */
	if (!err && (mark->depth != site->thread_depth || mark->likes != site->likes))
		mark->last = (struct page){0};
	if (!err) {
		mark->depth = site->thread_depth;
		mark->likes = site->likes;
	}
	while (!err && count == PAGES_AT_ONCE && !publishing->stopped) {
		struct arena arena;

		arena_init(PAGE_ARENA, &arena);
		err = site_part(publishing, site, mark, &arena, &count);
		arena_finish(&arena);
		all += count;
	}
	return err || !all ? err : site_feed(publishing, site);
}

/* The files of what was dropped, when the index tells of them no more. */
static enum err dropped_remove(struct publishing *publishing)
{
	static const char *const ends[] = {"html", "json", "atom"};
	char name[COPY_SIZE];
	enum err err = ERR_OK;

	while (!err && copies_dropped(publishing->copies, name)) {
		char *slash = strchr(name, '/');

		*slash = '\0';
		for (size_t i = 0; !err && i < ARRAY_SIZE(ends); i++) {
			char file[64];

			snprintf(file, sizeof(file), "%s.%s", slash + 1, ends[i]);
			err = folder_remove(&publishing->folder, name, file, &publishing->removed);
		}
		if (err || copies_has_site(publishing->copies, name))
			continue;
		err = folder_remove(&publishing->folder, name, "feed.atom", &publishing->removed);
		folder_remove_site(&publishing->folder, name);
	}
	return err;
}

static void round_tell(const struct publishing *publishing)
{
	struct json_writer json;
	struct text out;

	text_init(1024, &out);
	json_init(&out, &json);
	if (publishing->as_json) {
		json_open_object(&json, NULL);
		json_put_integer(&json, "pages", (int64_t)copies_count(publishing->copies));
		json_put_integer(&json, "written", (int64_t)publishing->written);
		json_put_integer(&json, "removed", (int64_t)publishing->removed);
		json_close_object(&json);
	} else {
		text_add_format(&out, "%zu pages, files written: %zu, removed: %zu.",
			copies_count(publishing->copies), publishing->written, publishing->removed);
	}
	if (!text_status(&out))
		puts(out.at);
	fflush(stdout);
	text_finish(&out);
}

/* All that has changed since the last round. */
static enum err round_run(struct publishing *publishing, bool first)
{
	struct command_line *line = publishing->line;
	struct arena arena;
	struct site *sites;
	size_t count = 0;
	enum err err;

	publishing->pages = publishing->written = publishing->removed = 0;
	arena_init(PAGE_ARENA, &arena);
	err = store_site_list(publishing->store, &arena, &sites, &count);
	if (err)
		fault_set(line->fault, err, "The sites cannot be read.");
	for (size_t i = 0; !err && i < count && !publishing->stopped; i++)
		err = site_publish(publishing, &sites[i]);
	arena_finish(&arena);
	progress_end();
	if (err)
		return err;
	if (first && !publishing->stopped)
		copies_drop_old(publishing->copies);
	err = copies_write(publishing->copies, &publishing->folder, &publishing->written);
	if (!err)
		err = dropped_remove(publishing);
	if (!err && (first || publishing->written || publishing->removed))
		round_tell(publishing);
	return err;
}

static enum err publishing_run(struct publishing *publishing)
{
	bool first = true;
	enum err err = ERR_OK;

	do {
		/* the first call is always true */
		if (store_changed_elsewhere(publishing->store)) {
			err = round_run(publishing, first);
			first = false;
		}
		publishing_stop(publishing, POLL_MILLISECONDS);
	} while (!err && publishing->follow && !publishing->stopped);
	return err;
}

static enum err publishing_settings(struct publishing *publishing)
{
	struct command_line *line = publishing->line;
	const struct settings *settings = line->settings;
	struct fault why = FAULT_NONE;
	struct url_base server;
	enum err err = command_public_url(line, &server);

	publishing->server = err ? NULL : server.text;
	if (!err)
		err = url_website(
			settings->websub_hub, "websub_hub", line->arena, &why, &publishing->hub);
	return err == ERR_INVALID_INPUT ? fault_set(line->fault, ERR_SETTING, "%s: %s",
						  why.fields[0].name, why.fields[0].detail)
					: err;
}

static void publishing_end(struct publishing *publishing)
{
	struct mark *mark, *next;

	HASH_ITER(hh, publishing->marks, mark, next)
	{
		HASH_DEL(publishing->marks, mark);
		free(mark);
	}
	copies_destroy(publishing->copies);
	folder_close(&publishing->folder);
	if (publishing->store)
		store_close(publishing->store);
	keys_close(publishing->keys);
}

static enum err language_read(
	struct publishing *publishing, const char *wanted, const struct language **language)
{
	struct text tags;
	enum err err;

	*language = wanted ? language_wanted(wanted) : languages;
	if (*language)
		return ERR_OK;
	text_init(1024, &tags);
	for (const struct language *each = languages; each->tag; each++)
		text_add_format(&tags, " %s", each->tag);
	err = fault_set(publishing->line->fault, ERR_USAGE,
		"--language: \"%s\" is none of those that there are words for:%s.", wanted,
		tags.at);
	text_finish(&tags);
	return err;
}

/* Signals are waited for, so that a round is finished. */
static void publishing_signals(struct publishing *publishing)
{
	sigemptyset(&publishing->signals);
	sigaddset(&publishing->signals, SIGTERM);
	sigaddset(&publishing->signals, SIGINT);
	sigprocmask(SIG_BLOCK, &publishing->signals, NULL);
}

enum err command_publish(struct command_line *line)
{
	struct publishing publishing = {.line = line, .folder = {.fd = -1}};
	const char *wanted = NULL;
	const struct command_option options[] = {
		{"follow", NULL, &publishing.follow, NULL},
		{"json", NULL, &publishing.as_json, NULL},
		{"language", &wanted, NULL, NULL},
	};
	const char *path;
	enum err err = command_read(line, options, ARRAY_SIZE(options), &path, 1);

	if (!err)
		err = language_read(&publishing, wanted, &publishing.language);
	if (!err)
		err = publishing_settings(&publishing);
	if (!err)
		err = keys_open(line->settings->key_file, false, line->fault, &publishing.keys);
	if (!err)
		err = store_open(line->settings->database, STORE_MODE_READ, 0, line->fault,
			&publishing.store);
	if (!err)
		seal_use(publishing.store, publishing.keys);
	if (!err)
		err = folder_open(path, line->fault, &publishing.folder);
	if (!err)
		err = copies_read(&publishing.folder, &publishing.copies);
	if (!err && publishing.follow)
		publishing_signals(&publishing);
	if (!err)
		err = publishing_run(&publishing);
	publishing_end(&publishing);
	return err;
}
