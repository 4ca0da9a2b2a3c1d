/* See assets.h. */
#include <assert.h>
#include <string.h>

#include "api/assets.h"
#include "api/handlers.h"
#include "base/id.h"
#include "core/crypto.h"

enum { VERSION_LENGTH = 12 };

/* What browsers ask for; the others are templates. */
static const struct {
	const char *name, *type;
} public_assets[] = {
	{"style.css", "text/css; charset=utf-8"},
	{"moderate.css", "text/css; charset=utf-8"},
	{"moderate.js", "text/javascript; charset=utf-8"},
	{"icon.svg", "image/svg+xml"},
};

const struct asset *asset_find(const char *name)
{
	const struct asset *asset = assets;

	while (asset->name && strcmp(asset->name, name) != 0)
		asset++;
	assert(asset->name);
	return asset;
}

const char *asset_path(const char *name, struct arena *arena)
{
	const struct asset *asset = asset_find(name);
	const char *dot = strchr(name, '.'), *path;
	unsigned char digest[16];
	char version[27];

	crypto_digest(NULL, NULL, "asset", (struct slice){asset->bytes, asset->length}, digest,
		sizeof(digest));
	id_encode(digest, sizeof(digest), version);
	path = arena_format(arena, "/assets/%.*s.%.*s%s", (int)(dot - name), name, VERSION_LENGTH,
		version, dot);
	return path ? path : "";
}

const struct contract asset_contract = {
	.id = "read_asset",
	.summary = "Styles, scripts and pictures of the pages",
	.description =
		"Under an address that changes with the bytes, so that it may be kept for ever.",
	.answers = ANSWERS({200, "The file.", .type = "*/*"}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};

enum err asset_page(struct exchange *exchange)
{
	exchange->page_tag = exchange_page_tag("assets"); /* no page's: they stay as they are */
	return ERR_OK;
}

enum err asset_get(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;

	for (size_t i = 0; i < ARRAY_SIZE(public_assets); i++) {
		const struct asset *asset = asset_find(public_assets[i].name);
		const char *path = asset_path(asset->name, &exchange->arena);

		if (!*path)
			return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
		if (strcmp(exchange->params[0], path + strlen("/assets/")) != 0)
			continue;
		answer->status = 200;
		answer->type = public_assets[i].type;
		answer_header(exchange, "Cache-Control", "public, max-age=31536000, immutable");
		text_add(&answer->body, asset->bytes, asset->length);
		return ERR_OK;
	}
	return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no such file.");
}
