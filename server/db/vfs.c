/*
 * See sqlite.h. When SQLite moves rows from one page of a b-tree to another it leaves what they
 * were in the old page's unused middle, also with secure_delete. So a page on its way into the file
 * gets zeroes there: whatever is deleted is then in the write-ahead log alone, which is emptied.
 *
 * The layout of a page: https://www.sqlite.org/fileformat2.html, section 1.6. A page that is none
 * of a b-tree begins with the number of another page, whose first byte is below all kinds of b-tree
 * pages as long as the file has at most DB_PAGES_MAX pages.
 */
#include <pthread.h>
#include <string.h>

#include "db/sqlite.h"

enum {
	PAGE_SIZE = 4096,  /* SQLite's standard */
	FILE_HEADER = 100, /* in front of the first page's own */
	HEADER_CELLS = 3,
	HEADER_CONTENT = 5,
};

/* By a page's first byte: how long its header is; 0: it is none of a b-tree. */
static const unsigned char header_sizes[256] = {[2] = 12, [5] = 12, [10] = 8, [13] = 8};

static sqlite3_vfs vfs;
static sqlite3_vfs *below;            /* SQLite's own */
static sqlite3_io_methods methods;    /* its files', but for xWrite */
static sqlite3_io_methods file_below; /* its files' */

static size_t number_at(const unsigned char *at)
{
	return (size_t)at[0] << 8 | at[1];
}

/* Zeroes what lies between the page's list of cells and the first of them. */
static void page_clean(unsigned char *page, size_t header)
{
	size_t from =
		header + header_sizes[page[header]] + 2 * number_at(page + header + HEADER_CELLS);
	size_t to = number_at(page + header + HEADER_CONTENT);

	if (from < to && to <= PAGE_SIZE)
		memset(page + from, 0, to - from);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	size_t header = offset ? 0 : FILE_HEADER;
	unsigned char page[PAGE_SIZE];

	if (size != PAGE_SIZE || !header_sizes[((const unsigned char *)bytes)[header]])
		return file_below.xWrite(file, bytes, size, offset);
	memcpy(page, bytes, PAGE_SIZE);
	page_clean(page, header);
	return file_below.xWrite(file, page, size, offset);
}

static void methods_init(const sqlite3_io_methods *of_file)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	if (!methods.xWrite) {
		file_below = methods = *of_file;
		methods.xWrite = file_write;
	}
	pthread_mutex_unlock(&lock);
}

static int vfs_open(
	sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	int code = below->xOpen(below, name, file, flags, flags_out);

	(void)self;
	if (code == SQLITE_OK && flags & SQLITE_OPEN_MAIN_DB) {
		methods_init(file->pMethods);
		file->pMethods = &methods;
	}
	return code;
}

static void vfs_init(void)
{
	below = sqlite3_vfs_find(NULL);
	if (!below)
		return;
	vfs = *below;
	vfs.zName = "afterword";
	vfs.xOpen = vfs_open;
	sqlite3_vfs_register(&vfs, 0);
}

const char *sqlite_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, vfs_init);
	return "afterword";
}
