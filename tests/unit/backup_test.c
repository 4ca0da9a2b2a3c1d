/* The laws of include/core/backup.h that need a backup which the program would not make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/backup.h"
#include "core/pack.h"
#include "db/migrations.h"
#include "fixed_keys.h"
#include "../store/scratch.h"

static char key_file[80], database[80], file[80], to[80];
static struct backup_work work;
static struct backup backup;

static int start(void **state)
{
	FILE *key;

	if (scratch_start(state))
		return -1;
	snprintf(key_file, sizeof(key_file), "%s", scratch_file("afterword.key"));
	snprintf(database, sizeof(database), "%s", scratch_file("packed.db"));
	snprintf(file, sizeof(file), "%s", scratch_file("backup.zst"));
	snprintf(to, sizeof(to), "%s", scratch_file("unpacked.db"));
	key = fopen(key_file, "w");
	if (!key)
		return -1;
	fputs(FIXED_KEY_DIGITS "\n", key);
	fclose(key);
	chmod(key_file, 0600);
	work = (struct backup_work){
		.database = scratch.path,
		.key_file = key_file,
		.keys = fixed_keys[0],
		.now = SCRATCH_NOW,
		.arena = &scratch.arena,
		.fault = &scratch.fault,
	};
	return 0;
}

static int stop(void **state)
{
	unlink(key_file);
	unlink(file);
	store_remove(database);
	store_remove(to);
	return scratch_stop(state);
}

static void run(sqlite3 *sqlite, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(sqlite, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

/* A database as an older version made it: with the first `count` migrations. */
static void make_database(int count)
{
	sqlite3 *sqlite;

	assert_int_equal(sqlite3_open(database, &sqlite), SQLITE_OK);
	run(sqlite, "PRAGMA application_id = 1097233527;"
		    "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
		    " checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;");
	for (int i = 0; i < count; i++) {
		char *row = sqlite3_mprintf("INSERT INTO migration VALUES (%d, %Q, %Q, 0)",
			migrations[i].number, migrations[i].name, migrations[i].checksum);

		run(sqlite, migrations[i].sql);
		run(sqlite, row);
		sqlite3_free(row);
	}
	sqlite3_close(sqlite);
}

/* Packs it under a manifest that says what this one does, with its size and digest. */
static void make_backup(struct manifest manifest)
{
	struct pack_file from = {open(database, O_RDONLY), database};
	struct pack_file out = {open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600), file};
	char frame[MANIFEST_SIZE], digest[MANIFEST_DIGEST_SIZE];
	struct packed packed;
	struct stat about;

	assert_true(from.fd >= 0 && out.fd >= 0);
	lseek(out.fd, MANIFEST_SIZE, SEEK_SET);
	assert_int_equal(pack(&from, &out, 0, NULL, &scratch.fault, &packed), ERR_OK);
	fstat(out.fd, &about);
	for (size_t i = 0; i < sizeof(packed.digest); i++)
		snprintf(digest + 2 * i, 3, "%02x", packed.digest[i]);
	manifest.format = (struct input_integer){MANIFEST_FORMAT, true};
	manifest.version = "1.0";
	manifest.key = keys_id(fixed_keys[0]);
	manifest.at = "2026-11-24T09:30:00.000Z";
	manifest.newest_comment = manifest.newest_decision = manifest.record = "";
	manifest.size = (struct input_integer){packed.size, true};
	manifest.packed = (struct input_integer){about.st_size, true};
	if (!manifest.digest)
		manifest.digest = digest;
	assert_int_equal(manifest_write(&manifest, fixed_keys[0], frame), ERR_OK);
	assert_int_equal(pwrite(out.fd, frame, sizeof(frame), 0), sizeof(frame));
	close(from.fd);
	close(out.fd);
}

static struct manifest empty_manifest(int64_t schema)
{
	const struct input_integer zero = {0, true};

	return (struct manifest){
		.schema = {schema, true},
		.sites = zero,
		.pages = zero,
		.comments = zero,
		.decisions = zero,
		.flaws = zero,
	};
}

static int newest_index(void)
{
	int count = 0;

	while (migrations[count].name)
		count++;
	return count;
}

static void a_backup_of_an_older_version_is_brought_up_to_date(void **state)
{
	int newest = newest_index();
	char copy[96];

	make_database(newest - 2);
	make_backup(empty_manifest(migrations[newest - 3].number));
	if (backup_unpack(&work, file, to, &backup))
		fail_msg("%s", scratch.fault.detail);
	assert_int_equal(backup.results[AUDIT_FILE].count, 0);
	assert_int_equal(backup.results[AUDIT_COUNTERS].count, 0);
	/* it was never served, and nothing else is wrong with it */
	assert_int_equal(backup.results[AUDIT_RECORD].count, 1);
	snprintf(copy, sizeof(copy), "%s.before-%04d", to, migrations[newest - 2].number);
	assert_int_not_equal(access(copy, F_OK), 0);
}

static void a_backup_of_a_newer_version_is_refused(void **state)
{
	make_database(newest_index());
	make_backup(empty_manifest(store_newest_schema() + 1));
	assert_int_equal(backup_unpack(&work, file, to, &backup), ERR_STORE_NEWER);
	assert_non_null(strstr(scratch.fault.detail, "Use the newer version of afterword, 1.0."));
	assert_int_not_equal(access(to, F_OK), 0);
}

static void a_backup_that_lies_is_refused(void **state)
{
	struct manifest manifest = empty_manifest(store_newest_schema());

	manifest.comments.value = 1;
	make_database(newest_index());
	make_backup(manifest);
	assert_int_equal(backup_unpack(&work, file, to, &backup), ERR_BACKUP);
	assert_non_null(strstr(scratch.fault.detail, "\"comments\" is not what"));
	assert_int_not_equal(access(to, F_OK), 0);
}

static void a_backup_of_something_else_is_refused(void **state)
{
	struct manifest manifest = empty_manifest(store_newest_schema());

	manifest.digest = "0000000000000000000000000000000000000000000000000000000000000000";
	make_database(newest_index());
	make_backup(manifest);
	assert_int_equal(backup_unpack(&work, file, to, &backup), ERR_BACKUP);
	assert_non_null(strstr(scratch.fault.detail, "is not what was packed"));
}

static void a_backup_of_another_key_is_told(void **state)
{
	make_database(newest_index());
	make_backup(empty_manifest(store_newest_schema()));
	work.keys = fixed_keys[1];
	assert_int_equal(backup_unpack(&work, file, to, &backup), ERR_KEY_FILE);
	assert_non_null(strstr(scratch.fault.detail, keys_id(fixed_keys[0])));
}

/* More than a piece of what is read and written at once, and exactly so many. */
static void what_is_packed_comes_out_again(void **state)
{
	static const off_t sizes[] = {0, 1, 1024 * 1024 - 1, 1024 * 1024, 3 * 1024 * 1024 + 7};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct packed in, out;
		struct pack_file plain = {open(database, O_RDWR | O_CREAT | O_TRUNC, 0600), ""};
		struct pack_file small = {open(file, O_RDWR | O_CREAT | O_TRUNC, 0600), ""};
		struct pack_file again = {open(to, O_RDWR | O_CREAT | O_TRUNC, 0600), ""};
		struct fault *fault = &scratch.fault;

		for (off_t at = 0; at < sizes[i]; at += 4096)
			assert_int_equal(pwrite(plain.fd, &at, sizeof(at), at), sizeof(at));
		assert_int_equal(ftruncate(plain.fd, sizes[i]), 0);
		assert_int_equal(pack(&plain, &small, sizes[i], NULL, fault, &in), ERR_OK);
		lseek(small.fd, 0, SEEK_SET);
		assert_int_equal(unpack(&small, &again, sizes[i], NULL, fault, &out), ERR_OK);
		assert_int_equal(in.size, sizes[i]);
		assert_int_equal(out.size, sizes[i]);
		assert_memory_equal(in.digest, out.digest, sizeof(in.digest));
		/* it may not become longer than was said */
		lseek(small.fd, 0, SEEK_SET);
		if (sizes[i])
			assert_int_equal(unpack(&small, &again, sizes[i] - 1, NULL, fault, &out),
				ERR_BACKUP);
		close(plain.fd);
		close(small.fd);
		close(again.fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_backup_of_an_older_version_is_brought_up_to_date, start, stop),
		cmocka_unit_test_setup_teardown(
			a_backup_of_a_newer_version_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(a_backup_that_lies_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(a_backup_of_something_else_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(a_backup_of_another_key_is_told, start, stop),
		cmocka_unit_test_setup_teardown(what_is_packed_comes_out_again, start, stop),
	};

	return cmocka_run_group_tests(tests, fixed_keys_start, fixed_keys_stop);
}
