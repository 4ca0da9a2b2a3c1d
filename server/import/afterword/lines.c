/* See lines.h. */
#include <string.h>

#include "import/afterword/lines.h"

static const struct field head_fields[] = {
	FIELD(struct lines_head, format, FIELD_NUMBER, SEE_EXPORT,
		.what = "The number of this format: 1."),
	FIELD(struct lines_head, key, FIELD_TEXT, SEE_PRINTS,
		.what = "The id of the server's key, as `afterword key show` tells it.",
		.null = SEE_PRINTS),
};
static const struct field_table head_table = {
	head_fields, ARRAY_SIZE(head_fields), sizeof(struct lines_head)};

static const struct field end_fields[] = {
	FIELD(struct lines_end, lines, FIELD_INTEGER, SEE_EXPORT,
		.what = "How many lines are between the first and this one."),
	FIELD(struct lines_end, flaws, FIELD_INTEGER, SEE_EXPORT,
		.what = "How many seals did not hold; 0 where all is well."),
};
static const struct field_table end_table = {
	end_fields, ARRAY_SIZE(end_fields), sizeof(struct lines_end)};

struct lines_kind lines_kind(size_t kind)
{
	switch (kind) {
	case LINES_HEAD:
		return (struct lines_kind){"afterword", "The first line.", &head_table};
	case LINES_END:
		return (struct lines_kind){
			"end", "The last line: without it the file is not whole.", &end_table};
	default:
		return (struct lines_kind){
			line_infos[kind].name, line_infos[kind].what, line_infos[kind].table};
	}
}

unsigned lines_see(bool prints)
{
	return prints ? SEE_EXPORT | SEE_PRINTS : SEE_EXPORT;
}

enum err lines_read(struct slice line, bool prints, int64_t now, struct arena *arena,
	struct fault *fault, size_t *kind, union lines_any *out)
{
	struct json_kind kinds[LINES__MAX];
	enum err err;

	for (size_t i = 0; i < LINES__MAX; i++)
		kinds[i] = (struct json_kind){lines_kind(i).name, lines_kind(i).table};
	err = json_read_row(
		line, kinds, LINES__MAX, lines_see(prints) | SEE_FLAWED, arena, fault, kind, out);
	if (!err && *kind < LINE__MAX)
		err = line_check((enum line_kind) * kind, &out->row, now, arena, fault);
	return err;
}
