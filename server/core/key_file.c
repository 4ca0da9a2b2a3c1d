/*
 * The key file: read, made, and written anew with a key more or less. See key_file.h. Whoever
 * writes it anew puts a whole file in its place, so that a crash leaves the old one or the new one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "core/key_file.h"

enum { DIGITS = 2 * CRYPTO_KEY_SIZE, LINE = DIGITS + 1, TEXT_MAX = KEYS_MAX * LINE };

/* In secret memory. */
struct key_text {
	char at[TEXT_MAX + 1]; /* one more, so that too much shows */
	size_t length;
};

/* One key a line, none twice; the last line may have no end. */
static bool text_read(struct key_text *text, struct key_file *file)
{
	if (text->length > 0 && text->length <= TEXT_MAX && text->length % LINE == DIGITS)
		text->at[text->length++] = '\n';
	if (!text->length || text->length > TEXT_MAX || text->length % LINE)
		return false;
	file->count = text->length / LINE;
	for (size_t i = 0; i < file->count; i++) {
		const char *line = text->at + i * LINE;

		if (line[DIGITS] != '\n' || !hex_read(line, CRYPTO_KEY_SIZE, file->keys[i]))
			return false;
		for (size_t k = 0; k < i; k++)
			if (crypto_equal(file->keys[i], file->keys[k], CRYPTO_KEY_SIZE))
				return false;
	}
	return true;
}

/*
 * Whether a service manager has handed it over: its folder is closed to others, and where an access
 * control list lets us read it, the mode shows that as a right of the group (systemd.exec(5)).
 */
static bool is_credential(const char *path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	size_t length = folder ? strlen(folder) : 0;

	return length && strncmp(path, folder, length) == 0 && path[length] == '/';
}

static enum err file_look(int fd, const char *path, struct fault *fault)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
		return fault_set(fault, ERR_KEY_FILE, "key_file: %s is not a file.", path);
	if (stat.st_mode & (is_credential(path) ? 037 : 077))
		return fault_set(fault, ERR_KEY_FILE,
			"key_file: others can read or write %s (mode %03o); make it 0600 "
			"with `chmod 600`.",
			path, (unsigned)stat.st_mode & 0777);
	return ERR_OK;
}

static enum err no_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "There is no memory for the key.");
}

static enum err text_load(int fd, const char *path, struct fault *fault, struct key_file *file)
{
	struct key_text *text;
	ssize_t length;
	bool good;
	enum err err = file_look(fd, path, fault);

	if (err)
		return err;
	text = crypto_secret_alloc(sizeof(*text));
	if (!text)
		return no_memory(fault);
	length = read(fd, text->at, sizeof(text->at));
	text->length = length < 0 ? 0 : (size_t)length;
	good = text_read(text, file);
	crypto_secret_free(text);
	if (good)
		return ERR_OK;
	return fault_set(fault, ERR_KEY_FILE,
		"key_file: %s must hold a key, or up to %d, the newest first: lines of 64 "
		"hexadecimal digits and nothing else.",
		path, KEYS_MAX);
}

enum err key_file_read(const char *path, struct fault *fault, struct key_file *file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err err;

	if (fd < 0 && errno == ENOENT)
		return ERR_NOT_FOUND;
	if (fd < 0)
		return fault_set(fault, ERR_KEY_FILE, "key_file: %s cannot be read: %s.", path,
			strerror(errno));
	err = text_load(fd, path, fault, file);
	close(fd);
	return err;
}

/* By file_make or file_replace; `what`: what they do. */
static enum err key_file_write(const char *path, const struct key_file *file,
	bool (*write)(const char *path, const void *from, size_t length, mode_t mode),
	const char *what, struct fault *fault)
{
	struct key_text *text = crypto_secret_alloc(sizeof(*text));
	enum err err = ERR_OK;

	if (!text)
		return no_memory(fault);
	for (size_t i = 0; i < file->count; i++) {
		hex_write(file->keys[i], CRYPTO_KEY_SIZE, text->at + i * LINE);
		text->at[i * LINE + DIGITS] = '\n';
	}
	text->length = file->count * LINE;
	if (!write(path, text->at, text->length, 0600))
		err = fault_set(fault, ERR_KEY_FILE, "key_file: %s cannot be %s: %s.", path, what,
			strerror(errno));
	crypto_secret_free(text);
	return err;
}

enum err keys_create(const char *path, struct fault *fault)
{
	struct key_file *file = crypto_secret_alloc(sizeof(*file));
	enum err err;

	if (!file)
		return no_memory(fault);
	crypto_random(file->keys[0], CRYPTO_KEY_SIZE);
	file->count = 1;
	err = key_file_write(path, file, file_make, "made", fault);
	crypto_secret_free(file);
	return err;
}

/* Of one that has to be there. */
static enum err key_file_need(const char *path, struct fault *fault, struct key_file *file)
{
	enum err err = key_file_read(path, fault, file);

	return err == ERR_NOT_FOUND ? fault_set(fault, ERR_KEY_FILE,
					      "key_file: %s cannot be read: it is not there.", path)
				    : err;
}

enum err keys_add(const char *path, struct fault *fault)
{
	struct key_file *file = crypto_secret_alloc(sizeof(*file));
	enum err err;

	if (!file)
		return no_memory(fault);
	err = key_file_need(path, fault, file);
	if (!err && file->count == KEYS_MAX)
		err = fault_set(fault, ERR_CONFLICT,
			"key_file: %s holds %d keys already, which is as many as there can be; "
			"retire one.",
			path, KEYS_MAX);
	if (!err) {
		memmove(file->keys[1], file->keys[0], file->count * CRYPTO_KEY_SIZE);
		crypto_random(file->keys[0], CRYPTO_KEY_SIZE);
		file->count++;
		err = key_file_write(path, file, file_replace, "replaced", fault);
	}
	crypto_secret_free(file);
	return err;
}

/* False: it was not there. */
static bool key_take(struct key_file *file, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < file->count; i++) {
		char its[KEYS_ID_SIZE];

		key_id(file->keys[i], its);
		if (strcmp(its, id) != 0)
			memmove(file->keys[kept++], file->keys[i], CRYPTO_KEY_SIZE);
	}
	if (kept == file->count)
		return false;
	file->count = kept;
	return true;
}

enum err keys_remove(const char *path, const char *id, struct fault *fault)
{
	struct key_file *file = crypto_secret_alloc(sizeof(*file));
	enum err err;

	if (!file)
		return no_memory(fault);
	err = key_file_need(path, fault, file);
	if (!err && key_take(file, id))
		err = file->count
			      ? key_file_write(path, file, file_replace, "replaced", fault)
			      : fault_set(fault, ERR_CONFLICT,
					"key_file: %s holds no other key; make one first.", path);
	crypto_secret_free(file);
	return err;
}
