/* The laws of server/http/response.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "http/response.h"

static const char *header(struct MHD_Response *response, const char *name)
{
	return MHD_get_response_header(response, name);
}

static void a_response_has_the_headers_of_its_answer(void **state)
{
	const struct answer answer = {
		.type = "application/json",
		.headers = {{"ETag", "\"1\""}, {"Vary", "Origin"}},
		.header_count = 2,
	};
	struct MHD_Response *response = response_create(&answer, strdup("{}"), 2, false);

	assert_non_null(response);
	assert_string_equal(header(response, "Content-Type"), "application/json");
	assert_string_equal(header(response, "ETag"), "\"1\"");
	assert_string_equal(header(response, "Vary"), "Origin");
	assert_string_equal(header(response, "X-Content-Type-Options"), "nosniff");
	assert_null(header(response, "Connection"));
	MHD_destroy_response(response);
}

static void the_last_answer_closes(void **state)
{
	const struct answer answer = {.type = NULL};
	struct MHD_Response *response = response_create(&answer, NULL, 0, true);

	assert_non_null(response);
	assert_null(header(response, "Content-Type"));
	assert_string_equal(header(response, "Connection"), "close");
	MHD_destroy_response(response);
}

/* The body is freed all the same; who runs this with a leak checker sees it. */
static void a_header_that_is_none_makes_no_response(void **state)
{
	static const char *const values[] = {"a\r\nSet-Cookie: b", "a\nb", ""};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		const struct answer answer = {
			.headers = {{"Location", values[i]}}, .header_count = 1};

		assert_null(response_create(&answer, strdup("body"), 4, false));
	}
}

static void a_head_is_that_of_a_response(void **state)
{
	const struct answer answer = {
		.status = 200,
		.type = "text/event-stream",
		.headers = {{"Vary", "Origin"}, {"Cache-Control", "no-store"}},
		.header_count = 2,
	};
	struct text head;

	text_init(1024, &head);
	response_head(&answer, 784111777000, &head);
	assert_int_equal(text_status(&head), ERR_OK);
	assert_string_equal(head.at, "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
				     "Connection: close\r\nX-Content-Type-Options: nosniff\r\n"
				     "Content-Type: text/event-stream\r\nVary: Origin\r\n"
				     "Cache-Control: no-store\r\n\r\n");
	text_finish(&head);
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_response_has_the_headers_of_its_answer),
		cmocka_unit_test(the_last_answer_closes),
		cmocka_unit_test(a_header_that_is_none_makes_no_response),
		cmocka_unit_test(a_head_is_that_of_a_response),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
