/*
 * Inlines by CommonMark's method (appendix "A parsing strategy", phase 2). One scan from left
 * to right; a table names the step for each byte that may be markup.
 *
 * Why it is linear: a backtick run looks for its end only when there is one; a bracket is taken
 * off the stack by the first ] that meets it, and what a ] reads behind itself is bounded by
 * its parentheses and quotes; an address that is refused is not tried again; delimiters that
 * were passed over in vain are not passed again.
 */
#include <string.h>

#include "core/markup.h"
#include "core/markup/anchor.h"
#include "core/markup/delimiter.h"
#include "core/markup/inline.h"
#include "core/url.h"

/* A [ that may begin a link, or the [ of an image, which shields the ones around it. */
struct bracket {
	struct delimiter *below; /* the last delimiter before it */
	uint32_t at;
	bool image;
};

struct scan {
	struct slice text;
	unsigned char *roles;
	struct workshop *workshop;
	struct delimiters delimiters;
	struct bracket brackets[MARKUP_BRACKETS]; /* a ring: when it is full, the first one goes */
	size_t next, open;                        /* where the next one goes; how many wait */
	struct anchor *first, *last;
	size_t ticks[MARKUP_TICKS + 1]; /* where the last run of each length begins */
	enum err err;
};

/* Reads the markup at `at` and answers its bytes, at least 1. */
typedef size_t scan_step(struct scan *scan, size_t at);

static void set_roles(struct scan *scan, size_t from, size_t to, enum role role)
{
	memset(scan->roles + from, role, to - from);
}

static size_t scan_newline(struct scan *scan, size_t at)
{
	size_t from = at;

	while (from && scan->text.at[from - 1] == ' ')
		from--;
	set_roles(scan, from, at, ROLE_DROP);
	if (at - from >= 2)
		scan->roles[at] = ROLE_BREAK;
	return 1;
}

static size_t scan_backslash(struct scan *scan, size_t at)
{
	bool newline = at + 1 < scan->text.length && scan->text.at[at + 1] == '\n';

	if (!newline && !anchor_is_escape(scan->text, at))
		return 1;
	scan->roles[at] = ROLE_DROP;
	if (newline)
		scan->roles[at + 1] = ROLE_BREAK;
	return 2;
}

static size_t tick_run(struct slice text, size_t at)
{
	size_t from = at;

	while (at < text.length && text.at[at] == '`')
		at++;
	return at - from;
}

static void ticks_survey(struct scan *scan)
{
	size_t run;

	for (size_t at = 0; at < scan->text.length; at += run ? run : 1) {
		run = tick_run(scan->text, at);
		if (run && run <= MARKUP_TICKS)
			scan->ticks[run] = at;
	}
}

/* Newlines are spaces; one space goes from either end, unless there is nothing else. */
static void code_content(struct scan *scan, size_t from, size_t to)
{
	const char *at = scan->text.at;
	bool blank = true;

	for (size_t i = from; i < to; i++) {
		if (at[i] == '\n')
			scan->roles[i] = ROLE_SPACE;
		else if (at[i] != ' ')
			blank = false;
	}
	if (!blank && strchr(" \n", at[from]) && strchr(" \n", at[to - 1])) {
		scan->roles[from] = ROLE_DROP;
		scan->roles[to - 1] = ROLE_DROP;
	}
}

static size_t scan_code(struct scan *scan, size_t at)
{
	size_t length = tick_run(scan->text, at);
	size_t from = at + length, to = from, run;

	if (length > MARKUP_TICKS || scan->ticks[length] < from)
		return length;
	while ((run = tick_run(scan->text, to)) != length)
		to += run ? run : 1;
	code_content(scan, from, to);
	set_roles(scan, at, from, ROLE_DROP);
	set_roles(scan, to, to + length, ROLE_DROP);
	scan->roles[at] = ROLE_CODE;
	scan->roles[to] = ROLE_CODE_END;
	return to + length - at;
}

static size_t scan_delimiter(struct scan *scan, size_t at)
{
	size_t length = delimiter_push(&scan->delimiters, scan->text, at, scan->workshop->arena);

	if (length)
		return length;
	scan->err = ERR_MEMORY;
	return 1;
}

static void bracket_push(struct scan *scan, size_t at, bool image)
{
	scan->brackets[scan->next++ % MARKUP_BRACKETS] =
		(struct bracket){scan->delimiters.last, (uint32_t)at, image};
	if (scan->open < MARKUP_BRACKETS)
		scan->open++;
}

/* The last one that waits, which now does no longer; NULL: none does. */
static const struct bracket *bracket_pop(struct scan *scan)
{
	if (!scan->open)
		return NULL;
	scan->open--;
	return &scan->brackets[--scan->next % MARKUP_BRACKETS];
}

static size_t scan_open(struct scan *scan, size_t at)
{
	bracket_push(scan, at, false);
	return 1;
}

static size_t scan_bang(struct scan *scan, size_t at)
{
	if (at + 1 == scan->text.length || scan->text.at[at + 1] != '[')
		return 1;
	bracket_push(scan, at + 1, true);
	return 2;
}

/* The destination without its escapes, in the scratch. */
static struct slice unescaped(struct scan *scan, struct slice from)
{
	struct slice to = {scan->workshop->scratch, 0};

	for (size_t at = 0; at < from.length; at++) {
		at += anchor_is_escape(from, at);
		scan->workshop->scratch[to.length++] = from.at[at];
	}
	return to;
}

/* The links from `at` on, bare ones, become the text they were. */
static void anchors_drop(struct scan *scan, size_t at)
{
	for (; scan->last && scan->last->at > at; scan->last = scan->last->previous) {
		scan->roles[scan->last->at] = ROLE_TEXT;
		scan->roles[scan->last->end - 1] = ROLE_TEXT;
	}
	if (scan->last)
		scan->last->next = NULL;
	else
		scan->first = NULL;
}

/* false: the destination is refused, or memory is out. */
static bool anchor_add(
	struct scan *scan, size_t at, const struct anchor_parts *parts, struct slice destination)
{
	struct text *address = &scan->workshop->address;
	struct anchor *anchor;
	char *href;

	address->length = 0;
	if (!url_link(destination, address) || text_status(address))
		return false;
	anchors_drop(scan, at);
	href = arena_copy(scan->workshop->arena, address->at, address->length);
	anchor = arena_alloc(scan->workshop->arena, sizeof(*anchor));
	if (!href || !anchor) {
		scan->err = ERR_MEMORY;
		return false;
	}
	*anchor = (struct anchor){
		.previous = scan->last,
		.at = at,
		.end = parts->end,
		.href = {href, address->length},
		.title = parts->title,
	};
	if (scan->last)
		scan->last->next = anchor;
	else
		scan->first = anchor;
	scan->last = anchor;
	return true;
}

static size_t scan_close(struct scan *scan, size_t at)
{
	const struct bracket *open = bracket_pop(scan);
	struct anchor_parts parts;

	if (!open || open->image || !anchor_tail(scan->text, at + 1, &parts))
		return 1;
	if (!anchor_add(scan, open->at, &parts, unescaped(scan, parts.destination)))
		return 1;
	delimiter_resolve(&scan->delimiters, open->below, scan->roles);
	set_roles(scan, at, parts.end, ROLE_DROP);
	scan->roles[open->at] = ROLE_LINK;
	scan->roles[at] = ROLE_LINK_END;
	scan->open = 0; /* a link is in no other link */
	return parts.end - at;
}

static size_t scan_angle(struct scan *scan, size_t at)
{
	struct anchor_parts parts;

	if (!anchor_angle(scan->text, at, &parts) ||
		!anchor_add(scan, at, &parts, parts.destination))
		return 1;
	scan->roles[at] = ROLE_LINK;
	scan->roles[parts.end - 1] = ROLE_LINK_END;
	scan->open = 0;
	return parts.end - at;
}

static size_t scan_bare(struct scan *scan, size_t at)
{
	struct anchor_parts parts;

	if (!anchor_bare(scan->text, at, &parts))
		return 1;
	if (anchor_add(scan, at, &parts, parts.destination)) {
		scan->roles[at] = ROLE_BARE;
		scan->roles[parts.end - 1] = ROLE_BARE_END;
	}
	return parts.end - at;
}

static scan_step *const steps[256] = {
	['\n'] = scan_newline,
	['\\'] = scan_backslash,
	['`'] = scan_code,
	['*'] = scan_delimiter,
	['_'] = scan_delimiter,
	['~'] = scan_delimiter,
	['['] = scan_open,
	['!'] = scan_bang,
	[']'] = scan_close,
	['<'] = scan_angle,
	['h'] = scan_bare,
	['H'] = scan_bare,
};

enum err workshop_init(size_t length, struct arena *arena, struct workshop *workshop)
{
	*workshop = (struct workshop){
		.arena = arena,
		.scratch = arena_alloc(arena, length),
		.roles = arena_alloc(arena, length),
	};
	text_init(MARKUP_GROWTH * length, &workshop->address);
	return workshop->scratch && workshop->roles ? ERR_OK : ERR_MEMORY;
}

enum err inline_parse(struct slice text, struct workshop *workshop, struct inlines *inlines)
{
	struct scan scan = {
		.text = text,
		.roles = workshop->roles,
		.workshop = workshop,
	};

	memset(scan.roles, ROLE_TEXT, text.length);
	ticks_survey(&scan);
	for (size_t at = 0; at < text.length && !scan.err;) {
		scan_step *step = steps[(unsigned char)text.at[at]];

		at += step ? step(&scan, at) : 1;
	}
	delimiter_resolve(&scan.delimiters, NULL, scan.roles);
	*inlines = (struct inlines){text, scan.roles, scan.first};
	return scan.err ? scan.err : text_status(&workshop->address);
}
