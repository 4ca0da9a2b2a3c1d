/*
 * Email addresses. Judged in their normal form, so that what is accepted is accepted again.
 * Nothing here may put a piece of an address into a fault. See include/core/address.h.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "core/address.h"
#include "core/host.h"
#include "core/mistake.h"
#include "core/plain.h"

enum address_flaw {
	ADDRESS_FINE,
	ADDRESS_NO_MEMORY,
	ADDRESS_REQUIRED,
	ADDRESS_LONG,
	ADDRESS_LOCAL_LONG,
	ADDRESS_NO_AT,
	ADDRESS_LOCAL,
	ADDRESS_DOMAIN,
	ADDRESS__FLAWS
};

static const struct {
	const char *code;
	const char *detail;
} flaws[ADDRESS__FLAWS] = {
	[ADDRESS_REQUIRED] = {MISTAKE_REQUIRED, "Give an email address, as in name@example.org."},
	[ADDRESS_LONG] = {MISTAKE_TOO_LONG, "Give an email address of at most 254 bytes."},
	[ADDRESS_LOCAL_LONG] = {MISTAKE_TOO_LONG,
		"Give an email address with at most 64 bytes before the @."},
	[ADDRESS_NO_AT] = {MISTAKE_NOT_AN_ADDRESS,
		"Write a name, an @ and a domain, as in name@example.org."},
	[ADDRESS_LOCAL] = {MISTAKE_NOT_AN_ADDRESS,
		"Before the @, use letters, digits and !#$%&'*+-/=?^_`{|}~, with single "
		"dots between them."},
	[ADDRESS_DOMAIN] = {MISTAKE_NOT_AN_ADDRESS,
		"After the @, write a domain with a dot, as in name@example.org."},
};

/* RFC 5322, section 3.2.3, as RFC 6531, section 3.3, widens it; of that, what can be seen. */
static bool is_atom_text(int32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		       (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
	return !utf8_is_space(c) && !utf8_is_control(c) && !utf8_is_direction(c) &&
	       !utf8_is_invisible(c);
}

/* Atoms with single dots between them; `local` is folded, so ASCII letters are small. */
static bool is_dot_atom(struct slice local)
{
	bool after_atom = false;
	size_t size;

	for (size_t i = 0; i < local.length; i += size) {
		int32_t c = utf8_next(local.at + i, local.length - i, &size);

		if (c == '.' ? !after_atom : !is_atom_text(c))
			return false;
		after_atom = c != '.';
	}
	return after_atom;
}

/* RFC 5321, section 2.3.5: fully qualified; section 4.1.2: letters, digits and hyphens. */
static enum address_flaw domain_normalise(struct slice from, char domain[HOST_LIMIT + 1])
{
	enum err err = host_name(from, domain);

	if (err)
		return err == ERR_MEMORY ? ADDRESS_NO_MEMORY : ADDRESS_DOMAIN;
	return strchr(domain, '.') && !strchr(domain, '_') ? ADDRESS_FINE : ADDRESS_DOMAIN;
}

static enum address_flaw local_normalise(struct slice from, struct arena *arena, const char **local)
{
	char *folded;
	size_t length;

	if (from.length > ADDRESS_LOCAL_LIMIT)
		return ADDRESS_LOCAL_LONG;
	folded = arena_copy(arena, from.at, from.length);
	folded = folded ? utf8_nfc_fold(arena, folded) : NULL;
	if (!folded)
		return ADDRESS_NO_MEMORY;
	length = strlen(folded);
	if (length > ADDRESS_LOCAL_LIMIT)
		return ADDRESS_LOCAL_LONG;
	if (!is_dot_atom((struct slice){folded, length}))
		return ADDRESS_LOCAL;
	*local = folded;
	return ADDRESS_FINE;
}

static enum address_flaw normalise(struct slice from, struct arena *arena, const char **address)
{
	const char *at = from.length ? memchr(from.at, '@', from.length) : NULL;
	char domain[HOST_LIMIT + 1];
	const char *local, *whole;
	enum address_flaw flaw;

	if (!from.length)
		return ADDRESS_REQUIRED;
	if (from.length > ADDRESS_LIMIT)
		return ADDRESS_LONG;
	if (!at)
		return ADDRESS_NO_AT;
	flaw = local_normalise((struct slice){from.at, (size_t)(at - from.at)}, arena, &local);
	if (flaw)
		return flaw;
	at++;
	flaw = domain_normalise((struct slice){at, (size_t)(from.at + from.length - at)}, domain);
	if (flaw)
		return flaw;
	whole = arena_format(arena, "%s@%s", local, domain);
	if (!whole)
		return ADDRESS_NO_MEMORY;
	if (strlen(whole) > ADDRESS_LIMIT)
		return ADDRESS_LONG;
	*address = whole;
	return ADDRESS_FINE;
}

enum err address_normalise(const char *from, const char *field, struct arena *arena,
	struct fault *fault, const char **address)
{
	enum address_flaw flaw = normalise(plain_trim(from), arena, address);

	if (flaw == ADDRESS_FINE)
		return ERR_OK;
	if (flaw == ADDRESS_NO_MEMORY)
		return fault_set(fault, ERR_MEMORY, "There is no memory to read an email address.");
	return fault_field(fault, field, flaws[flaw].code, "%s", flaws[flaw].detail);
}
