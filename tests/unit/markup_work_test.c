/*
 * The renderer is linear: twice the body, twice the work. Work is counted, not timed: the
 * renderer's files are compiled with -fsanitize-coverage=trace-pc, which calls us at each edge
 * of their control flow, so that the verdict is the same on any machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../fuzz/html_law.h"
#include "core/markup.h"

enum {
	BODY = 16 * 1024,
	NAME_SIZE = 64,
	EDGES_PER_BYTE = 250, /* the dearest of the bodies below takes half of it */
};

/* Bodies that are one piece over and over. */
static const char *const pieces[] = {
	/* emphasis */
	"*",
	"_",
	"*_",
	"**a ",
	"*a _b ",
	"a*",
	"a**b",
	"**a*b",
	"*a**b***c ",
	"_a __b *c ",
	"\u20ac*",
	"_a b* ",
	"*a [b](http://c.d)",
	/* what is struck out */
	"~",
	"~~",
	"~~a",
	"~~a ",
	"a~~",
	"a~~b",
	"~~a~~",
	"~~ ",
	"~~a~~~",
	"~~a ~",
	"~~*",
	"~~a *b _c ",
	"*a~~ _b** ~~c ",
	"a~~ *b",
	"\\~~a",
	"~~a [b](http://c.d)",
	"[~~a](http://c.d)",
	"~~http://a.b~~",
	"~~<http://a>~~",
	/* code */
	"`",
	"`a",
	"` ",
	"`` ` ",
	"``` `` ` ",
	"\\`",
	"`\n",
	/* brackets */
	"[",
	"]",
	"[]",
	"![",
	"[a",
	"[a](",
	"[a](b",
	"[a](<b",
	"[a](b \"",
	"[a](b 'c \"",
	"[a](b (c",
	"[](",
	"[](()",
	"](",
	"[a](((((((",
	"[a](\\(",
	"![a](",
	"[a]: b\n",
	/* links */
	"[a](http://b.c) ",
	"[[a](http://b.c)",
	"*[a*](http://b.c)",
	"[a](http://b.c/\\*\\*)",
	"<",
	"<http://a",
	"<http://a>",
	"<http://a<",
	"http://a.b ",
	"http://",
	"http://a",
	"http://a.b",
	"http://a.b:99999/",
	"http://a.b/)",
	"http://a.b/(",
	"http://a.b,",
	"http://a.b/&c;",
	"http://a.b/;",
	"&a;",
	"http://a.b/ &",
	"http://a@",
	"http://a.b@/",
	"http://b\u00fc.de/ ",
	"h",
	/* blocks */
	">",
	"> ",
	">\n",
	">\n\n",
	"> a\n\n",
	"- ",
	"-\n",
	"-\n*\n",
	"- a\n",
	"- a\n\n",
	"- * + a\n",
	"1. 1) 2. a\n",
	"0",
	"1.",
	"- - ",
	"```\n",
	"~~~\n\n",
	">```\n\n",
	"``` `\n",
	"```a\n",
	"~~~ a b\n",
	"~~~a",
	"- ~~~a\n",
	"```\n\n```a\n",
	/* the rest */
	" ",
	"\t",
	"\n",
	"\r",
	"a",
	"a\n",
	"a\n\n",
	"a  \n",
	"a\\\n",
	"\\",
	"\\*",
	"&",
	"\"",
	"&amp;",
	"Words that people write.\n",
};

static size_t edges;

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void)
{
	edges++;
}

/* Whole pieces, so that a body is like another one. */
static size_t fill(const char *piece, size_t size, char *body)
{
	size_t length = strlen(piece), filled = 0;

	for (; filled + length <= size; filled += length)
		memcpy(body + filled, piece, length);
	return filled;
}

static double edges_per_byte(const char *piece, size_t size)
{
	static char body[BODY];
	size_t length = fill(piece, size, body), taken;
	struct text html;

	text_init(SIZE_MAX / 2, &html);
	edges = 0;
	markup_html((struct slice){body, length}, &html);
	taken = edges;
	assert_int_equal(text_status(&html), ERR_OK);
	assert_null(html_law((struct slice){html.at, html.length}, length));
	text_finish(&html);
	return (double)taken / (double)length;
}

static void work_grows_with_the_body(void **state)
{
	const char *piece = *state;
	double half = edges_per_byte(piece, BODY / 2), whole = edges_per_byte(piece, BODY);

	assert_true(half > 1);
	assert_true(whole < 1.1 * half);
	assert_true(whole < EDGES_PER_BYTE);
}

/* A piece as it would be written in C, on one line. */
static const char *name_of(const char *piece, char name[NAME_SIZE])
{
	static const char controls[] = "\n\r\t", letters[] = "nrt";
	char *to = name;

	for (; *piece; piece++) {
		const char *control = strchr(controls, *piece);

		if (control)
			*to++ = '\\';
		*to++ = control ? letters[control - controls] : *piece;
	}
	*to = '\0';
	return name;
}

int main(void)
{
	static char names[ARRAY_SIZE(pieces)][NAME_SIZE];
	struct CMUnitTest tests[ARRAY_SIZE(pieces)];

	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
		tests[i] = (struct CMUnitTest){
			.name = name_of(pieces[i], names[i]),
			.test_func = work_grows_with_the_body,
			.initial_state = (void *)pieces[i],
		};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
