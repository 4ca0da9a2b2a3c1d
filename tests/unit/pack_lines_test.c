/* The laws of include/core/pack_lines.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/pack_lines.h"

static FILE *scratch;
static struct pack_file file;
static struct fault fault;

static int start(void **state)
{
	scratch = tmpfile();
	if (!scratch)
		return -1;
	file = (struct pack_file){fileno(scratch), "the file"};
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	return fclose(scratch);
}

static void write_all(enum pack_as as, const char *bytes, size_t length)
{
	struct pack_writer *writer;

	assert_int_equal(pack_writer_create(&file, as, &fault, &writer), ERR_OK);
	assert_int_equal(pack_writer_put(writer, (struct slice){bytes, length}), ERR_OK);
	assert_int_equal(pack_writer_end(writer), ERR_OK);
	pack_writer_destroy(writer);
}

static struct pack_reader *read_again(void)
{
	struct pack_reader *reader;

	lseek(file.fd, 0, SEEK_SET);
	assert_int_equal(pack_reader_create(&file, &fault, &reader), ERR_OK);
	return reader;
}

static void check_line(struct pack_reader *reader, size_t length)
{
	struct slice line;

	assert_int_equal(pack_reader_line(reader, &line), ERR_OK);
	assert_int_equal(line.length, length);
	for (size_t i = 0; i < length; i++)
		assert_int_equal(line.at[i], (char)('a' + length % 26));
}

static void check_end(struct pack_reader *reader, enum err want)
{
	struct slice line;

	assert_int_equal(pack_reader_line(reader, &line), want);
	pack_reader_destroy(reader);
}

/* Lines of these lengths. */
static char *lines_of(const size_t *lengths, size_t count, size_t *length)
{
	size_t all = 0;
	char *bytes;

	for (size_t i = 0; i < count; i++)
		all += lengths[i] + 1;
	bytes = malloc(all);
	assert_non_null(bytes);
	*length = 0;
	for (size_t i = 0; i < count; i++) {
		memset(bytes + *length, (char)('a' + lengths[i] % 26), lengths[i]);
		*length += lengths[i];
		bytes[(*length)++] = '\n';
	}
	return bytes;
}

static const size_t lengths[] = {0, 1, 65534, 65535, 65536, 65537, 0, 7, PACK_LINE_MAX, 100};

static void lines_come_out_as_they_went_in(void **state)
{
	size_t length;
	char *bytes = lines_of(lengths, ARRAY_SIZE(lengths), &length);

	for (int as = 0; as < PACK_AS__MAX; as++) {
		struct pack_reader *reader;

		assert_int_equal(ftruncate(file.fd, 0), 0);
		lseek(file.fd, 0, SEEK_SET);
		write_all((enum pack_as)as, bytes, length);
		/* and once more: members and frames may follow each other */
		write_all((enum pack_as)as, bytes, length);
		reader = read_again();
		for (size_t i = 0; i < 2 * ARRAY_SIZE(lengths); i++)
			check_line(reader, lengths[i % ARRAY_SIZE(lengths)]);
		check_end(reader, ERR_NOT_FOUND);
	}
	free(bytes);
}

static void a_last_line_needs_no_end(void **state)
{
	struct pack_reader *reader;

	write_all(PACK_AS_PLAIN, "b\nb", 3);
	reader = read_again();
	check_line(reader, 1);
	check_line(reader, 1);
	check_end(reader, ERR_NOT_FOUND);
}

static void nothing_has_no_lines(void **state)
{
	check_end(read_again(), ERR_NOT_FOUND);
}

static void a_line_too_long_is_passed_over(void **state)
{
	static const size_t long_ones[] = {
		3, PACK_LINE_MAX + 1, 5, 3 * PACK_LINE_MAX + 17, 1, 2 * PACK_LINE_MAX};
	size_t length;
	char *bytes = lines_of(long_ones, ARRAY_SIZE(long_ones), &length);

	for (int as = 0; as < PACK_AS__MAX; as++) {
		struct pack_reader *reader;

		assert_int_equal(ftruncate(file.fd, 0), 0);
		lseek(file.fd, 0, SEEK_SET);
		write_all((enum pack_as)as, bytes, length);
		reader = read_again();
		for (size_t i = 0; i < ARRAY_SIZE(long_ones); i++) {
			struct slice line;

			if (long_ones[i] <= PACK_LINE_MAX)
				check_line(reader, long_ones[i]);
			else
				assert_int_equal(pack_reader_line(reader, &line), ERR_TOO_LARGE);
		}
		check_end(reader, ERR_NOT_FOUND);
	}
	free(bytes);
}

/* Wherever it is cut off. */
static void what_is_cut_off_is_damaged(void **state)
{
	for (int as = PACK_AS_GZIP; as < PACK_AS__MAX; as++) {
		off_t whole;

		assert_int_equal(ftruncate(file.fd, 0), 0);
		lseek(file.fd, 0, SEEK_SET);
		write_all((enum pack_as)as, "some\nlines\n", 11);
		whole = lseek(file.fd, 0, SEEK_END);
		for (off_t cut = whole - 1; cut > 4; cut--) {
			struct pack_reader *reader;
			struct slice line;
			enum err err = ERR_OK;

			assert_int_equal(ftruncate(file.fd, cut), 0);
			reader = read_again();
			while (!err)
				err = pack_reader_line(reader, &line);
			assert_int_equal(err, ERR_EXPORT);
			pack_reader_destroy(reader);
		}
	}
}

static void names_say_how_it_is_packed(void **state)
{
	assert_int_equal(pack_as_of("a.jsonl"), PACK_AS_PLAIN);
	assert_int_equal(pack_as_of("-"), PACK_AS_PLAIN);
	assert_int_equal(pack_as_of(".gz"), PACK_AS_PLAIN);
	assert_int_equal(pack_as_of("a.gz"), PACK_AS_GZIP);
	assert_int_equal(pack_as_of("a.gz.zst"), PACK_AS_ZSTD);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(lines_come_out_as_they_went_in),
		LAW(a_last_line_needs_no_end),
		LAW(nothing_has_no_lines),
		LAW(a_line_too_long_is_passed_over),
		LAW(what_is_cut_off_is_damaged),
		LAW(names_say_how_it_is_packed),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
