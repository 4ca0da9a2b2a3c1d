/* OPTIONS: what a path takes, and what pages of other origins may send (CORS; Fetch standard). */
#ifndef AFTERWORD_SERVER_HTTP_PREFLIGHT_H
#define AFTERWORD_SERVER_HTTP_PREFLIGHT_H

#include "http/request.h"

/* Fills the answer. `allow`: the path's methods. */
enum err preflight_answer(struct request *request, struct slice path, const char *allow) MUST_CHECK;

#endif
