/* The key file as it is written; see include/core/keys.h. */
#ifndef AFTERWORD_SERVER_CORE_KEY_FILE_H
#define AFTERWORD_SERVER_CORE_KEY_FILE_H

#include "core/keys.h"

/* To be kept in secret memory. */
struct key_file {
	unsigned char keys[KEYS_MAX][CRYPTO_KEY_SIZE]; /* newest first */
	size_t count;
};

/* NOT_FOUND, without a fault: it is not there. KEY_FILE: it cannot be used. */
enum err key_file_read(const char *path, struct fault *fault, struct key_file *file) MUST_CHECK;

/* What tells the key apart (keys.c). */
void key_id(const unsigned char key[CRYPTO_KEY_SIZE], char id[KEYS_ID_SIZE]);

#endif
