/* Writing metrics in Prometheus's text format, version 0.0.4. */
#ifndef AFTERWORD_SERVER_API_EXPOSITION_H
#define AFTERWORD_SERVER_API_EXPOSITION_H

#include "api/metrics.h"
#include "base/meter.h"

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* What stands above the samples of a metric. */
void exposition_begin(struct text *out, const struct metric *metric);

/* A sample. `values` are those of the metric's labels, in their order; NULL: it has none. */
void exposition_add(
	struct text *out, const struct metric *metric, const char *const *values, double number);

/* The samples of a histogram. */
void exposition_add_histogram(struct text *out, const struct metric *metric,
	const char *const *values, const struct histogram *histogram, const struct scale *scale);

#endif
