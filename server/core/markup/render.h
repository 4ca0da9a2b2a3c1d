/*
 * Rendering: blocks and inlines to HTML. The only place of the renderer that writes a tag, and
 * no tag has anything from outside in it but what is escaped here.
 */
#ifndef AFTERWORD_CORE_MARKUP_RENDER_H
#define AFTERWORD_CORE_MARKUP_RENDER_H

#include "base/text.h"
#include "core/markup/block.h"
#include "core/markup/inline.h"

/* Adds the blocks. ERR_MEMORY, or the first error of `out`, which ends the work. */
enum err render_blocks(
	struct blocks blocks, struct workshop *workshop, struct text *out) MUST_CHECK;

/* Adds a text as one paragraph, as typed. */
void render_plain(struct slice text, struct text *out);

#endif
