/* The laws of include/http/route.h, and of the table in include/api/routes.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "api/routes.h"

static struct arena arena;

static int start(void **state)
{
	arena_init(16 * 1024, &arena);
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static enum err run(struct exchange *exchange)
{
	return ERR_OK;
}

static const struct route own[] = {
	{.method = "GET", .path = "/", .run = run},
	{.method = "GET", .path = "/a", .run = run},
	{.method = "POST", .path = "/a", .run = run},
	{.method = "GET", .path = "/a/{x}", .run = run},
	{.method = "PATCH", .path = "/a/{x}", .run = run},
	{.method = "GET", .path = "/a/{x}/b/{y}", .run = run},
	{0},
};

static void a_row_is_found_by_method_and_path(void **state)
{
	static const struct {
		const char *method, *path;
		enum route_match want;
		int row;
		const char *params[EXCHANGE_PARAMS];
		const char *allow;
	} rows[] = {
		{"GET", "/", ROUTE_FOUND, 0, {NULL}, ""},
		{"HEAD", "/", ROUTE_FOUND, 0, {NULL}, ""},
		{"GET", "/a", ROUTE_FOUND, 1, {NULL}, ""},
		{"POST", "/a", ROUTE_FOUND, 2, {NULL}, NULL},
		{"GET", "/a/b", ROUTE_FOUND, 3, {"b"}, ""},
		{"GET", "/a/%2F{x}", ROUTE_FOUND, 3, {"%2F{x}"}, ""},
		{"PATCH", "/a/b", ROUTE_FOUND, 4, {"b"}, NULL},
		{"GET", "/a/1/b/2", ROUTE_FOUND, 5, {"1", "2"}, ""},
		{"DELETE", "/", ROUTE_NO_METHOD, 0, {NULL}, "GET, HEAD"},
		{"OPTIONS", "/a", ROUTE_NO_METHOD, 0, {NULL}, "GET, HEAD, POST"},
		{"get", "/a/b", ROUTE_NO_METHOD, 0, {NULL}, "GET, HEAD, PATCH"},
		{"GET", "", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/b", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/A", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/a/", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "//a", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/a/b/", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/a/b/c", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/a//b/2", ROUTE_NO_PATH, 0, {NULL}, ""},
		{"GET", "/a/1/b/", ROUTE_NO_PATH, 0, {NULL}, ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *params[EXCHANGE_PARAMS] = {NULL};
		const struct route *route = NULL;
		char allow[64];
		struct slice path = {rows[i].path, strlen(rows[i].path)};

		if (route_find(own, rows[i].method, path, &arena, &route, params, allow) !=
			rows[i].want)
			fail_msg("%s %s is judged wrongly", rows[i].method, rows[i].path);
		assert_ptr_equal(route, rows[i].want == ROUTE_FOUND ? &own[rows[i].row] : NULL);
		if (rows[i].allow)
			assert_string_equal(allow, rows[i].allow);
		for (size_t k = 0; k < EXCHANGE_PARAMS; k++)
			if (rows[i].params[k])
				assert_string_equal(params[k], rows[i].params[k]);
			else
				assert_null(params[k]);
	}
}

static void a_path_is_no_longer_than_its_slice(void **state)
{
	const char *params[EXCHANGE_PARAMS] = {NULL};
	const struct route *route;
	char allow[64];

	assert_int_equal(
		route_find(own, "GET", (struct slice){"/a?b", 2}, &arena, &route, params, allow),
		ROUTE_FOUND);
	assert_ptr_equal(route, &own[1]);
	assert_int_equal(
		route_find(own, "GET", (struct slice){"/a/bcd", 4}, &arena, &route, params, allow),
		ROUTE_FOUND);
	assert_string_equal(params[0], "b");
}

static size_t params_of(const char *path)
{
	size_t count = 0;

	for (; *path; path++)
		count += *path == '{';
	return count;
}

static void check_row(const struct route *route)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", NULL};

	assert_true(field_name_index(methods, route->method) >= 0);
	assert_int_equal(route->path[0], '/');
	assert_non_null(route->run);
	assert_true(route->rate < RATE__MAX);
	assert_true(route->scope < SCOPE__MAX);
	assert_true(params_of(route->path) <= EXCHANGE_PARAMS);
	/* GET takes no body; what is cached is read, and the same for everybody */
	assert_true(strcmp(route->method, "GET") != 0 || !route->types);
	assert_true(!route->page || (strcmp(route->method, "GET") == 0 && !route->scope));
	/* who shows a token from a page of another origin is a page that stole it */
	assert_true(!route->scope || route->cors == CORS_NONE);
}

static void the_table_has_no_holes(void **state)
{
	const struct route *row = routes;

	for (; row->method; row++) {
		check_row(row);
		for (const struct route *other = routes; other < row; other++)
			assert_true(strcmp(row->method, other->method) != 0 ||
				    strcmp(row->path, other->path) != 0);
	}
	assert_true(row > routes);
}

/* No row stands in the shadow of one before it. */
static void each_row_is_found_by_its_own_path(void **state)
{
	for (const struct route *row = routes; row->method; row++) {
		const char *params[EXCHANGE_PARAMS] = {NULL};
		struct slice path = {row->path, strlen(row->path)};
		const struct route *found = NULL;
		char allow[64];

		assert_int_equal(
			route_find(routes, row->method, path, &arena, &found, params, allow),
			ROUTE_FOUND);
		assert_ptr_equal(found, row);
		/* the Allow header of each path has room for all of it */
		assert_int_equal(route_find(routes, "NONE", path, &arena, &found, params, allow),
			ROUTE_NO_METHOD);
		assert_non_null(strstr(allow, row->method));
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_row_is_found_by_method_and_path),
		LAW(a_path_is_no_longer_than_its_slice),
		LAW(the_table_has_no_holes),
		LAW(each_row_is_found_by_its_own_path),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
