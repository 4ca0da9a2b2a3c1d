/*
 * The codes of mistakes in fields: what a program reads in errors[].code. A code is a promise of
 * the API; the detail beside it, for people, may change. Static strings, fit for fault_field.
 */
#ifndef AFTERWORD_CORE_MISTAKE_H
#define AFTERWORD_CORE_MISTAKE_H

#define MISTAKE_REQUIRED          "required"          /* absent, or nothing that can be seen */
#define MISTAKE_TOO_LONG          "too_long"          /* refused, never cut short */
#define MISTAKE_INVALID_CHARACTER "invalid_character" /* control, direction, invisible, … */
#define MISTAKE_TOO_MANY_MARKS    "too_many_marks"    /* combining marks piled up */
#define MISTAKE_UNBALANCED        "unbalanced"        /* a direction override left open */
#define MISTAKE_NOT_A_URL         "not_a_url"         /* not scheme://host… at all */
#define MISTAKE_SCHEME            "scheme"            /* neither http nor https */
#define MISTAKE_USERINFO          "userinfo"          /* user:password@ in a URL */
#define MISTAKE_HOST              "host"              /* no host, or none that can exist */
#define MISTAKE_PORT              "port"              /* not 1 to 65535 */
#define MISTAKE_NOT_AN_ORIGIN     "not_an_origin"     /* more than scheme://host[:port] */
#define MISTAKE_NOT_A_BASE        "not_a_base"        /* more than an origin and a plain path */
#define MISTAKE_NOT_AN_ADDRESS    "not_an_address"    /* not an email address */

#endif
