/*
 * The settings' table, and where values come from. See include/config/settings.h.
 * Each value is a text first, whatever its source, and goes through the same reader.
 */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/field.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "base/time.h"
#include "config/settings.h"

enum setting_type {
	SETTING_TEXT,
	SETTING_CREDENTIAL,
	SETTING_NUMBER,
	SETTING_SIZE,
	SETTING_SWITCH,
	SETTING_CHOICE,
	SETTING_CLOCK,
	SETTING_TYPE__MAX
};

struct setting {
	const char *name;
	enum setting_type type;
	size_t offset;
	const char *standard;
	int64_t low, high;
	const char *const *names;
	const char *help;
};

const char *const fingerprint_cost_names[] = {"keyed", "standard", "strong", NULL};
static const char *const switch_names[] = {"off", "on", NULL};
static const char *const source_names[] = {"default", "credential", "file", "environment", "flag"};

static const struct setting table[] = {
#define SETTING(member, type, standard, low, high, names, help)                                    \
	{#member, type, offsetof(struct settings, member), standard, low, high, names, help},
#include "config/settings.def"
#undef SETTING
};

enum { NAME_SIZE = 64, PATH_SIZE = 4096, ARENA_LIMIT = 64 * 1024 };

static void setting_environment(const struct setting *setting, char out[NAME_SIZE])
{
	int length = snprintf(out, NAME_SIZE, "AFTERWORD_%s", setting->name);

	for (int i = 0; i < length; i++)
		out[i] = (char)toupper((unsigned char)out[i]);
}

static void setting_flag(const struct setting *setting, char out[NAME_SIZE])
{
	int length = snprintf(out, NAME_SIZE, "--%s", setting->name);

	for (int i = 0; i < length; i++)
		if (out[i] == '_')
			out[i] = '-';
}

static const struct setting *setting_find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strlen(table[i].name) == length && strncmp(table[i].name, name, length) == 0)
			return &table[i];
	return NULL;
}

/* What would be right, for the fault and the docs. */
static void setting_expects(const struct setting *setting, struct text *out)
{
	switch (setting->type) {
	case SETTING_TEXT:
		text_add_string(out, "a text");
		break;
	case SETTING_CREDENTIAL:
		text_add_string(out, "the path of a file");
		break;
	case SETTING_NUMBER:
		text_add_format(out, "a number from %lld to %lld", (long long)setting->low,
			(long long)setting->high);
		break;
	case SETTING_SIZE:
		text_add_format(out, "a number of bytes up to %lld, or one with K, M or G",
			(long long)setting->high);
		break;
	case SETTING_SWITCH:
	case SETTING_CHOICE:
		for (int i = 0; setting->names[i]; i++)
			text_add_format(out, "%s%s", i ? " or " : "", setting->names[i]);
		break;
	case SETTING_CLOCK:
		text_add_string(out, "system or a time such as 2026-01-31T12:00:00Z");
		break;
	case SETTING_TYPE__MAX:
		break;
	}
}

static bool setting_read_number(const struct setting *setting, const char *from, int64_t *value)
{
	static const char units[] = "KMG";
	const char *unit;
	char *rest;
	long long number;

	if (*from < '0' || *from > '9')
		return false;
	errno = 0;
	number = strtoll(from, &rest, 10);
	if (errno || number > setting->high)
		return false;
	if (setting->type == SETTING_SIZE && *rest && (unit = strchr(units, *rest))) {
		for (const char *step = units; step <= unit; step++)
			number *= 1024;
		rest++;
	}
	if (*rest || number < setting->low || number > setting->high)
		return false;
	*value = number;
	return true;
}

static bool setting_read_value(const struct setting *setting, const char *from, int64_t *value)
{
	int index;

	switch (setting->type) {
	case SETTING_NUMBER:
	case SETTING_SIZE:
		return setting_read_number(setting, from, value);
	case SETTING_SWITCH:
	case SETTING_CHOICE:
		index = field_name_index(setting->names, from);
		if (index < 0)
			return false;
		*value = index;
		return true;
	case SETTING_CLOCK:
		*value = 0;
		return strcmp(from, "system") == 0 || time_parse(from, value);
	case SETTING_TEXT:
	case SETTING_CREDENTIAL:
	case SETTING_TYPE__MAX:
		break;
	}
	return false;
}

static enum err setting_set(struct settings *settings, const struct setting *setting,
	const char *from, enum setting_source source, struct fault *fault)
{
	void *place = (char *)settings + setting->offset;
	char *copy = arena_copy(&settings->arena, from, strlen(from));

	if (!copy)
		return fault_set(fault, ERR_SETTING, "%s: the value is too long.", setting->name);
	if (setting->type == SETTING_TEXT || setting->type == SETTING_CREDENTIAL) {
		*(const char **)place = copy;
	} else if (!setting_read_value(setting, from, place)) {
		struct text expects;

		text_init(FAULT_DETAIL, &expects);
		setting_expects(setting, &expects);
		fault_set(fault, ERR_SETTING, "%s (from the %s) is \"%s\"; it must be %s.",
			setting->name, source_names[source], from, expects.at ? expects.at : "?");
		text_finish(&expects);
		return ERR_SETTING;
	}
	settings->texts[setting - table] = copy;
	settings->sources[setting - table] = source;
	return ERR_OK;
}

/* What a credential for it is called (systemd.exec(5)): as the default file, or as the setting. */
static const char *setting_credential(const struct setting *setting)
{
	return *setting->standard ? setting->standard : setting->name;
}

/* What a service manager hands over as a credential goes before the default. */
static enum err settings_read_credentials(struct settings *settings, struct fault *fault)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char path[PATH_SIZE];

	for (size_t i = 0; folder && i < ARRAY_SIZE(table); i++)
		if (table[i].type == SETTING_CREDENTIAL &&
			snprintf(path, sizeof(path), "%s/%s", folder,
				setting_credential(&table[i])) < (int)sizeof(path) &&
			access(path, F_OK) == 0 &&
			setting_set(settings, &table[i], path, SETTING_SOURCE_CREDENTIAL, fault))
			return fault->err;
	return ERR_OK;
}

struct file_reading {
	struct settings *settings;
	const char *path;
	struct fault *fault;
};

static int settings_file_line(void *user, const char *section, const char *name, const char *value)
{
	struct file_reading *reading = user;
	const struct setting *setting = setting_find(name, strlen(name));

	if (!setting)
		fault_set(reading->fault, ERR_SETTING, "%s: there is no setting %s%s%s%s.",
			reading->path, name, *section ? " in section [" : "", section,
			*section ? "]" : "");
	else if (setting_set(reading->settings, setting, value ? value : "", SETTING_SOURCE_FILE,
			 reading->fault) == ERR_OK)
		return 1;
	return 0;
}

static enum err settings_read_file(struct settings *settings, const char *path, struct fault *fault)
{
	struct file_reading reading = {settings, path, fault};
	int line = ini_parse(path, settings_file_line, &reading);

	if (line < 0)
		return fault_set(fault, ERR_SETTING, "config: %s cannot be read: %s.", path,
			strerror(errno));
	if (line > 0 && !fault->err)
		return fault_set(fault, ERR_SETTING, "%s: line %d is not of the form key = value.",
			path, line);
	return fault->err;
}

static enum err settings_read_environment(struct settings *settings, struct fault *fault)
{
	char name[NAME_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *value;

		setting_environment(&table[i], name);
		value = getenv(name);
		if (value &&
			setting_set(settings, &table[i], value, SETTING_SOURCE_ENVIRONMENT, fault))
			return fault->err;
	}
	return ERR_OK;
}

/* --name value and --name=value; `value` is NULL when it is missing. */
static const struct setting *settings_match_flag(
	const char *flag, const char *next, int *used, const char **value)
{
	const char *equals = strchr(flag, '=');
	size_t length = equals ? (size_t)(equals - flag) : strlen(flag);

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char name[NAME_SIZE];

		setting_flag(&table[i], name);
		if (strlen(name) != length || strncmp(name, flag, length) != 0)
			continue;
		*value = equals ? equals + 1 : next;
		*used = equals ? 1 : 2;
		return &table[i];
	}
	return NULL;
}

static enum err settings_read_flags(
	struct settings *settings, int *argc, char **argv, struct fault *fault)
{
	int kept = 1;

	for (int i = 1; i < *argc;) {
		const char *value;
		int used;
		const struct setting *setting = settings_match_flag(
			argv[i], i + 1 < *argc ? argv[i + 1] : NULL, &used, &value);

		if (!setting) {
			argv[kept++] = argv[i++];
			continue;
		}
		if (!value)
			return fault_set(fault, ERR_SETTING, "%s needs a value.", argv[i]);
		if (setting_set(settings, setting, value, SETTING_SOURCE_FLAG, fault))
			return fault->err;
		i += used;
	}
	*argc = kept;
	return ERR_OK;
}

/* The file that --config or the environment names, or NULL; takes the flag out of argv. */
static enum err settings_file_path(int *argc, char **argv, struct fault *fault, const char **path)
{
	static const char flag[] = "--config";

	*path = getenv("AFTERWORD_CONFIG");
	for (int i = 1; i < *argc; i++) {
		const char *rest;
		int used = 1;

		if (strncmp(argv[i], flag, strlen(flag)) != 0)
			continue;
		rest = argv[i] + strlen(flag);
		if (*rest && *rest != '=')
			continue;
		if (*rest)
			*path = rest + 1;
		else if (i + used < *argc)
			*path = argv[i + used++];
		else
			return fault_set(fault, ERR_SETTING, "%s needs a value.", flag);
		for (int j = i + used; j < *argc; j++)
			argv[j - used] = argv[j];
		*argc -= used;
		break;
	}
	return ERR_OK;
}

enum err settings_read(int *argc, char **argv, struct fault *fault, struct settings *settings)
{
	const char *path;

	*settings = (struct settings){0};
	arena_init(ARENA_LIMIT, &settings->arena);
	if (settings_file_path(argc, argv, fault, &path))
		return fault->err;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (setting_set(
			    settings, &table[i], table[i].standard, SETTING_SOURCE_DEFAULT, fault))
			return fault->err;
	if (settings_read_credentials(settings, fault))
		return fault->err;
	if (!path && access("afterword.conf", F_OK) == 0)
		path = "afterword.conf";
	if (path && settings_read_file(settings, path, fault))
		return fault->err;
	if (settings_read_environment(settings, fault))
		return fault->err;
	return settings_read_flags(settings, argc, argv, fault);
}

void settings_finish(struct settings *settings)
{
	arena_finish(&settings->arena);
}

void settings_write_file(const struct settings *settings, struct text *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		text_add_format(out, "; from the %s\n%s = %s\n", source_names[settings->sources[i]],
			table[i].name, settings->texts[i]);
}

void settings_write_help(struct text *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char flag[NAME_SIZE];

		setting_flag(&table[i], flag);
		text_add_format(out, "  %-26s %s\n", flag,
			*table[i].standard ? table[i].standard : "(empty)");
	}
}

void settings_write_markdown(struct text *out)
{
	text_add_string(out,
		"# Settings\n\n"
		"A setting is taken from its flag, else from the environment, else from the file, "
		"else it has its\ndefault. The file is `afterword.conf` in the current folder, or "
		"the one that `--config` or\n`AFTERWORD_CONFIG` names; it holds lines of the form "
		"`key = value`. A wrong setting stops the start\nwith its name, its value and what "
		"would be right. `afterword config` shows what is in force.\n");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char flag[NAME_SIZE], environment[NAME_SIZE];

		setting_flag(&table[i], flag);
		setting_environment(&table[i], environment);
		text_add_format(out,
			"\n## %s\n\n%s\n\n- flag `%s`, environment `%s`\n- default: %s%s%s",
			table[i].name, table[i].help, flag, environment,
			*table[i].standard ? "`" : "",
			*table[i].standard ? table[i].standard : "empty",
			*table[i].standard ? "`" : "");
		if (table[i].type == SETTING_CREDENTIAL)
			text_add_format(out,
				", but where the service manager hands over a credential `%s`, "
				"that",
				setting_credential(&table[i]));
		text_add_string(out, "\n- expects ");
		setting_expects(&table[i], out);
		text_add_char(out, '\n');
	}
}

void settings_put_table(struct json_writer *json)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct setting *setting = &table[i];
		char flag[NAME_SIZE], environment[NAME_SIZE];
		struct text expects;

		setting_flag(setting, flag);
		setting_environment(setting, environment);
		text_init(FAULT_DETAIL, &expects);
		setting_expects(setting, &expects);
		json_open_object(json, NULL);
		json_put_text(json, "name", setting->name);
		json_put_text(json, "flag", flag);
		json_put_text(json, "environment", environment);
		json_put_text(json, "default", setting->standard);
		json_put_text(json, "help", setting->help);
		json_put_text(json, "expects", expects.at);
		json_put_boolean(json, "credential", setting->type == SETTING_CREDENTIAL);
		json_open_array(json, "choices");
		for (int j = 0; setting->names && setting->names[j]; j++)
			json_put_text(json, NULL, setting->names[j]);
		json_close_array(json);
		json_close_object(json);
		text_finish(&expects);
	}
}
