/* Lines with tab stops. See core/markup/line.h. */
#include <string.h>

#include "core/markup/line.h"

enum { TAB_STOP = 4 };

static size_t tab_width(size_t column)
{
	return TAB_STOP - column % TAB_STOP;
}

static void line_look(struct line *line)
{
	line->next = line->offset;
	line->next_column = line->column;
	for (; line->next < line->text.length; line->next++) {
		char c = line->text.at[line->next];

		if (c == '\t')
			line->next_column += tab_width(line->next_column);
		else if (c == ' ')
			line->next_column++;
		else
			break;
	}
}

bool line_take(struct slice *rest, struct line *line)
{
	size_t length = 0, ending;

	if (!rest->length)
		return false;
	while (length < rest->length && rest->at[length] != '\n' && rest->at[length] != '\r')
		length++;
	*line = (struct line){.text = {rest->at, length}};
	line_look(line);
	ending = length < rest->length;
	if (ending && rest->at[length] == '\r' && length + 1 < rest->length &&
		rest->at[length + 1] == '\n')
		ending = 2;
	rest->at += length + ending;
	rest->length -= length + ending;
	return true;
}

bool line_is_blank(const struct line *line)
{
	return line->next == line->text.length;
}

size_t line_indent(const struct line *line)
{
	return line->next_column - line->column;
}

struct slice line_rest(const struct line *line)
{
	return (struct slice){line->text.at + line->next, line->text.length - line->next};
}

struct slice line_trimmed(const struct line *line)
{
	struct slice rest = line_rest(line);

	while (rest.length && strchr(" \t", rest.at[rest.length - 1]))
		rest.length--;
	return rest;
}

void line_skip_blanks(struct line *line)
{
	line->offset = line->next;
	line->column = line->next_column;
	line->split = false;
}

void line_skip_columns(struct line *line, size_t columns)
{
	while (columns && line->offset < line->next) {
		bool tab = line->text.at[line->offset] == '\t';
		size_t width = tab ? tab_width(line->column) : 1;

		line->split = width > columns;
		if (line->split)
			width = columns;
		else
			line->offset++;
		line->column += width;
		columns -= width;
	}
}

void line_skip_bytes(struct line *line, size_t bytes)
{
	line_skip_blanks(line);
	line->offset += bytes;
	line->column += bytes;
	line_look(line);
}

char *line_copy(const struct line *line, char *to)
{
	size_t from = line->offset + line->split;
	size_t length = line->text.length - from;

	if (line->split) {
		memset(to, ' ', tab_width(line->column));
		to += tab_width(line->column);
	}
	memcpy(to, line->text.at + from, length);
	return to + length;
}
