/*
 * The API's document: OpenAPI 3.1, written from the route table and the tables that its contracts
 * name. The same tables give the same bytes.
 */
#ifndef AFTERWORD_API_OPENAPI_H
#define AFTERWORD_API_OPENAPI_H

#include "base/text.h"
#include "http/route.h"

/* Appends the whole document. `cookie`: the name of the one that holds a session. */
void openapi_write(const struct route *table, const char *cookie, struct text *out);

#endif
