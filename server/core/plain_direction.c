/* Nesting of direction characters, line by line (UAX #9, BD9 to BD13). See plain_direction.h. */
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/utf8.h"
#include "core/plain_direction.h"

/* max_depth of UAX #9, BD2 */
enum { DEPTH = 125 };

enum direction { NONE, EMBEDDING, OVERRIDE, ISOLATE, POP, POP_ISOLATE, LINE };

static const struct {
	int32_t c;
	enum direction direction;
} directions[] = {
	{'\n', LINE}, {0x2029, LINE}, /* paragraph separator */
	{0x202a, EMBEDDING},          /* LRE */
	{0x202b, EMBEDDING},          /* RLE */
	{0x202c, POP},                /* PDF */
	{0x202d, OVERRIDE},           /* LRO */
	{0x202e, OVERRIDE},           /* RLO */
	{0x2066, ISOLATE},            /* LRI */
	{0x2067, ISOLATE},            /* RLI */
	{0x2068, ISOLATE},            /* FSI */
	{0x2069, POP_ISOLATE},        /* PDI */
};

struct nesting {
	unsigned char open[DEPTH]; /* of enum direction, outermost first */
	size_t depth;
};

static enum direction direction_of(int32_t c)
{
	if (c < 0x2029 && c != '\n')
		return NONE;
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++)
		if (directions[i].c == c)
			return directions[i].direction;
	return NONE;
}

/* The place of the innermost open one of a kind, or `depth`. */
static size_t nesting_find(const struct nesting *nesting, enum direction kind)
{
	for (size_t i = nesting->depth; i > 0; i--)
		if (nesting->open[i - 1] == kind)
			return i - 1;
	return nesting->depth;
}

/* False: an override stays open, or the nesting is too deep. */
static bool nesting_step(struct nesting *nesting, enum direction direction)
{
	switch (direction) {
	case NONE:
		return true;
	case EMBEDDING:
	case OVERRIDE:
	case ISOLATE:
		if (nesting->depth == DEPTH)
			return false;
		nesting->open[nesting->depth++] = (unsigned char)direction;
		return true;
	case POP: /* closes nothing beyond the isolate it stands in */
		if (nesting->depth && nesting->open[nesting->depth - 1] != ISOLATE)
			nesting->depth--;
		return true;
	case POP_ISOLATE: /* with all that is open in it */
		nesting->depth = nesting_find(nesting, ISOLATE);
		return true;
	case LINE:
		if (nesting_find(nesting, OVERRIDE) != nesting->depth)
			return false;
		nesting->depth = 0;
		return true;
	}
	return false;
}

bool direction_is_closed(struct slice text)
{
	struct nesting nesting = {.depth = 0};
	size_t size;

	for (size_t i = 0; i < text.length; i += size) {
		int32_t c = utf8_next(text.at + i, text.length - i, &size);

		if (!nesting_step(&nesting, direction_of(c)))
			return false;
	}
	return nesting_step(&nesting, LINE);
}
