/* What handlers call. See include/http/exchange.h. */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/form.h"
#include "base/id.h"
#include "base/log.h"
#include "http/request.h"
#include "store/page.h"

const char *exchange_header(const struct exchange *exchange, const char *name)
{
	const struct request *request = CONTAINER_OF(exchange, struct request, exchange);

	return MHD_lookup_connection_value(request->mhd, MHD_HEADER_KIND, name);
}

struct vouching {
	const char *name, *value;
	int count;
};

static enum MHD_Result vouching_each(
	void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct vouching *vouching = context;

	(void)kind;
	if (strcasecmp(name, vouching->name) == 0) {
		vouching->value = value;
		vouching->count++;
	}
	return MHD_YES;
}

/* What a trusted proxy says in a header (of this name; "": none) that it sets itself, or NULL. */
static const char *trusted_header(const struct exchange *exchange, const char *name)
{
	const struct request *request = CONTAINER_OF(exchange, struct request, exchange);
	struct vouching vouching = {.name = name};

	if (!*name || !request->connection->trusted)
		return NULL;
	MHD_get_connection_values(request->mhd, MHD_HEADER_KIND, vouching_each, &vouching);
	return vouching.count == 1 && vouching.value && *vouching.value ? vouching.value : NULL;
}

const char *exchange_vouched(const struct exchange *exchange)
{
	return trusted_header(exchange, exchange->service->settings->sign_in_header);
}

const char *exchange_id(struct exchange *exchange)
{
	static const char characters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	unsigned char random[10];
	const char *given;
	size_t length;

	if (*exchange->id)
		return exchange->id;
	given = trusted_header(exchange, exchange->service->settings->request_id_header);
	length = given ? strspn(given, characters) : 0;
	if (length >= EXCHANGE_ID_MIN && length <= EXCHANGE_ID_MAX && !given[length]) {
		memcpy(exchange->id, given, length + 1);
	} else {
		crypto_random(random, sizeof(random));
		id_encode(random, sizeof(random), exchange->id);
	}
	return exchange->id;
}

void answer_id(struct exchange *exchange)
{
	answer_header(exchange, "X-Request-Id", exchange_id(exchange));
}

const char *exchange_language_query(const struct exchange *exchange)
{
	return exchange->language_asked ? exchange->language->query : "";
}

enum err exchange_query(struct exchange *exchange, const struct input_table *table, void *out)
{
	return form_read(exchange->query, table, &exchange->arena, &exchange->fault, out);
}

bool exchange_network(const struct exchange *exchange, unsigned char network[EXCHANGE_NETWORK])
{
	struct client_prefix prefix;

	request_prefix(CONTAINER_OF(exchange, struct request, exchange), &prefix);
	client_network(&prefix, network);
	return !prefix.none;
}

enum err exchange_input(struct exchange *exchange, const struct input_table *table, void *out)
{
	if (exchange->type == EXCHANGE_TYPE_FORM)
		return form_read(exchange->body, table, &exchange->arena, &exchange->fault, out);
	return json_read(exchange->body, table, &exchange->arena, &exchange->fault, out);
}

void exchange_form_again(struct exchange *exchange, const struct input_table *table, void *out)
{
	struct fault ignored = FAULT_NONE;

	(void)!form_read(exchange->body, table, &exchange->arena, &ignored, out);
}

enum err exchange_store_take(struct exchange *exchange, struct store **store)
{
	struct fault *fault = &exchange->fault;
	enum err err = pool_take(exchange->service->pool, fault, store);

	if (!err)
		return ERR_OK;
	/* the detail has a path in it, which is nobody's business outside */
	log_event(LOG_LEVEL_ERROR, "store_not_opened", LOG_TEXT("request", exchange_id(exchange)),
		LOG_TEXT("detail", fault->detail));
	return fault_set(fault, err, "The database cannot be opened.");
}

void exchange_store_give(struct exchange *exchange, struct store *store)
{
	pool_give(exchange->service->pool, store);
}

enum err exchange_read(struct exchange *exchange, exchange_read_step read, void *out)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = store_begin_read(store);
	if (err)
		err = fault_set(&exchange->fault, err, "The comments cannot be read.");
	else
		err = read(exchange, store, out);
	store_end_read(store);
	exchange_store_give(exchange, store);
	return err;
}

void *exchange_alloc(struct exchange *exchange, size_t size)
{
	void *at = arena_alloc(&exchange->arena, size);

	if (!at)
		fault_set(&exchange->fault, ERR_MEMORY, "There is no memory for the request.");
	return at;
}

void exchange_write(struct exchange *exchange, exchange_step hash, exchange_write_step write,
	exchange_step finish)
{
	exchange->hash = hash;
	exchange->write = write;
	exchange->finish = finish;
}

void exchange_tell(struct exchange *exchange, exchange_announce announce)
{
	exchange->announce = announce;
}

void exchange_listen(struct exchange *exchange, const struct listening *listening)
{
	exchange->listening = listening;
}

static enum err change_add(
	struct page_change **changes, struct arena *arena, int64_t page, uint64_t tag)
{
	struct page_change *change = *changes;

	while (change && change->tag != tag)
		change = change->next;
	if (change)
		return ERR_OK;
	change = arena_alloc(arena, sizeof(*change));
	if (!change)
		return ERR_MEMORY;
	*change = (struct page_change){page, tag, false, *changes};
	*changes = change;
	return ERR_OK;
}

static bool change_is_known(const struct page_change *change, int64_t page)
{
	while (change && change->page != page)
		change = change->next;
	return change != NULL;
}

enum err page_changed(struct store *store, struct arena *arena, int64_t now, int64_t page,
	struct page_change **changes)
{
	struct page changed;
	const char **urls;
	size_t count = 0;
	enum err err;

	if (change_is_known(*changes, page))
		return ERR_OK;
	err = store_page_find(store, page, arena, &changed);
	if (!err)
		err = store_page_set_changed(store, &changed, now);
	if (!err)
		err = change_add(changes, arena, 0, exchange_site_tag(changed.site));
	if (!err)
		err = store_page_urls(store, page, arena, &urls, &count);
	for (size_t i = 0; !err && i < count; i++)
		err = change_add(changes, arena, page, exchange_page_tag(urls[i]));
	return err;
}

enum err exchange_page_changed(struct exchange *exchange, struct store *store, int64_t page)
{
	enum err err = page_changed(store, &exchange->arena, clock_now(&exchange->service->clock),
		page, &exchange->changes);

	return err == ERR_MEMORY
		       ? fault_set(&exchange->fault, err, "There is no memory for the request.")
		       : err;
}

void exchange_all_changed(struct exchange *exchange)
{
	exchange->all_changed = true;
}

static uint64_t tag_of(const char *kind, const char *what)
{
	unsigned char digest[16];
	uint64_t tag;

	crypto_digest(NULL, NULL, kind, (struct slice){what, strlen(what)}, digest, sizeof(digest));
	memcpy(&tag, digest, sizeof(tag));
	return tag;
}

uint64_t exchange_page_tag(const char *url)
{
	return tag_of("page", url);
}

uint64_t exchange_site_tag(const char *site)
{
	return tag_of("site", site);
}

void answer_header(struct exchange *exchange, const char *name, const char *value)
{
	struct answer *answer = &exchange->answer;

	assert(answer->header_count < ANSWER_HEADERS);
	answer->headers[answer->header_count++] = (struct answer_header){name, value};
}

enum err answer_wait(struct exchange *exchange, int seconds)
{
	const char *text = arena_format(&exchange->arena, "%d", seconds);

	if (text)
		answer_header(exchange, "Retry-After", text);
	return fault_set(
		&exchange->fault, ERR_RATE_LIMITED, "Please try again in %d seconds.", seconds);
}

struct json_writer answer_json(struct exchange *exchange, int status)
{
	struct json_writer json;

	exchange->answer.status = status;
	exchange->answer.type = "application/json";
	json_init(&exchange->answer.body, &json);
	return json;
}

enum err answer_nothing(struct exchange *exchange)
{
	exchange->answer.status = 204;
	return ERR_OK;
}

enum err answer_see_other(struct exchange *exchange, const char *path)
{
	const char *root = exchange->service->root;
	const char *target = path ? arena_format(&exchange->arena, "%s%s", root, path) : NULL;

	if (!target)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	exchange->answer.status = 303;
	answer_header(exchange, "Location", target);
	return ERR_OK;
}

enum err answer_row(
	struct exchange *exchange, int status, const struct field_table *table, const void *row)
{
	struct json_writer json = answer_json(exchange, status);

	answer_header(exchange, "Cache-Control", "no-store");
	json_open_object(&json, NULL);
	json_put_fields(&json, table, SEE_MODERATORS, row);
	json_close_object(&json);
	return ERR_OK;
}

void answer_problem(struct exchange *exchange,
	void (*extra)(struct exchange *exchange, struct json_writer *json))
{
	const struct fault *fault = &exchange->fault;
	const struct err_info *info = err_info(fault->err);
	struct json_writer json = answer_json(exchange, info->http);
	const char *detail = language_problem(exchange->language, fault);
	char type[64] = "/problems/";

	strncat(type, info->slug, sizeof(type) - strlen(type) - 1);
	exchange->answer.type = "application/problem+json";
	json_open_object(&json, NULL);
	json_put_text(&json, "type", type);
	json_put_text(&json, "title", info->title);
	json_put_integer(&json, "status", info->http);
	json_put_text(&json, "detail", detail ? detail : fault->detail);
	json_put_text(&json, "request", exchange_id(exchange));
	if (fault->count) {
		json_open_array(&json, "errors");
		for (size_t i = 0; i < fault->count; i++) {
			const struct fault_field *field = &fault->fields[i];

			detail = language_mistake(exchange->language, field);
			json_open_object(&json, NULL);
			json_put_text(&json, "field", field->name);
			json_put_text(&json, "code", field->code);
			json_put_text(&json, "detail", detail ? detail : field->detail);
			json_close_object(&json);
		}
		json_close_array(&json);
	}
	if (extra)
		extra(exchange, &json);
	json_close_object(&json);
}
