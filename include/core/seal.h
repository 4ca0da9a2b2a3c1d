/* The key that seals (store/seal.h). */
#ifndef AFTERWORD_CORE_SEAL_H
#define AFTERWORD_CORE_SEAL_H

#include "core/keys.h"
#include "store/seal.h"

/* Gives the store its sealer. The keys outlive the store. */
void seal_use(struct store *store, const struct keys *keys);

/* A sealer that tells of damaged texts, where there is somebody to tell. */
struct sealer seal_with(const struct keys *keys,
	void (*damaged)(void *context, int64_t comment, int64_t revision), void *context);

#endif
