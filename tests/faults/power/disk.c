/* See disk.h. What goes wrong here is no law of a test: it ends the program. */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"

enum { SECTOR = 512, FILES_MAX = 64, NAME_SIZE = 64, PERCENT = 100 };

struct op {
	enum { OP_MADE, OP_WRITTEN, OP_TRUNCATED, OP_SYNCED, OP_REMOVED, OP_FOLDER_SYNCED } type;
	size_t file;
	size_t offset; /* of a truncation: the size */
	size_t size;
	unsigned char *bytes;
};

struct ops {
	struct op *at;
	size_t count, room;
};

struct image {
	unsigned char *bytes;
	size_t size, room;
};

/* A file from when it was made until it was removed: another of its name is another file. */
struct file {
	char name[NAME_SIZE];
	bool there;         /* durably */
	struct image image; /* what is durable */
	struct ops pending; /* bytes belong to the disk's */
};

struct disk {
	char folder[256];
	pthread_mutex_t lock; /* guards what is written down: ops, files while writing */
	struct ops ops;
	struct file files[FILES_MAX];
	size_t count;
	size_t played;         /* up to there the files are as the ops say */
	struct ops folder_ops; /* pending: made and removed */
};

static struct disk *recording;

static void must_be(bool good)
{
	if (!good)
		abort();
}

static void *must_have(void *memory)
{
	must_be(memory != NULL);
	return memory;
}

/* splitmix64, https://prng.di.unimi.it/splitmix64.c */
static uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

size_t random_below(uint64_t *state, size_t bound)
{
	return bound ? (size_t)(random_next(state) % bound) : 0;
}

static bool chance(uint64_t *state, size_t percent)
{
	return random_below(state, PERCENT) < percent;
}

static void ops_add(struct ops *ops, struct op op)
{
	if (ops->count == ops->room) {
		ops->room = ops->room ? 2 * ops->room : 64;
		ops->at = must_have(realloc(ops->at, ops->room * sizeof(*ops->at)));
	}
	ops->at[ops->count++] = op;
}

/* Makes it so long; what is new is zeroes. */
static void image_resize(struct image *image, size_t size)
{
	if (size > image->room) {
		image->room = 2 * size + SECTOR;
		image->bytes = must_have(realloc(image->bytes, image->room));
	}
	if (size > image->size)
		memset(image->bytes + image->size, 0, size - image->size);
	image->size = size;
}

static void image_write(struct image *image, size_t offset, const unsigned char *bytes, size_t size)
{
	if (offset + size > image->size)
		image_resize(image, offset + size);
	memcpy((unsigned char *)must_have(image->bytes) + offset, bytes, size);
}

static void image_apply(struct image *image, const struct op *op)
{
	if (op->type == OP_WRITTEN)
		image_write(image, op->offset, op->bytes, op->size);
	else if (op->type == OP_TRUNCATED)
		image_resize(image, op->offset);
}

/* The VFS. */

struct disk_file {
	sqlite3_file base;
	struct disk *disk; /* NULL: it is not written down */
	size_t number;
	bool folder_to_sync; /* with its next sync: it may have been made */
	sqlite3_file *below;
};

static sqlite3_vfs vfs;
static sqlite3_vfs *unix_vfs;
static sqlite3_io_methods methods;
static uint64_t vfs_random;

static struct disk_file *of(sqlite3_file *file)
{
	return (struct disk_file *)file;
}

/* Whether what happens to the file is written down at this moment. */
static bool is_recorded(const struct disk_file *file)
{
	return file->disk && file->disk == recording;
}

static void record(struct disk *disk, struct op op)
{
	pthread_mutex_lock(&disk->lock);
	ops_add(&disk->ops, op);
	pthread_mutex_unlock(&disk->lock);
}

static int file_close(sqlite3_file *file)
{
	return of(file)->below->pMethods->xClose(of(file)->below);
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
	return of(file)->below->pMethods->xRead(of(file)->below, bytes, size, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	if (is_recorded(of(file))) {
		unsigned char *copy = must_have(malloc((size_t)size));

		memcpy(copy, bytes, (size_t)size);
		record(of(file)->disk, (struct op){OP_WRITTEN, of(file)->number, (size_t)offset,
					       (size_t)size, copy});
	}
	return of(file)->below->pMethods->xWrite(of(file)->below, bytes, size, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (is_recorded(of(file)))
		record(of(file)->disk,
			(struct op){OP_TRUNCATED, of(file)->number, (size_t)size, 0, NULL});
	return of(file)->below->pMethods->xTruncate(of(file)->below, size);
}

static int file_sync(sqlite3_file *file, int flags)
{
	(void)flags;
	if (is_recorded(of(file))) {
		record(of(file)->disk, (struct op){OP_SYNCED, of(file)->number, 0, 0, NULL});
		if (of(file)->folder_to_sync)
			record(of(file)->disk, (struct op){OP_FOLDER_SYNCED, 0, 0, 0, NULL});
		of(file)->folder_to_sync = false;
	}
	return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return of(file)->below->pMethods->xFileSize(of(file)->below, size);
}

static int file_lock(sqlite3_file *file, int level)
{
	return of(file)->below->pMethods->xLock(of(file)->below, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return of(file)->below->pMethods->xUnlock(of(file)->below, level);
}

static int file_reserved(sqlite3_file *file, int *out)
{
	return of(file)->below->pMethods->xCheckReservedLock(of(file)->below, out);
}

static int file_control(sqlite3_file *file, int op, void *argument)
{
	return of(file)->below->pMethods->xFileControl(of(file)->below, op, argument);
}

static int file_sector(sqlite3_file *file)
{
	return of(file)->below->pMethods->xSectorSize(of(file)->below);
}

static int file_traits(sqlite3_file *file)
{
	return of(file)->below->pMethods->xDeviceCharacteristics(of(file)->below);
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
	return of(file)->below->pMethods->xShmMap(of(file)->below, region, size, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	return of(file)->below->pMethods->xShmLock(of(file)->below, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
	of(file)->below->pMethods->xShmBarrier(of(file)->below);
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
	return of(file)->below->pMethods->xShmUnmap(of(file)->below, remove);
}

/* Version 2: without mapping files, which would write around us. */
static sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_traits,
	.xShmMap = file_shm_map,
	.xShmLock = file_shm_lock,
	.xShmBarrier = file_shm_barrier,
	.xShmUnmap = file_shm_unmap,
};

/* The name within the disk's folder; NULL: it is elsewhere. */
static const char *name_within(const struct disk *disk, const char *path)
{
	size_t length = strlen(disk->folder);

	if (!path || strncmp(path, disk->folder, length) != 0 || path[length] != '/')
		return NULL;
	return path + length + 1;
}

static size_t file_add(struct disk *disk, const char *name)
{
	if (disk->count == FILES_MAX || strlen(name) >= NAME_SIZE)
		abort();
	snprintf(disk->files[disk->count].name, NAME_SIZE, "%s", name);
	return disk->count++;
}

/* The newest file of the name; FILES_MAX: there is none. */
static size_t file_find(const struct disk *disk, const char *name)
{
	for (size_t i = disk->count; i > 0; i--)
		if (strcmp(disk->files[i - 1].name, name) == 0)
			return i - 1;
	return FILES_MAX;
}

static int vfs_open(
	sqlite3_vfs *self, const char *path, sqlite3_file *file, int flags, int *flags_out)
{
	const int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
	struct disk_file *own = of(file);
	const char *name = recording ? name_within(recording, path) : NULL;
	bool was_there = path && access(path, F_OK) == 0;
	int code;

	(void)self;
	*own = (struct disk_file){.below = (sqlite3_file *)(own + 1)};
	code = unix_vfs->xOpen(unix_vfs, path, own->below, flags, flags_out);
	if (!own->below->pMethods)
		return code;
	file->pMethods = &methods;
	if (code != SQLITE_OK || !name)
		return code;
	own->disk = recording;
	own->folder_to_sync = flags & SQLITE_OPEN_CREATE && flags & journals;
	pthread_mutex_lock(&recording->lock);
	own->number = was_there ? file_find(recording, name) : FILES_MAX;
	if (own->number == FILES_MAX) {
		own->number = file_add(recording, name);
		ops_add(&recording->ops, (struct op){OP_MADE, own->number, 0, 0, NULL});
	}
	pthread_mutex_unlock(&recording->lock);
	return code;
}

static int vfs_delete(sqlite3_vfs *self, const char *path, int sync_folder)
{
	const char *name = recording ? name_within(recording, path) : NULL;
	size_t number = name ? file_find(recording, name) : FILES_MAX;

	(void)self;
	if (number != FILES_MAX && access(path, F_OK) == 0) {
		record(recording, (struct op){OP_REMOVED, number, 0, 0, NULL});
		if (sync_folder)
			record(recording, (struct op){OP_FOLDER_SYNCED, 0, 0, 0, NULL});
	}
	return unix_vfs->xDelete(unix_vfs, path, 0);
}

/* So that a run can be had again. */
static int vfs_randomness(sqlite3_vfs *self, int size, char *out)
{
	(void)self;
	for (int i = 0; i < size; i++)
		out[i] = (char)random_next(&vfs_random);
	return size;
}

void disk_install(uint64_t seed)
{
	unix_vfs = must_have(sqlite3_vfs_find(NULL));
	vfs_random = seed;
	vfs = *unix_vfs;
	vfs.zName = "disk";
	vfs.szOsFile = (int)sizeof(struct disk_file) + unix_vfs->szOsFile;
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	vfs.xRandomness = vfs_randomness;
	sqlite3_vfs_register(&vfs, 1);
}

/* Writing down and playing. */

unsigned char *disk_load(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	unsigned char *bytes;

	must_be(fd >= 0 && fstat(fd, &stat) == 0);
	bytes = must_have(malloc((size_t)stat.st_size + 1));
	must_be(read(fd, bytes, (size_t)stat.st_size) == stat.st_size);
	close(fd);
	*size = (size_t)stat.st_size;
	return bytes;
}

/* The memory that is shared between connections is on no disk. */
static bool is_on_disk(const char *name)
{
	size_t length = strlen(name);

	return name[0] != '.' && !(length > 4 && strcmp(name + length - 4, "-shm") == 0);
}

struct disk *disk_begin(const char *folder)
{
	struct disk *disk = must_have(calloc(1, sizeof(*disk)));
	DIR *there = must_have(opendir(folder));
	struct dirent *entry;
	char path[512];

	snprintf(disk->folder, sizeof(disk->folder), "%s", folder);
	pthread_mutex_init(&disk->lock, NULL);
	while ((entry = readdir(there))) {
		struct file *file;

		if (!is_on_disk(entry->d_name))
			continue;
		file = &disk->files[file_add(disk, entry->d_name)];
		file->there = true;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		file->image.bytes = disk_load(path, &file->image.size);
		file->image.room = file->image.size;
	}
	closedir(there);
	recording = disk;
	return disk;
}

void disk_end(struct disk *disk)
{
	if (recording == disk)
		recording = NULL;
}

void disk_destroy(struct disk *disk)
{
	disk_end(disk);
	for (size_t i = 0; i < disk->count; i++) {
		free(disk->files[i].image.bytes);
		free(disk->files[i].pending.at);
	}
	for (size_t i = 0; i < disk->ops.count; i++)
		free(disk->ops.at[i].bytes);
	free(disk->ops.at);
	free(disk->folder_ops.at);
	pthread_mutex_destroy(&disk->lock);
	free(disk);
}

size_t disk_length(struct disk *disk)
{
	size_t length;

	pthread_mutex_lock(&disk->lock);
	length = disk->ops.count;
	pthread_mutex_unlock(&disk->lock);
	return length;
}

static void disk_play(struct disk *disk, const struct op *op)
{
	struct file *file = &disk->files[op->file];

	switch (op->type) {
	case OP_MADE:
	case OP_REMOVED:
		ops_add(&disk->folder_ops, *op);
		break;
	case OP_WRITTEN:
	case OP_TRUNCATED:
		ops_add(&file->pending, *op);
		break;
	case OP_SYNCED:
		for (size_t i = 0; i < file->pending.count; i++)
			image_apply(&file->image, &file->pending.at[i]);
		file->pending.count = 0;
		break;
	case OP_FOLDER_SYNCED:
		for (size_t i = 0; i < disk->folder_ops.count; i++)
			disk->files[disk->folder_ops.at[i].file].there =
				disk->folder_ops.at[i].type == OP_MADE;
		disk->folder_ops.count = 0;
		break;
	}
}

/* How a cut treats what is not durable: percentages. */
struct mood {
	size_t kept;     /* of writes */
	size_t torn;     /* of those: a part of their sectors is there */
	size_t shuffled; /* of the files: their writes come in any order */
};

static struct mood mood_of(uint64_t *random)
{
	static const size_t kept[] = {0, 10, 50, 90, 100, 100};
	static const size_t torn[] = {0, 0, 30, 100};

	return (struct mood){
		.kept = kept[random_below(random, sizeof(kept) / sizeof(*kept))],
		.torn = torn[random_below(random, sizeof(torn) / sizeof(*torn))],
		.shuffled = random_below(random, 2) ? PERCENT : 0,
	};
}

/* Where the file grows without its bytes, there are zeroes, or what lay there before. */
static void image_hole(struct image *image, const struct op *op, uint64_t *random)
{
	size_t from = image->size, to = op->offset + op->size;

	if (op->type != OP_WRITTEN || to <= from)
		return;
	image_resize(image, to);
	if (chance(random, 50))
		for (size_t i = from; i < to; i++)
			image->bytes[i] = (unsigned char)random_next(random);
}

static void image_tear(struct image *image, const struct op *op, uint64_t *random)
{
	for (size_t from = op->offset, end = op->offset + op->size; from < end;) {
		size_t to = (from / SECTOR + 1) * SECTOR;

		to = to < end ? to : end;
		if (chance(random, 50))
			image_write(image, from, op->bytes + (from - op->offset), to - from);
		from = to;
	}
}

static void image_guess(
	struct image *image, const struct op *op, const struct mood *mood, uint64_t *random)
{
	bool kept = chance(random, mood->kept);

	if (!kept || (op->type == OP_WRITTEN && chance(random, mood->torn))) {
		if (kept || chance(random, 30))
			image_hole(image, op, random);
		if (kept)
			image_tear(image, op, random);
		return;
	}
	image_apply(image, op);
}

static void file_guess(
	const struct file *file, const struct mood *mood, uint64_t *random, struct image *image)
{
	size_t count = file->pending.count;
	size_t *order = must_have(calloc(count + 1, sizeof(*order)));

	image_resize(image, file->image.size);
	if (image->size)
		memcpy(image->bytes, file->image.bytes, image->size);
	for (size_t i = 0; i < count; i++) {
		size_t other = i;

		if (chance(random, mood->shuffled))
			other = random_below(random, i + 1);
		order[i] = order[other];
		order[other] = i;
	}
	for (size_t i = 0; i < count; i++)
		image_guess(image, &file->pending.at[order[i]], mood, random);
	free(order);
}

static void image_save(const struct image *image, const char *folder, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = must_have(fopen(path, "wb"));
	if (image->size && fwrite(image->bytes, 1, image->size, file) != image->size)
		abort();
	fclose(file);
}

void disk_cut(struct disk *disk, size_t at, uint64_t seed, const char *folder)
{
	uint64_t random = seed;
	struct mood mood = mood_of(&random);
	bool there[FILES_MAX] = {false};
	struct image image = {0};

	if (at < disk->played || at > disk->ops.count)
		abort();
	for (; disk->played < at; disk->played++)
		disk_play(disk, &disk->ops.at[disk->played]);
	for (size_t i = 0; i < disk->count; i++)
		there[i] = disk->files[i].there;
	for (size_t i = 0; i < disk->folder_ops.count; i++)
		if (chance(&random, mood.kept))
			there[disk->folder_ops.at[i].file] = disk->folder_ops.at[i].type == OP_MADE;
	for (size_t i = 0; i < disk->count; i++) {
		if (!there[i])
			continue;
		image.size = 0;
		file_guess(&disk->files[i], &mood, &random, &image);
		/* of two of one name the newer is there */
		image_save(&image, folder, disk->files[i].name);
	}
	free(image.bytes);
}
