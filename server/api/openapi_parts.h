/*
 * The parts of the API's document: openapi.c writes routes, openapi_answer.c what they answer,
 * openapi_header.c with which headers, openapi_schema.c what JSON is made of. A part goes straight
 * into the document; what it refers to is remembered, and written among the components.
 */
#ifndef AFTERWORD_SERVER_API_OPENAPI_PARTS_H
#define AFTERWORD_SERVER_API_OPENAPI_PARTS_H

#include "base/json.h"
#include "http/route.h"

enum { OPENAPI_SHAPES = 128, OPENAPI_REFUSALS = 256, REFUSAL_ERRS = 12 };

/* What is refused with one status: its problems, in the order of err.def. */
struct refusal {
	enum err errs[REFUSAL_ERRS];
	size_t count;
	bool problem, page; /* shown as JSON, as a page */
};

/* A document being written, and what was referred to in it: each stands among its components. */
struct openapi {
	struct json_writer json;
	const struct route *routes;
	const struct shape *shapes[OPENAPI_SHAPES];
	size_t shape_count;
	struct refusal refusals[OPENAPI_REFUSALS];
	size_t refusal_count;
};

/* openapi_schema.c. `name` as for a writer of JSON. */
void schema_put_input(struct openapi *api, const char *name, const struct input_table *table);
void schema_put_parameter(struct openapi *api, const struct input_member *member);
void schema_put_reference(struct openapi *api, const char *name, const struct shape *shape);
void schema_put_members(struct openapi *api, const struct shape_member *members, size_t count);
void schema_put_shapes(struct openapi *api); /* those that were referred to */

extern const struct shape problem_shape; /* what every problem has */

/* openapi_answer.c */
void answers_put(struct openapi *api, const struct route *route);
void refusals_put(struct openapi *api); /* those that were referred to */

/* openapi_header.c. Masks of enum contract_header. */
void answer_headers_refer(struct openapi *api, unsigned headers);
void request_headers_refer(struct openapi *api, unsigned headers);
void answer_headers_put(struct openapi *api);
void request_headers_put(struct openapi *api);

#endif
