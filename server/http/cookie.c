/* See cookie.h. */
#include <string.h>

#include "http/cookie.h"

static bool is_secure(const char *public_url)
{
	return strncmp(public_url, "https:", strlen("https:")) == 0;
}

const char *cookie_name(const char *public_url)
{
	return is_secure(public_url) ? "__Host-afterword" : "afterword";
}

const char *cookie_session(struct exchange *exchange)
{
	const char *at = exchange_header(exchange, "Cookie");
	const char *name = cookie_name(exchange->service->public_url);
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
	const char *public_url = exchange->service->public_url;
	const char *cookie = arena_format(&exchange->arena,
		"%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(public_url), session,
		is_secure(public_url) ? "; Secure" : "", *session ? "" : "; Max-Age=0");

	if (!cookie)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	answer_header(exchange, "Set-Cookie", cookie);
	return ERR_OK;
}
