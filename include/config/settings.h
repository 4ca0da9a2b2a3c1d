/*
 * The settings: one table (settings.def) gives default, file key, environment, flag, --help and
 * docs/configuration.md. Precedence: flag, environment, file, default. A wrong setting is a
 * fault that names it, its value and what would be right (ERR_SETTING).
 */
#ifndef AFTERWORD_CONFIG_SETTINGS_H
#define AFTERWORD_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/text.h"

enum fingerprint_cost {
	FINGERPRINT_COST_KEYED,
	FINGERPRINT_COST_STANDARD,
	FINGERPRINT_COST_STRONG,
	FINGERPRINT_COST__MAX
};

extern const char *const fingerprint_cost_names[]; /* NULL-terminated */

#define SETTING_TEXT_TYPE       const char *
#define SETTING_CREDENTIAL_TYPE const char * /* the path of a file with a secret */
#define SETTING_NUMBER_TYPE     int64_t
#define SETTING_SIZE_TYPE       int64_t /* bytes */
#define SETTING_SWITCH_TYPE     int64_t /* 0 or 1 */
#define SETTING_CHOICE_TYPE     int64_t /* index into the names */
#define SETTING_CLOCK_TYPE      int64_t /* milliseconds; 0 is the system's clock */

enum setting_index {
#define SETTING(member, type, standard, low, high, names, help) SETTING_INDEX_##member,
#include "config/settings.def"
#undef SETTING
	SETTING_INDEX__MAX
};

enum setting_source {
	SETTING_SOURCE_DEFAULT,
	SETTING_SOURCE_CREDENTIAL, /* the service manager has handed the file over */
	SETTING_SOURCE_FILE,
	SETTING_SOURCE_ENVIRONMENT,
	SETTING_SOURCE_FLAG,
	SETTING_SOURCE__MAX
};

struct settings {
#define SETTING(member, type, standard, low, high, names, help) type##_TYPE member;
#include "config/settings.def"
#undef SETTING
	const char *texts[SETTING_INDEX__MAX]; /* each value as it was written */
	enum setting_source sources[SETTING_INDEX__MAX];
	struct arena arena;
};

/*
 * Reads the file (flag --config, else AFTERWORD_CONFIG, else ./afterword.conf if there is one),
 * the environment and the flags. Flags that are settings are taken out of argv; argv[0] and the
 * others stay in order. settings_finish is due also after a failure.
 */
enum err settings_read(
	int *argc, char **argv, struct fault *fault, struct settings *settings) MUST_CHECK;
void settings_finish(struct settings *settings);

void settings_write_file(const struct settings *settings, struct text *out); /* in force, INI */
void settings_write_help(struct text *out);
void settings_write_markdown(struct text *out); /* docs/configuration.md */

/* The table, for programs: into the open array an object for each. */
void settings_put_table(struct json_writer *json);

#endif
