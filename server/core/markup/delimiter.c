/*
 * Emphasis and what is struck out. A run opens with its inner, right end and closes with its inner,
 * left end, so what is left of it is one stretch, and the used marks can take the roles of the tags
 * at once.
 */
#include "base/utf8.h"
#include "core/markup/delimiter.h"
#include "core/markup/inline.h"

/* What a pair makes, by how many marks of either run it uses. */
struct pair {
	enum role begin, end;
};
static const struct pair emphasis[] = {
	[1] = {ROLE_EM, ROLE_EM_END},
	[2] = {ROLE_STRONG, ROLE_STRONG_END},
};
static const struct pair struck[] = {
	[2] = {ROLE_DEL, ROLE_DEL_END},
};

static const struct {
	char mark;
	bool in_words; /* opens and closes inside of them */
	size_t length; /* of a run; 0: any */
	const struct pair *pairs;
} marks[DELIMITER__MAX] = {
	[DELIMITER_STAR] = {'*', true, 0, emphasis},
	[DELIMITER_LINE] = {'_', false, 0, emphasis},
	/* GFM takes one tilde, too, but people write ~5 and "3~4 days, or 5~6" */
	[DELIMITER_TILDE] = {'~', true, 2, struck},
};

static uint8_t mark_find(char mark)
{
	uint8_t found = 0;

	while (marks[found].mark != mark)
		found++;
	return found;
}

/* The code point that ends before a byte, or begins at it; the text is between newlines. */
static int32_t code_point_before(struct slice text, size_t at)
{
	size_t from = at, size;

	if (!at)
		return '\n';
	do
		from--;
	while (from && (text.at[from] & 0xc0) == 0x80);
	return utf8_next(text.at + from, at - from, &size);
}

static int32_t code_point_at(struct slice text, size_t at)
{
	size_t size;

	return at < text.length ? utf8_next(text.at + at, text.length - at, &size) : '\n';
}

/* Left- and right-flanking, and what that means for the mark. */
static void delimiter_judge(struct delimiter *run, struct slice text)
{
	int32_t before = code_point_before(text, run->from);
	int32_t after = code_point_at(text, run->to);
	bool space_before = utf8_is_space(before), space_after = utf8_is_space(after);
	bool mark_before = utf8_is_punctuation(before), mark_after = utf8_is_punctuation(after);
	bool left = !space_after && (!mark_after || space_before || mark_before);
	bool right = !space_before && (!mark_before || space_after || mark_after);
	bool in_words = marks[run->mark].in_words;

	run->opens = left && (in_words || !right || mark_before);
	run->closes = right && (in_words || !left || mark_after);
}

size_t delimiter_push(struct delimiters *stack, struct slice text, size_t at, struct arena *arena)
{
	struct delimiter run = {
		.at = (uint32_t)at, .from = (uint32_t)at, .mark = mark_find(text.at[at])};
	struct delimiter *kept;
	size_t to = at;

	while (to < text.length && text.at[to] == text.at[at])
		to++;
	if (marks[run.mark].length && to - at != marks[run.mark].length)
		return to - at;
	run.to = (uint32_t)to;
	run.rest = (uint8_t)((to - at) % 3);
	delimiter_judge(&run, text);
	if (!run.opens && !run.closes)
		return to - at;
	kept = arena_alloc(arena, sizeof(*kept));
	if (!kept)
		return 0;
	run.previous = stack->last;
	if (run.previous)
		run.previous->next = kept;
	*kept = run;
	stack->last = kept;
	return to - at;
}

static void delimiter_remove(struct delimiters *stack, struct delimiter *run)
{
	if (run->previous)
		run->previous->next = run->next;
	if (run->next)
		run->next->previous = run->previous;
	else
		stack->last = run->previous;
}

/* The rule of three: a run that could do both must not pair with a sum that three divides. */
static bool pair_fits(const struct delimiter *opener, const struct delimiter *closer)
{
	if (!opener->opens || opener->mark != closer->mark)
		return false;
	return !(opener->closes || closer->opens) || closer->rest == 0 ||
	       (opener->rest + closer->rest) % 3 != 0;
}

static void pair_use(struct delimiter *opener, struct delimiter *closer, unsigned char *roles)
{
	uint32_t used = opener->to - opener->from > 1 && closer->to - closer->from > 1 ? 2 : 1;
	const struct pair *pair = &marks[closer->mark].pairs[used];

	opener->to -= used;
	roles[opener->to + used - 1] = ROLE_DROP;
	roles[opener->to] = (unsigned char)pair->begin;
	roles[closer->from + used - 1] = ROLE_DROP;
	roles[closer->from] = (unsigned char)pair->end;
	closer->from += used;
}

void delimiter_resolve(struct delimiters *stack, struct delimiter *bottom, unsigned char *roles)
{
	/* for each sort of closer, where the search for its openers ends: below it none fits */
	uint32_t floors[DELIMITER__MAX][2][3] = {0};
	struct delimiter *closer = stack->last, *next;

	if (stack->last == bottom)
		return;
	while (closer->previous != bottom)
		closer = closer->previous;
	for (; closer; closer = next) {
		uint32_t *lowest = &floors[closer->mark][closer->opens][closer->rest];
		struct delimiter *opener = closer->previous;

		next = closer->next;
		if (!closer->closes)
			continue;
		while (opener != bottom && opener->at >= *lowest && !pair_fits(opener, closer))
			opener = opener->previous;
		if (opener == bottom || opener->at < *lowest) {
			*lowest = closer->at;
			if (!closer->opens)
				delimiter_remove(stack, closer);
			continue;
		}
		pair_use(opener, closer, roles);
		opener->next = closer;
		closer->previous = opener;
		if (opener->from == opener->to)
			delimiter_remove(stack, opener);
		if (closer->from == closer->to)
			delimiter_remove(stack, closer);
		else
			next = closer;
	}
	stack->last = bottom;
	if (bottom)
		bottom->next = NULL;
}
