/*
 * Power cuts (docs/decisions/0027-power-cuts.md). The server's writer, its store and its driver
 * commit what readers, moderators and authors ask for, on a disk that is written down (disk.h); it
 * is noted how much of that there was when each was acknowledged. Then the power goes at many
 * places in it, and what is left is opened by the same code as at a start:
 *
 *   1. what was acknowledged by then is there: comments, decisions, erasures, migrations, once;
 *   2. of the writes of one transaction all are there, or none;
 *   3. all that `afterword check` looks at in a database is good, also after it has gone on;
 *   4. what an author had erased is in no file when the erasure has gone on to its end.
 *
 * Of ten of these starts one is cut again.
 *
 * usage: power SEED CUTS BATCHES [normal]
 *
 * Prints a line of JSON for each scene; what is wrong goes to standard error. `normal`: the
 * database runs with synchronous=NORMAL, by which acknowledged writes, erasures too, are lost.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crypto.h"
#include "power.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

enum { AGAIN = 10 /* of so many starts one is cut, too */ };

/* The start after a cut is cut. */
static void cut_again(size_t cut, uint64_t *random)
{
	struct disk *inner = disk_begin(run.folder);
	size_t sent, sent_at = NEVER, place, none;
	struct store *store;

	start_and_look(cut, random, inner, ENTRIES_MAX, &sent, &sent_at);
	disk_end(inner);
	place = random_below(random, disk_length(inner) + 1);
	folder_empty(run.folder);
	disk_cut(inner, place, *random, run.folder);
	store = starts(cut);
	if (store) {
		if (sent != ENTRIES_MAX && sent_at <= place) {
			char want[BODY_SIZE];

			body_make(sent, run.entries[sent].author, want);
			if (counted(store, "SELECT count(*) FROM revision WHERE body = $1", want) !=
				1)
				wrong(&run.toll.lost, cut, "lost by the second cut:", want);
		}
		store_close(store);
	}
	start_and_look(cut, random, NULL, sent, &none, &sent_at);
	disk_destroy(inner);
}

static int places_compare(const void *left, const void *right)
{
	size_t a = *(const size_t *)left, b = *(const size_t *)right;

	return (a > b) - (a < b);
}

/* So many cuts of what was written down, at places that are drawn; then a line of what there was.
 */
static void cut(size_t cuts, uint64_t random)
{
	size_t *places = calloc(cuts + 1, sizeof(*places));
	size_t length = disk_length(run.disk), acknowledged = 0, sent, sent_at;

	if (!places)
		exit(2);
	disk_end(run.disk);
	for (size_t i = 0; i < cuts; i++)
		places[i] = random_below(&random, length + 1);
	qsort(places, cuts, sizeof(*places), places_compare);
	for (size_t i = 0; i < cuts; i++) {
		uint64_t seed = random += 1;

		folder_empty(run.folder);
		disk_cut(run.disk, places[i], seed, run.folder);
		if (random_below(&seed, AGAIN) == 0)
			cut_again(places[i], &seed);
		else
			start_and_look(places[i], &seed, NULL, ENTRIES_MAX, &sent, &sent_at);
	}
	for (size_t i = 0; i < run.entry_count; i++)
		acknowledged += run.entries[i].stored_at != NEVER;
	run.toll.cuts = cuts;
	printf("{\"scene\": \"%s\", \"seed\": %llu, \"operations\": %zu, \"comments\": %zu, "
	       "\"cuts\": %zu, \"lost\": %zu, \"corrupt\": %zu, \"half\": %zu, "
	       "\"doubled\": %zu, \"left\": %zu}\n",
		run.scene, (unsigned long long)run.seed, length, acknowledged, run.toll.cuts,
		run.toll.lost, run.toll.corrupt, run.toll.half, run.toll.doubled, run.toll.left);
	fflush(stdout);
	free(places);
}

static const struct {
	const char *name;
	void (*play)(size_t batches);
	size_t share; /* of the cuts, in percent; together 100 */
} scenes[] = {
	{"first start", scene_first, 15},
	{"writes", scene_writes, 70},
	{"migration", scene_migration, 15},
};

/* So that a run can be had again: libsodium's numbers. */
static const char *random_name(void)
{
	return "power";
}

static void random_fill(void *out, size_t size)
{
	static uint64_t state;

	for (size_t i = 0; i < size; i++)
		((unsigned char *)out)[i] = (unsigned char)random_below(&state, 256);
}

static uint32_t random_word(void)
{
	uint32_t word;

	random_fill(&word, sizeof(word));
	return word;
}

static struct randombytes_implementation numbers = {
	.implementation_name = random_name,
	.random = random_word,
	.buf = random_fill,
};

static void begin(void)
{
	FILE *key;
	struct fault fault = FAULT_NONE;

	snprintf(run.folder, sizeof(run.folder), "%s/afterword-power-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	must(mkdtemp(run.folder) ? ERR_OK : ERR_FOLDER, run.folder);
	snprintf(run.path, sizeof(run.path), "%s/afterword.db", run.folder);
	snprintf(run.key_path, sizeof(run.key_path), "%s/.key", run.folder);
	umask(077);
	key = fopen(run.key_path, "w");
	must(key && fputs(KEY, key) >= 0 && fclose(key) == 0 ? ERR_OK : ERR_FOLDER, run.key_path);
	randombytes_set_implementation(&numbers);
	must(crypto_start() ? ERR_MEMORY : ERR_OK, "libsodium");
	must(keys_open(run.key_path, false, &fault, &run.keys), fault.detail);
}

static void end(void)
{
	keys_close(run.keys);
	folder_empty(run.folder);
	unlink(run.key_path);
	rmdir(run.folder);
}

int main(int argc, char **argv)
{
	bool good = true;
	size_t cuts, batches, from = 0;

	if (argc < 4) {
		fprintf(stderr, "usage: power SEED CUTS BATCHES [normal]\n");
		return 64;
	}
	run.seed = strtoull(argv[1], NULL, 10);
	cuts = strtoul(argv[2], NULL, 10);
	batches = strtoul(argv[3], NULL, 10);
	run.normal = argc > 4;
	disk_install(run.seed);
	begin();
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++) {
		size_t to = from + scenes[i].share;

		run.scene = scenes[i].name;
		run.random = run.seed;
		run.toll = (struct toll){0};
		run.entry_count = 0;
		run.copied = false;
		folder_empty(run.folder);
		scenes[i].play(batches);
		cut(cuts * to / 100 - cuts * from / 100, run.random);
		from = to;
		disk_destroy(run.disk);
		run.disk = NULL;
		good = good && !run.toll.corrupt && !run.toll.half && !run.toll.doubled &&
		       (run.normal || (!run.toll.lost && !run.toll.left));
	}
	end();
	return good ? 0 : 1;
}
