/*
 * UTF-8 by utf8proc. See include/base/utf8.h. ASCII, the most of what is written, is told without
 * a call.
 */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

static bool is_ascii(int32_t c)
{
	return c >= 0 && c < 0x80;
}

bool utf8_valid(const char *at, size_t length)
{
	while (length) {
		utf8proc_int32_t c;
		utf8proc_ssize_t size;

		if (*at && is_ascii((unsigned char)*at)) {
			at++;
			length--;
			continue;
		}
		size = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)length, &c);
		if (size <= 0 || c == 0)
			return false;
		at += size;
		length -= (size_t)size;
	}
	return true;
}

int32_t utf8_next(const char *at, size_t length, size_t *size)
{
	utf8proc_int32_t c = (unsigned char)*at;

	if (is_ascii(c)) {
		*size = 1;
		return c;
	}
	*size = (size_t)utf8proc_iterate(
		(const utf8proc_uint8_t *)at, (utf8proc_ssize_t)length, &c);
	return c;
}

size_t utf8_count(const char *at, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)at[i] & 0xc0) != 0x80;
	return count;
}

bool utf8_is_control(int32_t c)
{
	if (is_ascii(c))
		return c < ' ' || c == 0x7f;
	return utf8proc_category(c) == UTF8PROC_CATEGORY_CC;
}

bool utf8_is_direction(int32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* Beyond what the library's properties tell. */
static const struct {
	int32_t first, last;
} unseen[] = {
	{0x2065, 0x2065}, /* reserved to be default ignorable, as the last two are */
	{0x2800, 0x2800}, /* the blank braille pattern, a symbol */
	{0xfdd0, 0xfdef}, /* noncharacters, beside the last two of each plane */
	{0xfff0, 0xfff8},
	{0xe0000, 0xe0fff},
};

static bool is_unseen(int32_t c)
{
	for (size_t i = 0; i < ARRAY_SIZE(unseen); i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return true;
	return (c & 0xfffe) == 0xfffe || utf8proc_get_property(c)->ignorable;
}

bool utf8_is_invisible(int32_t c)
{
	if (is_ascii(c))
		return false;
	if (is_unseen(c))
		return true;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
		return true;
	default:
		return false;
	}
}

bool utf8_is_mark(int32_t c)
{
	utf8proc_category_t category;

	if (is_ascii(c))
		return false;
	category = utf8proc_category(c);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	       category == UTF8PROC_CATEGORY_ME;
}

bool utf8_is_word(int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

bool utf8_is_unspaced(int32_t c)
{
	static const struct {
		int32_t first, last;
	} scripts[] = {
		{0x0e00, 0x0eff},   /* Thai, Lao */
		{0x1000, 0x109f},   /* Myanmar */
		{0x1780, 0x17ff},   /* Khmer */
		{0x3040, 0x30ff},   /* Hiragana, Katakana */
		{0x3400, 0x9fff},   /* Han */
		{0xf900, 0xfaff},   /* its compatibility forms */
		{0x20000, 0x3ffff}, /* its supplements */
	};

	for (size_t i = 0; i < ARRAY_SIZE(scripts); i++)
		if (c >= scripts[i].first && c <= scripts[i].last)
			return true;
	return false;
}

bool utf8_is_space(int32_t c)
{
	if (is_ascii(c))
		return c == ' ' || (c >= '\t' && c <= '\r');
	return utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

bool utf8_is_punctuation(int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO) ||
	       (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO);
}

static char *utf8_map(struct arena *arena, const char *from, utf8proc_option_t options)
{
	utf8proc_uint8_t *mapped;
	utf8proc_ssize_t length;
	char *copy;

	length = utf8proc_map((const utf8proc_uint8_t *)from, 0, &mapped,
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | options);
	if (length < 0)
		return NULL;
	copy = arena_copy(arena, mapped, (size_t)length);
	explicit_bzero(mapped, (size_t)length); /* it may be an address */
	free(mapped);
	return copy;
}

char *utf8_nfc(struct arena *arena, const char *from)
{
	const char *at = from;

	while (*at && is_ascii((unsigned char)*at))
		at++;
	if (!*at)
		return arena_copy(arena, from, (size_t)(at - from));
	return utf8_map(arena, from, UTF8PROC_COMPOSE);
}

char *utf8_nfc_fold(struct arena *arena, const char *from)
{
	char *composed = utf8_nfc(arena, from); /* folding looks at single code points */

	return composed ? utf8_map(arena, composed, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD) : NULL;
}

char *utf8_bare(struct arena *arena, const char *from)
{
	return utf8_map(arena, from, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK);
}

char *utf8_fold(struct arena *arena, const char *from)
{
	return utf8_map(arena, from, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
}
