/*
 * The thread and the form as a piece of HTML, to be put into the article by who serves it (SSI,
 * ESI) or by its script. It stands on a page of another origin, so all its addresses are whole.
 */
#include "api/asked.h"
#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/thread_page.h"

enum { CONTENT_MAX = 32 * 1024 * 1024 };

const struct contract fragment_contract = {
	.id = "show_fragment",
	.summary = "The comments of an article and the form, to be put into it",
	.description =
		"What `/comments` shows, without a page around it and with whole addresses. A "
		"refusal is one sentence in a paragraph.",
	.query = &asked_page_table,
	.answers = ANSWERS({200, "The section.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
	.pages = true,
};

static enum err lead_set(struct exchange *exchange, const struct thread *thread)
{
	const char *server = exchange->service->public_url;
	struct asked *asked = exchange->state;

	asked->lead = (struct lead){
		.server = server,
		.thread = arena_format(&exchange->arena, "%s/comments", server),
		.article = thread->page.url,
		.query = asked->lead.query,
	};
	return asked->lead.thread ? ERR_OK
				  : fault_set(&exchange->fault, ERR_MEMORY,
					    "There is no memory for the addresses.");
}

enum err fragment_get(struct exchange *exchange)
{
	const struct asked *asked = exchange->state;
	const char *ancestors;
	struct thread thread;
	struct text content;
	enum err err = asked_thread(exchange, &thread);

	if (!err)
		err = frame_ancestors(exchange, asked->site.id, &ancestors);
	if (!err)
		err = lead_set(exchange, &thread);
	if (err)
		return err;
	text_init(CONTENT_MAX, &content);
	thread_section_add(&content, exchange, &thread, thread.page.title);
	return html_fragment(exchange, 200, &content, ancestors);
}

enum err fragment_fail(struct exchange *exchange)
{
	const struct fault *fault = &exchange->fault;
	struct text content;

	text_init(CONTENT_MAX, &content);
	text_add_format(&content, "<p class=\"afterword\" lang=\"%s\" dir=\"%s\">",
		exchange->language->tag, exchange->language->direction);
	html_problem(&content, exchange->language, fault);
	text_add_string(&content, "</p>\n");
	return html_fragment(exchange, err_info(fault->err)->http, &content, "'none'");
}
