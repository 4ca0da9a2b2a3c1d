/*
 * Metrics: what is told of the running server at /metrics, for Prometheus and what reads the same
 * (text format 0.0.4). One table (metrics.def) gives names, HELP, TYPE and docs/metrics.md. Each is
 * taken from where it is counted when somebody asks; nothing is counted twice.
 */
#ifndef AFTERWORD_API_METRICS_H
#define AFTERWORD_API_METRICS_H

#include "base/text.h"

enum metric_type { METRIC_GAUGE, METRIC_COUNTER, METRIC_HISTOGRAM, METRIC_TYPE__MAX };

enum metric_index {
#define METRIC(of, name, type, labels, help) METRIC_INDEX_##name,
#include "api/metrics.def"
#undef METRIC
	METRIC_INDEX__MAX
};

struct metric {
	const char *name;
	enum metric_type type;
	const char *const *labels; /* NULL-terminated; NULL: none */
	const char *help;          /* a sentence */
};

extern const struct metric metric_table[METRIC_INDEX__MAX];
extern const char *const metric_type_names[METRIC_TYPE__MAX];

void metrics_write_markdown(struct text *out); /* docs/metrics.md */

#endif
