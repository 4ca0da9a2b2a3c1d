/* See html.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/assets.h"
#include "api/html.h"
#include "base/time.h"

enum { CONTENT_MAX = 16 * 1024 * 1024 };

static const struct slot *slot_find(
	const struct slot *slots, size_t count, const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(slots[i].name) == length && memcmp(slots[i].name, name, length) == 0)
			return &slots[i];
	return NULL;
}

static void slot_add(struct text *out, const struct slot *slot)
{
	if (slot->text)
		text_add_html(out, slot->text);
	else if (slot->html)
		text_add_string(out, slot->html);
}

void html_say_slots(struct text *out, const char *said, const struct slot *slots, size_t count)
{
	const char *open;

	while ((open = strchr(said, '{'))) {
		const char *name = open + 1, *close = strchr(name, '}');
		const struct slot *slot = slot_find(slots, count, name, (size_t)(close - name));

		assert(slot);
		text_add(out, said, (size_t)(open - said));
		slot_add(out, slot);
		said = close + 1;
	}
	text_add_string(out, said);
}

void html_count(struct text *out, const struct language *language, enum word which, int64_t number)
{
	const char *said = language->words[which + language_plural(language, number)];
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)number);
	html_say_slots(out, said, SLOTS(SLOT_TEXT("n", digits)));
}

/* data-one="…" data-other="…", for the script, which fills in the number. */
static void forms_add(struct text *out, const struct language *language, int which)
{
	static const char *const names[PLURAL__MAX] = {
		[PLURAL_ZERO] = "zero",
		[PLURAL_ONE] = "one",
		[PLURAL_TWO] = "two",
		[PLURAL_FEW] = "few",
		[PLURAL_MANY] = "many",
		[PLURAL_OTHER] = "other",
	};

	for (int i = 0; i < PLURAL__MAX; i++)
		if (language->words[which + i])
			text_add_format(
				out, " data-%s=\"%s\"", names[i], language->words[which + i]);
}

/* A slot's name in a template: of one that is given, or of a word. */
static void name_add(struct text *out, const struct language *language, struct slice name,
	const struct slot *slots, size_t count)
{
	const struct slot own[] = {
		SLOT_TEXT("lang", language->tag), SLOT_TEXT("dir", language->direction)};
	const struct slot *slot = slot_find(slots, count, name.at, name.length);
	bool is_word = *name.at == '=' || *name.at == '#';
	int which = is_word ? word_find(name.at + 1, name.length - 1) : -1;

	if (!slot)
		slot = slot_find(own, ARRAY_SIZE(own), name.at, name.length);
	assert(slot || which >= 0);
	if (slot)
		slot_add(out, slot);
	else if (*name.at == '#')
		forms_add(out, language, which);
	else
		html_say_slots(out, language->words[which], slots, count);
}

void html_fill_slots(struct text *out, const struct language *language, const char *template,
	const struct slot *slots, size_t count)
{
	const char *at = asset_find(template)->bytes, *open;

	while ((open = strstr(at, "{{"))) {
		const char *name = open + 2, *close = strstr(name, "}}");

		text_add(out, at, (size_t)(open - at));
		name_add(out, language, (struct slice){name, (size_t)(close - name)}, slots, count);
		at = close + 2;
	}
	text_add_string(out, at);
}

enum err html_answer(struct exchange *exchange, int status, struct text *page, const char *policy)
{
	struct answer *answer = &exchange->answer;
	enum err err = policy ? text_status(page) : ERR_MEMORY;

	if (err) {
		text_finish(page);
		return fault_set(&exchange->fault, err, "There is no memory for the page.");
	}
	answer->status = status;
	answer->type = HTML_TYPE;
	answer->body = *page;
	answer_header(exchange, "Content-Security-Policy", policy);
	answer_header(exchange, "Referrer-Policy", "no-referrer");
	return ERR_OK;
}

/* Nothing but our style and our form. */
static const char *page_policy(struct exchange *exchange, const char *ancestors)
{
	return arena_format(&exchange->arena,
		"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
		"base-uri 'none'; frame-ancestors %s",
		ancestors);
}

/* A page around `content` (consumed), with more in its head. */
static enum err page_answer(struct exchange *exchange, int status, const char *title,
	struct text *content, const char *head, const char *policy)
{
	enum err err = text_status(content);
	struct text page;

	text_init(ANSWER_MAX, &page);
	if (!err)
		html_fill(&page, exchange->language, "page.html",
			SLOT_TEXT("root", exchange->service->root), SLOT_TEXT("title", title),
			SLOT_TEXT("icon", asset_path("icon.svg")),
			SLOT_TEXT("style", asset_path("embed.css")),
			SLOT_TEXT("page_style", asset_path("page.css")), SLOT_HTML("head", head),
			SLOT_HTML("content", content->at));
	text_finish(content);
	return html_answer(exchange, status, &page, err ? NULL : policy);
}

enum err html_page(struct exchange *exchange, int status, const char *title, struct text *content,
	const char *ancestors)
{
	return page_answer(exchange, status, title, content, "", page_policy(exchange, ancestors));
}

/* A page that has a feed at this path of ours, and a script (NULL: none). */
static enum err feed_answer(struct exchange *exchange, const char *title, struct text *content,
	const char *feed, const char *script, const char *policy)
{
	const char *root = exchange->service->root;
	struct text head;
	enum err err;

	text_init(CONTENT_MAX, &head);
	text_add_format(&head,
		"<link rel=\"alternate\" type=\"application/atom+xml\" title=\"%s\" href=\"",
		word(exchange->language, WORD_THREAD_TITLE));
	text_add_html(&head, root);
	text_add_html(&head, feed ? feed : "");
	text_add_string(&head, "\">\n<meta name=\"description\" content=\"");
	html_say(&head, exchange->language, WORD_THREAD_ABOUT, SLOT_TEXT("title", title));
	text_add_string(&head, "\">\n");
	if (script) {
		text_add_string(&head, "<script type=\"module\" src=\"");
		text_add_html(&head, root);
		text_add_format(&head, "%s\"></script>\n", script);
	}
	if (!feed || head.err)
		content->err = ERR_MEMORY;
	err = page_answer(exchange, 200, title, content, head.at, policy);
	text_finish(&head);
	return err;
}

enum err html_thread(struct exchange *exchange, const char *title, struct text *content,
	const char *feed, const char *ancestors)
{
	return feed_answer(exchange, title, content, feed, NULL, page_policy(exchange, ancestors));
}

enum err html_embedding(
	struct exchange *exchange, const char *title, struct text *content, const char *feed)
{
	return feed_answer(exchange, title, content, feed, "/embed.js",
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
		"require-trusted-types-for 'script'; trusted-types afterword");
}

enum err html_fragment(
	struct exchange *exchange, int status, struct text *content, const char *ancestors)
{
	return html_answer(exchange, status, content, page_policy(exchange, ancestors));
}

void html_field_mistake(struct text *control, const char *name, const struct fault_field *mistake)
{
	if (mistake)
		text_add_format(
			control, " aria-invalid=\"true\" aria-describedby=\"%s-error\"", name);
}

void html_field(struct text *out, const struct language *language, const char *name,
	const char *label, bool needed, const char *control, const struct fault_field *mistake)
{
	struct text error;

	text_init(CONTENT_MAX, &error);
	if (mistake) {
		text_add_format(&error, "<p class=\"mistake\" id=\"%s-error\">", name);
		html_mistake(&error, language, mistake);
		text_add_string(&error, "</p>");
	}
	html_fill(out, language, "field.html", SLOT_TEXT("name", name), SLOT_TEXT("label", label),
		SLOT_HTML("mark",
			needed ? " <span class=\"required\" aria-hidden=\"true\">*</span>" : ""),
		SLOT_HTML("control", control), SLOT_HTML("error", error.at));
	text_finish(&error);
}

void html_date(struct text *out, const struct language *language, int64_t time)
{
	time_t seconds = (time_t)(time / TIME_SECOND);
	char day[12], year[12], hour[8];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	snprintf(day, sizeof(day), "%d", tm.tm_mday);
	strftime(year, sizeof(year), "%Y", &tm);
	strftime(hour, sizeof(hour), "%H:%M", &tm);
	html_say(out, language, WORD_DATE_FORMAT, SLOT_TEXT("day", day), SLOT_TEXT("year", year),
		SLOT_TEXT("time", hour),
		SLOT_TEXT("month", language->words[WORD_DATE_MONTH_01 + tm.tm_mon]));
}

/* `said`, or what there is in English alone. */
static void said_add(
	struct text *out, const struct language *language, const char *said, const char *english)
{
	bool foreign = !said && language != languages;

	text_add_string(out, foreign ? "<span lang=\"en\" dir=\"ltr\">" : "");
	text_add_html(out, said ? said : english);
	text_add_string(out, foreign ? "</span>" : "");
}

void html_problem(struct text *out, const struct language *language, const struct fault *fault)
{
	if (fault->count)
		html_mistake(out, language, &fault->fields[0]);
	else
		said_add(out, language, language_problem(language, fault), fault->detail);
}

void html_mistake(
	struct text *out, const struct language *language, const struct fault_field *mistake)
{
	said_add(out, language, language_mistake(language, mistake), mistake->detail);
}

/* The mistake, as a link to its field where there is one; other names may be anybody's. */
static void summary_item(struct text *out, const struct language *language,
	const struct fault_field *mistake, const char *const *shown)
{
	while (shown && *shown && strcmp(*shown, mistake->name) != 0)
		shown++;
	text_add_string(out, shown && *shown ? "<li><a href=\"#" : "<li>");
	text_add_html(out, mistake->name);
	text_add_string(out, shown && *shown ? "\">" : ": ");
	html_mistake(out, language, mistake);
	text_add_string(out, shown && *shown ? "</a></li>\n" : "</li>\n");
}

/* Where it is the server's fault: what it is to be found by in its log. */
static void request_add(struct text *out, struct exchange *exchange)
{
	struct text id;

	if (err_info(exchange->fault.err)->http < 500)
		return;
	text_init(CONTENT_MAX, &id);
	/* in a script that runs the other way, too, it stays as it is */
	text_add_format(&id, "<bdi>%s</bdi>", exchange_id(exchange));
	text_add_string(out, "<p><small>");
	html_say(out, exchange->language, WORD_FAILURE_REQUEST, SLOT_HTML("id", id.at));
	text_add_string(out, "</small></p>\n");
	text_finish(&id);
}

void html_summary(
	struct text *out, struct exchange *exchange, enum word what, const char *const *shown)
{
	const struct language *language = exchange->language;
	const struct fault *fault = &exchange->fault;

	if (!fault->err)
		return;
	text_add_format(out, "<div class=\"summary\" role=\"alert\">\n<p><strong>%s</strong> ",
		word(language, what));
	if (fault->count) {
		text_add_string(out, "</p>\n<ul>\n");
		for (size_t i = 0; i < fault->count; i++)
			summary_item(out, language, &fault->fields[i], shown);
		text_add_string(out, "</ul>\n");
	} else {
		html_problem(out, language, fault);
		text_add_string(out, "</p>\n");
	}
	request_add(out, exchange);
	text_add_string(out, "</div>");
}

enum err html_fail(struct exchange *exchange)
{
	const struct language *language = exchange->language;
	const struct err_info *info = err_info(exchange->fault.err);
	const char *said = language_problem(language, &(struct fault){.err = exchange->fault.err});
	/* in English the title says it, and the detail more */
	const char *title = language != languages && said ? said : info->title;
	struct text content, detail, request;

	text_init(CONTENT_MAX, &content);
	text_init(CONTENT_MAX, &detail);
	text_init(CONTENT_MAX, &request);
	request_add(&request, exchange);
	if (title == info->title || exchange->fault.count)
		html_problem(&detail, language, &exchange->fault);
	html_fill(&content, language, "message.html", SLOT_TEXT("heading", title),
		SLOT_HTML("detail", detail.at), SLOT_HTML("request", request.at));
	text_finish(&detail);
	text_finish(&request);
	return html_page(exchange, info->http, title, &content, "'none'");
}
