/*
 * An author's private link: the comment's id and a code made of it under the secret key. Needs
 * no storage and cannot be guessed.
 */
#ifndef AFTERWORD_CORE_LINK_H
#define AFTERWORD_CORE_LINK_H

#include <stdbool.h>
#include <stdint.h>
#include "base/id.h"
#include "core/keys.h"

enum { LINK_SIZE = ID_LENGTH + 26 + 1 };

void link_make(const struct keys *keys, int64_t comment, char out[LINK_SIZE]);

/* False when it is not a link that one of the keys made. */
bool link_read(const struct keys *keys, const char *link, int64_t *comment);

#endif
