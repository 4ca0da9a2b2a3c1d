/* See include/store/ledger.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "store/ledger.h"
#include "store/private.h"

enum {
	LINE = 2 * ID_LENGTH + 2, /* two ids, a blank, a line feed */
	LINES_MAX = 64 * 1024 * 1024,
	ROWS_ARENA = 1024 * 1024 * 1024,
};

struct entry {
	UT_hash_handle hh;
	struct ledger_row row;
};

struct ledger {
	struct entry *all;
};

static const struct field row_fields[] = {
	FIELD(struct ledger_row, author, FIELD_ID, SEE_NOBODY),
	FIELD(struct ledger_row, through, FIELD_ID, SEE_NOBODY),
};
static const struct field_table row_table = TABLE_OF(struct ledger_row, row_fields);

struct ledger *ledger_create(void)
{
	return calloc(1, sizeof(struct ledger));
}

void ledger_destroy(struct ledger *ledger)
{
	struct entry *entry, *next;

	if (!ledger)
		return;
	HASH_ITER(hh, ledger->all, entry, next)
	{
		HASH_DEL(ledger->all, entry);
		free(entry);
	}
	free(ledger);
}

static struct entry *entry_find(const struct ledger *ledger, int64_t author)
{
	struct entry *entry;

	HASH_FIND(hh, ledger->all, &author, sizeof(author), entry);
	return entry;
}

static enum err ledger_add(struct ledger *ledger, const struct ledger_row *row)
{
	struct entry *entry = entry_find(ledger, row->author);

	if (!entry) {
		entry = calloc(1, sizeof(*entry));
		if (!entry)
			return ERR_MEMORY;
		entry->row = *row;
		HASH_ADD(hh, ledger->all, row.author, sizeof(entry->row.author), entry);
		if (!HASH_HAS(entry)) {
			free(entry);
			return ERR_MEMORY;
		}
	}
	if (row->through > entry->row.through)
		entry->row.through = row->through;
	return ERR_OK;
}

const struct ledger_row *ledger_next(const struct ledger *ledger, const struct ledger_row *after)
{
	const struct entry *entry =
		after ? CONTAINER_OF(after, struct entry, row)->hh.next : ledger->all;

	return entry ? &entry->row : NULL;
}

bool ledger_has(const struct ledger *ledger, const struct ledger_row *row)
{
	const struct entry *entry = entry_find(ledger, row->author);

	return entry && entry->row.through >= row->through;
}

static bool line_parse(char *line, struct ledger_row *row)
{
	if (strlen(line) != LINE - 1 || line[ID_LENGTH] != ' ')
		return false;
	line[ID_LENGTH] = '\0';
	return id_parse(line, &row->author) && id_parse(line + ID_SIZE, &row->through);
}

static enum err ledger_read_lines(struct ledger *ledger, FILE *file)
{
	char line[LINE + 2];
	enum err err = ERR_OK;

	while (!err && fgets(line, sizeof(line), file)) {
		struct ledger_row row;

		line[strcspn(line, "\n")] = '\0';
		if (line_parse(line, &row))
			err = ledger_add(ledger, &row);
	}
	return err;
}

enum err ledger_read(struct ledger *ledger, const char *path, struct fault *fault)
{
	FILE *file = fopen(path, "re");
	bool failed;
	enum err err;

	if (!file)
		return errno == ENOENT ? ERR_OK : file_failed(fault, path);
	err = ledger_read_lines(ledger, file);
	failed = ferror(file);
	if (!err && failed)
		err = file_failed(fault, path);
	fclose(file);
	return err;
}

enum err ledger_read_store(struct ledger *ledger, struct store *store)
{
	struct ledger_row *rows;
	struct arena arena;
	size_t count = 0;
	enum err err;

	arena_init(ROWS_ARENA, &arena);
	err = db_all(store->db, QUERY_LEDGER_LIST, DB_NONE, &row_table, &arena, &rows, &count);
	for (size_t i = 0; !err && i < count; i++)
		err = ledger_add(ledger, &rows[i]);
	arena_finish(&arena);
	return err;
}

static void line_put(const struct ledger_row *row, struct text *out)
{
	char author[ID_SIZE], through[ID_SIZE];

	id_format(row->author, author);
	id_format(row->through, through);
	text_add_format(out, "%s %s\n", author, through);
}

/* A line that a crash has torn is ended, or it would spoil the next. */
static bool lines_append(int fd, const struct text *lines)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char last = '\n';

	if (end < 0 || (end > 0 && pread(fd, &last, 1, end - 1) != 1))
		return false;
	if (last != '\n' && !file_write(fd, "\n", 1))
		return false;
	return file_write(fd, lines->at, lines->length) && fsync(fd) == 0;
}

static enum err lines_write(const char *path, const struct text *lines, struct fault *fault)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	bool good = fd >= 0 && lines_append(fd, lines) && file_sync_folder(path);
	enum err err = good ? ERR_OK : file_failed(fault, path);

	if (fd >= 0)
		close(fd);
	return err;
}

enum err ledger_write(const struct ledger *ledger, const char *path, struct fault *fault)
{
	struct ledger *there = ledger_create();
	struct text lines;
	enum err err = there ? ledger_read(there, path, fault) : ERR_MEMORY;

	text_init(LINES_MAX, &lines);
	for (const struct ledger_row *row = ledger_next(ledger, NULL); !err && row;
		row = ledger_next(ledger, row))
		if (!ledger_has(there, row))
			line_put(row, &lines);
	if (!err)
		err = text_status(&lines);
	if (!err && lines.length)
		err = lines_write(path, &lines, fault);
	text_finish(&lines);
	ledger_destroy(there);
	return err;
}

static bool file_of(const struct store *store, char path[FILE_PATH_SIZE])
{
	return snprintf(path, FILE_PATH_SIZE, "%s" LEDGER_FILE, store->path) < FILE_PATH_SIZE;
}

enum err store_ledger_mend(struct store *store, struct fault *fault)
{
	struct ledger *ledger = ledger_create();
	char path[FILE_PATH_SIZE];
	enum err err = ledger && file_of(store, path) ? ERR_OK : ERR_MEMORY;

	if (!err)
		err = ledger_read_store(ledger, store);
	if (!err)
		err = ledger_write(ledger, path, fault);
	ledger_destroy(ledger);
	return err;
}

enum err store_ledger_put(struct store *store, const struct ledger_row *row)
{
	return db_run(store->db, QUERY_LEDGER_PUT,
		DB_ARGS(db_integer(row->author), db_integer(row->through)), NULL);
}

enum err store_ledger_add(struct store *store, const struct ledger_row *row)
{
	struct fault fault = FAULT_NONE;
	char path[FILE_PATH_SIZE];
	struct text line;
	enum err err = ERR_STORE_FAILED;

	text_init(LINE, &line);
	line_put(row, &line);
	if (file_of(store, path) && !text_status(&line))
		err = lines_write(path, &line, &fault);
	text_finish(&line);
	if (err == ERR_FOLDER)
		err = ERR_STORE_FAILED;
	return err ? err : store_ledger_put(store, row);
}
