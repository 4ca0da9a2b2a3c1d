/* See include/store/copy.h. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "db/migrations.h"
#include "store/copy.h"
#include "store/private.h"

static const struct field facts_fields[] = {
	FIELD(struct store_facts, schema, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct store_facts, sites, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct store_facts, pages, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct store_facts, comments, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct store_facts, decisions, FIELD_INTEGER, SEE_NOBODY),
	FIELD(struct store_facts, newest_comment, FIELD_ID, SEE_NOBODY),
	FIELD(struct store_facts, newest_decision, FIELD_ID, SEE_NOBODY),
	FIELD(struct store_facts, last, FIELD_BYTES, SEE_NOBODY),
};
static const struct field_table facts_table = TABLE_OF(struct store_facts, facts_fields);

int store_newest_schema(void)
{
	return migrations_newest();
}

enum err store_copy(
	struct store *store, const char *path, const struct progress *progress, struct fault *fault)
{
	return db_copy(store->db, path, false, progress, fault);
}

enum err store_facts(struct store *store, struct arena *arena, struct store_facts *facts)
{
	return db_one(store->db, QUERY_FACTS_FIND, DB_NONE, &facts_table, arena, facts);
}

/* What SQLite has beside a database. */
static const char *const beside[] = {"-wal", "-journal", "-shm"};

void store_remove(const char *path)
{
	char name[FILE_PATH_SIZE];

	(void)!unlink(path);
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++)
		if (snprintf(name, sizeof(name), "%s%s", path, beside[i]) < (int)sizeof(name))
			(void)!unlink(name);
}

bool store_is_there(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && about.st_size > 0;
}
