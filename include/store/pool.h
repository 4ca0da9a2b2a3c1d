/*
 * Stores for reading: as many as threads read at once, opened when first needed, the one used
 * last handed out first.
 */
#ifndef AFTERWORD_STORE_POOL_H
#define AFTERWORD_STORE_POOL_H

#include "store/seal.h"
#include "store/store.h"

struct pool;

enum err pool_create(const char *path, struct pool **pool) MUST_CHECK;
/* What its stores hold texts against. Before the first is taken. */
void pool_set_sealer(struct pool *pool, const struct sealer *sealer);
void pool_destroy(struct pool *pool);

/* A store of one's own until it is given back. */
enum err pool_take(struct pool *pool, struct fault *fault, struct store **store) MUST_CHECK;
void pool_give(struct pool *pool, struct store *store);

#endif
