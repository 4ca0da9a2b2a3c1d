/* The log. See include/base/log.h. A line is written by one write(2), so lines never mix. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

enum { LINE_LIMIT = 4096 };

const char *const log_level_names[] = {"error", "warning", "info", "debug", NULL};

/* syslog(3)'s priorities */
static const int priorities[] = {3, 4, 6, 7};

static enum log_level greatest = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
	greatest = level;
}

/* systemd.exec(5): JOURNAL_STREAM holds device and inode of the journal's socket. */
bool log_in_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long device, inode;
	struct stat stat;
	char *colon;

	if (!stream || fstat(fd, &stat) < 0)
		return false;
	device = strtoul(stream, &colon, 10);
	inode = *colon == ':' ? strtoul(colon + 1, NULL, 10) : 0;
	return stat.st_dev == device && stat.st_ino == inode;
}

static bool value_is_plain(const char *value)
{
	if (!*value)
		return false;
	for (; *value; value++)
		if ((unsigned char)*value <= ' ' || *value == 0x7f || strchr("\"=\\", *value))
			return false;
	return true;
}

static void log_value(struct text *line, const char *value)
{
	if (value_is_plain(value)) {
		text_add_string(line, value);
		return;
	}
	text_add_char(line, '"');
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;

		if (c == '"' || c == '\\')
			text_add_char(line, '\\');
		text_add_char(line, c < ' ' || c == 0x7f ? '?' : *value);
	}
	text_add_char(line, '"');
}

void log_pairs(enum log_level level, const char *event, const struct log_pair *pairs, size_t count)
{
	struct text line;

	if (level > greatest)
		return;
	text_init(LINE_LIMIT, &line);
	if (log_in_journal(STDERR_FILENO))
		text_add_format(&line, "<%d>", priorities[level]);
	text_add_format(&line, "level=%s event=%s", log_level_names[level], event);
	for (size_t i = 0; i < count; i++) {
		text_add_format(&line, " %s=", pairs[i].key);
		if (pairs[i].text)
			log_value(&line, pairs[i].text);
		else
			text_add_format(&line, "%lld", (long long)pairs[i].number);
	}
	text_add_char(&line, '\n');
	if (text_status(&line) == ERR_OK) {
		/* nowhere to report to if standard error itself is gone */
		ssize_t written = write(STDERR_FILENO, line.at, line.length);

		(void)written;
	}
	text_finish(&line);
}
