/* The laws of include/core/keys.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/keys.h"

#define OTHER_DIGITS "707172737475767778797a7b7c7d7e7f707172737475767778797a7b7c7d7e7f"
#define DIGITS       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char folder[] = "/tmp/afterword-keys-XXXXXX", path[64];
static struct fault fault;

static int enter(void **state)
{
	if (crypto_start() || !mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/afterword.key", folder);
	return 0;
}

static int leave(void **state)
{
	return rmdir(folder);
}

static int start(void **state)
{
	fault = FAULT_NONE;
	return 0;
}

static int stop(void **state)
{
	unlink(path);
	return 0;
}

static void write_key(const char *content, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static struct keys *open_keys(void)
{
	struct keys *keys = NULL;

	if (keys_open(path, false, &fault, &keys))
		fail_msg("the key was refused: %s", fault.detail);
	return keys;
}

static void a_file_is_made_for_its_owner_alone(void **state)
{
	struct keys *keys = NULL;
	struct stat stat_;
	char text[100] = "";
	FILE *file;

	umask(0);
	assert_int_equal(keys_open(path, true, &fault, &keys), ERR_OK);
	keys_close(keys);
	assert_int_equal(stat(path, &stat_), 0);
	assert_int_equal(stat_.st_mode & 0777, 0600);
	assert_int_equal(stat_.st_size, 65);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	assert_int_equal(strspn(text, "0123456789abcdef"), 64);
	assert_string_equal(text + 64, "\n");
}

static void a_file_that_is_there_is_not_made_anew(void **state)
{
	struct keys *first = NULL, *second = NULL;

	assert_int_equal(keys_open(path, true, &fault, &first), ERR_OK);
	assert_int_equal(keys_open(path, true, &fault, &second), ERR_OK);
	assert_string_equal(keys_id(first), keys_id(second));
	keys_close(first);
	keys_close(second);
}

static void a_missing_file_is_made_only_when_asked(void **state)
{
	struct keys *keys = NULL;

	assert_int_equal(keys_open(path, false, &fault, &keys), ERR_KEY_FILE);
	assert_null(keys);
	assert_non_null(strstr(fault.detail, path));
	assert_int_equal(access(path, F_OK), -1);
	fault = FAULT_NONE;
	assert_int_equal(keys_open("/nowhere/afterword.key", true, &fault, &keys), ERR_KEY_FILE);
	assert_non_null(strstr(fault.detail, "/nowhere/afterword.key"));
}

static void a_file_that_others_can_touch_is_refused(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0644, 0610, 0601, 0620, 0602, 0666};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		struct keys *keys = NULL;

		write_key(DIGITS "\n", modes[i]);
		assert_int_equal(keys_open(path, true, &fault, &keys), ERR_KEY_FILE);
		assert_null(keys);
		assert_non_null(strstr(fault.detail, "0600"));
	}
}

static void the_file_may_be_read_only_and_without_its_line_feed(void **state)
{
	char id[KEYS_ID_SIZE];
	struct keys *keys;

	write_key(DIGITS "\n", 0600);
	keys = open_keys();
	memcpy(id, keys_id(keys), sizeof(id));
	keys_close(keys);
	write_key(DIGITS, 0400);
	keys = open_keys();
	assert_string_equal(keys_id(keys), id);
	keys_close(keys);
}

static void anything_else_is_no_key(void **state)
{
	static const char *const rows[] = {
		"",
		"\n",
		"key\n",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1",
		DIGITS "0",
		DIGITS "00\n",
		DIGITS "\n" DIGITS "\n", /* twice the same */
		DIGITS "\n\n" OTHER_DIGITS "\n",
		DIGITS OTHER_DIGITS "\n",
		DIGITS "\n\n",
		DIGITS "\r\n",
		DIGITS "x",
		" 00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"+00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"\t00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		"0g0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct keys *keys = NULL;

		write_key(rows[i], 0600);
		if (keys_open(path, true, &fault, &keys) != ERR_KEY_FILE)
			fail_msg("row %zu was accepted", i);
		assert_null(keys);
		assert_non_null(strstr(fault.detail, "64 hexadecimal digits"));
		assert_null(strstr(fault.detail, "0102030405"));
	}
}

static void a_folder_is_no_file(void **state)
{
	struct keys *keys = NULL;

	assert_int_equal(keys_open(folder, true, &fault, &keys), ERR_KEY_FILE);
	assert_non_null(strstr(fault.detail, "not a file"));
}

/* What is stored with them would be lost if a version derived them otherwise. */
static void every_purpose_has_its_own_key_for_ever(void **state)
{
	static const unsigned char want[KEY_PURPOSE__MAX][16] = {
		[KEY_PURPOSE_FINGERPRINT] = {0x0f, 0xe7, 0x73, 0xdb, 0xf0, 0x72, 0xf4, 0x4b, 0xf6,
			0xba, 0xe1, 0x2e, 0x65, 0x5c, 0x5d, 0x15},
		[KEY_PURPOSE_TAG] = {0x39, 0x73, 0x8c, 0x5d, 0x96, 0x7c, 0x0b, 0x18, 0x5d, 0x77,
			0x63, 0xea, 0xb6, 0x46, 0xae, 0xea},
		[KEY_PURPOSE_LINK] = {0x33, 0x84, 0x7e, 0x93, 0xac, 0xbe, 0x53, 0x17, 0x2d, 0x1e,
			0x32, 0x20, 0x99, 0x29, 0x95, 0xff},
		[KEY_PURPOSE_REQUEST] = {0xc2, 0x4a, 0xb7, 0xe7, 0x59, 0x91, 0x78, 0x01, 0x35, 0xda,
			0x35, 0xf1, 0xbc, 0x4e, 0x95, 0x7f},
		[KEY_PURPOSE_FORM] = {0x9d, 0x6f, 0xb7, 0xe3, 0x27, 0x17, 0xe2, 0xb2, 0xbd, 0x43,
			0xe2, 0x4f, 0x51, 0xf5, 0xef, 0x57},
		[KEY_PURPOSE_NETWORK] = {0x8b, 0xb2, 0x1c, 0x98, 0xe4, 0x32, 0x8d, 0x08, 0xd4, 0xc3,
			0x7e, 0xff, 0x2c, 0x44, 0xfa, 0xa8},
		[KEY_PURPOSE_SEAL] = {0x5c, 0x5b, 0x32, 0x57, 0xb1, 0x08, 0x4b, 0xb4, 0xf5, 0xfa,
			0x4f, 0x72, 0x7a, 0xd2, 0xc8, 0xb4},
		[KEY_PURPOSE_FACTOR] = {0x0b, 0xa2, 0x8c, 0x4a, 0xd6, 0x1e, 0xcc, 0xca, 0x45, 0x7a,
			0xe7, 0x78, 0x7e, 0xa3, 0xbf, 0x8c},
		[KEY_PURPOSE_RECOVERY] = {0x08, 0xd4, 0x00, 0x88, 0x0f, 0x11, 0x23, 0x1e, 0xe0,
			0xe9, 0x3a, 0x3a, 0xb4, 0x8d, 0x63, 0x29},
		[KEY_PURPOSE_DEVICE] = {0x9b, 0xfc, 0x79, 0x7a, 0xbc, 0x06, 0xae, 0xf6, 0xec, 0x7b,
			0x61, 0x3e, 0x5c, 0x28, 0x7e, 0xed},
		[KEY_PURPOSE_REPORTER] = {0xf3, 0xfb, 0xe9, 0xb6, 0xcd, 0x8e, 0xa1, 0xfc, 0x1e,
			0x6a, 0x5c, 0x9a, 0x09, 0x42, 0xe1, 0xae},
		[KEY_PURPOSE_AVATAR] = {0x5a, 0x05, 0x50, 0xae, 0x6d, 0x9d, 0x7d, 0xfc, 0x74, 0x60,
			0xd1, 0xc4, 0xe4, 0x4c, 0x4d, 0xa2},
		[KEY_PURPOSE_LIKER] = {0xea, 0x0d, 0x38, 0x29, 0xea, 0x59, 0x41, 0xb5, 0xbd, 0x11,
			0xa9, 0x94, 0x48, 0x72, 0x63, 0x67},
		[KEY_PURPOSE_BACKUP] = {0xad, 0x1f, 0xa0, 0xf8, 0xd9, 0x41, 0xd9, 0xce, 0x2e, 0x08,
			0x28, 0x3f, 0x70, 0x27, 0xcf, 0xd5},
	};
	unsigned char salt[CRYPTO_SALT_SIZE] = {1}, salted[16];
	unsigned char got[KEY_PURPOSE__MAX][16];
	struct keys *keys;

	write_key(DIGITS "\n", 0600);
	keys = open_keys();
	assert_string_equal(keys_id(keys), "27b0e7a44ab770f9");
	for (int i = 0; i < KEY_PURPOSE__MAX; i++) {
		keys_hash(keys, (enum key_purpose)i, NULL, (struct slice){"message", 7}, got[i],
			sizeof(got[i]));
		assert_memory_equal(got[i], want[i], sizeof(got[i]));
		keys_hash(keys, (enum key_purpose)i, salt, (struct slice){"message", 7}, salted,
			sizeof(salted));
		assert_memory_not_equal(got[i], salted, sizeof(salted));
		for (int k = 0; k < i; k++)
			assert_memory_not_equal(got[i], got[k], sizeof(got[i]));
	}
	keys_close(keys);
}

static void another_key_is_another_in_all(void **state)
{
	unsigned char first[16], second[16];
	char id[KEYS_ID_SIZE];
	struct keys *keys;

	write_key(DIGITS "\n", 0600);
	keys = open_keys();
	memcpy(id, keys_id(keys), sizeof(id));
	keys_hash(keys, KEY_PURPOSE_LINK, NULL, (struct slice){"m", 1}, first, sizeof(first));
	keys_close(keys);
	unlink(path);
	assert_int_equal(keys_open(path, true, &fault, &keys), ERR_OK);
	keys_hash(keys, KEY_PURPOSE_LINK, NULL, (struct slice){"m", 1}, second, sizeof(second));
	assert_memory_not_equal(first, second, sizeof(first));
	assert_string_not_equal(keys_id(keys), id);
	keys_close(keys);
}

static void the_id_is_16_digits_and_not_of_the_key(void **state)
{
	struct keys *keys;

	write_key(DIGITS "\n", 0600);
	keys = open_keys();
	assert_int_equal(strspn(keys_id(keys), "0123456789abcdef"), 16);
	assert_int_equal(strlen(keys_id(keys)), 16);
	assert_null(strstr(DIGITS, keys_id(keys)));
	keys_close(keys);
	keys_close(NULL);
}

/* The newest makes; all of them open what was made. */
static void several_keys_live_at_once(void **state)
{
	unsigned char by_old[16], by_both[16], sealed[5 + CRYPTO_SEAL_SIZE], opened[5];
	const struct slice context = {"c", 1}, message = {"m", 1};
	struct keys *old, *both, *new;

	write_key(OTHER_DIGITS "\n", 0600);
	old = open_keys();
	write_key(DIGITS "\n", 0600);
	new = open_keys();
	write_key(DIGITS "\n" OTHER_DIGITS "\n", 0600);
	both = open_keys();
	assert_int_equal(keys_count(old), 1);
	assert_int_equal(keys_count(both), 2);
	assert_string_equal(keys_id(both), keys_id(new));
	assert_string_equal(keys_id_of(both, 1), keys_id(old));
	assert_true(keys_has(both, keys_id(old)));
	assert_false(keys_has(new, keys_id(old)));
	keys_hash(old, KEY_PURPOSE_LINK, NULL, message, by_old, sizeof(by_old));
	keys_hash_by(both, 1, KEY_PURPOSE_LINK, NULL, message, by_both, sizeof(by_both));
	assert_memory_equal(by_old, by_both, sizeof(by_old));
	keys_hash(both, KEY_PURPOSE_LINK, NULL, message, by_both, sizeof(by_both));
	assert_memory_not_equal(by_old, by_both, sizeof(by_old));
	keys_seal(old, KEY_PURPOSE_FACTOR, context, (struct slice){"hello", 5}, sealed);
	assert_true(keys_unseal(both, KEY_PURPOSE_FACTOR, context,
		(struct slice){(const char *)sealed, sizeof(sealed)}, opened));
	assert_memory_equal(opened, "hello", 5);
	assert_false(keys_unseal(new, KEY_PURPOSE_FACTOR, context,
		(struct slice){(const char *)sealed, sizeof(sealed)}, opened));
	keys_close(old);
	keys_close(new);
	keys_close(both);
}

static void a_key_is_put_in_front_and_taken_out(void **state)
{
	struct keys *keys;
	char id[KEYS_ID_SIZE], first[KEYS_ID_SIZE];

	write_key(DIGITS "\n", 0600);
	keys = open_keys();
	memcpy(first, keys_id(keys), sizeof(first));
	keys_close(keys);
	assert_int_equal(keys_remove(path, first, &fault), ERR_CONFLICT);
	assert_int_equal(keys_add(path, &fault), ERR_OK);
	keys = open_keys();
	assert_string_equal(keys_id_of(keys, 1), first);
	memcpy(id, keys_id(keys), sizeof(id));
	keys_close(keys);
	assert_int_equal(keys_remove(path, "0000000000000000", &fault), ERR_OK);
	assert_int_equal(keys_remove(path, first, &fault), ERR_OK);
	keys = open_keys();
	assert_int_equal(keys_count(keys), 1);
	assert_string_equal(keys_id(keys), id);
	keys_close(keys);
}

#define LAW(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest laws[] = {
		LAW(a_file_is_made_for_its_owner_alone),
		LAW(a_file_that_is_there_is_not_made_anew),
		LAW(a_missing_file_is_made_only_when_asked),
		LAW(a_file_that_others_can_touch_is_refused),
		LAW(the_file_may_be_read_only_and_without_its_line_feed),
		LAW(anything_else_is_no_key),
		LAW(a_folder_is_no_file),
		LAW(every_purpose_has_its_own_key_for_ever),
		LAW(another_key_is_another_in_all),
		LAW(several_keys_live_at_once),
		LAW(a_key_is_put_in_front_and_taken_out),
		LAW(the_id_is_16_digits_and_not_of_the_key),
	};

	return cmocka_run_group_tests(laws, enter, leave);
}
