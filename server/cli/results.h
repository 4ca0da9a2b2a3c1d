/* What the checks of a database have found, as `afterword check` prints it. */
#ifndef AFTERWORD_SERVER_CLI_RESULTS_H
#define AFTERWORD_SERVER_CLI_RESULTS_H

#include "base/json.h"
#include "core/audit.h"

/* How many of them have found something wrong; a warning is none. */
size_t results_wrong(const struct audit_result *results, size_t count);

/* A line for each, and below it what is wrong. */
void results_put_text(const struct audit_result *results, size_t count, struct text *out);

/* An array of objects. */
void results_put_json(const struct audit_result *results, size_t count, const char *name,
	struct json_writer *json);

#endif
