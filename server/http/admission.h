/* Admission: who may ask, in one fixed order for all routes, driven by the route's row. */
#ifndef AFTERWORD_SERVER_HTTP_ADMISSION_H
#define AFTERWORD_SERVER_HTTP_ADMISSION_H

#include "http/guard.h"

/* size → rate → origin → who → role; headers that belong to the answer are added. */
enum err admission_check(struct request *request, const struct framing *framing) MUST_CHECK;

/* Whether who listens may still do so, by what stands in the database now. */
enum err admission_again(struct request *request) MUST_CHECK;

/* Whether the page of `origin` may send to a route with CORS_SITES; looks sites up. */
enum err admission_origin(struct request *request, const char *origin, bool *known) MUST_CHECK;

#endif
