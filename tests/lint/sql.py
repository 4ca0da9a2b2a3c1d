#!/usr/bin/env python3
"""SQL stands in server/store/queries.sql, and the code names its statements.

1. No string of a .c or .h outside server/db begins like a statement.
2. Each statement of queries.sql is run by the code as QUERY_NAME.
3. queries.sql has no clock and no randomness: times and ids are passed in.
"""
import re

import tree

QUERIES = "server/store/queries.sql"
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
STATEMENT = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|DROP|ALTER|PRAGMA|BEGIN|SAVEPOINT|"
    r"ROLLBACK|RELEASE|ATTACH|VACUUM)\s+\w"
)
CHANCE = re.compile(r"\b(now|random|randomblob|datetime|strftime|current_timestamp)\b", re.I)


def code_breaches(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        for string in STRING.findall(line):
            if STATEMENT.match(string):
                yield number, f"SQL outside {QUERIES} and server/db: {string!r}"


def query_breaches(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        statement = line.split("--")[0]
        if CHANCE.search(statement):
            yield number, "a clock or randomness in SQL"


def unused(text, code):
    names = re.findall(r"^-- name: ([a-z_]+)$", text, re.M)
    called = set(re.findall(r"\bQUERY_([A-Z_]+)\b", code))
    return [f"{QUERIES}: {name} is run by nobody" for name in names if name.upper() not in called]


CODE_REFUSED = (
    ("a statement in a string", "server/core/x.c", 'run("SELECT id FROM comment");'),
    ("a statement behind blanks", "server/api/x.c", 'const char *sql = "  DELETE FROM page";'),
    ("a pragma", "server/store/x.c", 'run(db, "PRAGMA optimize");'),
    ("the second string of a line", "server/core/x.c", 'add("a", "INSERT INTO page");'),
)
CODE_ACCEPTED = (
    ("methods of HTTP", "server/http/x.c", 'allow("DELETE"); allow("PATCH, DELETE");'),
    ("sentences", "server/cli/x.c", 'say("Select a site, or delete it");'),
)
QUERY_REFUSED = (
    ("a clock", QUERIES, "UPDATE page SET created_at = strftime('%s')"),
    ("randomness", QUERIES, "SELECT random()"),
)
QUERY_ACCEPTED = (
    ("a comment about clocks", QUERIES, "-- there is no now() here\nSELECT 1"),
    ("names that hold the words", QUERIES, "SELECT known, randomness FROM page"),
)


def cases():
    code = [p for p in tree.files("server/*.c", "server/*.h") if not p.startswith("server/db/")]
    yield from tree.cases("no SQL in the code", code_breaches, code, CODE_REFUSED, CODE_ACCEPTED)
    queries = tree.files(QUERIES)
    yield from tree.cases(
        "no clock in the SQL", query_breaches, queries, QUERY_REFUSED, QUERY_ACCEPTED
    )
    stale = unused("-- name: page_old\nSELECT 1\n", "run(db, QUERY_PAGE_NEW)")
    yield tree.refuses("a statement that nobody runs", stale)
    text = "".join(map(tree.read, queries))
    yield "each statement is run", unused(text, "".join(map(tree.read, code)))


if __name__ == "__main__":
    tree.report(cases())
