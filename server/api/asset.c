/* See assets.h. */
#include <assert.h>
#include <string.h>

#include "api/assets.h"
#include "api/handlers.h"

/* What browsers ask for, by the end of its name. */
static const struct {
	const char *end, *type;
} types[] = {
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".json", "application/json"},
	{".svg", "image/svg+xml"},
};

/* An update is seen within an hour. */
#define EMBED_KEPT "public, max-age=3600"

const struct asset *asset_find(const char *name)
{
	const struct asset *asset = assets;

	while (asset->name && strcmp(asset->name, name) != 0)
		asset++;
	assert(asset->name);
	return asset;
}

const char *asset_path(const char *name)
{
	const struct asset *asset = asset_find(name);

	assert(asset->path);
	return asset->path;
}

const struct contract asset_contract = {
	.id = "read_asset",
	.summary = "Styles, scripts and pictures of the pages",
	.description =
		"Under an address that changes with the bytes, so that it may be kept for ever.",
	.answers = ANSWERS({200, "The file.", .type = "*/*"}),
	.problems = PROBLEMS({ERR_NOT_FOUND}),
};
const struct contract embed_script_contract = {
	.id = "read_embed_script",
	.summary = "The script that sites put into their pages",
	.description = "The newest, at an address that stays the same.",
	.answers = ANSWERS({200, "The script.", .type = "text/javascript; charset=utf-8"}),
};
const struct contract embed_style_contract = {
	.id = "read_embed_style",
	.summary = "The style that the script brings along",
	.description = "The newest, at an address that stays the same.",
	.answers = ANSWERS({200, "The style.", .type = "text/css; charset=utf-8"}),
};

enum err asset_page(struct exchange *exchange)
{
	exchange->page_tag = exchange_page_tag("assets"); /* no page's: they stay as they are */
	return ERR_OK;
}

static const char *asset_type(const struct asset *asset)
{
	const char *end = strrchr(asset->name, '.');
	size_t i = 0;

	while (i < ARRAY_SIZE(types) - 1 && strcmp(types[i].end, end) != 0)
		i++;
	return types[i].type;
}

static enum err asset_answer(struct exchange *exchange, const struct asset *asset, const char *kept)
{
	struct answer *answer = &exchange->answer;

	answer->status = 200;
	answer->type = asset_type(asset);
	answer->lasting = true;
	answer_header(exchange, "Cache-Control", kept);
	text_add(&answer->body, asset->bytes, asset->length);
	return ERR_OK;
}

enum err asset_get(struct exchange *exchange)
{
	const struct asset *asset = assets;

	while (asset->name && (!asset->path || strcmp(exchange->params[0],
						       asset->path + strlen("/assets/")) != 0))
		asset++;
	if (!asset->name)
		return fault_set(&exchange->fault, ERR_NOT_FOUND, "There is no such file.");
	return asset_answer(exchange, asset, "public, max-age=31536000, immutable");
}

enum err embed_script_get(struct exchange *exchange)
{
	return asset_answer(exchange, asset_find("embed/embed.js"), EMBED_KEPT);
}

enum err embed_style_get(struct exchange *exchange)
{
	return asset_answer(exchange, asset_find("embed.css"), EMBED_KEPT);
}
