/*
 * The log: one line an event on standard error, key=value, values quoted where needed; or an object
 * of JSON with the same members. Under journald each line begins with its priority, <6> and the
 * like (sd-daemon(3)).
 *
 * Never in it: a comment's text, a name, an address or its hash, a token, a target with a
 * query. Callers pass routes and ids, not what people typed.
 *
 *   log_event(LOG_LEVEL_INFO, "listening", LOG_TEXT("address", address));
 */
#ifndef AFTERWORD_BASE_LOG_H
#define AFTERWORD_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
	LOG_LEVEL__MAX
};

enum log_format { LOG_FORMAT_PAIRS, LOG_FORMAT_JSON, LOG_FORMAT__MAX };

extern const char *const log_level_names[]; /* NULL-terminated */
extern const char *const log_format_names[];

struct log_pair {
	const char *key;
	const char *text; /* NULL: the number */
	int64_t number;
};

#define LOG_TEXT(key_, text_)     ((struct log_pair){.key = key_, .text = text_})
#define LOG_NUMBER(key_, number_) ((struct log_pair){.key = key_, .number = number_})

/* Whether what is written there is kept in the journal. */
bool log_in_journal(int fd);

/* Lines above this level are dropped. Set once, before threads start. */
void log_set_level(enum log_level level);

/* How lines are written; likewise. */
void log_set_format(enum log_format format);

/* Whether lines of this level are written: what only they need, need not be made. */
bool log_takes(enum log_level level);

void log_pairs(enum log_level level, const char *event, const struct log_pair *pairs, size_t count);

#define log_event(level, event, ...)                                                               \
	log_pairs(level, event, (const struct log_pair[]){__VA_ARGS__},                            \
		sizeof((const struct log_pair[]){__VA_ARGS__}) / sizeof(struct log_pair))

#endif
