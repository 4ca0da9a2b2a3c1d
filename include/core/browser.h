/*
 * Which browser it is and on what system, as far as the header User-Agent tells (RFC 9110, section
 * 10.1.5): enough for people to know their own sessions by, and no more, since what it says beside
 * that tells people apart. One of a few names, static; NULL: it does not tell.
 */
#ifndef AFTERWORD_CORE_BROWSER_H
#define AFTERWORD_CORE_BROWSER_H

#include "base/compiler.h"

const char *browser_name(const char *user_agent);
const char *browser_system(const char *user_agent);

#endif
