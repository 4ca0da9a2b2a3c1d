/* The laws of include/core/device.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "core/device.h"
#include "fixed_keys.h"

static void a_device_is_known_to_its_account_and_key_alone(void **state)
{
	char device[DEVICE_SIZE], other[DEVICE_SIZE];

	device_make(fixed_keys[0], "anna", device);
	device_make(fixed_keys[0], "anna", other);
	assert_int_equal(strlen(device), DEVICE_SIZE - 1);
	assert_string_not_equal(device, other);
	assert_true(device_is_known(fixed_keys[0], "anna", device));
	assert_true(device_is_known(fixed_keys[0], "anna", other));
	assert_false(device_is_known(fixed_keys[0], "bert", device));
	assert_false(device_is_known(fixed_keys[1], "anna", device));
}

static void what_was_made_up_is_not_known(void **state)
{
	char device[DEVICE_SIZE + 1];

	device_make(fixed_keys[0], "anna", device);
	for (size_t i = 0; i < DEVICE_SIZE - 1; i++) {
		device[i] ^= 1;
		assert_false(device_is_known(fixed_keys[0], "anna", device));
		device[i] ^= 1;
	}
	assert_false(device_is_known(fixed_keys[0], "anna", NULL));
	assert_false(device_is_known(fixed_keys[0], "anna", ""));
	assert_false(device_is_known(fixed_keys[0], "anna", device + 1));
	strcat(device, "0");
	assert_false(device_is_known(fixed_keys[0], "anna", device));
}

static void a_device_is_known_after_a_new_key(void **state)
{
	char text[DEVICE_SIZE];

	device_make(fixed_keys[0], "anna", text);
	assert_true(device_is_known(fixed_several, "anna", text));
	device_make(fixed_several, "anna", text);
	assert_true(device_is_known(fixed_several, "anna", text));
	assert_false(device_is_known(fixed_keys[0], "anna", text));
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_device_is_known_to_its_account_and_key_alone),
		cmocka_unit_test(a_device_is_known_after_a_new_key),
		cmocka_unit_test(what_was_made_up_is_not_known),
	};

	return cmocka_run_group_tests(laws, fixed_keys_start, fixed_keys_stop);
}
