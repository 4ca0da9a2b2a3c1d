/*
 * What the members of a line may be: what this server would have stored. A text is held against
 * the rule by which readers' and moderators' texts are taken, and must come out of it as it went
 * in. See lines.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/fingerprint.h"
#include "core/mistake.h"
#include "core/plain.h"
#include "core/rules.h"
#include "core/site.h"
#include "core/url.h"
#include "import/afterword/lines.h"

enum {
	WORD_MAX = 200,       /* bytes: who did something, a check, a reason */
	FINDING_MAX = 2000,   /* what a check says */
	NUMBER_MAX = 1 << 30, /* of texts, reasons, likes, scores */
	REASONS_MAX = 1000,   /* of a text */
};

/* The clock of the server that it is from may have been ahead. */
#define AHEAD_MAX (366 * TIME_DAY)

typedef enum err (*law)(
	const char *from, const char *field, struct arena *arena, struct fault *fault);

/* It must come out as it went in; what is made of it has other addresses. */
static enum err law_same(
	enum err err, const char *from, const char *made, const char *field, struct fault *fault)
{
	if (err)
		return err;
	if (!made || strcmp(from, made) != 0)
		return fault_field(fault, field, "not_canonical",
			"It is not in the form in which it is stored, \"%.200s\".",
			made ? made : "");
	return ERR_OK;
}

static enum err law_plain(enum plain which, const char *from, const char *field,
	struct arena *arena, struct fault *fault)
{
	struct plain_rule rule = plain_rules[which];
	const char *made = NULL;
	enum err err;

	rule.field = field;
	err = plain_check(&rule, from, arena, fault, &made);
	return law_same(err, from, made, field, fault);
}

static enum err law_name(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	return law_plain(PLAIN_NAME, from, field, arena, fault);
}

static enum err law_title(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	return law_plain(PLAIN_TITLE, from, field, arena, fault);
}

static enum err law_note(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	return law_plain(PLAIN_NOTE, from, field, arena, fault);
}

/* Empty: it is erased. */
static enum err law_body(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	return *from ? law_plain(PLAIN_BODY, from, field, arena, fault) : ERR_OK;
}

static enum err law_url(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	struct url url = {0};
	enum err err = url_page(from, field, arena, fault, &url);

	return law_same(err, from, url.text, field, fault);
}

static enum err law_website(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	const char *made = NULL;
	enum err err = url_website(from, field, arena, fault, &made);

	return law_same(err, from, made, field, fault);
}

static enum err law_origin(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	const char *made = NULL;
	enum err err = url_origin(from, field, arena, fault, &made);

	return law_same(err, from, made, field, fault);
}

static enum err law_site(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return site_id_check(from, field, fault);
}

static enum err law_line(const char *from, const char *field, size_t limit, struct fault *fault)
{
	size_t length = strlen(from), size;

	if (!length || length > limit)
		return fault_field(fault, field, length ? MISTAKE_TOO_LONG : MISTAKE_REQUIRED,
			"It has 1 to %zu bytes.", limit);
	for (size_t i = 0; i < length; i += size)
		if (utf8_is_control(utf8_next(from + i, length - i, &size)))
			return fault_field(fault, field, MISTAKE_INVALID_CHARACTER,
				"Control characters are not allowed here.");
	return ERR_OK;
}

static enum err law_word(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return law_line(from, field, WORD_MAX, fault);
}

static enum err law_finding(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return strlen(from) <= FINDING_MAX ? ERR_OK
					   : fault_field(fault, field, MISTAKE_TOO_LONG,
						     "It has at most %d bytes.", FINDING_MAX);
}

static enum err law_digits(
	const char *from, const char *field, const char *digits, size_t length, struct fault *fault)
{
	if (strlen(from) == length && strspn(from, digits) == length)
		return ERR_OK;
	return fault_field(
		fault, field, "not_digits", "It has %zu of the digits %s.", length, digits);
}

static enum err law_salt(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return law_digits(from, field, "0123456789abcdef", 2 * CRYPTO_SALT_SIZE, fault);
}

static enum err law_print(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return law_digits(from, field, "0123456789abcdef", 2 * CRYPTO_DIGEST_SIZE, fault);
}

static enum err law_key(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return *from ? law_digits(from, field, "0123456789abcdef", KEYS_ID_SIZE - 1, fault)
		     : ERR_OK;
}

static enum err law_tag(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return law_digits(
		from, field, "0123456789abcdefghjkmnpqrstvwxyz", FINGERPRINT_TAG_SIZE - 1, fault);
}

/* A member of the names of a list. */
static enum err law_named(
	const char *from, const char *field, const char *const *names, struct fault *fault)
{
	int index;

	return field_name_needed(from, field, names, fault, &index);
}

static enum err law_cost(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return law_named(from, field, fingerprint_cost_names, fault);
}

static enum err law_report_reason(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return law_named(from, field, report_reasons, fault);
}

/* Rules have laws of their own, and the name of a comment that is erased is empty. */
static enum err law_later(
	const char *from, const char *field, struct arena *arena, struct fault *fault)
{
	(void)from;
	(void)field;
	(void)arena;
	(void)fault;
	return ERR_OK;
}

/* Texts without a row here are words. */
static const struct {
	enum line_kind kind;
	const char *member;
	law law;
} laws[] = {
	{LINE_SITE, "id", law_site},
	{LINE_SITE, "salt", law_salt},
	{LINE_ORIGIN, "origin", law_origin},
	{LINE_PAGE, "url", law_url},
	{LINE_PAGE, "title", law_title},
	{LINE_ALIAS, "url", law_url},
	{LINE_AUTHOR, "standing_note", law_note},
	{LINE_AUTHOR, "fingerprint", law_print},
	{LINE_AUTHOR, "key", law_key},
	{LINE_AUTHOR, "cost", law_cost},
	{LINE_AUTHOR, "tag", law_tag},
	{LINE_NAME, "name", law_name},
	{LINE_RULE, "value", law_later},
	{LINE_RULE, "note", law_note},
	{LINE_COMMENT, "name", law_later},
	{LINE_COMMENT, "website", law_website},
	{LINE_REVISION, "body", law_body},
	{LINE_REASON, "text", law_finding},
	{LINE_REPORT, "reason", law_report_reason},
	{LINE_REPORT, "note", law_note},
	{LINE_DECISION, "note", law_note},
};

static law law_of(enum line_kind kind, const char *member)
{
	for (size_t i = 0; i < ARRAY_SIZE(laws); i++)
		if (laws[i].kind == kind && strcmp(laws[i].member, member) == 0)
			return laws[i].law;
	return law_word;
}

static enum err number_check(const struct field *field, int64_t number, struct fault *fault)
{
	if (number <= NUMBER_MAX)
		return ERR_OK;
	return fault_field(fault, field->name, "too_large", "It is at most %d.", (int)NUMBER_MAX);
}

static enum err field_check(enum line_kind kind, const struct field *field, const char *row,
	int64_t now, struct arena *arena, struct fault *fault)
{
	const char *text;
	int64_t number = 0;

	if (field->see == SEE_NOBODY)
		return ERR_OK;
	switch (field->type) {
	case FIELD_TEXT:
		memcpy(&text, row + field->offset, sizeof(text));
		return text ? law_of(kind, field->name)(text, field->name, arena, fault) : ERR_OK;
	case FIELD_INTEGER:
	case FIELD_NUMBER:
		memcpy(&number, row + field->offset, sizeof(number));
		return number_check(field, number, fault);
	case FIELD_ID:
		memcpy(&number, row + field->offset, sizeof(number));
		if (id_time(number) <= now + AHEAD_MAX)
			return ERR_OK;
		return fault_field(fault, field->name, "in_the_future",
			"It is an id of a time more than a year ahead.");
	default:
		return ERR_OK;
	}
}

static enum err misfit(struct fault *fault, const char *field, const char *detail)
{
	return fault_field(fault, field, "misfit", "%s", detail);
}

/* Numbers of the policy have bounds. */
static enum err site_fits(union line *row, struct arena *arena, struct fault *fault)
{
	enum err err = ERR_OK;

	(void)arena;
	for (size_t i = 0; i < SITE_NUMBER__MAX; i++) {
		const struct site_number *of = &site_numbers[i];
		int64_t number;

		memcpy(&number, (const char *)&row->site.site + of->offset, sizeof(number));
		if (number < of->low || number > of->high)
			err = fault_field(fault, of->name, "out_of_range", "It is %lld to %lld.",
				(long long)of->low, (long long)of->high);
	}
	return err;
}

/* As it would be made: rule_change leaves what is right as it is. */
static enum err rule_fits(union line *row, struct arena *arena, struct fault *fault)
{
	const struct rule *rule = &row->rule.rule;
	const struct rule_input input = {
		.kind = rule_kind_names[rule->kind],
		.value = rule->value,
		.action = rule_action_names[rule->action],
		.state = rule_state_names[rule->state],
		.note = rule->note,
	};
	struct rule made = {0};
	enum err err;

	if (rule->kind == RULE_KIND_NETWORK)
		return misfit(fault, "looks_at", "Rules of networks do not travel.");
	if ((rule->kind == RULE_KIND_AUTHOR) != (row->rule.author != 0) ||
		(rule->kind == RULE_KIND_AUTHOR) != (rule->value == NULL))
		return misfit(fault, "author",
			"A rule of an author names one, and has no value; others have a value.");
	if (!rule->value)
		return ERR_OK;
	err = rule_change(&input, arena, fault, &made);
	return law_same(err, rule->value, made.value, "value", fault);
}

static enum err comment_fits(union line *row, struct arena *arena, struct fault *fault)
{
	const struct comment *comment = &row->comment.comment;
	enum err err = ERR_OK;

	if (!*comment->name ? !row->comment.erased_at : row->comment.erased_at != 0)
		err = misfit(fault, "name", "One that is erased has no name; others have one.");
	else if (*comment->name)
		err = law_name(comment->name, "name", arena, fault);
	if (err == ERR_MEMORY)
		return err;
	if (comment->shown >= COMMENT_SHOWN__MAX)
		err = misfit(fault, "shown", "It is 0, 1 or 2.");
	else if (comment->shown && !comment->published)
		err = misfit(fault, "published", "Of one that readers see, it says which text.");
	if (comment->shown == COMMENT_SHOWN_FULL && comment->state != COMMENT_STATE_APPROVED &&
		comment->state != COMMENT_STATE_PENDING)
		err = misfit(fault, "shown", "In this state it is not shown.");
	if (comment->state == COMMENT_STATE_APPROVED && comment->shown != COMMENT_SHOWN_FULL)
		err = misfit(fault, "shown", "One that is approved is shown.");
	if (comment->published > comment->revision)
		err = misfit(fault, "published", "There is no such text.");
	if (comment->parent >= comment->id)
		err = misfit(fault, "parent", "It is older than its answers.");
	return err;
}

static enum err reason_fits(union line *row, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return row->reason.position < REASONS_MAX
		       ? ERR_OK
		       : misfit(fault, "position", "A text has less than 1,000 reasons.");
}

static enum err report_fits(union line *row, struct arena *arena, struct fault *fault)
{
	(void)arena;
	return (row->report.closed_by != NULL) == (row->report.closed_at != 0)
		       ? ERR_OK
		       : misfit(fault, "closed_at", "It goes with closed_by.");
}

static enum err decision_fits(union line *row, struct arena *arena, struct fault *fault)
{
	const struct decision *decision = &row->decision.decision;

	(void)arena;
	if (decision->batch > decision->id)
		return misfit(fault, "batch", "It is the id of the first.");
	if (decision->undoes >= decision->id)
		return misfit(fault, "undoes", "It is older than this one.");
	return ERR_OK;
}

enum err line_check(
	enum line_kind kind, union line *row, int64_t now, struct arena *arena, struct fault *fault)
{
	static enum err (*const fits[LINE__MAX])(
		union line *row, struct arena *arena, struct fault *fault) = {
		[LINE_SITE] = site_fits,
		[LINE_RULE] = rule_fits,
		[LINE_COMMENT] = comment_fits,
		[LINE_REASON] = reason_fits,
		[LINE_REPORT] = report_fits,
		[LINE_DECISION] = decision_fits,
	};
	const struct field_table *table = line_infos[kind].table;
	enum err err = ERR_OK;

	for (size_t i = 0; err != ERR_MEMORY && i < table->count; i++) {
		enum err one =
			field_check(kind, &table->fields[i], (const char *)row, now, arena, fault);

		if (one)
			err = one;
	}
	if (!err && fits[kind])
		err = fits[kind](row, arena, fault);
	return err;
}
