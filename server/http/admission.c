/* See admission.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "core/token.h"
#include "http/admission.h"
#include "http/cookie.h"

enum { AGAIN_ARENA = 64 * 1024 };

/* The media type, without its parameters; a charset must be UTF-8. */
static enum exchange_type media_type(const char *value)
{
	static const struct {
		const char *name;
		enum exchange_type type;
	} types[] = {
		{"application/json", EXCHANGE_TYPE_JSON},
		{"application/x-www-form-urlencoded", EXCHANGE_TYPE_FORM},
	};
	const char *charset = strcasestr(value, "charset=");
	size_t length = strcspn(value, "; \t");

	if (charset && strncasecmp(charset + strlen("charset="), "utf-8", 5) != 0 &&
		strncasecmp(charset + strlen("charset="), "\"utf-8\"", 7) != 0)
		return EXCHANGE_TYPE_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strlen(types[i].name) == length &&
			strncasecmp(types[i].name, value, length) == 0)
			return types[i].type;
	return EXCHANGE_TYPE_NONE;
}

static enum err admission_size(struct request *request, const struct framing *framing)
{
	static const char *const words[] = {
		[EXCHANGE_TYPE_JSON] = "application/json",
		[EXCHANGE_TYPE_FORM] = "application/x-www-form-urlencoded",
		[EXCHANGE_TYPE_JSON | EXCHANGE_TYPE_FORM] =
			"application/json or application/x-www-form-urlencoded",
	};
	struct exchange *exchange = &request->exchange;
	const char *type = exchange_header(exchange, "Content-Type");

	if (!exchange->route->types) {
		if (framing->length)
			return fault_set(
				&exchange->fault, ERR_TOO_LARGE, "This resource takes no body.");
		return ERR_OK;
	}
	exchange->type = type ? media_type(type) : EXCHANGE_TYPE_NONE;
	if (!framing->has_length)
		return fault_set(&exchange->fault, ERR_LENGTH_REQUIRED,
			"The body's Content-Length is needed.");
	if (framing->length > EXCHANGE_BODY_MAX)
		return fault_set(&exchange->fault, ERR_TOO_LARGE, "A body may have %d bytes.",
			EXCHANGE_BODY_MAX);
	if (exchange_header(exchange, "Content-Encoding"))
		return fault_set(&exchange->fault, ERR_UNSUPPORTED_TYPE,
			"Send the body without a Content-Encoding.");
	if (!(exchange->type & exchange->route->types))
		return fault_set(&exchange->fault, ERR_UNSUPPORTED_TYPE,
			"The Content-Type must be %s, in UTF-8.", words[exchange->route->types]);
	return ERR_OK;
}

static enum err admission_rate(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	struct client_prefix prefix;
	int wait;

	if (!request->door->rates || exchange->route->rate == RATE_FREE)
		return ERR_OK;
	request_prefix(request, &prefix);
	wait = rates_take(request->door->rates, exchange->route->rate, &prefix, time_monotonic());
	return wait ? answer_wait(exchange, wait) : ERR_OK;
}

/* http://HOST or https://HOST of this very request */
static bool origin_is_own(const struct request *request, const char *origin)
{
	const char *host = exchange_header(&request->exchange, "Host");
	const char *rest = strstr(origin, "://");

	return rest && host && strcasecmp(rest + 3, host) == 0;
}

enum err admission_origin(struct request *request, const char *origin, bool *known)
{
	struct exchange *exchange = &request->exchange;
	struct site site;
	enum err err = ERR_OK;

	*known = origin_is_own(request, origin) ||
		 strcmp(origin, exchange->service->public_origin) == 0;
	if (!*known) {
		err = sites_find(exchange->service->sites, origin, &exchange->arena,
			&exchange->fault, &site);
		*known = err == ERR_OK;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err admission_cors(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	const char *origin = exchange_header(exchange, "Origin");
	bool known;
	enum err err;

	if (exchange->route->cors == CORS_PUBLIC)
		answer_header(exchange, "Access-Control-Allow-Origin", "*");
	/* "null": a browser that does not tell; there are no cookies here that it could misuse */
	if (exchange->route->cors != CORS_SITES || !origin || strcmp(origin, "null") == 0)
		return ERR_OK;
	err = admission_origin(request, origin, &known);
	if (err)
		return err;
	if (!known)
		return fault_set(&exchange->fault, ERR_FOREIGN_ORIGIN,
			"The page that sent this is on no site's origin.");
	exchange->origin = origin;
	answer_header(exchange, "Access-Control-Allow-Origin", origin);
	answer_header(exchange, "Vary", "Origin");
	return ERR_OK;
}

/* Who somebody is, as the database has it now. */
struct who {
	struct session session; /* id 0: by a token */
	struct token token;     /* else */
	struct identity identity;
};

/* Where a proxy says who it is, a session that another has left behind is not theirs. */
static bool session_is_vouched(const struct exchange *exchange, const struct session *session)
{
	const char *name = exchange_vouched(exchange);

	return !name || strcasecmp(name, session->account_name) == 0;
}

static enum err who_by_token(struct exchange *exchange, struct store *store, const char *text,
	struct arena *arena, struct who *who)
{
	enum err err = token_find(store, text, exchange->now, arena, &exchange->fault, &who->token);

	return err ? err : identity_of_token(&who->token, arena, &exchange->fault, &who->identity);
}

static enum err who_by_session(struct exchange *exchange, struct store *store, const char *text,
	struct arena *arena, struct who *who)
{
	enum err err = session_find(exchange->service, store, text, exchange->now, arena,
		&exchange->fault, &who->session);

	if (err)
		return err;
	if (!session_is_vouched(exchange, &who->session))
		return fault_set(&exchange->fault, ERR_UNAUTHENTICATED,
			"The proxy names somebody else than the session; sign in again.");
	return identity_of_session(store, &who->session, arena, &exchange->fault, &who->identity);
}

/* Who shows this text of a token or a session. */
static enum err who_find(struct exchange *exchange, const char *text, bool is_token,
	struct arena *arena, struct who *who)
{
	struct store *store;
	enum err err = exchange_store_take(exchange, &store);

	if (err)
		return err;
	err = is_token ? who_by_token(exchange, store, text, arena, who)
		       : who_by_session(exchange, store, text, arena, who);
	exchange_store_give(exchange, store);
	who->identity.needed = exchange->route->scope;
	return err;
}

/* The token of an Authorization header, or NULL. */
static const char *bearer_text(const char *authorization)
{
	static const char scheme[] = "Bearer ";

	if (!authorization || strncasecmp(authorization, scheme, strlen(scheme)) != 0)
		return NULL;
	return authorization + strlen(scheme);
}

/* By a token, or, where there is no Authorization, by a session's cookie: its text, or NULL. */
static const char *who_text(struct exchange *exchange, const char *authorization)
{
	return authorization ? bearer_text(authorization)
			     : exchange_cookie(exchange, COOKIE_SESSION);
}

/* Asks no store: the metrics are there also while that cannot be read. */
static enum err admission_watcher(struct exchange *exchange)
{
	const struct watcher *watcher = &exchange->service->watcher;
	const char *text = bearer_text(exchange_header(exchange, "Authorization"));

	if (!watcher->known)
		return fault_set(&exchange->fault, ERR_NOT_FOUND,
			"There are no metrics: the setting metrics_token_file names no file.");
	if (!text || !watcher_is(watcher, text))
		return fault_set(&exchange->fault, ERR_UNAUTHENTICATED,
			"Send what the file of metrics_token_file holds: Authorization: Bearer "
			"SECRET.");
	return ERR_OK;
}

static enum err admission_who(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	const char *authorization = exchange_header(exchange, "Authorization");
	const char *text;
	struct who who = {0};
	enum err err;

	if (exchange->route->watched)
		return admission_watcher(exchange);
	if (exchange->route->scope == SCOPE_NONE)
		return ERR_OK;
	text = who_text(exchange, authorization);
	if (text)
		err = who_find(exchange, text, authorization, &exchange->arena, &who);
	else
		err = fault_set(&exchange->fault, ERR_UNAUTHENTICATED,
			authorization ? "Send a token: Authorization: Bearer TOKEN."
				      : "Sign in, or send a token: Authorization: Bearer TOKEN.");
	if (err)
		return err;
	exchange->who = who.identity;
	exchange->who_text = text;
	exchange->session = who.session;
	if (!who.session.id)
		token_touch(exchange->service, &who.token, exchange->now);
	else if (!exchange->route->unasked)
		session_touch(exchange->service, &exchange->session, exchange->now);
	return ERR_OK;
}

/* A page of this very server sent it, as far as the browser tells (Fetch Metadata, Origin). */
static bool request_is_own(const struct request *request)
{
	const struct exchange *exchange = &request->exchange;
	const char *fetch_site = exchange_header(exchange, "Sec-Fetch-Site");
	const char *origin = exchange_header(exchange, "Origin");

	if (fetch_site)
		return strcmp(fetch_site, "same-origin") == 0;
	return !origin || origin_is_own(request, origin) ||
	       strcmp(origin, exchange->service->moderate_url) == 0;
}

/* The session's secret, which no page of others can know. */
static bool csrf_fits(const struct exchange *exchange)
{
	const char *sent = exchange_header(exchange, "X-CSRF-Token");
	char csrf[CSRF_SIZE];

	session_csrf(exchange->who_text, csrf);
	return sent && strlen(sent) == strlen(csrf) && crypto_equal(sent, csrf, strlen(csrf));
}

/*
 * What is changed by a session's cookie must come from a page of ours, and name its secret. Who is
 * nobody yet, and signs in where no other origin may send, comes from a page of ours, too: a proxy
 * may vouch for whoever has been led there.
 */
static enum err admission_csrf(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	const struct route *route = exchange->route;
	bool signs_in = route->scope == SCOPE_NONE && route->cors == CORS_NONE;

	if (strcmp(route->method, MHD_HTTP_METHOD_GET) == 0)
		return ERR_OK;
	if (signs_in && !request_is_own(request))
		return fault_set(&exchange->fault, ERR_CSRF, "Send it from a page of this server.");
	if (!exchange->session.id || (request_is_own(request) && csrf_fits(exchange)))
		return ERR_OK;
	return fault_set(&exchange->fault, ERR_CSRF,
		"Send the session's csrf as X-CSRF-Token, from a page of this server.");
}

static enum err admission_role(struct request *request)
{
	struct exchange *exchange = &request->exchange;

	enum scope scope = identity_scope(&exchange->who);

	if (scope >= exchange->route->scope)
		return ERR_OK;
	return fault_set(&exchange->fault, ERR_FORBIDDEN, "The scope %s is needed; %s has %s.",
		scope_names[exchange->route->scope], exchange->who.name, scope_names[scope]);
}

enum err admission_check(struct request *request, const struct framing *framing)
{
	enum err err = admission_size(request, framing);

	/* who probes whether the server lives comes past the proxy */
	if (request->exchange.route->rate != RATE_FREE)
		turnstile_came(request->entrance->turnstile, request_forwarding(request));
	if (!err)
		err = admission_rate(request);
	if (!err)
		err = admission_cors(request);
	if (!err)
		err = admission_who(request);
	if (!err)
		err = admission_csrf(request);
	return err ? err : admission_role(request);
}

enum err admission_again(struct request *request)
{
	struct exchange *exchange = &request->exchange;
	struct arena arena;
	struct who who = {0};
	enum err err;

	if (exchange->route->scope == SCOPE_NONE)
		return ERR_OK;
	exchange->now = clock_now(&exchange->service->clock);
	arena_init(AGAIN_ARENA, &arena);
	err = who_find(exchange, exchange->who_text, !exchange->session.id, &arena, &who);
	if (!err)
		err = identity_may(&who.identity, exchange->listening->site, &exchange->fault);
	arena_finish(&arena);
	return err;
}
