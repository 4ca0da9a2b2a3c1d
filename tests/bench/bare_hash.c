/*
 * What the hashers' processors allow: the other side of the table where an address costs work.
 *
 *   bare_hash COST THREADS SECONDS KEY-FILE
 *
 * Makes fingerprints with the server's own function on as many threads as `serve` has hashers,
 * and does nothing else. Prints `rate=FINGERPRINTS-A-SECOND`.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/field.h"
#include "core/fingerprint.h"

enum { THREADS_MAX = 256, ADDRESS_SIZE = 64 };

static struct {
	const struct keys *keys;
	enum fingerprint_cost cost;
	atomic_bool stop;
	atomic_long made;
} shared;

static void *hash_loop(void *context)
{
	static const char salt[SITE_SALT_SIZE];
	const struct site site = {.id = "bench", .salt = {salt, sizeof(salt)}};
	struct fingerprint fingerprint;
	char address[ADDRESS_SIZE];
	long number = 0;

	(void)context;
	while (!atomic_load(&shared.stop)) {
		snprintf(address, sizeof(address), "reader-%ld@example.org", number++);
		if (fingerprint_make(shared.keys, shared.cost, &site, address, &fingerprint))
			abort();
		atomic_fetch_add(&shared.made, 1);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MAX];
	struct fault fault = {0};
	struct keys *keys;
	int count, cost;

	if (argc != 5 || (cost = field_name_index(fingerprint_cost_names, argv[1])) < 0 ||
		(count = atoi(argv[2])) < 1 || count > THREADS_MAX) {
		fprintf(stderr, "usage: bare_hash COST THREADS SECONDS KEY-FILE\n");
		return 64;
	}
	if (crypto_start() || keys_open(argv[4], false, &fault, &keys)) {
		fprintf(stderr, "bare_hash: %s\n", fault.detail);
		return 1;
	}
	shared.keys = keys;
	shared.cost = (enum fingerprint_cost)cost;
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, hash_loop, NULL) != 0)
			abort();
	usleep((useconds_t)(atof(argv[3]) * 1e6));
	printf("rate=%.1f\n", (double)atomic_load(&shared.made) / atof(argv[3]));
	atomic_store(&shared.stop, true);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	keys_close(keys);
	return 0;
}
