/* Cached routes: their answers come from the page cache, or are made for it. */
#ifndef AFTERWORD_SERVER_HTTP_CACHED_H
#define AFTERWORD_SERVER_HTTP_CACHED_H

#include "http/request.h"

/* Answers, or suspends the request until another has made the answer; then to be called again. */
enum MHD_Result cached_answer(struct request *request);

#endif
