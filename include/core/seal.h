/* The key that seals (store/seal.h). */
#ifndef AFTERWORD_CORE_SEAL_H
#define AFTERWORD_CORE_SEAL_H

#include "core/keys.h"
#include "store/seal.h"

/* Gives the store its sealer. The keys outlive the store. */
void seal_use(struct store *store, const struct keys *keys);

#endif
