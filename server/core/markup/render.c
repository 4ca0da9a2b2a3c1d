/* Rendering. See core/markup/render.h. */
#include <string.h>

#include "core/markup/anchor.h"
#include "core/markup/render.h"

static const struct {
	const char *begin, *end;
} block_tags[BLOCK__MAX] = {
	[BLOCK_QUOTE] = {"<blockquote>\n", "</blockquote>\n"},
	[BLOCK_BULLETS] = {"<ul>\n", "</ul>\n"},
	[BLOCK_NUMBERS] = {"<ol>\n", "</ol>\n"},
	[BLOCK_ITEM] = {"<li>", "</li>\n"},
	[BLOCK_PARAGRAPH] = {"<p>", "</p>\n"},
	[BLOCK_CODE] = {"<pre><code>", "</code></pre>\n"},
};

/* What stands in the place of a byte; the roles without a row are written by hand. */
static const char *const role_html[ROLE__MAX] = {
	[ROLE_DROP] = "",
	[ROLE_SPACE] = " ",
	[ROLE_BREAK] = "<br>\n",
	[ROLE_CODE] = "<code>",
	[ROLE_CODE_END] = "</code>",
	[ROLE_EM] = "<em>",
	[ROLE_EM_END] = "</em>",
	[ROLE_STRONG] = "<strong>",
	[ROLE_STRONG_END] = "</strong>",
	[ROLE_DEL] = "<del>",
	[ROLE_DEL_END] = "</del>",
	[ROLE_LINK_END] = "</a>",
};

static const char *const references[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
};

static void add_escaped(struct slice from, struct text *out)
{
	size_t done = 0;

	for (size_t at = 0; at < from.length; at++) {
		const char *reference = references[(unsigned char)from.at[at]];

		if (!reference)
			continue;
		text_add(out, from.at + done, at - done);
		text_add_string(out, reference);
		done = at + 1;
	}
	text_add(out, from.at + done, from.length - done);
}

static void add_title(struct slice title, struct text *out)
{
	text_add_string(out, "\" title=\"");
	for (size_t at = 0; at < title.length; at++) {
		at += anchor_is_escape(title, at);
		add_escaped((struct slice){title.at + at, 1}, out);
	}
}

static void add_anchor(const struct anchor *anchor, struct text *out)
{
	text_add_string(out, "<a href=\"");
	add_escaped(anchor->href, out);
	if (anchor->title.length)
		add_title(anchor->title, out);
	text_add_string(out, "\" rel=\"nofollow ugc noopener noreferrer\">");
}

/* The end of the text that begins at `at`. */
static size_t text_end(const struct inlines *inlines, size_t at)
{
	if (inlines->roles[at++] == ROLE_BARE_END)
		return at;
	while (at < inlines->text.length && inlines->roles[at] == ROLE_TEXT)
		at++;
	return at;
}

static void add_inlines(const struct inlines *inlines, struct text *out)
{
	const struct anchor *anchor = inlines->first;
	size_t to;

	for (size_t at = 0; at < inlines->text.length; at = to) {
		enum role role = inlines->roles[at];

		to = at + 1;
		if (role_html[role]) {
			text_add_string(out, role_html[role]);
			continue;
		}
		if (role == ROLE_LINK || role == ROLE_BARE) {
			add_anchor(anchor, out);
			anchor = anchor->next;
		}
		if (role == ROLE_LINK)
			continue;
		to = text_end(inlines, at);
		add_escaped((struct slice){inlines->text.at + at, to - at}, out);
		if (role == ROLE_BARE_END)
			text_add_string(out, "</a>");
	}
}

static void begin_line(struct text *out)
{
	if (out->length && out->at[out->length - 1] != '\n')
		text_add_char(out, '\n');
}

static void add_code_begin(struct slice language, struct text *out)
{
	static const char prefix[] = "language-";

	if (!language.length) {
		text_add_string(out, block_tags[BLOCK_CODE].begin);
		return;
	}
	text_add_string(out, "<pre><code class=\"");
	/* who wrote the whole class behind the fence gets it once, as from CommonMark's own */
	if (language.length < strlen(prefix) || memcmp(language.at, prefix, strlen(prefix)) != 0)
		text_add_string(out, prefix);
	add_escaped(language, out);
	text_add_string(out, "\">");
}

static void add_code(const struct block *block, struct text *out)
{
	begin_line(out);
	add_code_begin(block->language, out);
	add_escaped(block->text, out);
	text_add_string(out, block_tags[BLOCK_CODE].end);
}

static enum err add_paragraph(
	struct slice text, bool bare, struct workshop *workshop, struct text *out)
{
	struct inlines inlines;
	enum err err = inline_parse(text, workshop, &inlines);

	if (err)
		return err;
	if (!bare) {
		begin_line(out);
		text_add_string(out, block_tags[BLOCK_PARAGRAPH].begin);
	}
	add_inlines(&inlines, out);
	if (!bare)
		text_add_string(out, block_tags[BLOCK_PARAGRAPH].end);
	return ERR_OK;
}

static void begin_container(const struct block *block, struct text *out)
{
	begin_line(out);
	if (block->kind != BLOCK_NUMBERS || (block->text.length == 1 && *block->text.at == '1')) {
		text_add_string(out, block_tags[block->kind].begin);
		return;
	}
	text_add_string(out, "<ol start=\"");
	add_escaped(block->text, out);
	text_add_string(out, "\">\n");
}

/* Whether paragraphs stand bare in a container, which depends on where it stands itself. */
static bool is_bare(const struct block *container, bool parent)
{
	switch (container->kind) {
	case BLOCK_BULLETS:
	case BLOCK_NUMBERS:
		return !container->loose;
	case BLOCK_ITEM:
		return parent;
	default:
		return false;
	}
}

enum err render_blocks(struct blocks blocks, struct workshop *workshop, struct text *out)
{
	bool bare[BLOCK_DEPTH] = {false}; /* of each open container, the document first */
	size_t depth = 0;
	struct block block;
	enum err err = ERR_OK;

	while (!err && block_next(&blocks, &block)) {
		if (block.end) {
			text_add_string(out, block_tags[block.kind].end);
			depth--;
		} else if (block.kind == BLOCK_CODE) {
			add_code(&block, out);
		} else if (block.kind == BLOCK_PARAGRAPH) {
			err = add_paragraph(block.text, bare[depth], workshop, out);
		} else {
			begin_container(&block, out);
			bare[depth + 1] = is_bare(&block, bare[depth]);
			depth++;
		}
		if (!err)
			err = text_status(out);
	}
	return err;
}

void render_plain(struct slice text, struct text *out)
{
	text_add_string(out, block_tags[BLOCK_PARAGRAPH].begin);
	add_escaped(text, out);
	text_add_string(out, block_tags[BLOCK_PARAGRAPH].end);
}
