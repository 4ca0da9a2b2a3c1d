#!/usr/bin/env python3
"""Turns queries.sql into an enum (queries.h) and a table (queries.c).

usage: queries.py queries.sql queries.h queries.c
"""
import re
import sys


def read(path):
    """The statements in order, as (name, sql), parts filled in; a part may name others."""
    parts, statements, current = {}, [], None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        head = re.fullmatch(r"-- (name|part): ([a-z_]+)\n", line)
        if head:
            current = [head[2], []]
            if head[1] == "part":
                parts[head[2]] = current[1]
            else:
                statements.append(current)
        elif not line.startswith("--") and line.strip():
            if current is None:
                sys.exit(f"{path}:{number}: a line before the first name")
            current[1].append(line.strip())
    names = [name for name, _ in statements]
    for name in set(names):
        if names.count(name) > 1:
            sys.exit(f"{path}: {name} is there twice")

    def part(match):
        if match[1] not in parts:
            sys.exit(f"{path}: there is no part {match[1]}")
        return fill(parts[match[1]])

    def fill(lines):
        return re.sub(r"\{([a-z_]+)\}", part, " ".join(lines))

    return [(name, fill(lines)) for name, lines in statements]


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(source, header, table):
    statements = read(source)
    with open(header, "w", encoding="utf-8") as out:
        out.write("/* Made from queries.sql. */\n#ifndef AFTERWORD_STORE_QUERIES_H\n")
        out.write("#define AFTERWORD_STORE_QUERIES_H\n#include \"db/db.h\"\nenum query {\n")
        out.writelines(f"\tQUERY_{name.upper()},\n" for name, _ in statements)
        out.write("\tQUERY__MAX\n};\nextern const struct db_query queries[QUERY__MAX];\n#endif\n")
    with open(table, "w", encoding="utf-8") as out:
        out.write("/* Made from queries.sql. */\n#include \"queries.h\"\n")
        out.write("const struct db_query queries[QUERY__MAX] = {\n")
        out.writelines(f"\t{{{quote(name)}, {quote(sql)}}},\n" for name, sql in statements)
        out.write("};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
