/* See include/core/author.h. */
#include "core/author.h"
#include "core/plain.h"

static const struct input_member members[] = {
	INPUT(struct author_input, standing, .needed = true, .names = author_standing_names,
		.what = "What is thought from now on."),
	INPUT(struct author_input, note, .high = PLAIN_NOTE_LIMIT, .what = "Why."),
};
const struct input_table author_input_table = {members, ARRAY_SIZE(members)};

enum err author_change(const struct author_input *input, struct arena *arena, struct fault *fault,
	struct author *author)
{
	int standing =
		input->standing ? field_name_index(author_standing_names, input->standing) : -1;
	const char *note;
	enum err err = plain_check(&plain_rules[PLAIN_NOTE], input->note, arena, fault, &note);

	if (err == ERR_MEMORY)
		return err;
	if (standing < 0)
		err = fault_field(fault, "standing", input->standing ? "unknown_value" : "required",
			"It must be normal, trusted or banned.");
	if (err)
		return err;
	author->standing = standing;
	author->standing_note = note;
	return ERR_OK;
}
