/* See include/core/name.h. */
#include <string.h>

#include "base/id.h"
#include "base/utf8.h"
#include "core/name.h"
#include "core/plain.h"
#include "store/author.h"

static const struct input_member members[] = {
	INPUT(struct name_input, name, .needed = true, .high = PLAIN_NAME_LIMIT,
		.what = "The name, as it is written."),
	INPUT(struct name_input, author, .as = INPUT_AS_ID,
		.what = "The author of the site who may write under it; absent: nobody may."),
};
const struct input_table name_input_table = {members, ARRAY_SIZE(members)};

/*
 * What looks like a letter or a digit, and which it is then: Cyrillic and Greek, large and small,
 * since what does so large may do it not small. Of those that look alike in Latin itself, the last
 * rows are one.
 */
static const struct {
	int32_t from;
	char to;
} alike[] = {
	{0x0410, 'a'},
	{0x0412, 'b'},
	{0x0415, 'e'},
	{0x041a, 'k'},
	{0x041c, 'm'},
	{0x041d, 'h'},
	{0x041e, 'o'},
	{0x0420, 'p'},
	{0x0421, 'c'},
	{0x0422, 't'},
	{0x0423, 'y'},
	{0x0425, 'x'},
	{0x0430, 'a'},
	{0x0435, 'e'},
	{0x043a, 'k'},
	{0x043e, 'o'},
	{0x0440, 'p'},
	{0x0441, 'c'},
	{0x0443, 'y'},
	{0x0445, 'x'},
	{0x0405, 's'},
	{0x0406, 'l'},
	{0x0408, 'j'},
	{0x0455, 's'},
	{0x0456, 'l'},
	{0x0458, 'j'},
	{0x04ba, 'h'},
	{0x04bb, 'h'},
	{0x04c0, 'l'},
	{0x04cf, 'l'},
	{0x0501, 'd'},
	{0x051b, 'q'},
	{0x051d, 'w'},
	{0x0391, 'a'},
	{0x0392, 'b'},
	{0x0395, 'e'},
	{0x0396, 'z'},
	{0x0397, 'h'},
	{0x0399, 'l'},
	{0x039a, 'k'},
	{0x039c, 'm'},
	{0x039d, 'n'},
	{0x039f, 'o'},
	{0x03a1, 'p'},
	{0x03a4, 't'},
	{0x03a5, 'y'},
	{0x03a7, 'x'},
	{0x03b1, 'a'},
	{0x03b9, 'l'},
	{0x03ba, 'k'},
	{0x03bd, 'v'},
	{0x03bf, 'o'},
	{0x03c1, 'p'},
	{0x03c5, 'u'},
	{0x03c7, 'x'},
	{0x03f2, 'c'},
	{0x0131, 'l'},
	{0x0251, 'a'},
	{0x0261, 'g'},
	{'I', 'l'},
	{'i', 'l'},
	{'1', 'l'},
	{'0', 'o'},
	{'O', 'o'},
};

static int32_t latin_of(int32_t c)
{
	for (size_t i = 0; i < ARRAY_SIZE(alike); i++)
		if (alike[i].from == c)
			return alike[i].to;
	return c;
}

enum err name_key(const char *name, struct arena *arena, const char **key)
{
	char *bare = utf8_bare(arena, name);
	size_t length = bare ? strlen(bare) : 0, used = 0, size;
	char *out = arena_alloc(arena, length + 1), *folded;

	if (!bare || !out)
		return ERR_MEMORY;
	for (size_t i = 0; i < length; i += size) {
		int32_t c = utf8_next(bare + i, length - i, &size), latin = latin_of(c);

		if (latin != c) {
			out[used++] = (char)latin;
		} else if (utf8_is_word(c)) {
			memcpy(out + used, bare + i, size);
			used += size;
		}
	}
	folded = utf8_fold(arena, out);
	if (!folded)
		return ERR_MEMORY;
	*key = folded;
	return ERR_OK;
}

enum err name_claim(struct store *store, const char *site, const char *name, int64_t author,
	struct arena *arena, enum name_claim *claim)
{
	const char *key;
	enum err err = name_key(name, arena, &key);

	return err ? err : store_name_claim(store, site, key, author, claim);
}

/* The author, where one is named. */
static enum err name_author(
	const struct changing *by, const char *site, const char *given, struct reserved_name *name)
{
	struct author author;
	enum err err = ERR_NOT_FOUND;

	if (!given)
		return ERR_OK;
	if (id_parse(given, &name->author))
		err = store_author_find(by->store, name->author, by->arena, &author);
	if (err && err != ERR_NOT_FOUND)
		return fault_set(by->fault, err, "The author cannot be read.");
	if (err || strcmp(author.site, site) != 0)
		return fault_field(
			by->fault, "author", "unknown", "The site has no author of this id.");
	name->author_tag = author.tag;
	return ERR_OK;
}

static enum err name_read(const struct changing *by, const char *site,
	const struct name_input *input, struct reserved_name *name)
{
	enum err err = plain_check(
		&plain_rules[PLAIN_NAME], input->name, by->arena, by->fault, &name->name);

	if (!err)
		err = name_key(name->name, by->arena, &name->key);
	if (err == ERR_MEMORY)
		return fault_set(by->fault, err, "There is no memory for the request.");
	if (!err && !*name->key)
		(void)!fault_field(
			by->fault, "name", "no_word", "It must have a letter or a digit in it.");
	err = name_author(by, site, input->author, name);
	return by->fault->err ? by->fault->err : err;
}

static enum err name_room(const struct changing *by, const char *site)
{
	struct reserved_name *names;
	size_t count;
	enum err err = store_reserved_name_list(by->store, site, by->arena, &names, &count);

	if (err)
		return fault_set(by->fault, err, "The names cannot be read.");
	if (count < RESERVED_NAMES_MAX)
		return ERR_OK;
	return fault_set(by->fault, ERR_CONFLICT, "A site has at most %d reserved names.",
		RESERVED_NAMES_MAX);
}

static enum err name_record(
	const struct changing *by, enum change_action action, const char *site, const char *name)
{
	enum err err = change_record(by, action, "name", name, site, NULL);

	return err ? fault_set(by->fault, err, "The name was not changed.") : ERR_OK;
}

enum err name_reserve(const struct changing *by, const char *site, const struct name_input *input,
	struct reserved_name *name)
{
	enum err err;

	*name = (struct reserved_name){
		.site = site,
		.by = by->who->name,
		.created_at = by->now,
	};
	err = name_read(by, site, input, name);
	if (!err)
		err = name_room(by, site);
	if (err)
		return err;
	name->id = store_new_id(by->store, by->now);
	err = store_reserved_name_insert(by->store, name);
	if (err == ERR_CONFLICT)
		return fault_set(by->fault, err, "The name is reserved so already.");
	if (err)
		return fault_set(by->fault, err, "The name was not reserved.");
	return name_record(by, CHANGE_ADDED, site, name->name);
}

enum err name_free(const struct changing *by, const char *site, int64_t id)
{
	struct reserved_name name;
	enum err err = store_reserved_name_find(by->store, id, by->arena, &name);

	if (!err && strcmp(name.site, site) != 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = store_reserved_name_delete(by->store, id);
	if (err)
		return fault_read(by->fault, err, "name");
	return name_record(by, CHANGE_REMOVED, site, name.name);
}
