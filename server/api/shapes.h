/* Shapes that the answers of more than one file have. */
#ifndef AFTERWORD_SERVER_API_SHAPES_H
#define AFTERWORD_SERVER_API_SHAPES_H

#include "base/shape.h"

extern const struct shape item_shape;        /* item.c */
extern const struct shape claim_shape;       /* item.c */
extern const struct shape alias_shape;       /* aliases.c */
extern const struct shape decision_shape;    /* decisions.c */
extern const struct shape report_shape;      /* item.c */
extern const struct shape site_page_shape;   /* pages.c */
extern const struct shape role_shape;        /* accounts.c */
extern const struct shape own_account_shape; /* accounts.c */

#endif
