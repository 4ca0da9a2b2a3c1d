/*
 * Blocks by CommonMark's method (appendix "A parsing strategy", phase 1): each line first meets
 * the containers that are open, then may open others, and what remains of it is text. Since
 * depth is bounded, the open containers are a small array.
 */
#include <ctype.h>
#include <string.h>

#include "core/markup/block.h"
#include "core/markup/line.h"
#include "core/markup/marker.h"

enum { TEXT_INDENT = 4 /* columns that make any line text */, FENCE_LEAST = 3 };

/* What a packed block is besides its kind. */
enum { PACKED_KIND = 0x0f, PACKED_END = 0x10, PACKED_LOOSE = 0x20 };

struct container {
	enum block_kind kind;
	unsigned char *packed;
	char mark;       /* of a list: its bullet, or what follows the number */
	size_t indent;   /* of an item: columns that lead to its content */
	unsigned lists;  /* open, this one included */
	unsigned quotes; /* likewise */
	bool filled;     /* has a child */
	size_t first;    /* line on which it began */
	size_t last;     /* line on which its last child ended, 0 while there is none */
};

struct parser {
	struct container open[BLOCK_DEPTH];
	size_t depth;
	enum block_kind leaf; /* that is open in the innermost container, or BLOCK_DOCUMENT: none */
	char *leaf_text;
	char fence; /* of the code that is open */
	size_t fence_length, fence_indent;
	size_t line;           /* counted from 1 */
	unsigned char *packed; /* where the next block goes */
	char *text;            /* where the next byte of text goes */
};

static bool is_list(enum block_kind kind)
{
	return kind == BLOCK_BULLETS || kind == BLOCK_NUMBERS;
}

static bool has_text(enum block_kind kind)
{
	return kind == BLOCK_NUMBERS || kind == BLOCK_PARAGRAPH || kind == BLOCK_CODE;
}

static struct container *innermost(struct parser *parser)
{
	return &parser->open[parser->depth - 1];
}

static void leaf_close(struct parser *parser, size_t last)
{
	if (parser->leaf == BLOCK_DOCUMENT)
		return;
	if (parser->leaf == BLOCK_PARAGRAPH)
		while (parser->text > parser->leaf_text && strchr(" \t\n", parser->text[-1]))
			parser->text--;
	*parser->text++ = '\0';
	parser->leaf = BLOCK_DOCUMENT;
	innermost(parser)->last = last;
}

/* Closes the leaf and the containers beyond the first `depth`. */
static void close_to(struct parser *parser, size_t depth)
{
	leaf_close(parser, parser->line - 1);
	while (parser->depth > depth) {
		const struct container *closed = innermost(parser);
		size_t last = closed->kind == BLOCK_QUOTE ? parser->line - 1
			      : closed->last              ? closed->last
							  : closed->first;

		*parser->packed++ = (unsigned char)(closed->kind | PACKED_END);
		parser->depth--;
		innermost(parser)->last = last;
	}
}

/*
 * Makes room for a child of the innermost container: ends a list that cannot hold it, and finds
 * a list loose when blank lines are between two of its items or two children of an item.
 */
static void child_begin(struct parser *parser, enum block_kind kind)
{
	struct container *parent = innermost(parser);
	const struct container *list;

	if (is_list(parent->kind) && kind != BLOCK_ITEM) {
		close_to(parser, parser->depth - 1);
		parent = innermost(parser);
	}
	list = parent->kind == BLOCK_ITEM ? parent - 1 : parent;
	if (is_list(list->kind) && parent->last && parent->last + 1 < parser->line)
		*list->packed |= PACKED_LOOSE;
	parent->filled = true;
}

static struct container *container_open(struct parser *parser, enum block_kind kind)
{
	const struct container *parent;
	struct container *child;

	child_begin(parser, kind);
	parent = innermost(parser);
	child = &parser->open[parser->depth++];
	*child = (struct container){
		.kind = kind,
		.packed = parser->packed,
		.lists = parent->lists + is_list(kind),
		.quotes = parent->quotes + (kind == BLOCK_QUOTE),
		.first = parser->line,
	};
	*parser->packed++ = (unsigned char)kind;
	return child;
}

static void list_open(struct parser *parser, const struct marker *marker)
{
	container_open(parser, marker->kind)->mark = marker->mark;
	if (marker->kind == BLOCK_BULLETS)
		return;
	memcpy(parser->text, marker->start.at, marker->start.length);
	parser->text += marker->start.length;
	*parser->text++ = '\0';
}

static void leaf_open(struct parser *parser, enum block_kind kind)
{
	child_begin(parser, kind);
	*parser->packed++ = (unsigned char)kind;
	parser->leaf = kind;
	parser->leaf_text = parser->text;
}

static void leaf_add(struct parser *parser, const struct line *line)
{
	parser->text = line_copy(line, parser->text);
	*parser->text++ = '\n';
}

static bool quote_mark(struct line *line)
{
	struct slice rest = line_rest(line);

	if (line_indent(line) >= TEXT_INDENT || !rest.length || *rest.at != '>')
		return false;
	line_skip_bytes(line, 1);
	line_skip_columns(line, 1);
	return true;
}

static bool container_goes_on(const struct container *container, struct line *line)
{
	switch (container->kind) {
	case BLOCK_QUOTE:
		return quote_mark(line);
	case BLOCK_ITEM:
		if (line_is_blank(line)) {
			line_skip_blanks(line);
			return container->filled;
		}
		if (line_indent(line) < container->indent)
			return false;
		line_skip_columns(line, container->indent);
		return true;
	default:
		return true;
	}
}

static bool quote_start(struct parser *parser, size_t matched, struct line *line)
{
	if (parser->open[matched - 1].quotes == MARKUP_QUOTES || !quote_mark(line))
		return false;
	close_to(parser, matched);
	container_open(parser, BLOCK_QUOTE);
	return true;
}

static size_t run_length(struct slice text)
{
	size_t length = 0;

	while (length < text.length && text.at[length] == *text.at)
		length++;
	return length;
}

static bool is_language_byte(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("+#.-", c));
}

/* Of what stands behind a fence only the first word remains, if it can name a language. */
static void language_add(struct parser *parser, struct slice info)
{
	size_t from = 0, to;

	while (from < info.length && strchr(" \t", info.at[from]))
		from++;
	for (to = from; to < info.length && is_language_byte(info.at[to]);)
		to++;
	if (to - from <= MARKUP_LANGUAGE && (to == info.length || strchr(" \t", info.at[to])))
		for (; from < to; from++)
			*parser->text++ = (char)tolower((unsigned char)info.at[from]);
	*parser->text++ = '\0';
}

static bool fence_start(struct parser *parser, size_t matched, const struct line *line)
{
	struct slice rest = line_rest(line);
	size_t length = run_length(rest);

	if (length < FENCE_LEAST || (*rest.at != '`' && *rest.at != '~'))
		return false;
	if (*rest.at == '`' && memchr(rest.at + length, '`', rest.length - length))
		return false;
	close_to(parser, matched);
	language_add(parser, (struct slice){rest.at + length, rest.length - length});
	leaf_open(parser, BLOCK_CODE);
	parser->fence = *rest.at;
	parser->fence_length = length;
	parser->fence_indent = line_indent(line);
	return true;
}

static void code_line(struct parser *parser, struct line *line)
{
	struct slice rest = line_trimmed(line);

	if (line_indent(line) < TEXT_INDENT && rest.length >= parser->fence_length &&
		*rest.at == parser->fence && run_length(rest) == rest.length) {
		leaf_close(parser, parser->line);
		return;
	}
	line_skip_columns(line, parser->fence_indent);
	leaf_add(parser, line);
}

static bool item_start(struct parser *parser, size_t matched, struct line *line, bool in_paragraph)
{
	const struct container *parent = &parser->open[matched - 1];
	struct slice rest = line_rest(line);
	size_t indent = line_indent(line), blanks;
	struct container *item;
	struct marker marker;

	if (!marker_read(rest, &marker))
		return false;
	if (in_paragraph && !marker_interrupts(&marker, rest))
		return false;
	if (!is_list(parent->kind) && parent->lists == MARKUP_LISTS)
		return false;
	close_to(parser, matched);
	if (parent->kind != marker.kind || parent->mark != marker.mark)
		list_open(parser, &marker);
	item = container_open(parser, BLOCK_ITEM);
	line_skip_bytes(line, marker.width);
	blanks = line_indent(line);
	if (line_is_blank(line) || blanks > TEXT_INDENT)
		blanks = 1;
	line_skip_columns(line, blanks);
	item->indent = indent + marker.width + blanks;
	return true;
}

static void text_line(struct parser *parser, size_t matched, struct line *line)
{
	/* a paragraph goes on even where its containers' marks are missing */
	if (parser->leaf != BLOCK_PARAGRAPH || line_is_blank(line)) {
		close_to(parser, matched);
		if (line_is_blank(line))
			return;
		leaf_open(parser, BLOCK_PARAGRAPH);
	}
	line_skip_blanks(line);
	leaf_add(parser, line);
}

static void block_line(struct parser *parser, struct line *line)
{
	size_t matched = 1;
	bool in_paragraph;

	while (matched < parser->depth && container_goes_on(&parser->open[matched], line))
		matched++;
	if (parser->leaf == BLOCK_CODE && matched == parser->depth) {
		code_line(parser, line);
		return;
	}
	in_paragraph = parser->leaf == BLOCK_PARAGRAPH && matched == parser->depth;
	while (line_indent(line) < TEXT_INDENT) {
		if (fence_start(parser, matched, line))
			return;
		if (!quote_start(parser, matched, line) &&
			!item_start(parser, matched, line, in_paragraph))
			break;
		in_paragraph = false;
		matched = parser->depth;
	}
	text_line(parser, matched, line);
}

enum err block_parse(struct slice body, struct arena *arena, struct blocks *blocks)
{
	struct parser parser = {.depth = 1};
	struct line line;

	/*
	 * Room for all there can be. A > is a quote, which stands twice; a bullet and the blank or
	 * the line's end behind it, which only the last bullet can lack, are an item and its list.
	 */
	parser.packed = arena_alloc(arena, 2 * body.length + 2);
	/*
	 * A split tab, one byte of the body, leaves three spaces at most; a last \n may be new. The
	 * NUL behind a language has the room of its fence.
	 */
	parser.text = arena_alloc(arena, 3 * body.length + 1);
	if (!parser.packed || !parser.text)
		return ERR_MEMORY;
	blocks->at = parser.packed;
	blocks->text = parser.text;
	while (line_take(&body, &line)) {
		parser.line++;
		block_line(&parser, &line);
	}
	close_to(&parser, 1);
	blocks->end = parser.packed;
	return ERR_OK;
}

static struct slice text_next(struct blocks *blocks)
{
	struct slice text = {blocks->text, strlen(blocks->text)};

	blocks->text += text.length + 1;
	return text;
}

bool block_next(struct blocks *blocks, struct block *block)
{
	if (blocks->at == blocks->end)
		return false;
	*block = (struct block){
		.kind = *blocks->at & PACKED_KIND,
		.end = *blocks->at & PACKED_END,
		.loose = *blocks->at & PACKED_LOOSE,
	};
	blocks->at++;
	if (block->kind == BLOCK_CODE)
		block->language = text_next(blocks);
	if (!block->end && has_text(block->kind))
		block->text = text_next(blocks);
	return true;
}
