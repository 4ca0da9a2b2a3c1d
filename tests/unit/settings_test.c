/* The laws of include/config/settings.h, in an empty folder with a clean environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"
#include "config/settings.h"

enum { WORDS_MAX = 16 };

static char folder[] = "/tmp/afterword-settings-XXXXXX";
static struct settings settings;
static struct fault fault;
static char *words[WORDS_MAX + 1];
static int count;

/* The names, in the order of the table. */
static const char *const names[] = {
#define SETTING(member, type, standard, low, high, names, help) #member,
#include "config/settings.def"
#undef SETTING
};

static const char *const defaults[] = {
#define SETTING(member, type, standard, low, high, names, help) standard,
#include "config/settings.def"
#undef SETTING
};

static void environment_name(size_t i, char out[64])
{
	snprintf(out, 64, "AFTERWORD_%s", names[i]);
	for (char *c = out; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
}

static void clean_environment(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char name[64];

		environment_name(i, name);
		unsetenv(name);
	}
	unsetenv("AFTERWORD_CONFIG");
}

static int enter(void **state)
{
	clean_environment();
	return !mkdtemp(folder) || chdir(folder) < 0;
}

static int leave(void **state)
{
	return chdir("/") < 0 || rmdir(folder) < 0;
}

static int stop(void **state)
{
	settings_finish(&settings);
	clean_environment();
	unlink("afterword.conf");
	unlink("other.conf");
	return 0;
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

/* The arguments as one text, parted by blanks. */
static enum err read_settings(const char *arguments)
{
	static char copy[512];

	settings_finish(&settings);
	fault = FAULT_NONE;
	snprintf(copy, sizeof(copy), "afterword %s", arguments);
	count = 0;
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	return settings_read(&count, words, &fault, &settings);
}

static void check_read(const char *arguments)
{
	if (read_settings(arguments))
		fail_msg("<%s> was refused: %s", arguments, fault.detail);
}

/* The fault names the setting, its value and what would be right. */
static void check_refused(const char *arguments, const char *const *parts)
{
	if (read_settings(arguments) != ERR_SETTING)
		fail_msg("<%s> was not refused", arguments);
	assert_int_equal(fault.err, ERR_SETTING);
	for (; *parts; parts++)
		if (!strstr(fault.detail, *parts))
			fail_msg("<%s> says <%s>, without <%s>", arguments, fault.detail, *parts);
}

#define PARTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void without_anything_all_have_their_defaults(void **state)
{
	check_read("");
	assert_int_equal(ARRAY_SIZE(names), SETTING_INDEX__MAX);
	for (size_t i = 0; i < SETTING_INDEX__MAX; i++) {
		assert_string_equal(settings.texts[i], defaults[i]);
		assert_int_equal(settings.sources[i], SETTING_SOURCE_DEFAULT);
	}
	assert_string_equal(settings.database, "afterword.db");
	assert_string_equal(settings.listen, "127.0.0.1:8080");
	assert_int_equal(settings.cache_size, 16 * 1024 * 1024);
	assert_int_equal(settings.demo, 1);
	assert_int_equal(settings.fingerprint_cost, FINGERPRINT_COST_STANDARD);
	assert_int_equal(settings.log, LOG_LEVEL_INFO);
	assert_int_equal(settings.clock, 0);
}

static void check_given(size_t i, const char *way)
{
	assert_string_equal(settings.texts[i], defaults[i]);
	if (settings.sources[i] == SETTING_SOURCE_DEFAULT)
		fail_msg("%s is not read from the %s", names[i], way);
}

/* Every setting's default can be written down wherever a setting can be. */
static void every_default_passes_its_own_reader(void **state)
{
	for (size_t i = 0; i < SETTING_INDEX__MAX; i++) {
		char flag[64], text[256];

		snprintf(flag, sizeof(flag), "--%s", names[i]);
		for (char *c = flag; *c; c++)
			if (*c == '_')
				*c = '-';
		snprintf(text, sizeof(text), "%s=%s", flag, defaults[i]);
		check_read(text);
		check_given(i, "flag");
		assert_int_equal(settings.sources[i], SETTING_SOURCE_FLAG);

		snprintf(text, sizeof(text), "%s = %s\n", names[i], defaults[i]);
		write_file("afterword.conf", text);
		check_read("");
		check_given(i, "file");
		assert_int_equal(settings.sources[i], SETTING_SOURCE_FILE);
		unlink("afterword.conf");

		environment_name(i, flag);
		setenv(flag, defaults[i], 1);
		check_read("");
		check_given(i, "environment");
		assert_int_equal(settings.sources[i], SETTING_SOURCE_ENVIRONMENT);
		clean_environment();
	}
}

static void flag_goes_before_environment_before_file(void **state)
{
	write_file("afterword.conf", "workers = 1\n");
	check_read("");
	assert_int_equal(settings.workers, 1);
	setenv("AFTERWORD_WORKERS", "2", 1);
	check_read("");
	assert_int_equal(settings.workers, 2);
	check_read("--workers 3");
	assert_int_equal(settings.workers, 3);
	check_read("--workers 3 --workers=4");
	assert_int_equal(settings.workers, 4);
}

static void a_file_is_named_by_flag_or_environment(void **state)
{
	write_file("afterword.conf", "workers = 1\n");
	write_file("other.conf", "; a comment\n\nworkers=2\nlog = debug\n");
	setenv("AFTERWORD_CONFIG", "other.conf", 1);
	check_read("");
	assert_int_equal(settings.workers, 2);
	assert_int_equal(settings.log, LOG_LEVEL_DEBUG);
	check_read("--config afterword.conf");
	assert_int_equal(settings.workers, 1);
	clean_environment();
	check_read("--config other.conf serve");
	assert_int_equal(settings.workers, 2);
	assert_int_equal(count, 2);
	check_read("--config=other.conf serve");
	assert_int_equal(settings.workers, 2);
	assert_int_equal(count, 2);
	check_refused("--config", PARTS("--config", "value"));
	check_refused("--config missing.conf", PARTS("missing.conf", "No such file"));
}

static void flags_are_taken_out_and_the_rest_stays_in_order(void **state)
{
	check_read("site add --workers 3 blog --origin https://example.org --log=debug x");
	assert_int_equal(count, 7);
	assert_string_equal(words[0], "afterword");
	assert_string_equal(words[1], "site");
	assert_string_equal(words[2], "add");
	assert_string_equal(words[3], "blog");
	assert_string_equal(words[4], "--origin");
	assert_string_equal(words[5], "https://example.org");
	assert_string_equal(words[6], "x");
	assert_int_equal(settings.workers, 3);
}

static void values_are_read_by_their_type(void **state)
{
	check_read("--cache-size 0");
	assert_int_equal(settings.cache_size, 0);
	check_read("--cache-size 512");
	assert_int_equal(settings.cache_size, 512);
	check_read("--cache-size 3K");
	assert_int_equal(settings.cache_size, 3 * 1024);
	check_read("--cache-size 1G");
	assert_int_equal(settings.cache_size, 1024 * 1024 * 1024);
	check_read("--rate-limits off --fingerprint-cost strong");
	assert_int_equal(settings.rate_limits, 0);
	assert_int_equal(settings.fingerprint_cost, FINGERPRINT_COST_STRONG);
	check_read("--clock 2026-11-24T09:30:45Z");
	assert_int_equal(settings.clock, 1795512645000);
	check_read("--public-url=");
	assert_string_equal(settings.public_url, "");
	check_read("--connections 1 --connections-per-prefix 100000");
	assert_int_equal(settings.connections, 1);
	assert_int_equal(settings.connections_per_prefix, 100000);
}

static void a_wrong_value_is_told_with_what_would_be_right(void **state)
{
	check_refused("--workers x", PARTS("workers", "\"x\"", "flag", "from 0 to 256"));
	check_refused("--workers 257", PARTS("workers", "257", "256"));
	check_refused("--workers -1", PARTS("workers", "-1"));
	check_refused("--workers 1K", PARTS("workers", "1K"));
	check_refused("--workers=", PARTS("workers", "\"\""));
	check_refused("--workers 99999999999999999999", PARTS("workers"));
	check_refused("--connections 0", PARTS("connections", "from 1 to"));
	check_refused("--cache-size 2G", PARTS("cache_size", "2G", "K, M or G"));
	check_refused("--cache-size 1k", PARTS("cache_size", "1k"));
	check_refused("--cache-size 1KB", PARTS("cache_size", "1KB"));
	check_refused("--cache-size M", PARTS("cache_size", "\"M\""));
	check_refused("--cache-size 9223372036854775807G", PARTS("cache_size"));
	check_refused("--rate-limits yes", PARTS("rate_limits", "yes", "off or on"));
	check_refused("--fingerprint-cost Keyed",
		PARTS("fingerprint_cost", "Keyed", "keyed or standard or strong"));
	check_refused("--clock yesterday", PARTS("clock", "yesterday", "system"));
	check_refused("--workers", PARTS("--workers", "value"));
	setenv("AFTERWORD_WORKERS", "many", 1);
	check_refused("", PARTS("workers", "many", "environment"));
	clean_environment();
	write_file("afterword.conf", "workers = few\n");
	check_refused("", PARTS("workers", "few", "file"));
}

static void a_file_of_another_form_is_refused(void **state)
{
	write_file("afterword.conf", "wrokers = 1\n");
	check_refused("", PARTS("afterword.conf", "wrokers"));
	write_file("afterword.conf", "workers = 1\nnonsense\n");
	check_refused("", PARTS("afterword.conf", "line 2"));
}

/* What `afterword config` shows is a file that gives the same settings again. */
static void what_is_in_force_can_be_read_again(void **state)
{
	const char *texts[SETTING_INDEX__MAX];
	char copies[SETTING_INDEX__MAX][64];
	struct text file;

	check_read("--workers 3 --cache-size 1K --log debug --demo off --listen unix:/run/a.sock");
	text_init(16 * 1024, &file);
	settings_write_file(&settings, &file);
	for (size_t i = 0; i < SETTING_INDEX__MAX; i++) {
		snprintf(copies[i], sizeof(copies[i]), "%s", settings.texts[i]);
		texts[i] = copies[i];
	}
	write_file("afterword.conf", file.at);
	text_finish(&file);
	check_read("");
	for (size_t i = 0; i < SETTING_INDEX__MAX; i++)
		assert_string_equal(settings.texts[i], texts[i]);
}

static void every_setting_is_in_help_and_docs(void **state)
{
	struct text help, docs;

	text_init(64 * 1024, &help);
	text_init(64 * 1024, &docs);
	settings_write_help(&help);
	settings_write_markdown(&docs);
	assert_int_equal(text_status(&help), ERR_OK);
	assert_int_equal(text_status(&docs), ERR_OK);
	for (size_t i = 0; i < SETTING_INDEX__MAX; i++) {
		char heading[80];

		snprintf(heading, sizeof(heading), "\n## %s\n", names[i]);
		assert_non_null(strstr(docs.at, heading));
	}
	assert_non_null(strstr(help.at, "--connections-per-prefix"));
	text_finish(&help);
	text_finish(&docs);
}

#define LAW(name) cmocka_unit_test_teardown(name, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(without_anything_all_have_their_defaults),
		LAW(every_default_passes_its_own_reader),
		LAW(flag_goes_before_environment_before_file),
		LAW(a_file_is_named_by_flag_or_environment),
		LAW(flags_are_taken_out_and_the_rest_stays_in_order),
		LAW(values_are_read_by_their_type),
		LAW(a_wrong_value_is_told_with_what_would_be_right),
		LAW(a_file_of_another_form_is_refused),
		LAW(what_is_in_force_can_be_read_again),
		LAW(every_setting_is_in_help_and_docs),
	};

	return cmocka_run_group_tests(laws, enter, leave);
}
