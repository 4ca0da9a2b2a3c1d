/* The laws of include/base/log.h. Standard error is a pipe while a law looks at it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"
#include "base/compiler.h"

static int ends[2], standard_error;
static char line[8192];

static int start(void **state)
{
	unsetenv("JOURNAL_STREAM");
	log_set_level(LOG_LEVEL_INFO);
	log_set_format(LOG_FORMAT_PAIRS);
	if (pipe2(ends, O_NONBLOCK) < 0)
		return -1;
	standard_error = dup(STDERR_FILENO);
	return dup2(ends[1], STDERR_FILENO) < 0;
}

static int stop(void **state)
{
	dup2(standard_error, STDERR_FILENO);
	close(standard_error);
	close(ends[0]);
	close(ends[1]);
	unsetenv("JOURNAL_STREAM");
	return 0;
}

/* What was logged since the last call. */
static const char *logged(void)
{
	ssize_t length = read(ends[0], line, sizeof(line) - 1);

	line[length > 0 ? length : 0] = '\0';
	return line;
}

static void an_event_is_a_line_of_pairs(void **state)
{
	log_event(LOG_LEVEL_INFO, "listening", LOG_TEXT("address", "127.0.0.1:8080"),
		LOG_NUMBER("pid", -7), LOG_NUMBER("most", INT64_MAX));
	assert_string_equal(logged(), "level=info event=listening address=127.0.0.1:8080 pid=-7 "
				      "most=9223372036854775807\n");
	log_pairs(LOG_LEVEL_ERROR, "alone", NULL, 0);
	assert_string_equal(logged(), "level=error event=alone\n");
}

static void values_are_quoted_where_needed(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"plain", "plain"},
		{"/api/{id}", "/api/{id}"},
		{"ü", "ü"},
		{"", "\"\""},
		{"two words", "\"two words\""},
		{"a=b", "\"a=b\""},
		{"say \"x\"", "\"say \\\"x\\\"\""},
		{"\"", "\"\\\"\""},
		{"back\\slash", "\"back\\\\slash\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char want[100];

		log_event(LOG_LEVEL_INFO, "e", LOG_TEXT("k", rows[i].from));
		snprintf(want, sizeof(want), "level=info event=e k=%s\n", rows[i].want);
		assert_string_equal(logged(), want);
	}
}

/* Whoever gets a text into the log cannot write a line of their own, nor move the cursor. */
static void an_event_is_never_two_lines(void **state)
{
	static const char *const rows[] = {
		"a\nlevel=info event=forged", "a\r\n", "\n", "\t\x1b[2J", "a\x7f", "a \x01"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *got;

		log_event(LOG_LEVEL_INFO, "e", LOG_TEXT("k", rows[i]));
		got = logged();
		assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
		for (const char *c = got; c[1]; c++)
			if ((unsigned char)*c < ' ' || *c == 0x7f)
				fail_msg("row %zu: a control character in the log", i);
	}
}

/* The same members, whatever the values are: each line is JSON, in UTF-8. */
static void an_event_may_be_an_object_of_json(void **state)
{
	static const struct {
		const char *from;
		const char *want;
	} rows[] = {
		{"plain", "plain"},
		{"", ""},
		{"two words", "two words"},
		{"say \"x\"", "say \\\"x\\\""},
		{"back\\slash", "back\\\\slash"},
		{"ü", "ü"},
		{"cut \xc3", "cut ?"},
		{"ü \xff", "?? ?"},
		{"a\nb\x7f\x1b", "a?b??"},
	};

	log_set_format(LOG_FORMAT_JSON);
	log_event(LOG_LEVEL_INFO, "listening", LOG_TEXT("address", "127.0.0.1:8080"),
		LOG_NUMBER("pid", -7));
	assert_string_equal(logged(), "{\"level\":\"info\",\"event\":\"listening\","
				      "\"address\":\"127.0.0.1:8080\",\"pid\":-7}\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char want[100];

		log_event(LOG_LEVEL_INFO, "e", LOG_TEXT("k", rows[i].from));
		snprintf(want, sizeof(want), "{\"level\":\"info\",\"event\":\"e\",\"k\":\"%s\"}\n",
			rows[i].want);
		assert_string_equal(logged(), want);
	}
}

static void what_is_less_severe_than_the_level_is_dropped(void **state)
{
	for (int level = 0; level < LOG_LEVEL__MAX; level++) {
		log_set_level((enum log_level)level);
		for (int one = 0; one < LOG_LEVEL__MAX; one++) {
			log_pairs((enum log_level)one, "e", NULL, 0);
			assert_int_equal(*logged() != '\0', one <= level);
		}
	}
}

static void the_journal_is_told_the_priority(void **state)
{
	static const char *const want[LOG_LEVEL__MAX] = {
		[LOG_LEVEL_ERROR] = "<3>level=error event=e\n",
		[LOG_LEVEL_WARNING] = "<4>level=warning event=e\n",
		[LOG_LEVEL_INFO] = "<6>level=info event=e\n",
		[LOG_LEVEL_DEBUG] = "<7>level=debug event=e\n",
	};
	char stream[64];
	struct stat stat;

	assert_int_equal(fstat(STDERR_FILENO, &stat), 0);
	snprintf(stream, sizeof(stream), "%lu:%lu", (unsigned long)stat.st_dev,
		(unsigned long)stat.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_set_level(LOG_LEVEL_DEBUG);
	for (int level = 0; level < LOG_LEVEL__MAX; level++) {
		log_pairs((enum log_level)level, "e", NULL, 0);
		assert_string_equal(logged(), want[level]);
	}
}

static void another_stream_is_not_the_journal(void **state)
{
	static const char *const rows[] = {"", "x", "1", "1:1", "0:0"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		setenv("JOURNAL_STREAM", rows[i], 1);
		log_pairs(LOG_LEVEL_INFO, "e", NULL, 0);
		assert_string_equal(logged(), "level=info event=e\n");
	}
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(an_event_is_a_line_of_pairs),
		LAW(values_are_quoted_where_needed),
		LAW(an_event_is_never_two_lines),
		LAW(an_event_may_be_an_object_of_json),
		LAW(what_is_less_severe_than_the_level_is_dropped),
		LAW(the_journal_is_told_the_priority),
		LAW(another_stream_is_not_the_journal),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
