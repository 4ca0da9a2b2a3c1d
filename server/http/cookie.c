/* See include/http/cookie.h. */
#include <string.h>

#include "http/cookie.h"

static const struct {
	const char *name, *secure_name;
	const char *age; /* "": until the browser ends */
} cookies[COOKIE__MAX] = {
	[COOKIE_SESSION] = {"afterword", "__Host-afterword", ""},
	[COOKIE_DEVICE] = {"afterword-device", "__Host-afterword-device", "; Max-Age=31536000"},
};

static bool is_secure(const char *moderate_url)
{
	return strncmp(moderate_url, "https:", strlen("https:")) == 0;
}

const char *cookie_name(enum cookie cookie, const char *moderate_url)
{
	return is_secure(moderate_url) ? cookies[cookie].secure_name : cookies[cookie].name;
}

const char *exchange_cookie(struct exchange *exchange, enum cookie cookie)
{
	const char *at = exchange_header(exchange, "Cookie");
	const char *name = cookie_name(cookie, exchange->service->moderate_url);
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

enum err answer_cookie(struct exchange *exchange, enum cookie cookie, const char *value)
{
	const char *moderate_url = exchange->service->moderate_url;
	const char *text = arena_format(&exchange->arena,
		"%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(cookie, moderate_url),
		value, is_secure(moderate_url) ? "; Secure" : "",
		*value ? cookies[cookie].age : "; Max-Age=0");

	if (!text)
		return fault_set(&exchange->fault, ERR_MEMORY, "There is no memory.");
	answer_header(exchange, "Set-Cookie", text);
	return ERR_OK;
}
