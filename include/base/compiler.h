/*
 * What we ask of the compiler beyond C11. GCC and Clang both have it.
 */
#ifndef AFTERWORD_BASE_COMPILER_H
#define AFTERWORD_BASE_COMPILER_H

#define MUST_CHECK                   __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first)     __attribute__((format(printf, text, first)))
#define ARRAY_SIZE(array)            (sizeof(array) / sizeof((array)[0]))
#define CONTAINER_OF(at, type, name) ((type *)((char *)(at) - offsetof(type, name)))

#endif
