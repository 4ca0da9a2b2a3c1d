"""What `afterword config --tables` tells: the commands with their forms, the settings, the errors.

A form is a line of a command's usage, which server/cli/command.h tells how to read:

    afterword site add ID --origin ORIGIN … [--policy hold|trust|publish]
"""
import json
import re
import subprocess


class Value:
    """What stands for CAPITALS, or the choices."""

    def __init__(self, text):
        parts = text.split("|")
        self.name = text
        self.choices = [part for part in parts if part == part.lower()]
        self.file = "FILE" in parts
        self.folder = "FOLDER" in parts


class Form:
    """A command, or a verb of it: its options, each with its value or None, and its words."""

    def __init__(self, verb):
        self.verb = verb
        self.options = {}
        self.words = []

    def read(self, tokens):
        tokens = list(tokens)
        while tokens:
            token = tokens.pop(0)
            if not token.startswith("--"):
                self.words.append(Value(token))
                continue
            for option in token.split("|"):
                self.options[option] = None
            if tokens and not tokens[0].startswith("--"):
                self.options[option] = Value(tokens.pop(0))


class Command:
    def __init__(self, row):
        self.name = row["name"]
        self.summary = row["summary"]
        synopsis, _, self.prose = row["usage"].partition("\n\n")
        self.synopsis = re.sub(r"\n +", " ", synopsis.rstrip("\n")).split("\n")
        self.forms = {}
        for line in self.synopsis:
            words = re.sub(r" *\| *", "|", re.sub(r"[\[\]…]", " ", line)).split()
            assert words[:2] == ["afterword", self.name], line
            words = words[2:]
            verb = words.pop(0) if words and re.fullmatch(r"[a-z]+", words[0]) else None
            self.forms.setdefault(verb, Form(verb)).read(words)

    @property
    def verbs(self):
        return [verb for verb in self.forms if verb]


class Tables:
    def __init__(self, program):
        def told(what):
            run = subprocess.run(
                [program, "config", what], capture_output=True, check=True, cwd="/", env={})
            return json.loads(run.stdout)

        tables = told("--tables")
        self.version = tables["version"]
        self.commands = [Command(row) for row in tables["commands"]]
        self.settings = tables["settings"]
        self.errors = tables["errors"]
        self.api = told("--openapi")


def first_sentence(text):
    """For where there is room for a line."""
    return re.split(r"(?<=[.:;])\s", text, maxsplit=1)[0].rstrip(".:;")
