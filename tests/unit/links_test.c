/*
 * The laws of include/core/links.h: what is counted are the links that are shown, no more and no
 * fewer, however they are written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/links.h"
#include "core/markup.h"

static struct arena arena;

static int start(void **state)
{
	arena_init(64 * 1024 * 1024, &arena);
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

static void hosts_are_those_of_links_as_shown(void **state)
{
	static const char body[] = "https://A.example/x?y=1&z [b](http://b.example:8080/) "
				   "<https://[2001:db8::1]:80/x> `https://code.example/`";
	static const char *const hosts[] = {"a.example", "b.example", "[2001:db8::1]"};
	struct links links;

	assert_int_equal(links_find(body, &arena, &links), ERR_OK);
	assert_int_equal(links.count, ARRAY_SIZE(hosts));
	for (size_t i = 0; i < links.count; i++)
		assert_string_equal(links.hosts[i], hosts[i]);
	assert_string_equal(links_host("https://example.org", &arena), "example.org");
	assert_int_equal(links_find("no link", &arena, &links), ERR_OK);
	assert_int_equal(links.count, 0);
}

static void backslashes_hide_no_link(void **state)
{
	static const char *const bodies[] = {
		"[a](https\\:\\/\\/a.example)",
		"[a](HTTP:/\\/a.example/x)",
		"[a](<https:\\//a.example>)",
	};
	struct links links;

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		assert_int_equal(links_find(bodies[i], &arena, &links), ERR_OK);
		assert_int_equal(links.count, 1);
		assert_string_equal(links.hosts[0], "a.example");
	}
}

/* What a body with links, and with what only looks like one, may be made of. */
static const char *const pieces[] = {"https://a.example", "HTTP://b.example/x?y&z", "http://",
	"://", "<", ">", "<https://c.example>", "[", "]", "(", ")", "](", "](https://d.example)",
	"](https:\\/\\/e.example 't')", "](ftp://f.example)", "![", "<a href=\"",
	"<a href=\"https://g.example\">", "</a>", "~~", "*", "__", "`", "``", "\\", "\"", "&quot;",
	" ", "\n", "\n\n", "> ", "- ", "```", "\n```\n", "a", "\u3002", "@", ".", "h"};

enum { SEEDS = 5000, PIECES = 24 };

static size_t shown(const char *body)
{
	struct text html;
	size_t count = 0;

	text_init(SIZE_MAX / 2, &html);
	markup_html((struct slice){body, strlen(body)}, &html);
	assert_int_equal(text_status(&html), ERR_OK);
	for (const char *at = html.at; at && (at = strstr(at, "<a ")); at++)
		count++;
	text_finish(&html);
	return count;
}

static void as_many_are_counted_as_are_shown(void **state)
{
	size_t some = 0;

	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		unsigned next = seed;
		struct links links;
		struct text body;

		text_init(SIZE_MAX / 2, &body);
		for (size_t i = 0; i <= seed % PIECES; i++) {
			next = next * 1103515245u + 12345u;
			text_add_string(&body, pieces[(next >> 16) % ARRAY_SIZE(pieces)]);
		}
		assert_int_equal(links_find(body.at, &arena, &links), ERR_OK);
		if (links.count != shown(body.at))
			fail_msg("seed %u: %zu of %zu in %s", seed, links.count, shown(body.at),
				body.at);
		text_finish(&body);
		some += links.count > 0;
	}
	assert_true(some > SEEDS / 4);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(hosts_are_those_of_links_as_shown),
		LAW(backslashes_hide_no_link),
		LAW(as_many_are_counted_as_are_shown),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
