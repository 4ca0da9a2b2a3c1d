#!/usr/bin/env python3
"""Turns the catalogues of web/words/ into an enum (words.h) and a table for each language (words.c).

usage: words.py words.h words.c en.json LANGUAGE.json...

English stands first: the others have its keys, in order, and its {places}. What depends on a number
has a text for each plural category of its language. No text has a character that HTML would have
escaped, so that it is the same wherever it stands.
"""
import json
import os
import re
import sys

CATEGORIES = ("zero", "one", "two", "few", "many", "other")

# The categories of whole numbers (Unicode CLDR 42, plural rules): the first row that fits, where n or,
# if there is one, what n leaves divided by the second number, is from the third to the fourth; else
# other.
ONE = ("one", 0, 1, 1)
MILLIONS = (ONE, ("other", 0, 0, 0), ("many", 1000000, 0, 0))
ONE_FROM_NOTHING = (("one", 0, 0, 1), ("many", 1000000, 0, 0))
PLURALS = {
    "ar": (("zero", 0, 0, 0), ONE, ("two", 0, 2, 2), ("few", 100, 3, 10), ("many", 100, 11, 99)),
    "de": (ONE,),
    "en": (ONE,),
    "es": MILLIONS,
    "fr": ONE_FROM_NOTHING,
    "he": (ONE, ("two", 0, 2, 2)),
    "it": MILLIONS,
    "ja": (),
    "nl": (ONE,),
    "pl": (ONE, ("many", 100, 12, 14), ("few", 10, 2, 4), ("many", 1, 0, 0)),
    "pt": ONE_FROM_NOTHING,
    "zh": (),
}
KEY = re.compile(r"[a-z]+\.[a-z0-9_-]+(\.[a-z]+)?")
PLACE = re.compile(r"\{([a-z]+)\}")
UNFIT = re.compile(r"[&<>\"'\\\x00-\x1f]|^\s|\s$|^$")


def forms(entry):
    return entry if isinstance(entry, dict) else {"other": entry}


def categories(language):
    return {"other", *(row[0] for row in PLURALS[language])}


def places(entry):
    return {name for text in forms(entry).values() for name in PLACE.findall(text)}


def flaws(language, words, english):
    """What is wrong with a catalogue, as sentences."""
    if language not in PLURALS:
        yield "its plural rules are not known here"
        return
    if list(words) != list(english):
        for key in english.keys() - words.keys():
            yield f"{key} is missing"
        for key in words.keys() - english.keys():
            yield f"{key} is one too many"
        if words.keys() == english.keys():
            yield "its keys are not in the order of the English ones"
        return
    if list(words) != sorted(words):
        yield "its keys are not sorted"
    for key, entry in words.items():
        counted = isinstance(english[key], dict)
        if not KEY.fullmatch(key):
            yield f"{key} is no key"
        if isinstance(entry, dict) != counted:
            yield f"{key} depends on a number in one language alone"
        elif counted and set(entry) != categories(language):
            yield f"{key} needs {', '.join(sorted(categories(language)))}"
        for text in forms(entry).values():
            if UNFIT.search(text):
                yield f"{key} is empty, or has a character that HTML escapes: {text}"
            # a form for one number may say it in letters
            if set(PLACE.findall(text)) - places(english[key]) or places(entry) != places(english[key]):
                yield f"{key} has other places than in English: {text}"
    if words.get("language.direction") not in ("ltr", "rtl"):
        yield "language.direction is ltr or rtl"


def read(paths):
    """The catalogues in order, {language: {key: text or {category: text}}}."""
    catalogues = {}
    for path in paths:
        language = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as file:
            catalogues[language] = json.load(file)
    english = next(iter(catalogues.values()))
    wrong = [f"{language}.json: {flaw}" for language, words in catalogues.items()
             for flaw in flaws(language, words, english)]
    if wrong:
        sys.exit("\n".join(wrong))
    return catalogues


def name(key):
    return "WORD_" + re.sub(r"[.-]", "_", key).upper()


def quote(text):
    return '"' + text + '"'


def write_header(out, english):
    out.write("/* Made from web/words/. */\n#ifndef AFTERWORD_BASE_WORDS_H\n")
    out.write('#define AFTERWORD_BASE_WORDS_H\n#include "base/language.h"\n')
    out.write("/* One that depends on a number takes the place of all its forms. */\nenum word {\n")
    at = 0
    for key, entry in english.items():
        out.write(f"\t{name(key)} = {at},\n")
        at += len(CATEGORIES) if isinstance(entry, dict) else 1
    out.write(f"\tWORD__MAX = {at}\n}};\n")
    out.write("static inline const char *word(const struct language *language, enum word word)\n")
    out.write("{\n\treturn language->words[word];\n}\n#endif\n")


def write_words(out, language, words):
    rows = "".join(f"{{PLURAL_{row[0].upper()}, {row[1]}, {row[2]}, {row[3]}}}, "
                   for row in PLURALS[language])
    out.write(f"static const struct plural_rule plurals_{language}[] = "
              f"{{{rows}{{PLURAL_OTHER, 1, 0, 0}}}};\n")
    out.write(f"static const char *const words_{language}[WORD__MAX] = {{\n")
    for key, entry in words.items():
        if isinstance(entry, dict):
            out.writelines(f"\t[{name(key)} + PLURAL_{category.upper()}] = {quote(text)},\n"
                           for category, text in entry.items())
        else:
            out.write(f"\t[{name(key)}] = {quote(entry)},\n")
    out.write("};\n")


def main(header, table, *paths):
    catalogues = read(paths)
    english = next(iter(catalogues.values()))
    with open(header, "w", encoding="utf-8") as out:
        write_header(out, english)
    with open(table, "w", encoding="utf-8") as out:
        out.write('/* Made from web/words/. */\n#include "words.h"\n')
        for language, words in catalogues.items():
            write_words(out, language, words)
        out.write("const struct language languages[] = {\n")
        for language, words in catalogues.items():
            out.write(f'\t{{"{language}", "?lang={language}", {quote(words["language.direction"])}, '
                      f"plurals_{language}, words_{language}}},\n")
        out.write("\t{0},\n};\nconst struct word_name word_names[] = {\n")
        out.writelines(f"\t{{{quote(key)}, {name(key)}}},\n" for key in english)
        out.write(f"}};\nconst size_t word_name_count = {len(english)};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
