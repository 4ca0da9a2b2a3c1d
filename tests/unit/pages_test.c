/*
 * The pages, made by their handlers on a real store: each template of web/ is used, each of its
 * slots is filled, and what people typed stays text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../store/scratch.h"
#include "api/assets.h"
#include "api/comment_form.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/routes.h"
#include "core/link.h"
#include "fixed_keys.h"

#define EVIL        "<script>alert(\"&'\")</script>"
#define EVIL_IN_SQL "<script>alert(\"&''\")</script>"
#define TAMED       "&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;"

static const struct settings settings = {.demo = 1, .request_id_header = ""};
static struct service service;
static struct exchange exchange;
static struct text all; /* every page of a law */

static void begin(const char *query)
{
	arena_finish(&exchange.arena);
	text_finish(&exchange.answer.body);
	exchange = (struct exchange){
		.service = &service,
		.query = {query, strlen(query)},
		.now = SCRATCH_NOW,
		.language = languages,
		.fault = FAULT_NONE,
	};
	arena_init(16 * 1024 * 1024, &exchange.arena);
	text_init(ANSWER_MAX, &exchange.answer.body);
}

static int start(void **state)
{
	if (scratch_start(state))
		return -1;
	scratch_populate();
	service = (struct service){
		.settings = &settings,
		.keys = fixed_keys[0],
		.public_url = SCRATCH_ORIGIN,
		.public_origin = SCRATCH_ORIGIN,
		.root = "",
	};
	text_init(16 * 1024 * 1024, &all);
	begin("");
	return pool_create(scratch.path, &service.pool) != ERR_OK;
}

static int stop(void **state)
{
	begin("");
	arena_finish(&exchange.arena);
	text_finish(&all);
	pool_destroy(service.pool);
	return scratch_stop(state);
}

static const char *header(const char *name)
{
	for (size_t i = 0; i < exchange.answer.header_count; i++)
		if (strcmp(exchange.answer.headers[i].name, name) == 0)
			return exchange.answer.headers[i].value;
	return "";
}

/* The page that was made: whole, with every slot filled, under its policy, nothing inline. */
static const char *whole_page(enum err err, int status)
{
	const char *body = exchange.answer.body.at;

	if (err)
		fail_msg("failed: %s", exchange.fault.detail);
	assert_int_equal(exchange.answer.status, status);
	assert_string_equal(exchange.answer.type, "text/html; charset=utf-8");
	assert_non_null(strstr(header("Content-Security-Policy"), "default-src 'none'"));
	assert_string_equal(header("Referrer-Policy"), "no-referrer");
	assert_memory_equal(body, "<!DOCTYPE html>\n", 16);
	assert_non_null(strstr(body, "</html>\n"));
	assert_null(strstr(body, "{{"));
	assert_null(strstr(body, "}}"));
	assert_null(strstr(body, "<style"));
	assert_null(strstr(body, " style="));
	assert_null(strstr(body, " onclick="));
	text_add_string(&all, body);
	return body;
}

/* The same, without script. */
static const char *page(enum err err, int status)
{
	const char *body = whole_page(err, status);

	assert_null(strstr(body, "<script"));
	assert_null(strstr(header("Content-Security-Policy"), "script-src"));
	return body;
}

static const char *demo(const char *query)
{
	begin(query);
	assert_int_equal(demo_page(&exchange), ERR_OK);
	return whole_page(demo_get(&exchange), 200);
}

static const char *thread(const char *query)
{
	begin(query);
	assert_int_equal(thread_page_page(&exchange), ERR_OK);
	return page(thread_page_get(&exchange), 200);
}

static const char *mine(int64_t comment)
{
	char link[LINK_SIZE];

	link_make(fixed_keys[0], comment, link);
	begin("");
	exchange.params[0] = link;
	return page(mine_page_get(&exchange), 200);
}

static const char *withdraw(int64_t comment)
{
	char link[LINK_SIZE];

	link_make(fixed_keys[0], comment, link);
	begin("");
	exchange.params[0] = link;
	return page(withdraw_page_get(&exchange), 200);
}

/* The question, or (`asked`) what happens after it. */
static const char *erasing(int64_t comment, bool asked)
{
	char link[LINK_SIZE];

	link_make(fixed_keys[0], comment, link);
	begin("");
	exchange.params[0] = link;
	return page(asked ? erased_page_get(&exchange) : erase_page_get(&exchange), 200);
}

static const char *report(int64_t comment)
{
	char id[ID_SIZE];

	id_format(comment, id);
	begin("");
	exchange.params[0] = id;
	return page(report_page_get(&exchange), 200);
}

static void put(const char *body, const char *part)
{
	if (!strstr(body, part))
		fail_msg("<%s> is not in:\n%s", part, body);
}

static int64_t add_shown(int64_t parent, enum comment_shown shown)
{
	return scratch_add_comment(&(struct scratch_comment){
		.parent = parent,
		.state = shown == COMMENT_SHOWN_FULL ? COMMENT_STATE_APPROVED
						     : COMMENT_STATE_DELETED,
		.shown = shown,
	});
}

/* Each comment in all that it may be: an answer, a tombstone, with a website. */
static void fill_thread(void)
{
	int64_t first = add_shown(0, COMMENT_SHOWN_FULL);

	add_shown(add_shown(first, COMMENT_SHOWN_TOMBSTONE), COMMENT_SHOWN_FULL);
	scratch_sql("UPDATE comment SET name = '" EVIL_IN_SQL "'");
	scratch_sql("UPDATE comment SET website = 'https://x.example/?a&b' WHERE parent IS NULL");
	scratch_sql("UPDATE page SET count = 2, title = '" EVIL_IN_SQL "'");
}

static void a_thread_is_shown_with_what_was_typed_as_text(void **state)
{
	const char *body;

	fill_thread();
	body = thread("page=" SCRATCH_URL);
	put(body, "2 comments");
	put(body, TAMED);
	put(body, "<p>A <em>body</em>.</p>");
	put(body, "in reply to");
	put(body, "This comment was deleted.");
	put(body, "https://x.example/?a&amp;b");
	put(body, "rel=\"nofollow ugc noopener noreferrer\"");
	put(body, "id=\"leave-a-comment\"");
	put(header("Content-Security-Policy"), "frame-ancestors 'self' " SCRATCH_ORIGIN);
}

/* Every address in it is whole, since it stands on another origin's page. */
static void check_addresses(const char *html, const char *attribute)
{
	for (const char *at = html; (at = strstr(at, attribute)); at++)
		if (strncmp(at + strlen(attribute), "https://", 8) != 0)
			fail_msg("not a whole address: %.60s", at);
}

static const char *fragment(const char *query)
{
	begin(query);
	assert_int_equal(thread_page_page(&exchange), ERR_OK);
	assert_int_equal(fragment_get(&exchange), ERR_OK);
	assert_int_equal(exchange.answer.status, 200);
	check_addresses(exchange.answer.body.at, " href=\"");
	check_addresses(exchange.answer.body.at, " action=\"");
	return exchange.answer.body.at;
}

static void a_fragment_has_whole_addresses_and_no_page_around_it(void **state)
{
	const char *body;

	service.public_url = "https://comments.example";
	fill_thread();
	body = fragment("page=" SCRATCH_URL "&sort=newest");
	assert_memory_equal(body, "<section class=\"afterword\"", 26);
	assert_null(strstr(body, "<html"));
	put(body, TAMED);
	put(body, "action=\"https://comments.example/api/v1/comments\"");
	put(body, "href=\"https://comments.example/comments?page=");
	put(body, "&amp;sort=newest&amp;parent=");
	put(body, "href=\"https://comments.example/comments/");
	put(body, "href=\"" SCRATCH_URL "#comment-");
	put(header("Content-Security-Policy"), "default-src 'none'");
	put(header("Content-Security-Policy"), "frame-ancestors 'self' " SCRATCH_ORIGIN);
}

static void what_cannot_be_a_fragment_is_one_sentence(void **state)
{
	begin("page=https://unknown.example/");
	assert_int_equal(thread_page_page(&exchange), ERR_OK);
	assert_int_equal(fragment_get(&exchange), ERR_UNKNOWN_SITE);
	assert_int_equal(fragment_fail(&exchange), ERR_OK);
	assert_int_equal(exchange.answer.status, 404);
	assert_string_equal(exchange.answer.body.at,
		"<p class=\"afterword\" lang=\"en\" dir=\"ltr\">No site here accepts pages of "
		"https://unknown.example.</p>\n");
	begin("");
	fault_field(&exchange.fault, "page", "x", "%s", EVIL);
	assert_int_equal(fragment_fail(&exchange), ERR_OK);
	assert_string_equal(exchange.answer.body.at,
		"<p class=\"afterword\" lang=\"en\" dir=\"ltr\">" TAMED "</p>\n");
}

static void a_page_without_comments_says_so(void **state)
{
	put(thread("page=https://example.org/new"), "Nobody has commented yet.");
}

static void the_demo_has_the_embed_under_a_strict_policy(void **state)
{
	const char *body = demo(""), *script = strstr(body, "<script");
	const char *policy = header("Content-Security-Policy");

	put(body, "The last word belongs to the reader");
	put(body, "<afterword-comments site=\"" SCRATCH_SITE "\" page=");
	assert_ptr_equal(
		script, strstr(body, "<script type=\"module\" src=\"/embed.js\"></script>"));
	assert_null(strstr(script + 1, "<script"));
	put(policy, "script-src 'self';");
	put(policy, "require-trusted-types-for 'script'");
	put(policy, "frame-ancestors 'none'");
}

static void below_a_path_our_addresses_begin_with_it(void **state)
{
	const char *body;

	service.root = "/talk";
	fill_thread();
	body = thread("page=" SCRATCH_URL);
	put(body, "rel=\"icon\" type=\"image/svg+xml\" href=\"/talk/assets/icon.");
	put(body, "rel=\"stylesheet\" href=\"/talk/assets/embed.");
	put(body, "rel=\"stylesheet\" href=\"/talk/assets/page.");
	put(body, "href=\"/talk/feeds/page?page=");
	put(body, "action=\"/talk/api/v1/comments\"");
	put(body, "href=\"/talk/comments/");
	put(demo(""), "src=\"/talk/embed.js\"");
}

static void a_closed_page_has_no_form(void **state)
{
	const char *body;

	fill_thread();
	scratch_sql("UPDATE page SET state = 'closed'");
	body = thread("page=" SCRATCH_URL);
	put(body, "Comments are closed.");
	assert_null(strstr(body, "<form"));
	assert_null(strstr(body, "class=\"reply\""));
}

static void an_answer_knows_whom_it_answers(void **state)
{
	int64_t id = add_shown(0, COMMENT_SHOWN_FULL);
	char query[100], text[ID_SIZE];

	id_format(id, text);
	snprintf(query, sizeof(query), "page=%s&parent=%s", SCRATCH_URL, text);
	put(thread(query), "Answer to Anna");
	put(exchange.answer.body.at, text);
}

static void each_state_has_its_page_for_the_author(void **state)
{
	static const char *const headings[COMMENT_STATE__MAX] = {
		[COMMENT_STATE_PENDING] = "Thank you",
		[COMMENT_STATE_APPROVED] = "Your comment is public",
		[COMMENT_STATE_REJECTED] = "Your comment was not accepted",
		[COMMENT_STATE_SPAM] = "Your comment was not accepted",
		[COMMENT_STATE_DELETED] = "Your comment was deleted",
	};

	for (int i = 0; i < COMMENT_STATE__MAX; i++) {
		const char *body = mine(scratch_add_comment(
			&(struct scratch_comment){.state = (enum comment_state)i}));

		put(body, headings[i]);
		put(body, "<p>A <em>body</em>.</p>");
		put(body, "24 November 2026, 09:30 UTC");
		put(body, "2026-11-24T09:30:00.000Z");
		put(body, SCRATCH_URL);
		assert_string_equal(header("Cache-Control"), "no-store");
	}
}

static void a_rejection_is_told_with_its_reason(void **state)
{
	int64_t id =
		scratch_add_comment(&(struct scratch_comment){.state = COMMENT_STATE_REJECTED});
	const char *body;

	scratch_sql("INSERT INTO decision (id, site, comment, revision, from_state, to_state, "
		    "made_by, reason, note, at) SELECT id + 1, site, id, 1, 'pending', "
		    "'rejected', 'token:ci', 'abuse', '" EVIL_IN_SQL "', 1 FROM comment");
	body = mine(id);
	put(body, "abuse");
	put(body, TAMED);
	assert_null(strstr(body, "token:ci"));
}

static void a_link_that_is_none_shows_nothing(void **state)
{
	char link[LINK_SIZE];

	link_make(fixed_keys[1], scratch_add_comment(&(struct scratch_comment){.parent = 0}), link);
	begin("");
	exchange.params[0] = link;
	assert_int_equal(mine_page_get(&exchange), ERR_NOT_FOUND);
	put(page(html_fail(&exchange), 404), "This link is not of any comment here.");
}

static void the_form_comes_again_with_what_was_typed(void **state)
{
	static const struct comment_input typed = {
		.page = EVIL,
		.title = EVIL,
		.parent = EVIL,
		.name = EVIL,
		.email = EVIL,
		.website = EVIL,
		.body = "\n</textarea>" EVIL,
	};
	static const char *const shown[] = {"name", "email", "website", "body"};
	const char *body;

	begin("");
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		fault_field(&exchange.fault, shown[i], "x", "%s", EVIL);
	fault_field(&exchange.fault, EVIL, "unknown", "%s", EVIL);
	body = page(comment_form_answer(&exchange, &typed), 422);
	put(body, "<textarea id=\"body\" name=\"body\" autocomplete=\"off\" dir=\"auto\" required "
		  "aria-invalid=\"true\" aria-describedby=\"body-error\">\n\n"
		  "&lt;/textarea&gt;" TAMED "</textarea>");
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++) {
		char part[64];

		snprintf(part, sizeof(part), "id=\"%s-error\"", shown[i]);
		put(body, part);
		snprintf(part, sizeof(part), "href=\"#%s\"", shown[i]);
		put(body, part);
		snprintf(part, sizeof(part), "<label for=\"%s\">", shown[i]);
		put(body, part);
	}
	put(body, "<input type=\"hidden\" name=\"page\" value=\"" TAMED "\">");
}

static void each_error_has_its_page(void **state)
{
	for (enum err err = ERR_OK + 1; err < ERR__MAX; err++) {
		const struct err_info *info = err_info(err);

		begin("");
		exchange.params[0] = info->slug;
		put(page(problem_get(&exchange), 200), info->slug);
		begin("");
		fault_set(&exchange.fault, err, "%s", EVIL);
		put(page(html_fail(&exchange), info->http), TAMED);
	}
	begin("");
	exchange.params[0] = "ok";
	assert_int_equal(problem_get(&exchange), ERR_NOT_FOUND);
}

static bool is_template(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strcmp(dot, ".html") == 0;
}

static void the_desk_has_one_script_and_it_is_ours(void **state)
{
	const char *body, *script;

	begin("");
	body = whole_page(desk_get(&exchange), 200);
	script = strstr(body, "<script");
	assert_ptr_equal(script, strstr(body, "<script type=\"module\" src=\"/assets/desk."));
	assert_null(strstr(script + 1, "<script"));
	assert_non_null(strstr(header("Content-Security-Policy"), "script-src 'self';"));
	assert_non_null(strstr(header("Content-Security-Policy"), "frame-ancestors 'none'"));
}

/* Told by how each begins, up to its first slot. */
static void each_template_is_used(void **state)
{
	fill_thread();
	demo("");
	thread("page=" SCRATCH_URL "&sort=newest");
	mine(add_shown(0, COMMENT_SHOWN_FULL));
	withdraw(add_shown(0, COMMENT_SHOWN_FULL));
	erasing(add_shown(0, COMMENT_SHOWN_FULL), false);
	erasing(add_shown(0, COMMENT_SHOWN_FULL), true);
	report(add_shown(0, COMMENT_SHOWN_FULL));
	begin("");
	fault_set(&exchange.fault, ERR_BUSY, "Busy.");
	page(html_fail(&exchange), 503);
	begin("");
	whole_page(desk_get(&exchange), 200);
	assert_int_equal(text_status(&all), ERR_OK);
	for (const struct asset *asset = assets; asset->name; asset++) {
		const char *slot = strstr(asset->bytes, "{{");
		size_t length = slot ? (size_t)(slot - asset->bytes) : asset->length;

		assert_int_equal(strlen(asset->bytes), asset->length);
		if (is_template(asset->name) && !memmem(all.at, all.length, asset->bytes, length))
			fail_msg("%s is in no page", asset->name);
	}
}

static void a_date_is_written_out(void **state)
{
	static const struct {
		int64_t time;
		const char *language, *want;
	} rows[] = {
		{SCRATCH_NOW, "en", "24 November 2026, 09:30 UTC"},
		{1, "en", "1 January 1970, 00:00 UTC"},
		{951782399999, "en", "28 February 2000, 23:59 UTC"},
		{SCRATCH_NOW, "de", "24. November 2026, 09:30 UTC"},
		{SCRATCH_NOW, "es", "24 de noviembre de 2026, 09:30 UTC"},
		{SCRATCH_NOW, "ja", "2026年11月24日 09:30 UTC"},
		{SCRATCH_NOW, "he", "24 בנובמבר 2026, 09:30 UTC"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct text date;

		text_init(100, &date);
		html_date(&date, language_wanted(rows[i].language), rows[i].time);
		assert_string_equal(date.at, rows[i].want);
		text_finish(&date);
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_thread_is_shown_with_what_was_typed_as_text),
		LAW(a_fragment_has_whole_addresses_and_no_page_around_it),
		LAW(what_cannot_be_a_fragment_is_one_sentence),
		LAW(a_page_without_comments_says_so),
		LAW(the_demo_has_the_embed_under_a_strict_policy),
		LAW(below_a_path_our_addresses_begin_with_it),
		LAW(a_closed_page_has_no_form),
		LAW(an_answer_knows_whom_it_answers),
		LAW(each_state_has_its_page_for_the_author),
		LAW(a_rejection_is_told_with_its_reason),
		LAW(a_link_that_is_none_shows_nothing),
		LAW(the_form_comes_again_with_what_was_typed),
		LAW(each_error_has_its_page),
		LAW(the_desk_has_one_script_and_it_is_ours),
		LAW(each_template_is_used),
		LAW(a_date_is_written_out),
	};

	return cmocka_run_group_tests(laws, fixed_keys_start, fixed_keys_stop);
}
