/* See include/core/backup.h. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/time.h"
#include "core/backup.h"
#include "core/erase.h"
#include "core/pack.h"
#include "core/seal.h"

int64_t backup_flaws(const struct backup *backup)
{
	int64_t count = 0;

	for (int i = 0; i < AUDIT__DATABASE; i++)
		count += backup->results[i].count;
	return count;
}

static const char *digest_text(const unsigned char digest[CRYPTO_DIGEST_SIZE], struct arena *arena)
{
	char text[MANIFEST_DIGEST_SIZE];

	hex_write(digest, CRYPTO_DIGEST_SIZE, text);
	return arena_copy(arena, text, sizeof(text) - 1);
}

/* What there is in a database that nobody has open. */
static enum err database_describe(
	const struct backup_work *work, const char *path, struct manifest *manifest)
{
	struct store_facts facts;
	struct store *store;
	enum err err = store_open(path, STORE_MODE_READ, 0, work->fault, &store);

	if (err)
		return err;
	err = store_facts(store, work->arena, &facts);
	if (!err)
		err = manifest_describe(&facts, work->arena, manifest);
	store_close(store);
	return err && work->fault->err != err
		       ? fault_set(work->fault, err, "%s cannot be read.", path)
		       : err;
}

static enum err database_audit(
	const struct backup_work *work, const char *path, struct backup *backup)
{
	const struct audited audited = {.database = path, .key_file = work->key_file};

	return audit_run(&audited, AUDIT__DATABASE, work->arena, work->fault, backup->results);
}

static enum err copy_make(const struct backup_work *work, const char *copy, struct backup *backup)
{
	struct store *store;
	char at[TIME_SIZE];
	enum err err = store_open(work->database, STORE_MODE_READ, 0, work->fault, &store);

	if (err)
		return err;
	time_format(work->now, at);
	backup->manifest.at = arena_copy(work->arena, at, strlen(at));
	err = backup->manifest.at ? store_copy(store, copy, work->progress, work->fault)
				  : ERR_MEMORY;
	store_close(store);
	if (!err)
		err = database_audit(work, copy, backup);
	return err ? err : database_describe(work, copy, &backup->manifest);
}

static enum err manifest_finish(
	const struct backup_work *work, int fd, const char *path, struct manifest *manifest)
{
	char frame[MANIFEST_SIZE];
	enum err err = manifest_write(manifest, work->keys, frame);

	if (err)
		return fault_set(work->fault, err, "%s: its manifest cannot be made.", path);
	return pwrite(fd, frame, sizeof(frame), 0) == (ssize_t)sizeof(frame) && fsync(fd) == 0
		       ? ERR_OK
		       : file_failed(work->fault, path);
}

/* The manifest is written last: until then the file begins with nothing. */
static enum err copy_pack(const struct backup_work *work, const struct pack_file *from,
	const struct pack_file *to, struct manifest *manifest)
{
	struct stat about;
	struct packed packed;
	enum err err;

	assert(from->fd >= 0 && to->fd >= 0);
	if (fstat(from->fd, &about) < 0)
		return file_failed(work->fault, from->path);
	if (lseek(to->fd, MANIFEST_SIZE, SEEK_SET) < 0)
		return file_failed(work->fault, to->path);
	err = pack(from, to, about.st_size, work->progress, work->fault, &packed);
	if (err)
		return err;
	if (fstat(to->fd, &about) < 0)
		return file_failed(work->fault, to->path);
	manifest->format = (struct input_integer){MANIFEST_FORMAT, true};
	manifest->version = AFTERWORD_VERSION;
	manifest->key = keys_id(work->keys);
	manifest->size = (struct input_integer){packed.size, true};
	manifest->packed = (struct input_integer){about.st_size, true};
	manifest->digest = digest_text(packed.digest, work->arena);
	return manifest->digest ? manifest_finish(work, to->fd, to->path, manifest) : ERR_MEMORY;
}

/* Opens both files, and runs one way of packing. */
static enum err files_open(struct fault *fault, struct pack_file *from, struct pack_file *to)
{
	from->fd = open(from->path, O_RDONLY | O_CLOEXEC);
	if (from->fd < 0)
		return fault_set(fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_FOLDER, "%s: %s.",
			from->path, strerror(errno));
	to->fd = open(to->path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	return to->fd < 0 ? file_failed(fault, to->path) : ERR_OK;
}

static void files_close(const struct pack_file *from, const struct pack_file *to)
{
	if (from->fd >= 0)
		close(from->fd);
	if (to->fd >= 0)
		close(to->fd);
}

enum err backup_make(
	const struct backup_work *work, const char *copy, const char *path, struct backup *backup)
{
	struct pack_file from = {-1, copy}, to = {-1, path};
	enum err err;

	*backup = (struct backup){0};
	store_remove(copy); /* a crash may have left it */
	err = copy_make(work, copy, backup);
	backup->manifest.flaws = (struct input_integer){backup_flaws(backup), true};
	if (!err)
		err = files_open(work->fault, &from, &to);
	if (!err)
		err = copy_pack(work, &from, &to, &backup->manifest);
	files_close(&from, &to);
	store_remove(copy);
	if (err)
		(void)!unlink(path);
	return err;
}

enum err backup_read(const struct backup_work *work, const char *path, struct manifest *manifest)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	enum err err;

	if (fd < 0)
		return fault_set(work->fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_FOLDER,
			"%s: %s.", path, strerror(errno));
	err = manifest_read(fd, path, work->keys, work->arena, work->fault, manifest);
	if (!err && (fstat(fd, &about) < 0 || about.st_size != manifest->packed.value))
		err = fault_set(work->fault, ERR_BACKUP,
			"%s is %lld bytes long, and was made with %lld.", path,
			(long long)about.st_size, (long long)manifest->packed.value);
	close(fd);
	return err;
}

static enum err file_unpack(const struct backup_work *work, const struct pack_file *from,
	const struct pack_file *to, const struct manifest *manifest)
{
	struct packed packed;
	const char *digest;
	enum err err;

	assert(from->fd >= 0 && manifest->digest);
	if (lseek(from->fd, MANIFEST_SIZE, SEEK_SET) < 0)
		return file_failed(work->fault, from->path);
	err = unpack(from, to, manifest->size.value, work->progress, work->fault, &packed);
	if (err)
		return err;
	digest = digest_text(packed.digest, work->arena);
	if (!digest)
		return ERR_MEMORY;
	if (packed.size != manifest->size.value || strcmp(digest, manifest->digest) != 0)
		return fault_set(work->fault, ERR_BACKUP,
			"%s is damaged: its content is not what was packed.", from->path);
	return fsync(to->fd) == 0 ? ERR_OK : file_failed(work->fault, to->path);
}

/* The copy that is made before migrating is one of a copy. */
static enum err database_renew(
	const struct backup_work *work, const char *path, const struct manifest *manifest)
{
	char copy[FILE_PATH_SIZE];
	int applied;
	enum err err;

	if (manifest->schema.value == store_newest_schema())
		return ERR_OK;
	err = store_migrate(path, work->now, work->fault, &applied);
	if (snprintf(copy, sizeof(copy), "%s.before-%04d", path, (int)manifest->schema.value + 1) <
		(int)sizeof(copy))
		store_remove(copy);
	return err;
}

static enum err database_hold(
	const struct backup_work *work, const char *path, const char *to, struct backup *backup)
{
	struct manifest found = {0};
	const char *differs;
	enum err err = database_renew(work, to, &backup->manifest);

	if (!err)
		err = database_describe(work, to, &found);
	if (err)
		return err;
	differs = manifest_difference(&backup->manifest, &found);
	if (differs)
		return fault_set(work->fault, ERR_BACKUP,
			"%s: \"%s\" is not what its manifest says.", path, differs);
	return database_audit(work, to, backup);
}

enum err backup_unpack(
	const struct backup_work *work, const char *path, const char *to, struct backup *backup)
{
	struct pack_file from = {-1, path}, out = {-1, to};
	enum err err;

	*backup = (struct backup){0};
	err = backup_read(work, path, &backup->manifest);
	if (!err && backup->manifest.schema.value > store_newest_schema())
		err = fault_set(work->fault, ERR_STORE_NEWER,
			"%s has migration %lld; this version knows %d. Use the newer version of "
			"afterword, %.32s.",
			path, (long long)backup->manifest.schema.value, store_newest_schema(),
			backup->manifest.version);
	if (err)
		return err;
	store_remove(to);
	err = files_open(work->fault, &from, &out);
	if (!err)
		err = file_unpack(work, &from, &out, &backup->manifest);
	files_close(&from, &out);
	if (!err)
		err = database_hold(work, path, to, backup);
	if (err)
		store_remove(to);
	return err;
}

/* What the database does not know yet is begun, and then all that was begun is done. */
static enum err ledger_apply(const struct backup_work *work, struct store *store,
	const struct ledger *ledger, const struct ledger *known, int64_t *count)
{
	enum err err = store_begin(store);

	for (const struct ledger_row *row = ledger_next(ledger, NULL); !err && row;
		row = ledger_next(ledger, row)) {
		struct arena arena;
		bool begun = false;

		if (ledger_has(known, row))
			continue;
		arena_init(1024 * 1024, &arena);
		err = erase_again(store, row, work->now, &arena, &begun);
		arena_finish(&arena);
		*count += begun;
	}
	if (err) {
		store_rollback(store);
		return err;
	}
	err = store_commit(store);
	return err || !*count ? err : erase_all(store, work->now);
}

enum err backup_erase(const struct backup_work *work, const char *path, const struct ledger *ledger,
	int64_t *count)
{
	struct ledger *known;
	struct store *store;
	enum err err = store_open(path, STORE_MODE_WRITE, 0, work->fault, &store);

	*count = 0;
	if (err)
		return err;
	seal_use(store, work->keys);
	known = ledger_create();
	err = known ? ledger_read_store(known, store) : ERR_MEMORY;
	if (!err)
		err = ledger_apply(work, store, ledger, known, count);
	if (!err)
		err = store_checkpoint(store);
	ledger_destroy(known);
	store_close(store);
	return err && work->fault->err != err
		       ? fault_set(work->fault, err,
				 "%s: what was erased since cannot be erased in it.", path)
		       : err;
}
