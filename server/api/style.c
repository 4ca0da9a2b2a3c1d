/* See style.h. */
#include <string.h>

#include "api/assets.h"
#include "api/style.h"
#include "base/id.h"

const char *style_path(struct arena *arena)
{
	const struct asset *style = asset_find("style.css");
	unsigned char digest[16];
	char version[27];
	const char *path;

	crypto_digest(NULL, NULL, "asset", (struct slice){style->bytes, style->length}, digest,
		sizeof(digest));
	id_encode(digest, sizeof(digest), version);
	path = arena_format(arena, "/assets/style.%.12s.css", version);
	return path ? path : "";
}

enum err style_get(struct exchange *exchange)
{
	const struct asset *style = asset_find("style.css");
	const char *file = style_path(&exchange->arena) + strlen("/assets/");

	if (strcmp(exchange->params[0], file) != 0)
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no such file.");
	exchange->answer.status = 200;
	exchange->answer.type = "text/css; charset=utf-8";
	answer_header(exchange, "Cache-Control", "public, max-age=31536000, immutable");
	text_add(&exchange->answer.body, style->bytes, style->length);
	return ERR_OK;
}
