#!/usr/bin/env python3
"""Embeds the files of web/ into the binary, as the table of server/api/assets.h.

usage: embed.py OUTPUT FILE...
"""
import os
import sys


def main(output, *paths):
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made from web/. */\n#include "api/assets.h"\n')
        out.write("const struct asset assets[] = {\n")
        for path in paths:
            data = open(path, "rb").read()
            octets = "".join(f"\\{octet:03o}" for octet in data)
            lines = [octets[at:at + 80] for at in range(0, len(octets), 80)]
            out.write(f'\t{{"{os.path.basename(path)}", {len(data)},\n')
            out.writelines(f'\t\t"{line}"\n' for line in lines)
            out.write("\t},\n")
        out.write("\t{0},\n};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
