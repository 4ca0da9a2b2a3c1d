#!/usr/bin/env python3
"""Embeds the files of web/ into the binary, as the table of server/api/assets.h.

usage: embed.py OUTPUT FILE...

What browsers ask for has an address that changes with its bytes, so that it may be kept forever:
/assets/NAME.VERSION.TYPE. The modules of a script name each other as they lie in web/, `from
'./api.js'` or `import('./words/en.js')`; here that becomes the address, and what a module names is
embedded before it. In a script that sites embed `asset('./x.css')` becomes the address below the
daemon's, `integrity('./x.css')` the hash (W3C Subresource Integrity), each a text.

The script that sites embed is one request: the modules that it imports become parts of it. Scripts
and styles go without comments and spaces.
"""
import base64
import gzip
import hashlib
import os
import re
import sys

import rcssmin
import rjsmin

ROOT = os.path.dirname(os.path.abspath(__file__))
PUBLIC = {".css", ".js", ".json", ".svg"}  # the others are templates
SMALL = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
BUNDLE = "embed/embed.js"  # becomes one script
STYLE = "embed.css"
VERSION_LENGTH = 12
IMPORT = re.compile(
    rb"(^(?:(?:import|export|\}).*?from |import )|\bimport\()'(\.[^']*)'(?=;$|\))", re.M)
PART = re.compile(rb"^import \{[^}]*\} from '(\.[^']*)';\n", re.M)
NAMED = re.compile(rb"\b(asset|integrity)\('(\.[^']*)'\)")


class Assets:
    def __init__(self, paths):
        self.names = [os.path.relpath(path, ROOT) for path in paths]
        self.made = {}  # name: (address, bytes)
        self.open = []  # the modules that are being made
        self.parts = []  # of the bundle, itself the first

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
        if name == BUNDLE:
            data = self.bundle(name)
        if extension == ".js":
            data = IMPORT.sub(lambda found: self.link(name, found), data)
        if extension in SMALL:
            data = SMALL[extension](data.decode()).encode()
        version = hashlib.sha256(data).hexdigest()[:VERSION_LENGTH]
        return f"/assets/{stem}.{version}{extension}", data

    def beside(self, name, other):
        return os.path.normpath(os.path.join(os.path.dirname(name), other.decode()))

    def link(self, name, found):
        address, _ = self.make(self.beside(name, found[2]))
        return found[1] + f"'{address}'".encode()

    def bundle(self, name):
        """The module behind those that it imports, each once."""
        if name in self.parts:
            return b""
        self.parts.append(name)
        with open(os.path.join(ROOT, name), "rb") as file:
            data = file.read()
        before = [self.bundle(self.beside(name, found)) for found in PART.findall(data)]
        data = NAMED.sub(lambda found: self.name(name, found), PART.sub(b"", data))
        data = re.sub(rb"^export ", b"", data, flags=re.M)
        return b"".join([*before, data])

    def name(self, module, found):
        address, data = self.make(self.beside(module, found[2]))
        return f"'{address[1:] if found[1] == b'asset' else integrity(data)}'".encode()


def integrity(data):
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def text(value):
    return f'"{value}"' if value else "NULL"


def main(output, *paths):
    assets = Assets(paths)
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made from web/. */\n#include "api/assets.h"\n')
        out.write("const struct asset assets[] = {\n")
        assets.make(BUNDLE)
        for name in assets.names:
            if name in assets.parts[1:]:
                continue
            address, data = assets.make(name)
            octets = "".join(f"\\{octet:03o}" for octet in data)
            lines = [octets[at:at + 80] for at in range(0, len(octets), 80)]
            out.write(f'\t{{"{name}", {text(address)}, {text(address and integrity(data))},'
                      f' {len(data)},\n')
            out.writelines(f'\t\t"{line}"\n' for line in lines)
            out.write("\t},\n")
        out.write("\t{0},\n};\n")
    sizes = [len(gzip.compress(assets.make(name)[1], 9)) for name in (BUNDLE, STYLE)]
    print(f"embed: script {sizes[0]} + style {sizes[1]} = {sum(sizes)} bytes in gzip")


if __name__ == "__main__":
    main(*sys.argv[1:])
