#!/usr/bin/env python3
"""What the program is built of is the same wherever it is told: in `dev`, in the package's Build-Depends
and in the Containerfile.

usage: packages.py BUILD-FOLDER
"""
import re

import tree

ROW = re.compile(r"^run +(\S+) +(?:library|module) ", re.M)
NAME = re.compile(r"(?:lib[a-z0-9-]+|[a-z0-9]+)-dev\b|python3-\w+")
NOT_A_LIBRARY = {"libc6-dev", "uthash-dev"}


def named(text):
    return set(NAME.findall(text)) - NOT_A_LIBRARY


def differences(wanted, stands):
    return [*(f"{name} is missing" for name in sorted(wanted - stands)),
            *(f"{name} is not needed" for name in sorted(stands - wanted))]


def build_depends(control):
    return re.search(r"^Build-Depends:(.*?)^\S", control, re.M | re.S)[1]


def container_installs(containerfile):
    return re.search(r"apt-get install(.*?)\nCOPY", containerfile, re.S)[1]


def cases():
    wanted = set(ROW.findall(tree.read("dev")))
    yield tree.refuses("a library that is missing", differences({"libnew-dev"}, set()))
    yield tree.refuses("a library that is gone", differences(set(), {"libold-dev"}))
    yield "the package is built of it", differences(
        wanted, named(build_depends(tree.read("packaging/debian/control"))))
    yield "the container's image is built of it", differences(
        wanted, named(container_installs(tree.read("packaging/Containerfile"))))


if __name__ == "__main__":
    tree.report(cases())
