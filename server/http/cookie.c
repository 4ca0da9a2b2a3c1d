/* See cookie.h. */
#include <string.h>

#include "http/cookie.h"

static bool cookie_is_secure(const struct exchange *exchange)
{
	return strncmp(exchange->service->public_url, "https:", strlen("https:")) == 0;
}

const char *exchange_cookie_name(const struct exchange *exchange)
{
	return cookie_is_secure(exchange) ? "__Host-afterword" : "afterword";
}

const char *cookie_session(struct exchange *exchange)
{
	const char *at = exchange_header(exchange, "Cookie"),
		   *name = exchange_cookie_name(exchange);
	size_t length = strlen(name);

	while (at && *at) {
		at += strspn(at, "; ");
		if (strncmp(at, name, length) == 0 && at[length] == '=') {
			at += length + 1;
			return arena_copy(&exchange->arena, at, strcspn(at, "; "));
		}
		at += strcspn(at, ";");
	}
	return NULL;
}

enum err answer_session(struct exchange *exchange, const char *session)
{
	const char *cookie = arena_format(&exchange->arena,
		"%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", exchange_cookie_name(exchange),
		session, cookie_is_secure(exchange) ? "; Secure" : "",
		*session ? "" : "; Max-Age=0");

	if (!cookie)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	answer_header(exchange, "Set-Cookie", cookie);
	return ERR_OK;
}
