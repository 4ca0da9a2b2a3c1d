/* See include/core/manifest.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/manifest.h"
#include "store/seal.h"

enum {
	HEADER = 8, /* the frame's number and its length */
	TEXT = MANIFEST_SIZE - HEADER,
	SEAL_BYTES = 32,
	SEAL_TEXT = 53, /* in base32, and a NUL */
};

/* Of the sixteen numbers that frames without content may have (RFC 8878), and the length. */
static const char header[HEADER] = {0x5a, 0x2a, 0x4d, 0x18, 0x00, 0x10, 0x00, 0x00};

static const struct input_member members[] = {
	INPUT_ROW(struct manifest, format, .type = INPUT_TYPE_INTEGER),
	INPUT(struct manifest, version),
	INPUT(struct manifest, key),
	INPUT(struct manifest, at),
	INPUT_ROW(struct manifest, schema, .type = INPUT_TYPE_INTEGER),
	INPUT_ROW(struct manifest, sites, .type = INPUT_TYPE_INTEGER),
	INPUT_ROW(struct manifest, pages, .type = INPUT_TYPE_INTEGER),
	INPUT_ROW(struct manifest, comments, .type = INPUT_TYPE_INTEGER),
	INPUT_ROW(struct manifest, decisions, .type = INPUT_TYPE_INTEGER),
	INPUT(struct manifest, newest_comment),
	INPUT(struct manifest, newest_decision),
	INPUT(struct manifest, record),
	INPUT_ROW(struct manifest, flaws, .type = INPUT_TYPE_INTEGER),
	INPUT_ROW(struct manifest, size, .type = INPUT_TYPE_INTEGER),
	INPUT_ROW(struct manifest, packed, .type = INPUT_TYPE_INTEGER),
	INPUT(struct manifest, digest),
};
static const struct input_table table = {members, ARRAY_SIZE(members)};

/* What the database must have that is in the backup. */
static const char *const of_database[] = {
	"sites", "pages", "comments", "decisions", "newest_comment", "newest_decision", "record"};

static const void *member_at(const struct manifest *manifest, const struct input_member *member)
{
	return (const char *)manifest + member->offset;
}

static const char *text_of(const struct manifest *manifest, const struct input_member *member)
{
	return *(const char *const *)member_at(manifest, member);
}

static int64_t number_of(const struct manifest *manifest, const struct input_member *member)
{
	return ((const struct input_integer *)member_at(manifest, member))->value;
}

static const char *id_text(int64_t id, struct arena *arena)
{
	char text[ID_SIZE] = "";

	if (id)
		id_format(id, text);
	return arena_copy(arena, text, strlen(text));
}

static struct input_integer number(int64_t value)
{
	return (struct input_integer){value, true};
}

enum err manifest_describe(
	const struct store_facts *facts, struct arena *arena, struct manifest *manifest)
{
	char last[27] = "";

	if (facts->last.length == SEAL_SIZE)
		id_encode((const unsigned char *)facts->last.at, SEAL_SIZE, last);
	manifest->schema = number(facts->schema);
	manifest->sites = number(facts->sites);
	manifest->pages = number(facts->pages);
	manifest->comments = number(facts->comments);
	manifest->decisions = number(facts->decisions);
	manifest->newest_comment = id_text(facts->newest_comment, arena);
	manifest->newest_decision = id_text(facts->newest_decision, arena);
	manifest->record = arena_copy(arena, last, strlen(last));
	return manifest->newest_comment && manifest->newest_decision && manifest->record
		       ? ERR_OK
		       : ERR_MEMORY;
}

const char *manifest_difference(const struct manifest *a, const struct manifest *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(of_database); i++) {
		const struct input_member *member = input_member(&table, of_database[i]);
		bool same = member->type == INPUT_TYPE_TEXT
				    ? strcmp(text_of(a, member), text_of(b, member)) == 0
				    : number_of(a, member) == number_of(b, member);

		if (!same)
			return member->name;
	}
	return NULL;
}

void manifest_put(const struct manifest *manifest, struct json_writer *json)
{
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (members[i].type == INPUT_TYPE_TEXT)
			json_put_text(json, members[i].name, text_of(manifest, &members[i]));
		else
			json_put_integer(json, members[i].name, number_of(manifest, &members[i]));
}

static void line_seal(const struct keys *keys, size_t which, struct slice line, char out[SEAL_TEXT])
{
	unsigned char seal[SEAL_BYTES];

	keys_hash_by(keys, which, KEY_PURPOSE_BACKUP, NULL, line, seal, sizeof(seal));
	id_encode(seal, sizeof(seal), out);
}

static bool line_is_sealed(const struct keys *keys, struct slice line, const char *seal)
{
	char made[SEAL_TEXT];

	for (size_t i = 0; i < keys_count(keys); i++) {
		line_seal(keys, i, line, made);
		if (crypto_equal(seal, made, SEAL_TEXT - 1))
			return true;
	}
	return false;
}

enum err manifest_write(
	const struct manifest *manifest, const struct keys *keys, char out[MANIFEST_SIZE])
{
	struct json_writer json;
	char seal[SEAL_TEXT];
	struct text text;
	enum err err;

	text_init(TEXT, &text);
	json_init(&text, &json);
	json_open_object(&json, NULL);
	manifest_put(manifest, &json);
	json_close_object(&json);
	err = text_status(&text);
	if (!err) {
		line_seal(keys, 0, (struct slice){text.at, text.length}, seal);
		text_add_format(&text, "\n%s\n", seal);
		err = text_status(&text);
	}
	if (!err) {
		memset(out, ' ', MANIFEST_SIZE);
		memcpy(out, header, HEADER);
		memcpy(out + HEADER, text.at, text.length);
	}
	text_finish(&text);
	return err;
}

static enum err no_backup(struct fault *fault, const char *path)
{
	return fault_set(fault, ERR_BACKUP, "%s is no backup that this version can read.", path);
}

static bool manifest_is_whole(const struct manifest *manifest)
{
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		const void *at = member_at(manifest, &members[i]);
		bool given = members[i].type == INPUT_TYPE_TEXT
				     ? text_of(manifest, &members[i]) != NULL
				     : ((const struct input_integer *)at)->given &&
					       number_of(manifest, &members[i]) >= 0;

		if (!given)
			return false;
	}
	return manifest->format.value == MANIFEST_FORMAT;
}

static enum err manifest_judge(const struct manifest *manifest, const struct keys *keys,
	bool sealed, const char *path, struct fault *fault)
{
	if (sealed)
		return ERR_OK;
	if (!keys_has(keys, manifest->key))
		return fault_set(fault, ERR_KEY_FILE,
			"%s was made under the key %.16s, which key_file does not hold: its newest "
			"is %s.",
			path, manifest->key, keys_id(keys));
	return fault_set(fault, ERR_BACKUP, "%s was changed: its seal does not fit.", path);
}

enum err manifest_read(int fd, const char *path, const struct keys *keys, struct arena *arena,
	struct fault *fault, struct manifest *out)
{
	char frame[MANIFEST_SIZE + 1];
	struct slice sealed;
	struct fault why = FAULT_NONE;
	struct manifest manifest = {0};
	const char *line = frame + HEADER, *end;
	ssize_t length = pread(fd, frame, MANIFEST_SIZE, 0);
	enum err err;

	if (length != MANIFEST_SIZE || memcmp(frame, header, HEADER) != 0)
		return no_backup(fault, path);
	frame[MANIFEST_SIZE] = '\0';
	end = strchr(line, '\n');
	if (!end || frame + MANIFEST_SIZE - end < SEAL_TEXT + 1)
		return no_backup(fault, path);
	sealed = (struct slice){line, (size_t)(end - line)};
	err = json_read(sealed, &table, arena, &why, &manifest);
	if (err == ERR_MEMORY)
		return fault_set(fault, err, "There is no memory to read %s.", path);
	if (err || !manifest_is_whole(&manifest))
		return no_backup(fault, path);
	*out = manifest;
	return manifest_judge(&manifest, keys,
		line_is_sealed(keys, sealed, end + 1) && end[SEAL_TEXT] == '\n', path, fault);
}
