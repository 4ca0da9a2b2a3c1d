/* The laws of include/core/browser.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "core/browser.h"

static void a_header_tells_browser_and_system(void **state)
{
	static const struct {
		const char *header, *name, *system;
	} rows[] = {
		{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
			"Firefox", "Linux"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		 "Chrome/142.0.0.0 Safari/537.36",
			"Chrome", "Windows"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		 "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
			"Edge", "Windows"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, "
		 "like Gecko) Version/18.5 Safari/605.1.15",
			"Safari", "macOS"},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
		 "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
			"Safari", "iOS"},
		{"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
		 "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
			"Samsung Internet", "Android"},
		{"curl/8.14.1", "curl", NULL},
		{"something else", NULL, NULL},
		{"", NULL, NULL},
		{NULL, NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name = browser_name(rows[i].header);
		const char *system = browser_system(rows[i].header);

		assert_string_equal(name ? name : "", rows[i].name ? rows[i].name : "");
		assert_string_equal(system ? system : "", rows[i].system ? rows[i].system : "");
	}
}

int main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(a_header_tells_browser_and_system),
	};

	return cmocka_run_group_tests(laws, NULL, NULL);
}
