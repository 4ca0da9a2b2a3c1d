/*
 * Form tokens: what a form brings back, so that it can be told when it was given out, and that it
 * was. A time and a code under the form key, for one page; 39 characters. Nothing is kept.
 */
#ifndef AFTERWORD_CORE_FORM_TOKEN_H
#define AFTERWORD_CORE_FORM_TOKEN_H

#include "base/id.h"
#include "core/keys.h"

enum { FORM_TOKEN_SIZE = ID_LENGTH + 26 + 1 };

void form_token_make(
	const struct keys *keys, const char *page, int64_t now, char out[FORM_TOKEN_SIZE]);

/* False: it was not given out for the page. */
bool form_token_read(
	const struct keys *keys, const char *page, const char *token, int64_t *made_at);

#endif
