/* See include/http/route.h. */
#include <string.h>

#include "http/route.h"

/* Compares a path with a pattern, segment by segment. */
static bool route_fits(const char *pattern, struct slice path, struct slice found[EXCHANGE_PARAMS])
{
	const char *at = path.at, *end = path.at + path.length;
	size_t count = 0;

	while (*pattern) {
		if (*pattern == '{') {
			const char *slash = memchr(at, '/', (size_t)(end - at));
			const char *stop = slash ? slash : end;

			if (stop == at)
				return false;
			found[count++] = (struct slice){at, (size_t)(stop - at)};
			at = stop;
			pattern = strchr(pattern, '}') + 1;
		} else {
			if (at == end || *at != *pattern)
				return false;
			at++;
			pattern++;
		}
	}
	return at == end;
}

static bool method_serves(const char *method, const char *asked)
{
	return strcmp(method, asked) == 0 ||
	       (strcmp(method, "GET") == 0 && strcmp(asked, "HEAD") == 0);
}

static void allow_add(char allow[64], const char *method)
{
	strncat(allow, *allow ? ", " : "", 63 - strlen(allow));
	strncat(allow, method, 63 - strlen(allow));
	if (strcmp(method, "GET") == 0)
		strncat(allow, ", HEAD", 63 - strlen(allow));
}

enum route_match route_find(const struct route *routes, const char *method, struct slice path,
	struct arena *arena, const struct route **route, const char *params[EXCHANGE_PARAMS],
	char allow[64])
{
	enum route_match match = ROUTE_NO_PATH;

	allow[0] = '\0';
	for (; routes->method; routes++) {
		struct slice found[EXCHANGE_PARAMS] = {{0}};

		if (!route_fits(routes->path, path, found))
			continue;
		if (!method_serves(routes->method, method)) {
			allow_add(allow, routes->method);
			match = ROUTE_NO_METHOD;
			continue;
		}
		for (size_t i = 0; i < EXCHANGE_PARAMS && found[i].at; i++) {
			params[i] = arena_copy(arena, found[i].at, found[i].length);
			if (!params[i])
				return ROUTE_NO_MEMORY;
		}
		*route = routes;
		return ROUTE_FOUND;
	}
	return match;
}
