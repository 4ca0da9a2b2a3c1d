/* Pictures that tell the authors of a thread apart. */
#ifndef AFTERWORD_SERVER_API_AVATAR_H
#define AFTERWORD_SERVER_API_AVATAR_H

#include "base/text.h"

/*
 * Appends a picture (SVG 2, inline) made of an avatar's 16 hexadecimal digits: five by five
 * squares, mirrored, of one colour. It needs no style and no request.
 */
void avatar_add(struct text *out, const char *avatar);

#endif
