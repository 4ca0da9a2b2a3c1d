/*
 * Keys for tests: the first is always the same, so that what is made with it is known beforehand;
 * the second is another in every run. For cmocka's group setup and teardown.
 */
#ifndef AFTERWORD_TESTS_FIXED_KEYS_H
#define AFTERWORD_TESTS_FIXED_KEYS_H

#include "core/keys.h"

/* Of the first key: 00 01 02 … 1f. */
#define FIXED_KEY_DIGITS "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

extern struct keys *fixed_keys[2];
/* The first, and in front of it one that is another in every run. */
extern struct keys *fixed_several;

int fixed_keys_start(void **state);
int fixed_keys_stop(void **state);

#endif
