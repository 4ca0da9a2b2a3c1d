#!/usr/bin/env python3
"""Embeds migrations/NNNN_name.sql as the table of include/db/migrations.h.

usage: migrations.py OUTPUT FILE...
"""
import hashlib
import os
import re
import sys


def main(output, *paths):
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made from migrations/. */\n#include "db/migrations.h"\n')
        out.write("const struct migration migrations[] = {\n")
        for expected, path in enumerate(sorted(paths), 1):
            data = open(path, "rb").read()
            name = re.fullmatch(r"(\d{4})_([a-z_]+)\.sql", os.path.basename(path))
            if not name or int(name[1]) != expected:
                sys.exit(f"{path}: not migration number {expected}")
            lines = data.decode("utf-8").replace("\\", "\\\\").replace('"', '\\"').splitlines()
            out.write(f'\t{{{expected}, "{name[2]}", "{hashlib.sha256(data).hexdigest()}",\n')
            out.writelines(f'\t\t"{line}\\n"\n' for line in lines)
            out.write("\t},\n")
        out.write("\t{0},\n};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
