/* The ground of power.c: databases and the service as a server has them; failures. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/seal.h"
#include "db/sqlite.h"
#include "power.h"
#include "store/ledger.h"
#include "store/record.h"

enum { TOLD_MAX = 20 };

struct run run;

static const struct settings settings = {.fingerprint_cost = FINGERPRINT_COST_KEYED};

/* What must not happen in the program itself. */
void must(enum err err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "power: %s: %s\n", what, err_info(err)->slug);
	exit(2);
}

/* What a cut has done that it must not. */
void wrong(size_t *count, size_t cut, const char *what, const char *detail)
{
	*count += 1;
	/* it is what is asked for: an erasure is an acknowledged write, too */
	if (run.normal && (count == &run.toll.lost || count == &run.toll.left))
		return;
	if (run.told++ < TOLD_MAX)
		fprintf(stderr, "power: %s, seed %llu, cut at %zu: %s %s\n", run.scene,
			(unsigned long long)run.seed, cut, what, detail);
}

void folder_empty(const char *of)
{
	DIR *there = opendir(of);
	struct dirent *entry;
	char file[512];

	while (there && (entry = readdir(there))) {
		snprintf(file, sizeof(file), "%s/%s", of, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(file);
	}
	if (there)
		closedir(there);
}

static void prepare(struct store *store)
{
	seal_use(store, run.keys);
	if (run.normal)
		must(sqlite_run(store->db, "PRAGMA synchronous = NORMAL"), "synchronous");
}

/* As another program beside the server. */
struct store *open_store(void)
{
	struct fault fault = FAULT_NONE;
	struct store *store;

	must(store_open(run.path, STORE_MODE_WRITE, 0, &fault, &store), fault.detail);
	prepare(store);
	return store;
}

/* As a server that starts (cli/serve.c). NULL: it is refused, as the fault says. */
struct store *start_store(int64_t at, struct fault *fault)
{
	struct store *store;
	bool begun;

	if (store_create(run.path, 0, at, fault, &store))
		return NULL;
	prepare(store);
	must(store_record_begin(store, &begun), "the record");
	must(store_ledger_mend(store, fault), fault->detail);
	return store;
}

struct store *start_first(void)
{
	struct fault fault = FAULT_NONE;
	struct store *store = start_store(NOW, &fault);

	must(store ? ERR_OK : fault.err, fault.detail);
	return store;
}

void service_start(void)
{
	run.service = (struct service){
		.settings = &settings,
		.keys = run.keys,
		.recent = recent_create(),
	};
	must(pool_create(run.path, &run.service.pool), "pool");
	run.service.sites = sites_create(run.service.pool);
	run.service.rulebook = rulebook_create(run.service.pool);
	if (!run.service.sites || !run.service.rulebook || !run.service.recent)
		must(ERR_MEMORY, "service");
}

void service_stop(void)
{
	recent_destroy(run.service.recent);
	rulebook_destroy(run.service.rulebook);
	sites_destroy(run.service.sites);
	pool_destroy(run.service.pool);
}
