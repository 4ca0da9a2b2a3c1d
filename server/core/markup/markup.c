/* Markup: the budget of a body and the two halves of the work. See include/core/markup.h. */
#include <assert.h>
#include <stdint.h>

#include "core/markup.h"
#include "core/markup/block.h"
#include "core/markup/inline.h"
#include "core/markup/render.h"

/* More than the working memory of any body, which is linear too. */
enum { WORK_GROWTH = 64, WORK_LEAST = 64 * 1024 };

static enum err markup_render(struct slice body, struct arena *arena, struct text *html)
{
	struct workshop workshop;
	struct blocks blocks;
	enum err err = block_parse(body, arena, &blocks);

	if (err)
		return err;
	err = workshop_init(body.length, arena, &workshop);
	if (!err)
		err = render_blocks(blocks, &workshop, html);
	text_finish(&workshop.address);
	return err;
}

void markup_html(struct slice body, struct text *out)
{
	size_t counted = body.length < MARKUP_LEAST ? MARKUP_LEAST : body.length;
	struct arena arena;
	struct text html;
	enum err err;

	assert(body.length <= UINT32_MAX / WORK_GROWTH);
	arena_init(body.length * WORK_GROWTH + WORK_LEAST, &arena);
	text_init(counted * MARKUP_GROWTH, &html);
	err = markup_render(body, &arena, &html);
	if (err == ERR_TOO_LARGE) {
		text_finish(&html);
		render_plain(body, &html);
		err = text_status(&html);
	}
	if (err)
		out->err = err;
	text_add(out, html.at, html.length);
	text_finish(&html);
	arena_finish(&arena);
}
