#!/usr/bin/env python3
"""Embeds the files of web/ into the binary, as the table of server/api/assets.h.

usage: embed.py OUTPUT FILE...

What browsers ask for has an address that changes with its bytes, so that it may be kept forever:
/assets/NAME.VERSION.TYPE. The modules of a script name each other as they lie in web/, `from
'./api.js'` or `import('./words/en.js')`; here that becomes the address, and what a module names is
embedded before it.
"""
import hashlib
import os
import re
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
PUBLIC = {".css", ".js", ".svg"}  # the others are templates
VERSION_LENGTH = 12
IMPORT = re.compile(
    rb"(^(?:(?:import|export|\}).*?from |import )|\bimport\()'(\.[^']*)'(?=;$|\))", re.M)


class Assets:
    def __init__(self, paths):
        self.names = [os.path.relpath(path, ROOT) for path in paths]
        self.made = {}  # name: (address, bytes)
        self.open = []  # the modules that are being made

    def make(self, name):
        if name not in self.made:
            if name in self.open or name not in self.names:
                raise SystemExit(f"web: {' imports '.join([*self.open, name])}: "
                                 + ("a circle" if name in self.open else "no such file"))
            self.open.append(name)
            self.made[name] = self.read(name)
            self.open.pop()
        return self.made[name]

    def read(self, name):
        with open(os.path.join(ROOT, name), "rb") as file:
            data = file.read()
        stem, extension = os.path.splitext(os.path.basename(name))
        if extension not in PUBLIC:
            return None, data
        if extension == ".js":
            data = IMPORT.sub(lambda found: self.link(name, found), data)
        version = hashlib.sha256(data).hexdigest()[:VERSION_LENGTH]
        return f"/assets/{stem}.{version}{extension}", data

    def link(self, name, found):
        other = os.path.normpath(os.path.join(os.path.dirname(name), found[2].decode()))
        address, _ = self.make(other)
        return found[1] + f"'{address}'".encode()


def main(output, *paths):
    assets = Assets(paths)
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made from web/. */\n#include "api/assets.h"\n')
        out.write("const struct asset assets[] = {\n")
        for name in assets.names:
            address, data = assets.make(name)
            octets = "".join(f"\\{octet:03o}" for octet in data)
            lines = [octets[at:at + 80] for at in range(0, len(octets), 80)]
            out.write(f'\t{{"{name}", {f"{chr(34)}{address}{chr(34)}" if address else "NULL"},'
                      f' {len(data)},\n')
            out.writelines(f'\t\t"{line}"\n' for line in lines)
            out.write("\t},\n")
        out.write("\t{0},\n};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
