/* The steps of a request, as libmicrohttpd calls in. */
#ifndef AFTERWORD_SERVER_HTTP_STEPS_H
#define AFTERWORD_SERVER_HTTP_STEPS_H

#include "http/request.h"

/* The head, then pieces of the body, then once more; again after request_resume. */
enum MHD_Result request_step(struct request *request, const char *method, const char *version,
	const char *data, size_t *size);

#endif
