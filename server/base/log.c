/* The log. See include/base/log.h. A line is written by one write(2), so lines never mix. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/utf8.h"

enum { LINE_LIMIT = 4096 };

const char *const log_level_names[] = {"error", "warning", "info", "debug", NULL};
const char *const log_format_names[] = {"pairs", "json", NULL};

/* syslog(3)'s priorities */
static const int priorities[] = {3, 4, 6, 7};

static enum log_level greatest = LOG_LEVEL_INFO;
static enum log_format format = LOG_FORMAT_PAIRS;

void log_set_level(enum log_level level)
{
	greatest = level;
}

void log_set_format(enum log_format wanted)
{
	format = wanted;
}

bool log_takes(enum log_level level)
{
	return level <= greatest;
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

static void line_add_pairs(struct text *line, enum log_level level, const char *event,
	const struct log_pair *pairs, size_t count)
{
	text_add_format(line, "level=%s event=%s", log_level_names[level], event);
	for (size_t i = 0; i < count; i++) {
		text_add_format(line, " %s=", pairs[i].key);
		if (pairs[i].text)
			log_value(line, pairs[i].text);
		else
			text_add_format(line, "%lld", (long long)pairs[i].number);
	}
}

/* A value that is cut off within a character, or is no text, still makes a line of JSON. */
static void json_put_value(struct json_writer *json, const char *key, const char *value)
{
	bool valid = utf8_valid(value, strlen(value));
	struct text text;

	text_init(LINE_LIMIT, &text);
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;

		text_add_char(&text, c < ' ' || c == 0x7f || (c > 0x7f && !valid) ? '?' : *value);
	}
	json_put_text(json, key, text.at ? text.at : "");
	text_finish(&text);
}

static void line_add_json(struct text *line, enum log_level level, const char *event,
	const struct log_pair *pairs, size_t count)
{
	struct json_writer json;

	json_init(line, &json);
	json_open_object(&json, NULL);
	json_put_text(&json, "level", log_level_names[level]);
	json_put_text(&json, "event", event);
	for (size_t i = 0; i < count; i++)
		if (pairs[i].text)
			json_put_value(&json, pairs[i].key, pairs[i].text);
		else
			json_put_integer(&json, pairs[i].key, pairs[i].number);
	json_close_object(&json);
}

static void (*const line_add[LOG_FORMAT__MAX])(struct text *line, enum log_level level,
	const char *event, const struct log_pair *pairs, size_t count) = {
	[LOG_FORMAT_PAIRS] = line_add_pairs,
	[LOG_FORMAT_JSON] = line_add_json,
};

void log_pairs(enum log_level level, const char *event, const struct log_pair *pairs, size_t count)
{
	struct text line;

	if (!log_takes(level))
		return;
	text_init(LINE_LIMIT, &line);
	if (log_in_journal(STDERR_FILENO))
		text_add_format(&line, "<%d>", priorities[level]);
	line_add[format](&line, level, event, pairs, count);
	text_add_char(&line, '\n');
	if (text_status(&line) == ERR_OK) {
		/* nowhere to report to if standard error itself is gone */
		ssize_t written = write(STDERR_FILENO, line.at, line.length);

		(void)written;
	}
	text_finish(&line);
}
