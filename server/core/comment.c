/* See include/core/comment.h. */
#include <string.h>

#include "base/time.h"
#include "core/address.h"
#include "core/comment.h"
#include "core/form_token.h"
#include "core/moderation.h"
#include "core/name.h"
#include "core/page.h"
#include "core/plain.h"
#include "store/author.h"
#include "store/idempotency.h"
#include "store/page.h"
#include "store/revision.h"

static const struct input_member members[] = {
	INPUT(struct comment_input, page, .needed = true, .as = INPUT_AS_URL,
		.what = "The URL of the article."),
	INPUT(struct comment_input, title, .high = PLAIN_TITLE_LIMIT,
		.what = "The title of the article, shown to moderators."),
	INPUT(struct comment_input, parent, .as = INPUT_AS_ID,
		.what = "The public comment that this one answers."),
	INPUT(struct comment_input, name, .needed = true, .high = PLAIN_NAME_LIMIT,
		.what = "Whom the comment is from."),
	INPUT(struct comment_input, email, .needed = true, .as = INPUT_AS_EMAIL,
		.high = ADDRESS_LIMIT,
		.what = "Never stored: a keyed hash of it is, and tells the authors of a site "
			"apart."),
	INPUT(struct comment_input, website, .as = INPUT_AS_URL, .high = URL_WEBSITE_LIMIT,
		.what = "An address on the web, http or https."),
	INPUT(struct comment_input, body, .needed = true, .high = PLAIN_BODY_LIMIT,
		.what = "Text in a subset of Markdown, at most 16 KiB: paragraphs, line breaks, "
			"emphasis, strong, strikethrough, code, fenced code, quotes, lists, "
			"links."),
	INPUT(struct comment_input, form,
		.what = "The `form` that GET /api/v1/form gave, as proof of a form that was filled "
			"in."),
	INPUT(struct comment_input, subject,
		.what = "To be left empty: what fills it in is no person."),
};
const struct input_table comment_input_table = {members, ARRAY_SIZE(members)};

static enum err out_of_memory(struct fault *fault)
{
	return fault_set(fault, ERR_MEMORY, "There is no memory for the request.");
}

static enum err store_fault(struct fault *fault, enum err err)
{
	return fault_set(
		fault, err, "The comment was not stored; nothing is lost if you send it again.");
}

/* The site whose origin the page has. */
static enum err submission_site(struct sites *sites, const char *page, struct arena *arena,
	struct fault *fault, struct submission *submission)
{
	enum err err = url_page(page, "page", arena, fault, &submission->page);

	if (err)
		return err;
	err = sites_find(sites, submission->page.origin, arena, fault, &submission->site);
	if (err == ERR_NOT_FOUND)
		return fault_field(fault, "page", "unknown_site",
			"No site here accepts pages of %.200s.", submission->page.origin);
	return err;
}

static enum err submission_parent(const char *parent, struct fault *fault, int64_t *id)
{
	if (!parent || !*parent || id_parse(parent, id))
		return ERR_OK;
	return fault_field(fault, "parent", "not_an_id",
		"The parent must be a comment's id, %d characters.", ID_LENGTH);
}

/* The first failure of ours, else whether there were mistakes. */
static void err_add(enum err *err, enum err more)
{
	if (more && (!*err || *err == ERR_INVALID_INPUT))
		*err = more;
}

enum err submission_init(const struct service *service, const struct comment_input *input,
	const char *idempotency_key, struct arena *arena, struct fault *fault,
	struct submission *submission)
{
	const char *address = NULL;
	enum err err = submission_site(service->sites, input->page, arena, fault, submission);

	err_add(&err, plain_check(&plain_rules[PLAIN_TITLE], input->title, arena, fault,
			      &submission->title));
	err_add(&err, submission_parent(input->parent, fault, &submission->parent));
	err_add(&err, plain_check(&plain_rules[PLAIN_NAME], input->name, arena, fault,
			      &submission->name));
	err_add(&err, address_normalise(input->email, "email", arena, fault, &address));
	err_add(&err, url_website(input->website, "website", arena, fault, &submission->website));
	err_add(&err, plain_check(&plain_rules[PLAIN_BODY], input->body, arena, fault,
			      &submission->body));
	if (err)
		return err == ERR_MEMORY ? out_of_memory(fault) : err;
	submission->idempotency_key = idempotency_key;
	submission->address = arena_copy(arena, address, strlen(address));
	return submission->address ? ERR_OK : out_of_memory(fault);
}

void submission_form(const struct service *service, const struct comment_input *input, bool by_form,
	int64_t now, struct submission *submission)
{
	struct check_form *form = &submission->form;
	int64_t made_at;

	form->trapped = input->subject && *input->subject;
	if (!input->form || !*input->form) {
		form->token = by_form ? FORM_TOKEN_MISSING : FORM_TOKEN_NONE;
	} else if (form_token_read(service->keys, submission->page.text, input->form, &made_at)) {
		form->token = FORM_TOKEN_GOOD;
		form->age = now - made_at;
	} else {
		form->token = FORM_TOKEN_FOREIGN;
	}
}

static enum fingerprint_cost cost_of(const struct service *service)
{
	return (enum fingerprint_cost)service->settings->fingerprint_cost;
}

enum err submission_fingerprint(
	const struct service *service, struct submission *submission, struct fault *fault)
{
	enum err err = fingerprint_make(service->keys, cost_of(service), &submission->site,
		submission->address, &submission->fingerprint);

	crypto_wipe(submission->address, strlen(submission->address));
	return err ? out_of_memory(fault) : ERR_OK;
}

static enum err submission_check_by(const struct site *site, const struct rules *rules,
	const struct submission *submission, struct arena *arena, struct findings *findings)
{
	const struct check_subject subject = {
		.site = site,
		.name = submission->name,
		.website = submission->website,
		.body = submission->body,
		.author_tag = submission->fingerprint.tag,
		.network = submission->network,
		.form = submission->form,
		.rules = rules,
	};

	findings->count = 0;
	return checks_run(CHECK_WHEN_TEXT, &subject, arena, findings);
}

enum err submission_check(const struct service *service, struct submission *submission,
	struct arena *arena, struct fault *fault)
{
	struct rules *rules;
	int64_t version;
	enum err err = rulebook_take(service->rulebook, &submission->site, fault, &rules, &version);

	if (err)
		return err;
	err = submission_check_by(
		&submission->site, rules, submission, arena, &submission->findings);
	submission->author_rules = rules_have(rules, RULE_KIND_AUTHOR);
	rules_release(rules);
	/* with rules that are newer than the numbers, all is to be checked again */
	submission->checked_version = version == submission->site.version ? version : -1;
	return err ? out_of_memory(fault) : ERR_OK;
}

/* Once more, by the site as it is now. */
static enum err submission_check_again(struct store *store, const struct site *site,
	const struct submission *submission, struct arena *arena, struct findings *findings)
{
	struct rules *rules;
	enum err err = rules_read(store, site->id, &rules);

	if (err)
		return err;
	err = submission_check_by(site, rules, submission, arena, findings);
	rules_release(rules);
	return err;
}

/* What was sent, for telling a repetition from another request under the same key. */
static enum err submission_digest(const struct keys *keys, size_t which,
	const struct submission *submission, struct arena *arena, struct slice *digest)
{
	const struct fingerprint *fingerprint = &submission->fingerprint;
	const char *const parts[] = {submission->page.text, submission->name, submission->body,
		submission->website, submission->title};
	unsigned char *out = arena_alloc(arena, CRYPTO_DIGEST_SIZE);
	struct text all;

	text_init(64 * 1024, &all);
	text_add(&all, which ? fingerprint->old[which - 1] : fingerprint->bytes,
		sizeof(fingerprint->bytes));
	text_add(&all, &submission->parent, sizeof(submission->parent));
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i])
			text_add(&all, parts[i], strlen(parts[i]) + 1);
		else
			text_add(&all, "\1", 2);
	if (out && text_status(&all) == ERR_OK)
		keys_hash_by(keys, which, KEY_PURPOSE_REQUEST, NULL,
			(struct slice){all.at, all.length}, out, CRYPTO_DIGEST_SIZE);
	else
		out = NULL;
	text_finish(&all);
	*digest = (struct slice){(const char *)out, CRYPTO_DIGEST_SIZE};
	return out ? ERR_OK : ERR_MEMORY;
}

/* Key and digest of the request, under one of the keys. */
static enum err submission_row(const struct keys *keys, size_t which, struct arena *arena,
	const struct submission *submission, struct idempotency *row)
{
	unsigned char *key = arena_alloc(arena, CRYPTO_DIGEST_SIZE);
	char *message =
		arena_format(arena, "%s %s", submission->site.id, submission->idempotency_key);

	if (!key || !message || submission_digest(keys, which, submission, arena, &row->request))
		return ERR_MEMORY;
	keys_hash_by(keys, which, KEY_PURPOSE_REQUEST, NULL,
		(struct slice){message, strlen(message)}, key, CRYPTO_DIGEST_SIZE);
	row->key = (struct slice){(const char *)key, CRYPTO_DIGEST_SIZE};
	return ERR_OK;
}

/*
 * The row for the key: `found` tells whether this request was answered before, in which case
 * the outcome is in the submission.
 */
static enum err submission_repeated(struct store *store, const struct keys *keys, int64_t now,
	struct arena *arena, struct fault *fault, struct submission *submission,
	struct idempotency *newest, bool *found)
{
	struct idempotency old, other, *row = newest;
	enum err err = ERR_NOT_FOUND;

	newest->created_at = now;
	for (size_t i = 0; err == ERR_NOT_FOUND && i < keys_count(keys); i++) {
		row = i ? &other : newest;
		if (submission_row(keys, i, arena, submission, row))
			return out_of_memory(fault);
		err = store_idempotency_find(store, row->key, arena, &old);
	}
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err)
		return store_fault(fault, err);
	if (old.request.length != CRYPTO_DIGEST_SIZE ||
		!crypto_equal(old.request.at, row->request.at, CRYPTO_DIGEST_SIZE))
		return fault_set(fault, ERR_KEY_REUSED,
			"Another comment was sent with this Idempotency-Key; use a new "
			"one.");
	submission->id = old.comment;
	submission->state = (enum comment_state)old.state;
	*found = true;
	return ERR_OK;
}

/* The page; one that nobody commented on yet has no id. */
static enum err submission_page(struct store *store, int64_t now, struct arena *arena,
	struct fault *fault, const struct submission *submission, struct page *page)
{
	enum err err = store_page_by_url(store, submission->page.text, arena, page);

	if (err && err != ERR_NOT_FOUND)
		return store_fault(fault, err);
	if (err)
		*page = (struct page){
			.site = submission->site.id,
			.url = submission->page.text,
			.title = submission->title,
			.created_at = now,
		};
	if (page_is_closed(page, &submission->site, now))
		return fault_set(
			fault, ERR_PAGE_CLOSED, "No more comments are taken on this page.");
	return ERR_OK;
}

/* Makes a page that is new, and gives one its title that had none. */
static enum err submission_keep_page(
	struct store *store, struct submission *submission, struct page *page)
{
	bool is_new = !page->id, titled = !page->title && submission->title;

	if (is_new)
		page->id = store_new_id(store, page->created_at);
	if (is_new || titled)
		submission->changed_page = page->id;
	if (is_new)
		return store_page_insert(store, page);
	return titled ? store_page_set_title(store, page->id, submission->title) : ERR_OK;
}

/* The author as known by a key from before: by the newest one from now on. NOT_FOUND. */
static enum err submission_old_author(struct store *store, const struct service *service,
	const struct submission *submission, struct arena *arena, struct author *author)
{
	const struct fingerprint *fingerprint = &submission->fingerprint;
	enum err err = ERR_NOT_FOUND;

	for (size_t i = 0; err == ERR_NOT_FOUND && i < fingerprint->old_count; i++) {
		const struct slice old = {
			(const char *)fingerprint->old[i], sizeof(fingerprint->old[i])};

		err = store_author_by_fingerprint(store, submission->site.id, old, arena, author);
	}
	if (err)
		return err;
	author->fingerprint =
		(struct slice){(const char *)fingerprint->bytes, sizeof(fingerprint->bytes)};
	author->key_id = keys_id(service->keys);
	return ERR_OK;
}

/* Of who was first known by a key from before the tag is that key's; rules name it. */
static void submission_tag(struct submission *submission, const struct author *author)
{
	char *tag = submission->fingerprint.tag;
	size_t length = strlen(author->tag);

	if (strcmp(tag, author->tag) == 0 || length >= FINGERPRINT_TAG_SIZE)
		return;
	memcpy(tag, author->tag, length + 1);
	if (submission->author_rules)
		submission->checked_version = -1;
}

/* The author; one who writes for the first time has no id. */
static enum err submission_author(struct store *store, const struct service *service, int64_t now,
	struct arena *arena, struct submission *submission, struct author *author)
{
	struct fingerprint *fingerprint = &submission->fingerprint;
	const struct slice bytes = {(const char *)fingerprint->bytes, sizeof(fingerprint->bytes)};
	enum err err =
		store_author_by_fingerprint(store, submission->site.id, bytes, arena, author);

	if (err == ERR_NOT_FOUND)
		err = submission_old_author(store, service, submission, arena, author);
	if (!err)
		submission_tag(submission, author);
	if (err != ERR_NOT_FOUND)
		return err;
	*author = (struct author){
		.site = submission->site.id,
		.fingerprint = bytes,
		.key_id = keys_id(service->keys),
		.cost = fingerprint_cost_names[cost_of(service)],
		.tag = fingerprint->tag,
		.created_at = now,
	};
	return ERR_OK;
}

/* Makes an author who is new, and keeps the new fingerprint of one who has one. */
static enum err submission_keep_author(struct store *store, struct author *author)
{
	if (author->id && author->fingerprint.at)
		return store_author_set_fingerprint(
			store, author->id, author->fingerprint, author->key_id);
	if (author->id)
		return ERR_OK;
	author->id = store_new_id(store, author->created_at);
	return store_author_insert(store, author);
}

enum err submission_findings(struct store *store, const struct recent *recent, struct arena *arena,
	const struct submission *submission, const struct author *author, enum name_claim claim,
	struct site *site, struct findings *findings)
{
	const struct check_subject subject = {
		.site = site,
		.body = submission->body,
		.edits = submission->edits,
		.put_back = submission->put_back,
		.store = store,
		.recent = recent,
		.author = author,
		.claim = claim,
	};
	enum err err = store_site_find(store, submission->site.id, arena, site);

	if (err)
		return err;
	*findings = submission->findings;
	if (site->version != submission->checked_version)
		err = submission_check_again(store, site, submission, arena, findings);
	return err ? err : checks_run(CHECK_WHEN_STORE, &subject, arena, findings);
}

enum err comment_set_place(
	const struct comment *parent, struct arena *arena, struct comment *comment)
{
	size_t above = parent->path.length;
	char *path;

	comment->depth = above ? parent->depth + 1 : 0;
	if (comment->depth == COMMENT_DEPTH_MAX) {
		comment->depth--;
		above -= sizeof(comment->id);
	}
	path = arena_alloc(arena, above + sizeof(comment->id));
	if (!path)
		return ERR_MEMORY;
	if (above)
		memcpy(path, parent->path.at, above);
	for (size_t i = 0; i < sizeof(comment->id); i++)
		path[above + i] = (char)(comment->id >> (56 - 8 * i));
	comment->root = above ? parent->root : comment->id;
	comment->path = (struct slice){path, above + sizeof(comment->id)};
	return ERR_OK;
}

static enum err submission_place(struct store *store, struct arena *arena, struct fault *fault,
	const struct submission *submission, const struct page *page, struct comment *comment)
{
	struct comment parent = {0};

	if (submission->parent) {
		enum err err = store_comment_place(store, submission->parent, arena, &parent);

		if (err && err != ERR_NOT_FOUND)
			return store_fault(fault, err);
		if (err || parent.page != page->id)
			return fault_field(fault, "parent", "unknown",
				"There is no such comment on this page.");
		if (parent.shown != COMMENT_SHOWN_FULL)
			return fault_field(fault, "parent", "not_public",
				"Only a comment that is public can be answered.");
	}
	comment->parent = submission->parent;
	return comment_set_place(&parent, arena, comment) ? out_of_memory(fault) : ERR_OK;
}

static enum err submission_insert(struct store *store, struct comment *comment, int64_t now,
	struct arena *arena, const struct submission *submission, const struct site *site,
	const struct findings *findings)
{
	const struct revision revision = {
		.comment = comment->id,
		.number = comment->revision,
		.body = submission->body,
		.created_at = now,
	};
	struct judgement judgement = checks_judge(site, findings);
	const char *by = judgement_by(&judgement, arena);
	enum err err = by ? store_comment_insert(store, comment) : ERR_MEMORY;

	if (!err)
		err = store_site_count_add(store, comment->site, COMMENT_STATE_PENDING, 1);
	if (!err)
		err = store_revision_insert(store, &revision);
	if (!err)
		err = findings_store(store, comment, findings);
	if (!err && submission->network)
		err = store_comment_network_insert(store, comment->id, submission->network);
	return err ? err : moderation_settle(store, comment, judgement.state, by, now, arena);
}

enum err submission_store(struct store *store, const struct service *service, int64_t now,
	struct arena *arena, struct fault *fault, struct submission *submission)
{
	struct comment comment = {
		.site = submission->site.id,
		.name = submission->name,
		.website = submission->website,
		.state = COMMENT_STATE_PENDING,
		.revision = 1,
		.created_at = now,
	};
	struct idempotency row;
	struct author author;
	enum name_claim claim;
	struct findings findings;
	struct site site;
	struct page page;
	bool repeated = false;
	enum err err = ERR_OK;

	submission->stored = false;
	submission->changed_page = 0;
	if (submission->idempotency_key)
		err = submission_repeated(
			store, service->keys, now, arena, fault, submission, &row, &repeated);
	if (err || repeated)
		return err;
	err = submission_page(store, now, arena, fault, submission, &page);
	if (err)
		return err;
	comment.id = store_new_id(store, now);
	err = submission_place(store, arena, fault, submission, &page, &comment);
	if (err)
		return err;
	err = submission_author(store, service, now, arena, submission, &author);
	if (!err)
		err = name_claim(
			store, submission->site.id, submission->name, author.id, arena, &claim);
	if (!err)
		err = submission_findings(store, service->recent, arena, submission, &author, claim,
			&site, &findings);
	if (!err)
		err = submission_keep_page(store, submission, &page);
	if (!err)
		err = submission_keep_author(store, &author);
	comment.page = page.id;
	comment.author = author.id;
	comment.badge = !err && claim == NAME_CLAIM_OWN;
	if (!err)
		err = submission_insert(store, &comment, now, arena, submission, &site, &findings);
	if (!err && submission->idempotency_key) {
		row.comment = comment.id;
		row.state = comment.state;
		err = store_idempotency_insert(store, &row);
	}
	if (err)
		return store_fault(fault, err);
	recent_add(service->recent, comment.site, submission->body, comment.id);
	submission->id = comment.id;
	submission->state = (enum comment_state)comment.state;
	submission->stored = true;
	if (comment.state == COMMENT_STATE_APPROVED)
		submission->changed_page = page.id;
	return ERR_OK;
}
