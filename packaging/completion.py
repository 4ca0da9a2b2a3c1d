"""The shells' completions of afterword: what each of them reads, as a text."""
from tables import Value, first_sentence

CONFIG = {"flag": "--config", "help": "The file of settings.", "credential": True, "choices": []}


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def setting_value(setting):
    if setting["choices"]:
        return Value("|".join(setting["choices"]))
    # a text may be a path: the database, a Unix socket
    return Value("FILE" if setting["credential"] or setting["name"] == "database" else "VALUE")


def settings(tables):
    """Flags that all commands have: (flag, value, what it is)."""
    yield "--help", None, "tell what the command does"
    for setting in [{**CONFIG, "name": "config"}, *tables.settings]:
        yield setting["flag"], setting_value(setting), first_sentence(setting["help"])


def forms(tables):
    for command in tables.commands:
        for form in command.forms.values():
            yield command, form


def words_value(form):
    """All that a word may be, as one value; None: there are none."""
    return Value("|".join(word.name for word in form.words)) if form.words else None


BASH = """\
# bash completion for afterword(1)

_afterword_verbs() {
	case $1 in
%(verbs)s
	esac
}

_afterword_options() {
	case $1 in
%(options)s
	esac
}

# What may stand behind "COMMAND VERB --option", or, without an option, as a word: choices, @file,
# @folder or @any.
_afterword_values() {
	case $1 in
%(values)s
	esac
}

_afterword() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} form values
	local commands=%(commands)s
	local settings=%(settings)s
	COMPREPLY=()
	# bash takes --option=value for three words
	if [ "$word" = = ]; then
		word=
	elif [ "$before" = = ]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if [ "$COMP_CWORD" -le 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands --help" -- "$word")
		return
	fi
	form=${COMP_WORDS[1]}
	values=$(_afterword_verbs "$form")
	if [ -n "$values" ] && [ "$COMP_CWORD" = 2 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$values --help" -- "$word")
		return
	fi
	[ -z "$values" ] || form+=" ${COMP_WORDS[2]}"
	case $before in
	--*) values=$(_afterword_values "$form $before") ;;
	*) values= ;;
	esac
	if [ -z "$values" ]; then
		case $word in
		-*)
			values="$(_afterword_options "$form") $settings"
			mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
			return
			;;
		esac
		values=$(_afterword_values "$form")
	fi
	case $values in
	@any) ;;
	@file)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	@folder)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		;;
	*) mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word") ;;
	esac
}

complete -F _afterword afterword
"""


def bash_value(value):
    """For _afterword_values; a value of which nothing is known is @any, of which nothing comes."""
    if value.file or value.folder:
        return "@file" if value.file else "@folder"
    return " ".join(value.choices) or "@any"


def bash(tables):
    def rows(pairs):
        return "\n".join(f"\t{pattern}) echo {quoted(what)} ;;" for pattern, what in pairs if what)

    def name(command, form):
        return f"{command.name} {form.verb}" if form.verb else command.name

    values = []
    for command, form in forms(tables):
        for option, value in form.options.items():
            if value:
                values.append((quoted(f"{name(command, form)} {option}"), bash_value(value)))
        word = words_value(form)
        if word and bash_value(word) != "@any":
            values.append((quoted(name(command, form)), bash_value(word)))
    values += [(f"*{quoted(' ' + flag)}", bash_value(value))
               for flag, value, _ in settings(tables) if value]
    return BASH % {
        "verbs": rows((command.name, " ".join(command.verbs)) for command in tables.commands),
        "options": rows((quoted(name(command, form)), " ".join(form.options))
                        for command, form in forms(tables)),
        "values": rows(values),
        "commands": quoted(" ".join(command.name for command in tables.commands)),
        "settings": quoted(" ".join(flag for flag, *_ in settings(tables))),
    }


ZSH = """\
#compdef afterword
# zsh completion for afterword(1)

local curcontext=$curcontext state line
local -a commands verbs forms settings
settings=(
%(settings)s
)
commands=(
%(commands)s
)

_arguments -C '(- :)--help[tell what there is]' '1: :->command' '*:: :->rest' && return
if [[ $state == command ]]; then
	_describe -t commands command commands
	return
fi
curcontext=${curcontext%%:*:*}:afterword-$words[1]:
local command=$words[1]
case $command in
%(verbs)s
esac
if (( $#verbs )); then
	_arguments -C "1:verb:(${verbs})" '*:: :->rest' && return
	[[ $state == rest ]] || return
	command+=" $words[1]"
fi
case $command in
%(forms)s
esac
_arguments -s $forms $settings
"""


def zsh_action(value):
    if value.file or value.folder:
        return "_files" if value.file else "_files -/"
    return f"({' '.join(value.choices)})" if value.choices else ""


def zsh_escaped(text):
    for sign in "\\[]:":
        text = text.replace(sign, "\\" + sign)
    return text


def zsh_option(option, value, what=None, star=""):
    what = f"[{zsh_escaped(what)}]" if what else ""
    if not value:
        return quoted(f"{star}{option}{what}")
    name = zsh_escaped(value.name.replace("|", " or ") if not value.choices else "value")
    return quoted(f"{star}{option}={what}:{name}:{zsh_action(value)}")


def zsh(tables):
    rows = []
    for command, form in forms(tables):
        specs = [zsh_option(option, value, star="*") for option, value in form.options.items()]
        word = words_value(form)
        if word:
            specs.append(quoted(f"1:{zsh_escaped(word.name)}:{zsh_action(word)}"))
        name = f"{command.name} {form.verb}" if form.verb else command.name
        rows.append(f"{quoted(name)}) forms=({' '.join(specs)}) ;;")
    return ZSH % {
        "settings": "\n".join("\t" + zsh_option(*row) for row in settings(tables)),
        "commands": "\n".join("\t" + quoted(f"{command.name}:{zsh_escaped(command.summary)}")
                              for command in tables.commands),
        "verbs": "\n".join(f"{command.name}) verbs=({' '.join(command.verbs)}) ;;"
                           for command in tables.commands if command.verbs),
        "forms": "\n".join(rows),
    }


def fish_value(value):
    if value.file:
        return "-r -F"
    if value.folder:
        return "-x -a '(__fish_complete_directories)'"
    return f"-x -a {quoted(' '.join(value.choices))}" if value.choices else "-x"


def fish(tables):
    lines = ["# fish completion for afterword(1)", ""]

    def complete(condition, what):
        lines.append(f"complete -c afterword -n {quoted(condition)} {what}")

    lines.append("complete -c afterword -f")
    for command in tables.commands:
        complete("__fish_use_subcommand", f"-a {command.name} -d {quoted(command.summary)}")
    for command in tables.commands:
        if command.verbs:
            verbs = " ".join(command.verbs)
            complete(f"__fish_seen_subcommand_from {command.name}; "
                     f"and not __fish_seen_subcommand_from {verbs}", f"-a {quoted(verbs)}")
        for form in command.forms.values():
            condition = f"__fish_seen_subcommand_from {command.name}"
            if form.verb:
                condition += f"; and __fish_seen_subcommand_from {form.verb}"
            for option, value in form.options.items():
                complete(condition, f"-l {option[2:]}" + (f" {fish_value(value)}" if value else ""))
            word = words_value(form)
            if word and (word.file or word.folder):
                complete(condition, "-F" if word.file else "-a '(__fish_complete_directories)'")
    for flag, value, what in settings(tables):
        more = f" {fish_value(value)}" if value else ""
        lines.append(f"complete -c afterword -l {flag[2:]}{more} -d {quoted(what)}")
    return "\n".join(lines) + "\n"


# By the names under which the shells look for them.
SHELLS = {"afterword": bash, "_afterword": zsh, "afterword.fish": fish}
