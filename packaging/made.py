#!/usr/bin/env python3
"""Writes the manual and the completions, of what the program tells of itself (tables.py).

usage: made.py PROGRAM OUTPUT...

An output is made as its name says.
"""
import os
import sys

from completion import SHELLS
from man import PAGES
from tables import Tables

MADE = {**PAGES, **SHELLS}


def main(program, outputs):
    tables = Tables(os.path.abspath(program))
    for output in outputs:
        with open(output, "w", encoding="utf-8") as out:
            out.write(MADE[os.path.basename(output)](tables))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
