/* See exposition.h. */
#include <stdbool.h>

#include "api/exposition.h"

/* A value between quotes: backslash, quote and the end of a line have a backslash in front. */
static void value_add(struct text *out, const char *value)
{
	for (; *value; value++)
		if (*value == '\n')
			text_add_string(out, "\\n");
		else if (*value == '"' || *value == '\\')
			text_add(out, (char[]){'\\', *value}, 2);
		else
			text_add_char(out, *value);
}

static void label_add(struct text *out, const char *name, const char *value, bool *first)
{
	text_add_format(out, "%c%s=\"", *first ? '{' : ',', name);
	value_add(out, value);
	text_add_char(out, '"');
	*first = false;
}

/* `upto`: the range of a histogram; NULL: it is none. */
static void sample_add(struct text *out, const struct metric *metric, const char *suffix,
	const char *const *values, const char *upto, double number)
{
	bool first = true;

	text_add_format(out, "%s%s", metric->name, suffix);
	for (size_t i = 0; metric->labels && metric->labels[i]; i++)
		label_add(out, metric->labels[i], values[i], &first);
	if (upto)
		label_add(out, "le", upto, &first);
	text_add_format(out, "%s %.15g\n", first ? "" : "}", number);
}

void exposition_begin(struct text *out, const struct metric *metric)
{
	/* a table of ours: nothing in it is to be escaped (a test looks) */
	text_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help,
		metric->name, metric_type_names[metric->type]);
}

void exposition_add(
	struct text *out, const struct metric *metric, const char *const *values, double number)
{
	sample_add(out, metric, "", values, NULL, number);
}

void exposition_add_histogram(struct text *out, const struct metric *metric,
	const char *const *values, const struct histogram *histogram, const struct scale *scale)
{
	uint64_t count = 0;
	struct text upto;

	for (size_t i = 0; i <= scale->count; i++) {
		text_init(32, &upto);
		if (i < scale->count)
			text_add_format(&upto, "%.15g", (double)scale->upto[i] * scale->unit);
		else
			text_add_string(&upto, "+Inf");
		count += meter_read(&histogram->counts[i]);
		sample_add(
			out, metric, "_bucket", values, upto.at ? upto.at : "+Inf", (double)count);
		text_finish(&upto);
	}
	sample_add(out, metric, "_sum", values, NULL,
		(double)meter_read(&histogram->sum) * scale->unit);
	sample_add(out, metric, "_count", values, NULL, (double)count);
}
