/*
 * What is kept of readers, how, and for how long: a page for a site, made from the settings in
 * force. Each sentence is a row; docs/privacy.md tells the same to who runs a server.
 */
#include "api/asked.h"
#include "api/frame.h"
#include "api/handlers.h"
#include "api/html.h"
#include "api/shared_cache.h"
#include "base/log.h"

enum { CONTENT_MAX = 64 * 1024 };

const struct contract privacy_page_contract = {
	.id = "show_privacy",
	.summary = "What is kept of readers, how and for how long, as a page",
	.description = "Of the site that the article is on, from the settings in force.",
	.query = &asked_privacy_table,
	.answers = ANSWERS({200, "The page.", .type = HTML_TYPE}),
	.problems = PROBLEMS({ERR_UNKNOWN_SITE}),
	.pages = true,
};

enum err privacy_page_page(struct exchange *exchange)
{
	return asked_read(exchange, &asked_privacy_table, NULL);
}

/* What the sentences depend on. */
struct kept {
	const struct settings *settings;
	const struct site *site;
};

static bool is_keyed(const struct kept *kept)
{
	return kept->settings->fingerprint_cost == FINGERPRINT_COST_KEYED;
}

static bool is_work(const struct kept *kept)
{
	return !is_keyed(kept);
}

static bool has_likes(const struct kept *kept)
{
	return kept->site->likes == SITE_LIKES_ON;
}

static bool has_limits(const struct kept *kept)
{
	return kept->settings->rate_limits;
}

static bool has_no_limits(const struct kept *kept)
{
	return !kept->settings->rate_limits;
}

static bool logs_requests(const struct kept *kept)
{
	return kept->settings->log_requests || kept->settings->log == LOG_LEVEL_DEBUG;
}

static bool logs_no_requests(const struct kept *kept)
{
	return !logs_requests(kept);
}

static const char *const works[FINGERPRINT_COST__MAX] = {
	[FINGERPRINT_COST_KEYED] = "",
	[FINGERPRINT_COST_STANDARD] = "Argon2id, 1 MiB",
	[FINGERPRINT_COST_STRONG] = "Argon2id, 3 × 4 MiB",
};

enum { ALWAYS, ABOVE_ZERO, AT_ZERO }; /* which numbers a sentence is for */

#define HEADING(word_)         {.word = (word_), .heading = true}
#define SAYS(word_)            {.word = (word_)}
#define SAYS_IF(word_, holds_) {.word = (word_), .holds = (holds_)}
#define SAYS_AT_ZERO(word_, member)                                                                \
	{.word = (word_), .setting = offsetof(struct settings, member), .when = AT_ZERO}
#define SAYS_AFTER(word_, holds_, member, unit_)                                                   \
	{.word = (word_),                                                                          \
		.holds = (holds_),                                                                 \
		.setting = offsetof(struct settings, member),                                      \
		.when = ABOVE_ZERO,                                                                \
		.unit = (unit_)}

/* In the order of the page. */
static const struct sentence {
	bool (*holds)(const struct kept *kept); /* NULL: always */
	size_t setting;                         /* of a number */
	enum word word;
	enum word unit; /* of the number in the place {after} */
	int when;
	bool heading;
} sentences[] = {
	HEADING(WORD_PRIVACY_WRITTEN),
	SAYS(WORD_PRIVACY_WRITTEN_KEPT),
	SAYS_AFTER(WORD_PRIVACY_WRITTEN_REJECTED, NULL, rejected_days, WORD_PRIVACY_DAYS),
	SAYS_AT_ZERO(WORD_PRIVACY_WRITTEN_REJECTED_KEPT, rejected_days),
	SAYS_AFTER(WORD_PRIVACY_WRITTEN_SPAM, NULL, spam_days, WORD_PRIVACY_DAYS),
	SAYS_AT_ZERO(WORD_PRIVACY_WRITTEN_SPAM_KEPT, spam_days),
	SAYS_AFTER(WORD_PRIVACY_WRITTEN_DELETED, NULL, deleted_days, WORD_PRIVACY_DAYS),
	SAYS_AT_ZERO(WORD_PRIVACY_WRITTEN_DELETED_KEPT, deleted_days),
	SAYS(WORD_PRIVACY_WRITTEN_DECIDED),
	SAYS(WORD_PRIVACY_WRITTEN_REPORT),
	SAYS(WORD_PRIVACY_WRITTEN_BACKUPS),
	HEADING(WORD_PRIVACY_ADDRESS),
	SAYS(WORD_PRIVACY_ADDRESS_HASH),
	SAYS_IF(WORD_PRIVACY_ADDRESS_KEYED, is_keyed),
	SAYS_IF(WORD_PRIVACY_ADDRESS_WORK, is_work),
	SAYS(WORD_PRIVACY_ADDRESS_MAIL),
	SAYS(WORD_PRIVACY_ADDRESS_ERASED),
	HEADING(WORD_PRIVACY_NETWORK),
	SAYS_IF(WORD_PRIVACY_NETWORK_LIMITS, has_limits),
	SAYS_IF(WORD_PRIVACY_NETWORK_UNLIMITED, has_no_limits),
	SAYS_AFTER(WORD_PRIVACY_NETWORK_HASH, NULL, network_hours, WORD_PRIVACY_HOURS),
	SAYS_AFTER(WORD_PRIVACY_LIKES, has_likes, like_days, WORD_PRIVACY_DAYS),
	HEADING(WORD_PRIVACY_OTHERS),
	SAYS(WORD_PRIVACY_DEVICE),
	SAYS(WORD_PRIVACY_REPEATED),
	SAYS_IF(WORD_PRIVACY_LOG, logs_no_requests),
	SAYS_IF(WORD_PRIVACY_LOG_REQUESTS, logs_requests),
	SAYS(WORD_PRIVACY_ELSEWHERE),
};

static int64_t number_of(const struct kept *kept, const struct sentence *sentence)
{
	return *(const int64_t *)((const char *)kept->settings + sentence->setting);
}

static bool is_said(const struct kept *kept, const struct sentence *sentence)
{
	if (sentence->holds && !sentence->holds(kept))
		return false;
	return sentence->when == ALWAYS ||
	       (number_of(kept, sentence) == 0) == (sentence->when == AT_ZERO);
}

static void sentence_add(struct text *out, const struct language *language, const struct kept *kept,
	const struct sentence *sentence)
{
	struct text after;

	text_init(CONTENT_MAX, &after);
	if (sentence->unit)
		html_count(&after, language, sentence->unit, number_of(kept, sentence));
	text_add_string(out, "<li>");
	html_say(out, language, sentence->word, SLOT_HTML("after", after.at),
		SLOT_TEXT("work", works[kept->settings->fingerprint_cost]));
	text_add_string(out, "</li>\n");
	text_finish(&after);
}

static void kept_add(struct text *out, const struct language *language, const struct kept *kept)
{
	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++) {
		const struct sentence *sentence = &sentences[i];

		if (!is_said(kept, sentence))
			continue;
		if (sentence->heading)
			text_add_format(out, "%s<h2>%s</h2>\n<ul>\n", i ? "</ul>\n" : "",
				word(language, sentence->word));
		else
			sentence_add(out, language, kept, sentence);
	}
	text_add_string(out, "</ul>\n");
}

static enum err site_read(struct exchange *exchange, struct store *store, void *out)
{
	(void)out;
	return asked_site(exchange, store);
}

enum err privacy_page_get(struct exchange *exchange)
{
	const struct language *language = exchange->language;
	struct kept kept = {.settings = exchange->service->settings};
	const struct asked *asked;
	const char *ancestors;
	struct text content, sentences_text;
	enum err err = exchange_read(exchange, site_read, NULL);

	asked = exchange->state;
	if (!err)
		err = frame_ancestors(exchange, asked->site.id, &ancestors);
	if (err)
		return err;
	kept.site = &asked->site;
	text_init(CONTENT_MAX, &content);
	text_init(CONTENT_MAX, &sentences_text);
	kept_add(&sentences_text, language, &kept);
	html_fill(&content, language, "privacy.html", SLOT_HTML("kept", sentences_text.at),
		SLOT_TEXT("page", asked->url.text));
	if (!content.err && sentences_text.err)
		content.err = sentences_text.err;
	text_finish(&sentences_text);
	answer_header(exchange, "X-Robots-Tag", "noindex");
	shared_cache_allow(exchange, 0, &(struct shared_cache_of){.site = asked->site.id});
	return html_page(exchange, 200, word(language, WORD_PRIVACY_TITLE), &content, ancestors);
}
