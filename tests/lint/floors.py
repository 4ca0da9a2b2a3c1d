#!/usr/bin/env python3
"""The floors of the house: who may include whom (docs/ARCHITECTURE.md).

1. A file looks at its own module, its own floor and the floors below; never above.
2. A header that stays beside the .c files (server/) is seen by its own module alone.
3. A public header (include/) includes public headers alone.
4. A library is known in one room. A header of neither the table nor the system is refused:
   a new library gets a row first.
"""
import re

import tree

FLOORS = {
    "base": 0,
    "config": 1,
    "db": 2,
    "store": 3,
    "core": 4,
    "http": 5,
    "api": 5,
    "jobs": 5,
    "notify": 5,
    "import": 5,
    "cli": 6,
    "main.c": 6,
}

# Where a library's header may be included: a path or the beginning of one.
ROOMS = {
    "brotli/encode.h": ("server/http/",),
    "gnutls/abstract.h": ("server/http/tls.c",),
    "gnutls/x509.h": ("server/http/tls.c",),
    "idn2.h": ("server/core/",),
    "pcre2.h": ("server/core/",),
    "ini.h": ("server/config/",),
    "jansson.h": ("server/base/json_read.c",),
    "microhttpd.h": ("server/http/",),
    "nettle/hmac.h": ("server/core/totp.c",),
    "seccomp.h": ("server/base/sandbox/calls.c",),
    "sodium.h": ("server/core/crypto.c",),
    "sqlite3.h": ("server/db/",),
    "utf8proc.h": ("server/base/utf8.c",),
    "zlib.h": ("server/http/", "server/core/pack_lines.c"),
    "zstd.h": ("server/core/pack.c", "server/core/pack_lines.c"),
    "uthash.h": ("include/base/hash.h",),
    "utlist.h": ("server/",),
}

# Libraries that a whole module could see, but that one file of it knows.
ALONE = ("brotli/encode.h", "idn2.h", "ini.h", "pcre2.h")

SYSTEM = re.compile(
    r"(sys|netinet|arpa|linux|net)/\w+\.h|"
    r"(assert|ctype|dirent|endian|errno|fcntl|fnmatch|getopt|glob|grp|inttypes|libgen|limits|"
    r"locale|malloc|math|netdb|poll|pthread|pwd|regex|sched|semaphore|signal|stdalign|stdarg|"
    r"stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|sysexits|syslog|"
    r"termios|threads|time|ucontext|unistd|wchar)\.h"
)

INCLUDE = re.compile(r'\s*#\s*include\s+([<"])([^>"]+)[>"]')


def module_of(path):
    """server/core/markup/x.c and include/core/x.h are of core; server/main.c is main.c."""
    return path.split("/")[1]


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1] == "<", match[2]


def angle_breach(path, name):
    if SYSTEM.fullmatch(name):
        return None
    if name not in ROOMS:
        return f"<{name}> is no system header and no library with a row in ROOMS"
    if not path.startswith(ROOMS[name]):
        return f"<{name}> is known in {' '.join(ROOMS[name])} alone"
    return None


def quote_breach(path, name):
    own = module_of(path)
    other = name.split("/")[0] if "/" in name else own
    if other not in FLOORS:
        other = own  # a folder of the module itself: checks/all.h
    if FLOORS[other] > FLOORS[own]:
        return f'"{name}" is of floor {FLOORS[other]} ({other}), above {own} ({FLOORS[own]})'
    public = (tree.ROOT / "include" / name).is_file()
    if path.startswith("include/") and not public:
        return f'"{name}" is not public, and a public header includes public headers alone'
    if other != own and not public:
        return f'"{name}" belongs to {other} alone: it has no such header in include/'
    return None


def breaches(path, text):
    if module_of(path) not in FLOORS:
        yield 1, f"{module_of(path)} has no floor: give it a row in FLOORS"
        return
    for number, angle, name in includes(text):
        what = (angle_breach if angle else quote_breach)(path, name)
        if what:
            yield number, what


def homes(paths):
    """For each library that one file knows: who includes it."""
    found = {}
    for path in paths:
        for _, angle, name in includes(tree.read(path)):
            if angle and name in ALONE:
                found.setdefault(name, []).append(path)
    return found


REFUSED = (
    ("a look at a floor above", "server/base/x.c", '#include "core/url.h"'),
    ("a look at a floor above from a public header", "include/store/x.h", '#include "core/url.h"'),
    ("main.c's neighbour from below", "server/http/x.c", '#include "cli/command.h"'),
    ("another module's private header", "server/store/x.c", '#include "db/secret.h"'),
    ("a private header in a public one", "include/db/x.h", '#include "secret.h"'),
    ("a library outside its room", "server/core/x.c", "#include <sqlite3.h>"),
    ("a library in the file next to its room", "server/base/text.c", "#include <jansson.h>"),
    ("a library in a public header", "include/http/x.h", "#include <microhttpd.h>"),
    ("a library without a row", "server/http/x.c", "#include <curl/curl.h>"),
    ("our own header in angle brackets", "server/core/x.c", "#include <base/err.h>"),
    ("a module without a floor", "server/attic/x.c", "#include <stdio.h>"),
    ("an odd spelling", "server/base/x.c", '  #  include\t"core/url.h" // why'),
)

ACCEPTED = (
    ("a look at the floor below", "server/core/x.c", '#include "base/err.h"'),
    ("a look around the module", "server/core/x.c", '#include "secret.h"'),
    ("the module's own folder", "server/core/x.c", '#include "markup/block.h"'),
    ("a library in its room", "server/base/json_read.c", "#include <jansson.h>"),
    ("the system", "server/http/x.c", "#include <sys/socket.h>\n#include <stdio.h>"),
)


def alone(paths):
    for name, seen in sorted(homes(paths).items()):
        yield f"one file knows {name}", [] if len(seen) == 1 else [f"{' '.join(seen)} include it"]


if __name__ == "__main__":
    paths = tree.files("server/*.c", "server/*.h", "include/*.h", "include/*.def")
    tree.report(
        [
            *alone(paths),
            *tree.cases("the floors hold", breaches, paths, REFUSED, ACCEPTED),
        ]
    )
