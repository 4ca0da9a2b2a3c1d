/*
 * Markdown to HTML, by cases: each names the law it shows. That the subset is CommonMark's is
 * told by tests/markup on thousands of texts; here stand the bounds, what is beyond CommonMark,
 * and what stays text. That html_law can fail is shown here too, since others rely on it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../fuzz/html_law.h"
#include "core/markup.h"

#define REL     "rel=\"nofollow ugc noopener noreferrer\""
#define LINK(a) "<a href=\"" a "\" " REL ">"

struct markup_case {
	const char *law, *body, *html;
};

static const struct markup_case cases[] = {
	{"nothing gives nothing", "", ""},
	{"blanks give nothing", " \t\n\r\n ", ""},
	{"a line is a paragraph", "a", "<p>a</p>\n"},
	{"an empty line parts paragraphs", "a\n\n\nb\n", "<p>a</p>\n<p>b</p>\n"},
	{"a line break stays a newline", "a\n  b \nc", "<p>a\nb\nc</p>\n"},
	{"CR and CRLF end lines", "a\r\nb\rc", "<p>a\nb\nc</p>\n"},
	{"two spaces break the line", "a  \nb", "<p>a<br>\nb</p>\n"},
	{"a backslash breaks the line", "a\\\nb\\", "<p>a<br>\nb\\</p>\n"},
	{"text is escaped", "<&>\"'", "<p>&lt;&amp;&gt;&quot;'</p>\n"},
	{"backslashes free punctuation alone", "\\*a\\* \\b", "<p>*a* \\b</p>\n"},

	{"emphasis and strong", "*a* __b__ ***c***",
		"<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>\n"},
	{"underscores inside words are text", "snake_case_name", "<p>snake_case_name</p>\n"},
	{"what does not close is text", "**a *b", "<p>**a *b</p>\n"},
	{"a symbol beyond the BMP is punctuation", "a*\U0001F600*", "<p>a*\U0001F600*</p>\n"},
	{"code is verbatim", "`` a`*b* \\` <i> ``", "<p><code>a`*b* \\` &lt;i&gt;</code></p>\n"},
	{"code binds before emphasis", "*a `b*` c*", "<p><em>a <code>b*</code> c</em></p>\n"},
	{"a newline in code is a space", "`a\nb`", "<p><code>a b</code></p>\n"},

	/* those of GFM 0.29, section 6.5, come first; it takes single tildes, too */
	{"two tildes strike out", "~~Hi~~ Hello, ~there~ world!",
		"<p><del>Hi</del> Hello, ~there~ world!</p>\n"},
	{"nothing is struck out across paragraphs", "This ~~has a\n\nnew paragraph~~.",
		"<p>This ~~has a</p>\n<p>new paragraph~~.</p>\n"},
	{"three tildes do not strike out", "This will ~~~not~~~ strike.",
		"<p>This will ~~~not~~~ strike.</p>\n"},
	{"nor do two and three", "~~a~~~ b~~~ c", "<p>~~a~~~ b~~~ c</p>\n"},
	{"nor four, which would be empty", "a ~~~~b~~~~", "<p>a ~~~~b~~~~</p>\n"},
	{"one tilde means about, or up to", "~5 of 3~4, 5~6", "<p>~5 of 3~4, 5~6</p>\n"},
	{"words are struck out in part, too", "a~~b~~c", "<p>a<del>b</del>c</p>\n"},
	{"blanks inside do not strike out", "~~ a ~~ b~~", "<p>~~ a ~~ b~~</p>\n"},
	{"what is struck out holds the rest", "~~a **b** `~~` [c](http://d.e)~~",
		"<p><del>a <strong>b</strong> <code>~~</code> " LINK(
			"http://d.e/") "c</a></del></p>\n"},
	{"and stands in the rest", "*a ~~b~~* [~~c~~](http://d.e)",
		"<p><em>a <del>b</del></em> " LINK("http://d.e/") "<del>c</del></a></p>\n"},
	{"what closes first wins", "~~a *b~~ c* *d ~~e* f~~",
		"<p><del>a *b</del> c* <em>d ~~e</em> f~~</p>\n"},
	{"a link binds before what is struck out", "[~~a](http://d.e)~~",
		"<p>" LINK("http://d.e/") "~~a</a>~~</p>\n"},
	{"a backslash frees one tilde", "\\~~a~~ \\~~~b~~", "<p>~~a~~ ~<del>b</del></p>\n"},

	{"fenced code", "```\nx < *y*\n\n  z\n```\na",
		"<pre><code>x &lt; *y*\n\n  z\n</code></pre>\n<p>a</p>\n"},
	{"code has its language as a class", "``` C++ {.a} b\nx\n```\n~~~objective-c\ny\n~~~",
		"<pre><code class=\"language-c++\">x\n</code></pre>\n"
		"<pre><code class=\"language-objective-c\">y\n</code></pre>\n"},
	{"a tab parts its words", "~~~\tF#\tx", "<pre><code class=\"language-f#\"></code></pre>\n"},
	{"who wrote the class has it once", "~~~ Language-js\n~~~\n~~~ language",
		"<pre><code class=\"language-js\"></code></pre>\n"
		"<pre><code class=\"language-language\"></code></pre>\n"},
	{"no name has other bytes in it", "~~~ a\"><b>\n~~~\n~~~ a_b\n~~~\n~~~ \u00e9",
		"<pre><code></code></pre>\n<pre><code></code></pre>\n<pre><code></code></pre>\n"},
	{"no escapes and no references", "~~~ a\\+\n~~~\n~~~ &amp;",
		"<pre><code></code></pre>\n<pre><code></code></pre>\n"},
	{"the longest name", "~~~ 0123456789abcdef0123456789abcdef",
		"<pre><code class=\"language-0123456789abcdef0123456789abcdef\"></code></pre>\n"},
	{"a longer one is none", "~~~ 0123456789abcdef0123456789abcdefg",
		"<pre><code></code></pre>\n"},
	{"code without its end goes on to the end", "~~~\na\n", "<pre><code>a\n</code></pre>\n"},
	{"a split tab in code leaves spaces", "- ```\n\ta\n",
		"<ul>\n<li>\n<pre><code>  a\n</code></pre>\n</li>\n</ul>\n"},
	{"quotes, and their lazy lines", "> a\nb\n\nc",
		"<blockquote>\n<p>a\nb</p>\n</blockquote>\n<p>c</p>\n"},
	{"a tight list", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
	{"a loose list", "- a\n\n- b",
		"<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"},
	{"a list starts at its number", "007) a\n2) b",
		"<ol start=\"7\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
	{"a list may start at zero", "000. a", "<ol start=\"0\">\n<li>a</li>\n</ol>\n"},
	{"ten digits are no number", "1234567890. a", "<p>1234567890. a</p>\n"},
	{"a year does not begin a list in a paragraph", "in\n1984. So", "<p>in\n1984. So</p>\n"},

	{"the fourth list is text", "- a\n  - b\n    - c\n      - d",
		"<ul>\n<li>a\n<ul>\n<li>b\n<ul>\n<li>c\n- "
		"d</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>\n"},
	{"the sixth quote is text", ">>>>>>a",
		"<blockquote>\n<blockquote>\n<blockquote>\n<blockquote>\n<blockquote>\n<p>&gt;a</"
		"p>\n"
		"</blockquote>\n</blockquote>\n</blockquote>\n</blockquote>\n</blockquote>\n"},

	{"headings are text", "# a\nb\n===\n", "<p># a\nb\n===</p>\n"},
	{"rules are text", "* * *\n\n---", "<p>* * *</p>\n<p>---</p>\n"},
	{"indented code is text", "    a", "<p>a</p>\n"},
	{"tables are text", "| a |\n|---|", "<p>| a |\n|---|</p>\n"},
	{"HTML is text", "<b>a</b>\n\n<script>x</script>",
		"<p>&lt;b&gt;a&lt;/b&gt;</p>\n<p>&lt;script&gt;x&lt;/script&gt;</p>\n"},
	{"images are text", "![a](x.png)", "<p>![a](x.png)</p>\n"},
	{"an image in a link is its text", "[![a](x.png)](https://e.example/)",
		"<p>" LINK("https://e.example/") "![a](x.png)</a></p>\n"},
	{"references are text", "[a] [b][a]\n\n[a]: /x", "<p>[a] [b][a]</p>\n<p>[a]: /x</p>\n"},
	{"character references are text", "&copy; &#65;", "<p>&amp;copy; &amp;#65;</p>\n"},

	{"links", "[a *b*](https://e.example/?x&y)",
		"<p>" LINK("https://e.example/?x&amp;y") "a <em>b</em></a></p>\n"},
	{"links are normalised", "[a](HTTPS://E.example:443)",
		"<p>" LINK("https://e.example/") "a</a></p>\n"},
	{"a link may have a title", "[a](http://e.example/ 'b\"\\'')",
		"<p><a href=\"http://e.example/\" title=\"b&quot;'\" " REL ">a</a></p>\n"},
	{"links in angle brackets", "<http://e.example/a*b*>",
		"<p>" LINK("http://e.example/a*b*") "http://e.example/a*b*</a></p>\n"},
	{"no link in a link", "[a [b](http://e.example/) c](http://f.example/)",
		"<p>[a " LINK("http://e.example/") "b</a> c](" LINK(
			"http://f.example/") "http://f.example/</a>)</p>\n"},
	{"scripts are no links", "[a](javascript:alert(1)) <javascript:b>",
		"<p>[a](javascript:alert(1)) &lt;javascript:b&gt;</p>\n"},
	{"a scheme hidden by an escape is no link", "[a](java\\script:b) [a](javascript\\:b)",
		"<p>[a](java\\script:b) [a](javascript:b)</p>\n"},
	{"a scheme hidden by a reference is no link", "[a](&#106;avascript:b)",
		"<p>[a](&amp;#106;avascript:b)</p>\n"},
	{"other schemes and paths are no links", "[a](mailto:a@e.example) [b](/c) [d](//e.example)",
		"<p>[a](mailto:a@e.example) [b](/c) [d](//e.example)</p>\n"},
	{"nobody signs in by a link", "[a](https://u:p@e.example/) https://u@e.example/",
		"<p>[a](https://u:p@e.example/) https://u@e.example/</p>\n"},
	{"a host that looks like another is no bare link",
		"https://e.example@f.example https://e.example:80@f",
		"<p>https://e.example@f.example https://e.example:80@f</p>\n"},

	{"bare links", "see https://e.example/a_b_c, (http://e.example/a_(b)).",
		"<p>see " LINK("https://e.example/a_b_c") "https://e.example/a_b_c</a>, (" LINK(
			"http://e.example/a_(b)") "http://e.example/a_(b)</a>).</p>\n"},
	{"a bare link ends before marks", "**http://e.example/** \u201chttp://e.example\u201d",
		"<p><strong>" LINK("http://e.example/") "http://e.example/</a></strong> "
							"\u201c" LINK(
								"http://e.example/") "http://"
										     "e.example</"
										     "a>\u201d</"
										     "p>\n"},
	{"a bare link is text in a link", "[http://e.example/](http://f.example/)",
		"<p>" LINK("http://f.example/") "http://e.example/</a></p>\n"},
	{"and stays one if that is none", "[http://e.example/](ftp:x)",
		"<p>[" LINK("http://e.example/") "http://e.example/</a>](ftp:x)</p>\n"},
	{"a bare link has a dot and a beginning", "http://localhost/ xhttp://e.example/ http://",
		"<p>http://localhost/ xhttp://e.example/ http://</p>\n"},

	{"an empty quote may cost more than its share", ">", "<blockquote>\n</blockquote>\n"},
};

/* What is shown of each link, parted by blanks. */
static const struct shown_case {
	const char *law, *body, *shown;
} shown[] = {
	{"links have two schemes", "http://d.e HTTPS://d.e <http://d.e> ftp://d.e <mailto:d@e>",
		"http://d.e HTTPS://d.e http://d.e"},
	{"without a scheme there is none", "www.d.e //d.e d.e/f <www.d.e> d@e.f", ""},
	{"what ends a sentence ends a bare link", "http://d.e/f?! http://d.e/g'; http://d.e.",
		"http://d.e/f http://d.e/g http://d.e"},
	{"and is in it before the end", "http://d.e/f?g=h:i,j.k;l!m'n*o_p~q",
		"http://d.e/f?g=h:i,j.k;l!m'n*o_p~q"},
	{"parentheses of its own are in it", "(http://d.e/f) http://d.e/(g)(h)). http://d.e/i)j",
		"http://d.e/f http://d.e/(g)(h) http://d.e/i)j"},
	{"so are ports", "http://d.e:80/f http://d.e:8080. http://d.e:",
		"http://d.e:80/f http://d.e:8080 http://d.e"},
	{"what looks like a reference at its end is not",
		"http://d.e/?f&amp;g&copy;. http://d.e/h;i&; http://d.e/j;",
		"http://d.e/?f&amp;amp;g http://d.e/h;i&amp; http://d.e/j"},
	{"letters of any script are in it", "https://b\u00fccher.d/\u672c\u30fc",
		"https://b\u00fccher.d/\u672c\u30fc"},
	{"marks and symbols of any script are not",
		"http://d.e\u3002\uff08http://d.e/f\uff09http://d.e/g\u300d\uff0chttp://d.e/"
		"\U0001F600",
		"http://d.e http://d.e/f http://d.e/g http://d.e/"},
	{"nor are quotes, brackets and bars",
		"\"http://d.e\" [http://d.e/f] {http://d.e/g} |http://d.e/h|i",
		"http://d.e http://d.e/f http://d.e/g http://d.e/h"},
	{"links may be emphasised and struck out",
		"_http://d.e_ **http://d.e/f** ~~http://d.e/g~h~~ ~~<http://d.e>~~",
		"http://d.e http://d.e/f http://d.e/g~h http://d.e"},
	{"links are not in code", "`http://d.e` <http://d.e>\n```\nhttp://d.e\n", "http://d.e"},
};

/* The whole growing text, since only failure ends it. */
static struct text render(struct slice body)
{
	struct text html;

	text_init(SIZE_MAX / 2, &html);
	markup_html(body, &html);
	assert_int_equal(text_status(&html), ERR_OK);
	return html;
}

static void check_case(void **state)
{
	const struct markup_case *row = *state;
	struct text html = render((struct slice){row->body, strlen(row->body)});

	assert_string_equal(html.length ? html.at : "", row->html);
	assert_null(html_law((struct slice){html.at, html.length}, strlen(row->body)));
	text_finish(&html);
}

static void check_shown(void **state)
{
	const struct shown_case *row = *state;
	struct text html = render((struct slice){row->body, strlen(row->body)}), found;

	text_init(strlen(row->shown) + 1, &found);
	for (const char *at = html.at; (at = strstr(at, REL ">"));) {
		at += strlen(REL ">");
		text_add_string(&found, found.length ? " " : "");
		text_add(&found, at, (size_t)(strstr(at, "</a>") - at));
	}
	assert_int_equal(text_status(&found), ERR_OK);
	assert_string_equal(found.length ? found.at : "", row->shown);
	text_finish(&found);
	text_finish(&html);
}

static void html_is_added_to_what_is_there(void **state)
{
	struct text html;

	text_init(100, &html);
	text_add_string(&html, "x");
	markup_html((struct slice){"a", 1}, &html);
	assert_string_equal(html.at, "x<p>a</p>\n");
	text_finish(&html);
}

static void a_text_too_small_tells(void **state)
{
	struct text html;

	text_init(8, &html);
	markup_html((struct slice){"a", 1}, &html);
	assert_int_equal(text_status(&html), ERR_TOO_LARGE);
	text_finish(&html);
}

static void what_would_grow_too_far_is_shown_as_typed(void **state)
{
	char body[3 * 64];
	struct text html;

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = ">\n\n"[i % 3];
	html = render((struct slice){body, sizeof(body)});
	assert_memory_equal(html.at, "<p>&gt;\n\n&gt;\n\n", 15);
	assert_null(html_law((struct slice){html.at, html.length}, sizeof(body)));
	text_finish(&html);
}

static void what_grows_to_the_bound_is_not(void **state)
{
	char body[10 * 64];
	struct text html;

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = "<http://a>"[i % 10];
	html = render((struct slice){body, sizeof(body)});
	assert_non_null(strstr(html.at, LINK("http://a/")));
	assert_true(html.length > 7 * sizeof(body));
	assert_null(html_law((struct slice){html.at, html.length}, sizeof(body)));
	text_finish(&html);
}

/* Whether the outermost of so many brackets makes a link. */
static bool outermost_links(int brackets)
{
	char body[256];
	struct text html;
	bool links;

	memset(body, '[', (size_t)brackets);
	memset(body + brackets, ']', (size_t)brackets);
	strcpy(body + 2 * brackets, "(http://a)");
	html = render((struct slice){body, strlen(body)});
	links = strstr(html.at, LINK("http://a/"));
	text_finish(&html);
	return links;
}

static void only_the_last_brackets_are_remembered(void **state)
{
	assert_true(outermost_links(MARKUP_BRACKETS));
	assert_false(outermost_links(MARKUP_BRACKETS + 1));
}

static const struct law_case {
	const char *html, *law;
} breaches[] = {
	{"<p>a<br>\nb</p>\n", NULL},
	{"<p><del>a</del> <code>b</code></p>\n<pre><code class=\"language-c++\">c</code></pre>\n",
		NULL},
	{"<ol start=\"7\">\n<li>a</li>\n</ol>\n", NULL},
	{"<p><a href=\"http://a/\" title=\"b\" " REL ">c</a></p>\n", NULL},
	{"<p>a", "every element ends"},
	{"<p><em>a</p></em>", "well nested"},
	{"</p>", "well nested"},
	{"<img>", "only known elements"},
	{"<P>a</P>", "only known elements"},
	{"<em>a</em>", "an element stands where it may"},
	{"<p><p>a</p></p>", "an element stands where it may"},
	{"<ul><p>a</p></ul>", "an element stands where it may"},
	{"<p class=\"x\">a</p>", "only known attributes"},
	{"<p >a</p>", "only known attributes"},
	{"<p><code class=\"language-a\">a</code></p>", "only known attributes"},
	{"<pre><code class=\"a\">a</code></pre>", "an attribute has the value that is allowed"},
	{"<pre><code class=\"language-a b\">a</code></pre>",
		"an attribute has the value that is allowed"},
	{"<pre><code class=\"language-A\">a</code></pre>",
		"an attribute has the value that is allowed"},
	{"<pre><em>a</em></pre>", "an element stands where it may"},
	{"<ol start=\"x\">\n</ol>", "an attribute has the value that is allowed"},
	{"<p><a>a</a></p>", "a link has its href and its rel"},
	{"<p><a href=\"http://a/\">a</a></p>", "a link has its href and its rel"},
	{"<p><a href=\"http://a/\" rel=\"ugc\">a</a></p>",
		"an attribute has the value that is allowed"},
	{"<p><a href=\"javascript:a\" " REL ">a</a></p>",
		"an attribute has the value that is allowed"},
	{"<p><a href=\"http://a b/\" " REL ">a</a></p>",
		"an attribute has the value that is allowed"},
	{"<p><a href=\"http://u@a/\" " REL ">a</a></p>",
		"an attribute has the value that is allowed"},
	{"<p><a href=\"http://a/?b&c\" " REL ">a</a></p>",
		"an attribute has the value that is allowed"},
	{"<p><a href=\"http:///\" " REL ">a</a></p>", "an attribute has the value that is allowed"},
	{"<p>" LINK("http://a/") LINK("http://b/") "a</a></a></p>", "no link in a link"},
	{"<p>a & b</p>", "text is escaped"},
	{"<p>a > b</p>", "text is escaped"},
	{"<p>&copy;</p>", "text is escaped"},
	{"a", "text stands where it may"},
	{"<pre>\n<code></code></pre>", "text stands where it may"},
	{"<p>\xff</p>", "valid UTF-8"},
};

static void the_law_can_be_broken(void **state)
{
	static char long_text[MARKUP_GROWTH * MARKUP_LEAST + 2];
	struct slice html = {long_text, sizeof(long_text) - 1};
	const char *law;

	for (size_t i = 0; i < ARRAY_SIZE(breaches); i++) {
		const char *at = breaches[i].html;

		law = html_law((struct slice){at, strlen(at)}, strlen(at));
		if (breaches[i].law)
			assert_non_null(law);
		else
			assert_null(law);
		assert_string_equal(law ? law : "", breaches[i].law ? breaches[i].law : "");
	}
	memset(long_text, '\n', html.length);
	assert_string_equal(html_law(html, MARKUP_LEAST), "no longer than the bound");
}

static const struct CMUnitTest others[] = {
	cmocka_unit_test(html_is_added_to_what_is_there),
	cmocka_unit_test(a_text_too_small_tells),
	cmocka_unit_test(what_would_grow_too_far_is_shown_as_typed),
	cmocka_unit_test(what_grows_to_the_bound_is_not),
	cmocka_unit_test(only_the_last_brackets_are_remembered),
	cmocka_unit_test(the_law_can_be_broken),
};

static struct CMUnitTest case_of(const char *law, CMUnitTestFunction check, const void *row)
{
	return (struct CMUnitTest){
		.name = law,
		.test_func = check,
		.initial_state = (void *)row,
	};
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(cases) + ARRAY_SIZE(shown) + ARRAY_SIZE(others)], *test;

	memcpy(tests, others, sizeof(others));
	test = tests + ARRAY_SIZE(others);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		*test++ = case_of(cases[i].law, check_case, &cases[i]);
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		*test++ = case_of(shown[i].law, check_shown, &shown[i]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
