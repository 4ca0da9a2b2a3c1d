/* What the checks of a database have found, as `afterword check` prints it. */
#ifndef AFTERWORD_SERVER_CLI_RESULTS_H
#define AFTERWORD_SERVER_CLI_RESULTS_H

#include "base/json.h"
#include "core/audit.h"

/* A line for each, and below it what is wrong. */
void results_put_text(const struct audit_result results[AUDIT__MAX], struct text *out);

/* An array of objects. */
void results_put_json(
	const struct audit_result results[AUDIT__MAX], const char *name, struct json_writer *json);

#endif
