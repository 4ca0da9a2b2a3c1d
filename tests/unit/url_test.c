/* The laws of include/core/url.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/url.h"

static struct arena arena;
static struct fault fault;

static int start(void **state)
{
	arena_init(64 * 1024, &arena);
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	arena_finish(&arena);
	return 0;
}

struct accepted {
	const char *from;
	const char *want;
};

struct refused {
	const char *from;
	const char *code;
};

/* NULL: refused. */
static const char *page_of(const char *from)
{
	struct url url = {NULL, NULL};

	fault = FAULT_NONE;
	return url_page(from, "page", &arena, &fault, &url) == ERR_OK ? url.text : NULL;
}

static const char *website_of(const char *from)
{
	const char *website = NULL;

	fault = FAULT_NONE;
	return url_website(from, "website", &arena, &fault, &website) == ERR_OK ? website : NULL;
}

static const char *base_of(const char *from)
{
	struct url_base base;

	fault = FAULT_NONE;
	if (url_base(from, "public_url", &arena, &fault, &base))
		return NULL;
	assert_int_equal(strncmp(base.text, base.origin, strlen(base.origin)), 0);
	assert_string_equal(base.text + strlen(base.origin), base.path);
	return base.text;
}

static const char *origin_of(const char *from)
{
	const char *origin = NULL;

	fault = FAULT_NONE;
	return url_origin(from, "origin", &arena, &fault, &origin) == ERR_OK ? origin : NULL;
}

static void check_accepted(const char *(*read)(const char *), const struct accepted *row)
{
	const char *got = read(row->from);

	if (!got)
		fail_msg("<%s> was refused", row->from);
	assert_string_equal(got, row->want);
	assert_int_equal(fault.count, 0);
	assert_string_equal(read(got), got);
}

static void check_refused(
	const char *(*read)(const char *), const char *field, const struct refused *row)
{
	const struct fault_field *mistake;

	if (read(row->from))
		fail_msg("<%s> was accepted", row->from);
	assert_int_equal(fault.err, ERR_INVALID_INPUT);
	assert_int_equal(fault.count, 1);
	mistake = fault_find(&fault, field);
	assert_non_null(mistake);
	if (strcmp(mistake->code, row->code) != 0)
		fail_msg("<%s> gave %s, not %s", row->from, mistake->code, row->code);
	assert_true(strlen(mistake->detail) > 10);
}

static void a_page_comes_in_normal_form(void **state)
{
	static const struct accepted rows[] = {
		{"https://example.org", "https://example.org/"},
		{"HTTPS://EXAMPLE.ORG/Path", "https://example.org/Path"},
		{"http://example.org:80/", "http://example.org/"},
		{"https://example.org:443", "https://example.org/"},
		{"https://example.org:", "https://example.org/"},
		{"https://example.org:00443/", "https://example.org/"},
		{"http://example.org:443/", "http://example.org:443/"},
		{"https://example.org:65535/", "https://example.org:65535/"},
		{"  https://example.org/a\r\n", "https://example.org/a"},
		{"https://example.org/a#part", "https://example.org/a"},
		{"https://example.org/a?b#c?d", "https://example.org/a?b"},
		{"https://example.org?b", "https://example.org/?b"},
		{"https://example.org/%7euser/%41%2f%2F", "https://example.org/~user/A%2F%2F"},
		{"https://example.org/a b/\"<>^`{|}",
			"https://example.org/a%20b/%22%3C%3E%5E%60%7B%7C%7D"},
		{"https://example.org/!$&'()*+,;=:@-._~", "https://example.org/!$&'()*+,;=:@-._~"},
		{"https://example.org/100%", "https://example.org/100%25"},
		{"https://example.org/%4%31%zz%", "https://example.org/%2541%25zz%25"},
		{"https://example.org/Grüße?ü=ü",
			"https://example.org/Gr%C3%BC%C3%9Fe?%C3%BC=%C3%BC"},
		{"https://example.org/?a[]=/?\\", "https://example.org/?a%5B%5D=/?%5C"},
		{"https://example.org/?%26=%3d", "https://example.org/?%26=%3D"},
		{"https://example.org//a//b/", "https://example.org//a//b/"},
		{"https://localhost:8080/x", "https://localhost:8080/x"},
		{"https://a_b.example.org/", "https://a_b.example.org/"},
		{"https://r3---sn.example.org/", "https://r3---sn.example.org/"},
		{"https://1.example/", "https://1.example/"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_accepted(page_of, &rows[i]);
}

/* RFC 3986, sections 5.2.4 and 5.4 */
static void dot_segments_are_resolved(void **state)
{
	static const struct accepted rows[] = {
		{"http://a/a/b/c/./../../g", "http://a/a/g"},
		{"http://a/mid/content=5/../6", "http://a/mid/6"},
		{"http://a/b/c/.", "http://a/b/c/"},
		{"http://a/b/c/..", "http://a/b/"},
		{"http://a/b/c/../", "http://a/b/"},
		{"http://a/..", "http://a/"},
		{"http://a/../../../g", "http://a/g"},
		{"http://a/./g", "http://a/g"},
		{"http://a/b//../c", "http://a/b/c"},
		{"http://a//../c", "http://a/c"},
		{"http://a/b/%2E%2e/c", "http://a/c"},
		{"http://a/b/.%2e/%2E/c", "http://a/c"},
		{"http://a/b/.../.c/..d", "http://a/b/.../.c/..d"},
		{"http://a/b/..%2Fc", "http://a/b/..%2Fc"},
		{"http://a/b?c/../d", "http://a/b?c/../d"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_accepted(page_of, &rows[i]);
}

static void hosts_come_in_one_spelling(void **state)
{
	static const struct accepted rows[] = {
		{"https://Bücher.Example/", "https://xn--bcher-kva.example/"},
		{"https://BU\xcc\x88"
		 "CHER.example/",
			"https://xn--bcher-kva.example/"},
		{"https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"},
		{"https://xn--i-7iq.example/", "https://xn--i-7iq.example/"}, /* an emoji's */
		{"https://faß.example/", "https://xn--fa-hia.example/"},
		{"https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"},
		{"https://ｅｘａｍｐｌｅ.org/", "https://example.org/"},
		{"https://１９２.0.2.1/", "https://192.0.2.1/"},
		{"https://192.0.2.1:8443/", "https://192.0.2.1:8443/"},
		{"https://[2001:DB8:0:0:1:0:0:1]/", "https://[2001:db8::1:0:0:1]/"},
		{"https://[2001:db8:0:1:1:1:1:1]/", "https://[2001:db8:0:1:1:1:1:1]/"},
		{"https://[::1]:8080/", "https://[::1]:8080/"},
		{"https://[0:0:0:0:0:0:0:0]/", "https://[::]/"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_accepted(page_of, &rows[i]);
}

static void where_a_visitor_came_from_is_dropped(void **state)
{
	static const struct accepted rows[] = {
		{"https://a.example/?utm_source=x", "https://a.example/"},
		{"https://a.example/?", "https://a.example/"},
		{"https://a.example/?a=1&utm_source=x&b=2", "https://a.example/?a=1&b=2"},
		{"https://a.example/?fbclid=1&a=1", "https://a.example/?a=1"},
		{"https://a.example/?a=1&gclid", "https://a.example/?a=1"},
		{"https://a.example/?b=2&a=1", "https://a.example/?b=2&a=1"},
		{"https://a.example/?a=1&a=1", "https://a.example/?a=1&a=1"},
		{"https://a.example/?&&a=1&", "https://a.example/?a=1"},
		{"https://a.example/?%75tm_medium=x&g%63lid=", "https://a.example/"},
		{"https://a.example/?utm=1&my_utm_x=2&gclid2=3",
			"https://a.example/?utm=1&my_utm_x=2&gclid2=3"},
		{"https://a.example/?a=utm_source", "https://a.example/?a=utm_source"},
		{"https://a.example/utm_source=1", "https://a.example/utm_source=1"},
	};
	static const char *const trackers[] = {"utm_campaign", "fbclid", "gclid", "dclid", "gbraid",
		"wbraid", "msclkid", "mc_cid", "mc_eid", "yclid", "igshid", "_hsenc", "_hsmi",
		"ref_src"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_accepted(page_of, &rows[i]);
	for (size_t i = 0; i < ARRAY_SIZE(trackers); i++) {
		const char *from = arena_format(&arena, "http://a/?x&%s=1&y", trackers[i]);

		assert_string_equal(page_of(from), "http://a/?x&y");
	}
}

static void what_browsers_would_repair_is_refused(void **state)
{
	static const struct refused rows[] = {
		{"https://example.org/a\tb", "invalid_character"},
		{"https://exam\nple.org/", "invalid_character"},
		{"https://example.org/\x7f", "invalid_character"},
		{"ht\ntps://example.org/", "invalid_character"},
		{"https:\\\\example.org\\", "invalid_character"},
		{"https://example.org\\@evil.example/", "invalid_character"},
		{"https://example.org/a\\..\\b", "invalid_character"},
		{"https:example.org", "not_a_url"},
		{"https:/example.org", "not_a_url"},
		{"https:///example.org", "host"},
		{"https://0x7f.1/", "host"},
		{"https://127.1/", "host"},
		{"https://2130706433/", "host"},
		{"https://0x7f000001/", "host"},
		{"https://0x/", "host"},
		{"https://017.0.0.1/", "host"},
		{"https://1.2.3.04/", "host"},
		{"https://1.2.3.256/", "host"},
		{"https://1.2.3.4./", "host"},
		{"https://1.2.3.4.5/", "host"},
		{"https://example.1/", "host"},
		{"https://exa%6dple.org/", "host"},
		{"https://example.org:8080:1/", "port"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(page_of, "page", &rows[i]);
}

static void what_is_no_page_is_refused(void **state)
{
	static const struct refused rows[] = {
		{NULL, "required"},
		{"", "required"},
		{" \t\n\xc2\xa0", "required"},
		{"example.org", "scheme"},
		{"//example.org/", "scheme"},
		{"/path", "scheme"},
		{"ftp://example.org/", "scheme"},
		{"javascript:alert(1)", "scheme"},
		{"data:text/html,x", "scheme"},
		{"httpss://example.org", "scheme"},
		{"view-source:https://example.org", "scheme"},
		{"https", "scheme"},
		{"https:", "not_a_url"},
		{"https://", "host"},
		{"https://?a", "host"},
		{"https://:80/", "host"},
		{"https://user@example.org/", "userinfo"},
		{"https://user:password@example.org/", "userinfo"},
		{"https://@example.org/", "userinfo"},
		{"https://example.org:0/", "port"},
		{"https://example.org:65536/", "port"},
		{"https://example.org:99999999999999999999/", "port"},
		{"https://example.org:-1/", "port"},
		{"https://example.org:8o/", "port"},
		{"https://exam ple.org/", "host"},
		{"https://example..org/", "host"},
		{"https://.example.org/", "host"},
		{"https://example.org./", "host"},
		{"https://-a.example.org/", "host"},
		{"https://a-.example.org/", "host"},
		{"https://exa*mple.org/", "host"},
		{"https://xn--a/", "host"},
		{"https://xn--ascii-.org/", "host"},
		{"https://\xe2\x84\x80.example/", "host"}, /* U+2100 maps to a/c */
		{"https://\xe2\x80\xae.example/", "host"},
		{"https://[::1/", "host"},
		{"https://[::1]x/", "host"},
		{"https://[]/", "host"},
		{"https://[::1%25eth0]/", "host"},
		{"https://[v1.x]/", "host"},
		{"https://[::ffff:192.0.2.1]/", "host"},
		{"https://[1:2:3:4:5:6:7:8:9]/", "host"},
		{"https://::1/", "host"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_refused(page_of, "page", &rows[i]);
}

static void a_server_stands_at_an_origin_or_below_a_path(void **state)
{
	static const struct accepted accepted[] = {
		{"https://Example.org", "https://example.org"},
		{" https://example.org:443/ ", "https://example.org"},
		{"https://example.org/comments", "https://example.org/comments"},
		{"http://example.org:8080/Talk/-._~9/", "http://example.org:8080/Talk/-._~9"},
		{"https://example.org/a/../b/./c", "https://example.org/b/c"},
		{"https://example.org/%61", "https://example.org/a"},
	};
	static const struct refused refused[] = {
		{"", "required"},
		{"example.org/comments", "scheme"},
		{"https://example.org//", "not_a_base"},
		{"https://example.org/a//b", "not_a_base"},
		{"https://example.org/a//", "not_a_base"},
		{"https://example.org/a%20b", "not_a_base"},
		{"https://example.org/a%2Fb", "not_a_base"},
		{"https://example.org/\xc3\xa4", "not_a_base"},
		{"https://example.org/a'b", "not_a_base"},
		{"https://example.org/a;b", "not_a_base"},
		{"https://example.org/a?", "not_a_base"},
		{"https://example.org/a?b", "not_a_base"},
		{"https://example.org/a#b", "not_a_base"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++)
		check_accepted(base_of, &accepted[i]);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		check_refused(base_of, "public_url", &refused[i]);
}

static void a_page_has_the_origin_that_browsers_send(void **state)
{
	static const struct accepted rows[] = {
		{"HTTPS://Example.org:443/a?b", "https://example.org"},
		{"http://example.org:8080/a", "http://example.org:8080"},
		{"http://bücher.example", "http://xn--bcher-kva.example"},
		{"http://[::1]:81/", "http://[::1]:81"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct url url;

		assert_int_equal(url_page(rows[i].from, "page", &arena, &fault, &url), ERR_OK);
		assert_string_equal(url.origin, rows[i].want);
		assert_int_equal(strncmp(url.text, url.origin, strlen(url.origin)), 0);
	}
}

/* prefix and as many of `c` as make `length` bytes */
static const char *long_url(const char *prefix, char c, size_t length)
{
	char *url = arena_alloc(&arena, length + 1);

	assert_non_null(url);
	memset(url, c, length);
	memcpy(url, prefix, strlen(prefix));
	return url;
}

static void the_limits_hold_for_both_spellings(void **state)
{
	assert_non_null(page_of(long_url("https://a/", 'x', URL_LIMIT)));
	assert_null(page_of(long_url("https://a/", 'x', URL_LIMIT + 1)));
	assert_string_equal(fault.fields[0].code, "too_long");
	assert_string_equal(
		fault.fields[0].detail, "The URL has 2049 bytes; at most 2048 are allowed.");
	assert_null(page_of(long_url("https://a/", '^', 700)));
	assert_string_equal(fault.fields[0].code, "too_long");
	/* what is not kept counts, too: nobody has to read it all */
	assert_null(page_of(long_url("https://a/?utm_x=", 'x', URL_LIMIT + 1)));
	assert_string_equal(fault.fields[0].code, "too_long");
	assert_null(page_of(long_url("https://a/", '^', 20000)));
	assert_string_equal(fault.fields[0].code, "too_long");
	assert_non_null(website_of(long_url("https://a/", 'x', URL_WEBSITE_LIMIT)));
	assert_null(website_of(long_url("https://a/", 'x', URL_WEBSITE_LIMIT + 1)));
	assert_string_equal(fault.fields[0].code, "too_long");
	assert_null(website_of(long_url("https://a/", '^', 200)));
	assert_string_equal(fault.fields[0].code, "too_long");
}

static void a_host_has_the_limits_of_dns(void **state)
{
	char label[64 + 1] = "";

	memset(label, 'a', 63);
	assert_non_null(page_of(arena_format(&arena, "http://%s/", label)));
	assert_non_null(page_of(
		arena_format(&arena, "http://%s.%s.%s.%.61s/", label, label, label, label)));
	assert_null(page_of(
		arena_format(&arena, "http://%s.%s.%s.%.62s/", label, label, label, label)));
	label[63] = 'a';
	assert_null(page_of(arena_format(&arena, "http://%s/", label)));
	assert_null(page_of(long_url("http://ü", 'a', 2000)));
	assert_null(page_of(long_url("http://ü", '.', 2000)));
}

static void a_website_keeps_query_and_fragment(void **state)
{
	static const struct accepted rows[] = {
		{"https://example.org/?utm_source=x&&a#top",
			"https://example.org/?utm_source=x&&a#top"},
		{"https://example.org?#", "https://example.org/?#"},
		{"https://example.org/#a b#c", "https://example.org/#a%20b%23c"},
		{" HTTPS://Example.org ", "https://example.org/"},
	};
	static const struct refused without_scheme = {"example.org", "scheme"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_accepted(website_of, &rows[i]);
	check_refused(website_of, "website", &without_scheme);
	assert_non_null(strstr(fault.fields[0].detail, "https://"));
}

static void a_website_may_be_absent(void **state)
{
	static const char *const absent[] = {NULL, "", "  \r\n"};

	for (size_t i = 0; i < ARRAY_SIZE(absent); i++) {
		const char *website = "untouched";

		assert_int_equal(
			url_website(absent[i], "website", &arena, &fault, &website), ERR_OK);
		assert_null(website);
	}
}

static void an_origin_is_nothing_but_an_origin(void **state)
{
	static const struct accepted accepted[] = {
		{"https://example.org", "https://example.org"},
		{"https://example.org/", "https://example.org"},
		{"HTTP://Example.org:80", "http://example.org"},
		{"http://localhost:4000", "http://localhost:4000"},
		{"https://bücher.example", "https://xn--bcher-kva.example"},
	};
	static const struct refused refused[] = {
		{NULL, "required"},
		{"*", "scheme"},
		{"null", "scheme"},
		{"https://*.example.org", "host"},
		{"https://example.org/a", "not_an_origin"},
		{"https://example.org//", "not_an_origin"},
		{"https://example.org/.", "not_an_origin"},
		{"https://example.org?", "not_an_origin"},
		{"https://example.org#", "not_an_origin"},
		{"https://a@example.org", "userinfo"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++)
		check_accepted(origin_of, &accepted[i]);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		check_refused(origin_of, "origin", &refused[i]);
}

static struct slice slice_of(const char *string)
{
	return (struct slice){string, strlen(string)};
}

static void a_link_is_appended_in_normal_form(void **state)
{
	struct text out;

	text_init(200, &out);
	text_add_string(&out, "<");
	assert_true(url_link(slice_of("HTTP://Example.org:80/ü?a&utm_source=b#c"), &out));
	assert_string_equal(out.at, "<http://example.org/%C3%BC?a&utm_source=b#c");
	/* the slice ends where its length says */
	assert_true(url_link((struct slice){"https://a.example/bc", 19}, &out));
	assert_string_equal(
		out.at, "<http://example.org/%C3%BC?a&utm_source=b#chttps://a.example/b");
	text_finish(&out);
}

static void a_refused_link_appends_nothing(void **state)
{
	static const char *const refused[] = {"", " https://example.org",
		"https://example.org ok\n", "javascript:alert(1)", "java\nscript:alert(1)",
		"data:text/html,", "//example.org", "/relative", "relative", "mailto:a@example.org",
		"https://a@b/", "https://a\\@b/", "https://0x7f.1/", "http:", "http://",
		"https://a/\x01", "https://a b/", "vbscript:x", "&#106;avascript:x",
		"https://a\"onclick=b/"};
	struct text out;

	text_init(100, &out);
	text_add_string(&out, "<");
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		if (url_link(slice_of(refused[i]), &out))
			fail_msg("<%s> was accepted", refused[i]);
		assert_string_equal(out.at, "<");
	}
	assert_false(url_link((struct slice){NULL, 0}, &out));
	assert_false(url_link(slice_of(long_url("https://a/", 'x', URL_LIMIT + 1)), &out));
	assert_false(url_link(slice_of(long_url("https://a/", '<', URL_LIMIT)), &out));
	assert_false(url_link((struct slice){"https://a\0b/", 12}, &out));
	assert_int_equal(out.length, 1);
	assert_int_equal(text_status(&out), ERR_OK);
	text_finish(&out);
}

static void a_link_without_room_shows_in_the_status(void **state)
{
	struct text out;

	text_init(10, &out);
	assert_true(url_link(slice_of("https://example.org/"), &out));
	assert_int_equal(text_status(&out), ERR_TOO_LARGE);
	assert_int_equal(out.length, 0);
	text_finish(&out);
}

static void a_link_is_never_more_than_visible_ascii(void **state)
{
	struct text out;

	text_init(URL_LIMIT, &out);
	for (int c = 1; c < 256; c++) {
		const char *from = arena_format(&arena, "https://a/%c?%c#%c", c, c, c);

		out.length = 0;
		if (!url_link(slice_of(from), &out))
			continue;
		for (size_t i = 0; i < out.length; i++)
			assert_in_range(out.at[i], '!', '~');
		assert_null(strpbrk(out.at, "\"<>\\^`{|} "));
	}
	text_finish(&out);
}

static void a_failure_leaves_the_result_untouched(void **state)
{
	struct url url = {"text", "origin"};
	struct url_base base = {"base", "origin", "path"};
	const char *website = "website", *origin = "origin";

	assert_int_equal(url_page("x", "page", &arena, &fault, &url), ERR_INVALID_INPUT);
	assert_int_equal(url_website("x", "website", &arena, &fault, &website), ERR_INVALID_INPUT);
	assert_int_equal(url_origin("x", "origin", &arena, &fault, &origin), ERR_INVALID_INPUT);
	assert_int_equal(
		url_base("http://a?", "public_url", &arena, &fault, &base), ERR_INVALID_INPUT);
	assert_string_equal(base.path, "path");
	assert_string_equal(url.text, "text");
	assert_string_equal(url.origin, "origin");
	assert_string_equal(website, "website");
	assert_string_equal(origin, "origin");
	/* all mistakes at once */
	assert_int_equal(fault.count, 4);
}

static void a_full_arena_is_no_memory(void **state)
{
	struct arena full;
	struct url url = {NULL, NULL};
	struct url_base base;
	const char *out = NULL;

	arena_init(0, &full);
	assert_int_equal(url_page("http://a", "page", &full, &fault, &url), ERR_MEMORY);
	assert_int_equal(url_website("http://a", "website", &full, &fault, &out), ERR_MEMORY);
	assert_int_equal(url_origin("http://a", "origin", &full, &fault, &out), ERR_MEMORY);
	assert_int_equal(url_base("http://a", "base", &full, &fault, &base), ERR_MEMORY);
	assert_null(url.text);
	assert_null(out);
	assert_int_equal(fault.err, ERR_MEMORY);
	arena_finish(&full);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_page_comes_in_normal_form),
		LAW(dot_segments_are_resolved),
		LAW(hosts_come_in_one_spelling),
		LAW(where_a_visitor_came_from_is_dropped),
		LAW(what_browsers_would_repair_is_refused),
		LAW(what_is_no_page_is_refused),
		LAW(a_server_stands_at_an_origin_or_below_a_path),
		LAW(a_page_has_the_origin_that_browsers_send),
		LAW(the_limits_hold_for_both_spellings),
		LAW(a_host_has_the_limits_of_dns),
		LAW(a_website_keeps_query_and_fragment),
		LAW(a_website_may_be_absent),
		LAW(an_origin_is_nothing_but_an_origin),
		LAW(a_link_is_appended_in_normal_form),
		LAW(a_refused_link_appends_nothing),
		LAW(a_link_without_room_shows_in_the_status),
		LAW(a_link_is_never_more_than_visible_ascii),
		LAW(a_failure_leaves_the_result_untouched),
		LAW(a_full_arena_is_no_memory),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
