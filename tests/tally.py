#!/usr/bin/env python3
"""Counts the tests of one suite: prints `PASSED FAILED`, and on standard error what those of
meson's tests said that failed.

usage: tally.py EXIT-STATUS REPORT

The report is TAP (node's or our own) or meson's testlog.json, in which a test that printed
TAP counts for each of its cases. A suite that failed without a failed case, that left no
report or that ran nothing counts as one failure.
"""
import json
import re
import sys


def count_tap(text):
    """node nests its cases and sums them up at the end; others have one line a case."""
    sums = dict(re.findall(r"^# (pass|fail|cancelled) (\d+)$", text, re.M))
    if "pass" in sums:
        return int(sums["pass"]), int(sums["fail"]) + int(sums.get("cancelled", 0))
    lines = re.findall(r"^\s*(not ok|ok)\b(?!.*# *SKIP)", text, re.M | re.I)
    return lines.count("ok"), lines.count("not ok")


def count_meson(lines):
    passed = failed = 0
    for test in map(json.loads, lines):
        good = test["result"] in ("OK", "EXPECTEDFAIL", "SKIP")
        ok, not_ok = count_tap(test.get("stdout", ""))
        if ok + not_ok == 0 and test["result"] != "SKIP":
            ok = int(good)
        if not good:
            print(f"{test['name']}: {test['result']}", file=sys.stderr)
            said = test.get("stdout", "") + test.get("stderr", "")
            print(re.sub(r"^ok .*\n", "", said, flags=re.M), file=sys.stderr)
        passed += ok
        failed += not_ok or int(not good)
    return passed, failed


def count(status, text):
    if text.startswith("{"):
        passed, failed = count_meson(text.splitlines())
    else:
        passed, failed = count_tap(text)
    if failed == 0 and (status != 0 or passed == 0):
        failed = 1
    return passed, failed


def main(status, report):
    try:
        text = open(report, encoding="utf-8", errors="replace").read()
    except FileNotFoundError:
        text = ""
    print(*count(int(status), text))


if __name__ == "__main__":
    main(*sys.argv[1:])
