/*
 * Hosts of URLs and domains of email addresses, in the one form that is compared: lower case,
 * A-labels, IPv6 as RFC 5952 has it. The one room that knows libidn2.
 */
#ifndef AFTERWORD_CORE_HOST_H
#define AFTERWORD_CORE_HOST_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* RFC 1035, section 3.1, without the root's dot. */
enum { HOST_LIMIT = 253, HOST_LABEL_LIMIT = 63 };

/*
 * A name as browsers know it (UTS #46, nontransitional), though what IDNA 2008 does not allow,
 * emoji mostly, only as the A-label that browsers send. Labels of letters, digits, hyphens inside
 * and underscores (which real hosts bear), not ending in a number. `host` is NUL-terminated.
 * ERR_INVALID_INPUT: there is no such name; ERR_MEMORY.
 */
enum err host_name(struct slice from, char host[HOST_LIMIT + 1]) MUST_CHECK;

/*
 * A name, an IPv4 address in four decimals, or an IPv6 address in brackets. Not the other
 * spellings of IPv4 that inet_aton reads, and no IPv4 dressed as IPv6: they serve to hide.
 */
enum err host_normalise(struct slice from, char host[HOST_LIMIT + 1]) MUST_CHECK;

#endif
