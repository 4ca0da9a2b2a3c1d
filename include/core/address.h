/*
 * Email addresses: RFC 5321, with RFC 6531 for those beyond ASCII. Validated, and brought into
 * the normal form that fingerprints are made of: local part in NFC and case-folded, domain as
 * lower-case A-labels, so that A@Bücher.example and a@xn--bcher-kva.example are one author.
 *
 * An address is a secret (promise 1): it never stands in a fault's texts, and the result lives in
 * the arena, which the caller wipes.
 */
#ifndef AFTERWORD_CORE_ADDRESS_H
#define AFTERWORD_CORE_ADDRESS_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"

/* Octets, as given and as normalised; RFC 5321, section 4.5.3.1. */
enum { ADDRESS_LIMIT = 254, ADDRESS_LOCAL_LIMIT = 64 };

/*
 * `from` is valid UTF-8; blanks around it are not part of it. Required: NULL or blank is a
 * mistake. Refused: quoted local parts, address literals, domains without a dot, blanks, control
 * and invisible characters. ERR_INVALID_INPUT with the mistake at `field`, or ERR_MEMORY.
 */
enum err address_normalise(const char *from, const char *field, struct arena *arena,
	struct fault *fault, const char **address) MUST_CHECK;

#endif
