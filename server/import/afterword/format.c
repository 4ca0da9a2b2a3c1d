/* docs/format.md, from the tables that are read and written by. See include/import/export.h. */
#include "import/afterword/lines.h"

static const char beginning[] =
	"# The format of exports\n\n"
	"What `afterword export` writes and `afterword import` reads: UTF-8 text, a JSON object on "
	"each line (JSON\n"
	"Lines), at most 262,144 bytes long. A file may be packed by gzip or Zstandard; which it "
	"is shows by its first\nbytes. This page is made from the tables by which the program "
	"reads "
	"and writes.\n\n"
	"Each object has a `kind`, which says what its other members are. All of them are there, "
	"but that one which may be\nnull may be left out. Others are refused, by name. Ids are 13 "
	"characters in the order of time, times are RFC 3339\nwith milliseconds and `Z`. Who did "
	"something is written as in the record: `account:NAME`, `token:NAME`,\n`rule:ID`, "
	"`check:NAME`, `checks`, `policy`, `author`, `retention`.\n\n"
	"The kinds follow each other in the order of this page, each in the order of its ids. "
	"Nothing names what comes\nlater, and who reads a file needs no more memory than for a "
	"line. The same database gives the same bytes, and so\ndoes one into which they were "
	"imported.\n\n"
	"The first line has the format's number. It is raised when a reader of the one before "
	"would be misled; a reader\nrefuses a number that it does not know.\n\n"
	"## What stays behind\n\n"
	"- Email addresses: there are none. **What is made of them**, the fingerprints with their "
	"salts, the tags that\n  moderators see, and pictures, travels only with "
	"`--with-fingerprints`, and the members that are there only then\n  say so below. Without "
	"it an importing server knows no author again: who writes once more is somebody new, and "
	"a\n"
	"  ban holds nobody. With it, whoever has the file and the key can try addresses, as with "
	"the database.\n"
	"- Accounts with their passwords and second factors, roles, tokens, sessions, and the "
	"record of their changes: make\n  them anew, under the same names. Decisions name who "
	"made them, and go on to do so.\n"
	"- Hashes of networks: where comments came from, who has reported or liked something. "
	"How many likes there are\n  travels.\n"
	"- What is for a day: idempotency keys, forms, claims.\n"
	"- What is made anew from the rest: counters, numbers by day, the search, places in "
	"threads, and all seals, by the key\n  of the server that imports.\n"
	"- The key.\n\n"
	"An author's private links are made with the key: they hold where it comes along.\n";

static const char *type_text(const struct field *field)
{
	static const char *const texts[FIELD__MAX] = {
		[FIELD_INTEGER] = "number",
		[FIELD_NUMBER] = "number",
		[FIELD_COUNT] = "number",
		[FIELD_ID] = "id",
		[FIELD_TIME] = "time",
		[FIELD_TEXT] = "text",
		[FIELD_FLAG] = "true or false",
	};

	return texts[field->type];
}

static void names_put(const struct field *field, struct text *out)
{
	for (size_t i = 0; field->names[i]; i++)
		text_add_format(out, "%s`%s`", i ? ", " : "", field->names[i]);
}

static void field_put(const struct field *field, struct text *out)
{
	text_add_format(out, "| %s | ", field->name);
	if (field->names)
		names_put(field, out);
	else
		text_add_string(out, type_text(field));
	text_add_format(out, "%s | %s%s |\n", field->null & ~SEE_FLAWED ? ", or null" : "",
		field->what, field->see == SEE_PRINTS ? " Only with fingerprints." : "");
}

static void kind_put(size_t number, struct text *out)
{
	struct lines_kind kind = lines_kind(number);

	text_add_format(
		out, "\n## %s\n\n%s\n\n| member | | |\n|---|---|---|\n", kind.name, kind.what);
	for (size_t i = 0; i < kind.table->count; i++)
		if (kind.table->fields[i].see != SEE_NOBODY)
			field_put(&kind.table->fields[i], out);
}

void export_write_markdown(struct text *out)
{
	text_add_string(out, beginning);
	kind_put(LINES_HEAD, out);
	for (size_t kind = 0; kind < LINE__MAX; kind++)
		kind_put(kind, out);
	kind_put(LINES_END, out);
}
