/* How far it was looked for comments whose time is over: core/expiry.h. */
#ifndef AFTERWORD_STORE_EXPIRY_H
#define AFTERWORD_STORE_EXPIRY_H

#include "store/comment.h"

/* Of the decisions for a state, the last that was looked at; 0: none. */
enum err store_expiry_through(
	struct store *store, enum comment_state state, int64_t *through) MUST_CHECK;
enum err store_expiry_set(
	struct store *store, enum comment_state state, int64_t through) MUST_CHECK;

#endif
