/*
 * Pages from templates: files of web/ with {{slots}}. A slot is filled with a text, which is
 * escaped, or with HTML that was made here or by the Markdown renderer. {{=key}} is a word of the
 * page's language (web/words/), whose {places} are slots, too; {{#key}} are all forms of one that
 * depends on a number, as attributes for the script; {{lang}} and {{dir}} are there always.
 */
#ifndef AFTERWORD_SERVER_API_HTML_H
#define AFTERWORD_SERVER_API_HTML_H

#include "base/text.h"
#include "http/exchange.h"
#include "words.h"

#define HTML_TYPE "text/html; charset=utf-8"

struct slot {
	const char *name;
	const char *text; /* to be escaped; NULL: */
	const char *html;
};

#define SLOT_TEXT(name_, text_) ((struct slot){name_, text_, NULL})
#define SLOT_HTML(name_, html_) ((struct slot){name_, NULL, html_})

/* Appends the template with its slots filled; each slot it names is given. */
void html_fill_slots(struct text *out, const struct language *language, const char *template,
	const struct slot *slots, size_t count);

#define html_fill(out, language, template, ...)                                                    \
	html_fill_slots(out, language, template, SLOTS(__VA_ARGS__))
#define SLOTS(...)                                                                                 \
	(const struct slot[]){__VA_ARGS__},                                                        \
		sizeof((const struct slot[]){__VA_ARGS__}) / sizeof(struct slot)

/* Appends a word with its places filled likewise: html_say(out, language, WORD_X, SLOT_TEXT(…)). */
void html_say_slots(struct text *out, const char *said, const struct slot *slots, size_t count);

#define html_say(out, language, which, ...)                                                        \
	html_say_slots(out, word(language, which), SLOTS(__VA_ARGS__))

/* The form of one that depends on a number, which its place {n} is. */
void html_count(struct text *out, const struct language *language, enum word which, int64_t number);

/*
 * Makes the answer a whole page around `content` (consumed), under a policy that allows nothing
 * but our style and our form. `ancestors`: origins that may frame it, or "'none'".
 */
enum err html_page(struct exchange *exchange, int status, const char *title, struct text *content,
	const char *ancestors) MUST_CHECK;

/* The same of a thread, which has a feed at this path (NULL: there was no memory for it). */
enum err html_thread(struct exchange *exchange, const char *title, struct text *content,
	const char *feed, const char *ancestors) MUST_CHECK;

/* The same of one that has the embed in it, as a site's may have it under a strict policy. */
enum err html_embedding(struct exchange *exchange, const char *title, struct text *content,
	const char *feed) MUST_CHECK;

/* The same without a page around it, for pages of others. */
enum err html_fragment(struct exchange *exchange, int status, struct text *content,
	const char *ancestors) MUST_CHECK;

/*
 * Makes the answer of a whole page (consumed), under its own Content-Security-Policy; NULL: there
 * was no memory for one.
 */
enum err html_answer(
	struct exchange *exchange, int status, struct text *page, const char *policy) MUST_CHECK;

/*
 * A field of a form: its label, its control (HTML), and what is wrong with it (NULL: nothing). The
 * control has the field's name as its id, and the attributes that html_field_mistake adds to it.
 */
void html_field(struct text *out, const struct language *language, const char *name,
	const char *label, bool needed, const char *control, const struct fault_field *mistake);
void html_field_mistake(struct text *control, const char *name, const struct fault_field *mistake);

/*
 * What was wrong with a form as a whole, above it: `what` was not done, why, and all mistakes, as
 * links to the fields that are `shown` (ends with NULL; NULL: none are).
 */
void html_summary(
	struct text *out, struct exchange *exchange, enum word what, const char *const *shown);

/* 24 November 2026, 09:30 UTC */
void html_date(struct text *out, const struct language *language, int64_t time);

/* What is wrong as a whole, or with a field; what is said in English alone is marked so. */
void html_problem(struct text *out, const struct language *language, const struct fault *fault);
void html_mistake(
	struct text *out, const struct language *language, const struct fault_field *mistake);

/* A page that says what went wrong; for routes whose answers are pages. */
enum err html_fail(struct exchange *exchange) MUST_CHECK;

#endif
