/* The program: finds the command, reads the settings, shows what went wrong. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cli/command.h"
#include "core/crypto.h"

enum { ARENA_LIMIT = 64 * 1024 * 1024 };

const struct command commands[] = {
	{"serve", command_serve, "take comments and answer requests",
		"afterword serve\n\nRuns until SIGTERM or SIGINT. Without any settings: "
		"database and key in the current\nfolder, 127.0.0.1:8080, a demo article at "
		"/demo.\n"},
	{"migrate", command_migrate, "make the database or bring it up to date",
		"afterword migrate\n\nA copy of a database with data is made first, as "
		"DATABASE.before-NNNN.\n"},
	{"site", command_site, "add, list, change and remove sites",
		"afterword site add ID --origin ORIGIN … [--policy hold|trust|publish] "
		"[--set NAME=VALUE …]\n"
		"afterword site set ID [--origin ORIGIN …] [--policy hold|trust|publish] "
		"[--set NAME=VALUE …]\n"
		"afterword site list [--json]\n"
		"afterword site remove ID\n\n"
		"ORIGIN is scheme://host[:port] of the pages that embed comments. set "
		"replaces all origins.\nPolicies: hold (every comment waits), trust (those of new "
		"authors wait) or publish. NAME (standard):\n"
#define POLICY(member, standard, low, high, help) "  " #member " (" #standard ") " help "\n"
#include "store/policy.def"
#define THREAD_NUMBER                                POLICY
#define THREAD_CHOICE(member, names, standard, help) "  " #member " (" standard ") " help "\n"
#include "store/thread.def"
#undef POLICY
	},
	{"embed", command_embed, "print what a site puts into its pages",
		"afterword embed SITE [--pinned]\n\n"
		"Prints two lines of HTML: a script, and the element where the comments shall be. "
		"--pinned: the\nscript as it is in this version, by its hash, which browsers hold "
		"it against.\n"},
	{"account", command_account, "add, list and change people who moderate",
		"afterword account add NAME --role viewer|moderator|admin [--site ID]\n"
		"afterword account set NAME [--role viewer|moderator|admin|none [--site ID]] "
		"[--password]\n"
		"                           [--disable|--enable] [--second-factor off]\n"
		"afterword account list [--json]\n\n"
		"The password is one line of standard input, 12 bytes or more. Without "
		"--site the role is for\nall sites. set signs the account out everywhere.\n"},
	{"token", command_token, "add, list and revoke tokens for the API",
		"afterword token add --name NAME --scope read|moderate|admin [--site ID] "
		"[--expires 30d]\n"
		"afterword token list [--json]\n"
		"afterword token revoke NAME\n\n"
		"add prints the token, once: only its hash is kept.\n"},
	{"key", command_key, "make, list and retire secret keys",
		"afterword key new FILE [--add]\n"
		"afterword key show FILE\n"
		"afterword key list [--json]\n"
		"afterword key retire ID [--yes] [--json]\n\n"
		"new makes a file that was not there, with a new key, for its owner alone; --add "
		"puts a new key in\nfront of those of a file. Both, and show, print the ids of the "
		"keys, by which copies are told from\nother keys, and nothing else of them. A "
		"server takes new keys when it is started.\n\n"
		"list tells which keys key_file holds and the database is used with, and how many "
		"authors and seals\neach has; it goes through all seals. retire takes a key away "
		"while no server runs: what it has sealed\nis sealed with the newest, and it goes "
		"out of key_file. What would be lost is told, and needs --yes.\n"},
	{"check", command_check, "look whether everything is as it should be",
		"afterword check [--json]\n\n"
		"Looks at the key file, the database file, the seals of the record and of all "
		"texts, "
		"and the\ncounters, as they are at one moment; at permissions, the disk, the "
		"clock, limits and settings.\nThe server may run. Changes nothing. Exit status 0 "
		"when all is well or there are warnings only,\n65 when something is wrong.\n"},
	{"health", command_health, "ask the server whether it is ready",
		"afterword health\n\n"
		"Asks at the first address of the setting listen, as watchers and containers do: "
		"exit status 0 when\nit answers and can write, 69 when nobody listens there, 75 "
		"when it is not ready.\n"},
	{"backup", command_backup, "make a backup while the server runs, verify one",
		"afterword backup FOLDER [--keep N] [--keep-days N] [--scratch FOLDER] [--json]\n"
		"afterword backup FILE [--scratch FOLDER] [--json]\n"
		"afterword backup FILE|FOLDER --verify [--scratch FOLDER] [--json]\n"
		"afterword backup --key\n\n"
		"The whole database as it is at one moment, packed, checked and sealed. In a "
		"folder "
		"it is called\nafterword-TIME-ID.zst; --keep leaves so many of the newest there, "
		"--keep-days none that is\nolder, and the newest that is good is never removed. A "
		"folder that is not there yet is written\nwith a slash at its end. --verify "
		"unpacks one, "
		"of a folder the newest, and looks at it as\n`afterword check` does. --scratch: "
		"where "
		"the plain copy stands meanwhile, in place of beside the\nbackup. --key says how "
		"the "
		"key is kept, which is in no backup. Exit status 0 when all is well,\n65 when the "
		"database or the backup has flaws, 75 when another does the same there.\n"},
	{"restore", command_restore, "make a backup the database again",
		"afterword restore FILE [--replace [--yes]] [--accept-flaws] [--json]\n\n"
		"Verifies the backup first. What authors had erased since is erased in it, as "
		"DATABASE.erased\nand afterword.erased beside the backup tell. --replace: there is "
		"a "
		"database already; it is kept\nas DATABASE.replaced-TIME, once its name is typed, "
		"or with "
		"--yes. Not while the server runs.\n"},
	{"export", command_export, "write all that can be taken along as lines of JSON",
		"afterword export [FILE|-] [--site ID] [--pack plain|gzip|zstd] "
		"[--with-fingerprints] [--json]\n\n"
		"Sites, pages, comments with all their texts, authors, rules and the record, as "
		"they are at one\nmoment, for `afterword import` and other programs: "
		"docs/format.md. Accounts, tokens and sessions\nstay here, and so does what is "
		"made of email addresses, unless --with-fingerprints asks for it:\nthen whoever "
		"has the file and the key can try addresses. FILE.gz and FILE.zst are packed, and\n"
		"so is standard output (-, or nothing) with --pack. The server may run. Exit "
		"status 65 when seals\ndid not hold; the file is whole then, and says where.\n"},
	{"import", command_import, "take in what another server has exported",
		"afterword import FILE|- [--dry-run] [--drop-fingerprints] [--accept-flaws] "
		"[--json]\n\n"
		"Sites that have no pages here, with all that the file has of them: all of it, or, "
		"when there is\nany mistake, nothing; mistakes are told with their lines. What "
		"authors have had erased here is\nerased in it, too. --dry-run looks, and keeps "
		"nothing. A file with fingerprints needs the key that\nmade them; "
		"--drop-fingerprints goes without. --accept-flaws takes what was flawed when it "
		"was\nexported. The server may run; while this goes on it answers who leaves a "
		"comment with 503.\n"},
	{"publish", command_publish, "write what is public as files",
		"afterword publish FOLDER [--follow] [--json] [--language TAG]\n\n"
		"Writes FOLDER/SITE/NAME.html, .json and .atom for each page that has public "
		"comments,\nFOLDER/SITE/feed.atom for each site, and FOLDER/index.json, which says "
		"by which NAME a\npage's URL is found. Files appear whole, and only where "
		"something "
		"is new; those of pages\nthat are gone go. Needs the setting public_url. The "
		"server "
		"may run. --follow goes on until\nSIGTERM or SIGINT, and writes what changes. "
		"--language de has them speak German, not\nEnglish.\n"},
	{"purge", command_purge, "tell which comments are about to be erased",
		"afterword purge --dry-run [--json]\n\n"
		"Counts the comments that were rejected, taken for spam or deleted longer ago than "
		"the settings\nrejected_days, spam_days and deleted_days say. The server erases "
		"them, once a day and when it\nstarts; this changes nothing.\n"},
	{"config", command_config, "show the settings in force",
		"afterword config [--markdown|--errors|--metrics|--format|--openapi|--tables]\n\n"
		"--markdown, --errors, --metrics and --format print docs/configuration.md, "
		"docs/errors.md,\ndocs/metrics.md and docs/format.md, --openapi what is served at "
		"/openapi.json, --tables what\nmanuals and completions are made of.\n"},
	{"version", command_version, "show the version", "afterword version\n"},
	{NULL},
};

static const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static void print_settings(void)
{
	struct text out;

	text_init(64 * 1024, &out);
	settings_write_help(&out);
	printf("\nSettings, each a flag, AFTERWORD_… in the environment or a line in the file "
	       "that\n"
	       "--config names (docs/configuration.md), with their defaults:\n%s",
		out.at);
	text_finish(&out);
}

static int print_help(void)
{
	puts("afterword — comments for a publication, read by a moderator before anybody else\n\n"
	     "usage: afterword COMMAND [OPTION …]\n");
	for (const struct command *command = commands; command->name; command++)
		printf("  %-10s %s\n", command->name, command->summary);
	puts("\nafterword COMMAND --help tells more.");
	print_settings();
	return EX_OK;
}

static int print_fault(const struct fault *fault)
{
	if (!fault->count)
		fprintf(stderr, "afterword: %s\n", fault->detail);
	for (size_t i = 0; i < fault->count; i++)
		fprintf(stderr, "afterword: %s: %s\n", fault->fields[i].name,
			fault->fields[i].detail);
	return err_info(fault->err)->exit;
}

static int asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return 1;
	return 0;
}

static int command_run(const struct command *command, int argc, char **argv)
{
	struct fault fault = FAULT_NONE;
	struct settings settings;
	struct arena arena;
	struct command_line line = {.settings = &settings, .arena = &arena, .fault = &fault};
	enum err err;

	arena_init(ARENA_LIMIT, &arena);
	err = settings_read(&argc, argv, &fault, &settings);
	if (!err)
		err = crypto_start();
	if (!err) {
		line.clock.fixed = settings.clock;
		line.argc = argc - 1;
		line.argv = argv + 1;
		err = command->run(&line);
	}
	if (err && fault.err != err)
		fault_set(&fault, err, "%s.", err_info(err)->title);
	settings_finish(&settings);
	arena_finish(&arena);
	return err ? print_fault(&fault) : EX_OK;
}

int main(int argc, char **argv)
{
	const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;

	/* what is made here is nobody else's to read */
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	if (!command && (argc < 2 || asks_for_help(argc, argv)))
		return print_help();
	if (!command) {
		fprintf(stderr, "afterword: there is no command \"%s\"; see afterword --help.\n",
			argv[1]);
		return EX_USAGE;
	}
	if (asks_for_help(argc, argv)) {
		fputs(command->usage, stdout);
		print_settings();
		return EX_OK;
	}
	return command_run(command, argc - 1, argv + 1);
}
