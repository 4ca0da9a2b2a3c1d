/* The moderators' desk: a page whose script does the rest over the API. */
#include "api/assets.h"
#include "api/handlers.h"
#include "api/html.h"

const struct contract desk_contract = {
	.id = "show_desk",
	.summary = "The page on which people moderate",
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.pages = true,
};

enum err desk_get(struct exchange *exchange)
{
	struct text page;

	text_init(ANSWER_MAX, &page);
	html_fill(&page, exchange->language, "moderate.html",
		SLOT_TEXT("icon", asset_path("icon.svg")),
		SLOT_TEXT("page_style", asset_path("page.css")),
		SLOT_TEXT("style", asset_path("style.css")),
		SLOT_TEXT("moderate_style", asset_path("moderate.css")),
		SLOT_TEXT("views_style", asset_path("views.css")),
		SLOT_TEXT("script", asset_path("desk/desk.js")));
	return html_answer(exchange, 200, &page,
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
}
