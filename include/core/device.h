/*
 * Devices: a browser on which an account has signed in holds a text that says so. It opens nothing;
 * it only sets its bearer apart from strangers when attempts are counted. It names nobody and is
 * not stored: a random part, and what it becomes under a key together with the account's name.
 */
#ifndef AFTERWORD_CORE_DEVICE_H
#define AFTERWORD_CORE_DEVICE_H

#include <stdbool.h>
#include "core/keys.h"

enum { DEVICE_SIZE = 2 * 26 + 1 };

void device_make(const struct keys *keys, const char *name, char out[DEVICE_SIZE]);

/* Whether the text (may be NULL) was made for this name. */
bool device_is_known(const struct keys *keys, const char *name, const char *text);

#endif
