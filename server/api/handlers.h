/* The handlers and contracts that the route table names, by file. */
#ifndef AFTERWORD_SERVER_API_HANDLERS_H
#define AFTERWORD_SERVER_API_HANDLERS_H

#include "http/contract.h"
#include "http/exchange.h"

/* comments.c: readers' API */
extern const struct contract comments_get_contract, comments_post_contract;
enum err comments_page(struct exchange *exchange) MUST_CHECK;
enum err comments_get(struct exchange *exchange) MUST_CHECK;
enum err comments_post(struct exchange *exchange) MUST_CHECK;
enum err comments_post_fail(struct exchange *exchange) MUST_CHECK;

/* page_events.c */
extern const struct contract page_events_contract;
enum err page_events_get(struct exchange *exchange) MUST_CHECK;

/* page_counts.c */
extern const struct contract page_counts_contract;
enum err page_counts_get(struct exchange *exchange) MUST_CHECK;

/* form.c */
extern const struct contract form_get_contract;
enum err form_get(struct exchange *exchange) MUST_CHECK;

/* preview.c */
extern const struct contract preview_contract;
enum err preview_post(struct exchange *exchange) MUST_CHECK;

/* mine.c: the author's own view */
extern const struct contract mine_contract, mine_patch_contract, mine_delete_contract;
enum err mine_get(struct exchange *exchange) MUST_CHECK;
enum err mine_patch(struct exchange *exchange) MUST_CHECK;
enum err mine_delete(struct exchange *exchange) MUST_CHECK;
enum err mine_fail(struct exchange *exchange) MUST_CHECK;

/* erase.c: erasing all that an author has left; erase_page.c: the same as pages */
extern const struct contract erase_contract, erase_page_contract, erase_post_contract,
	erased_page_contract;
enum err erase_post(struct exchange *exchange) MUST_CHECK;
enum err erase_page_get(struct exchange *exchange) MUST_CHECK;
enum err erased_page_get(struct exchange *exchange) MUST_CHECK;
enum err erase_page_post(struct exchange *exchange) MUST_CHECK;
enum err erase_page_post_fail(struct exchange *exchange) MUST_CHECK;

/* mine_page.c: the same as pages */
extern const struct contract mine_page_contract, mine_post_contract, withdraw_page_contract,
	withdraw_post_contract;
enum err mine_page_get(struct exchange *exchange) MUST_CHECK;
enum err mine_post(struct exchange *exchange) MUST_CHECK;
enum err mine_post_fail(struct exchange *exchange) MUST_CHECK;
enum err withdraw_page_get(struct exchange *exchange) MUST_CHECK;
enum err withdraw_post(struct exchange *exchange) MUST_CHECK;
enum err withdraw_post_fail(struct exchange *exchange) MUST_CHECK;

/* privacy_page.c: what is kept of readers */
extern const struct contract privacy_page_contract;
enum err privacy_page_page(struct exchange *exchange) MUST_CHECK;
enum err privacy_page_get(struct exchange *exchange) MUST_CHECK;

/* thread_page.c: the thread and the form as pages */
extern const struct contract thread_page_contract, demo_contract;
enum err thread_page_page(struct exchange *exchange) MUST_CHECK;
enum err thread_page_get(struct exchange *exchange) MUST_CHECK;
enum err demo_page(struct exchange *exchange) MUST_CHECK;
enum err demo_get(struct exchange *exchange) MUST_CHECK;

/* fragment.c: the same, to be put into the article */
extern const struct contract fragment_contract;
enum err fragment_get(struct exchange *exchange) MUST_CHECK;
enum err fragment_fail(struct exchange *exchange) MUST_CHECK;

/* feeds.c */
extern const struct contract feed_page_contract, feed_site_contract;
enum err feed_page_page(struct exchange *exchange) MUST_CHECK;
enum err feed_page_get(struct exchange *exchange) MUST_CHECK;
enum err feed_site_page(struct exchange *exchange) MUST_CHECK;
enum err feed_site_get(struct exchange *exchange) MUST_CHECK;

/* queue.c */
extern const struct contract queue_contract;
enum err queue_get(struct exchange *exchange) MUST_CHECK;

/* moderation.c */
extern const struct contract moderation_get_contract, moderation_patch_contract;
enum err moderation_get(struct exchange *exchange) MUST_CHECK;
enum err moderation_patch(struct exchange *exchange) MUST_CHECK;
enum err moderation_fail(struct exchange *exchange) MUST_CHECK;

/* reports.c */
extern const struct contract reports_post_contract, reports_delete_contract;
enum err reports_post(struct exchange *exchange) MUST_CHECK;
enum err reports_post_fail(struct exchange *exchange) MUST_CHECK;
enum err reports_delete(struct exchange *exchange) MUST_CHECK;

/* report_page.c */
extern const struct contract report_page_contract, reported_page_contract;
enum err report_page_get(struct exchange *exchange) MUST_CHECK;
enum err reported_page_get(struct exchange *exchange) MUST_CHECK;

/* claims.c */
extern const struct contract claim_put_contract, claim_delete_contract;
enum err claim_put(struct exchange *exchange) MUST_CHECK;
enum err claim_delete(struct exchange *exchange) MUST_CHECK;

/* events.c */
extern const struct contract events_contract;
enum err events_get(struct exchange *exchange) MUST_CHECK;

/* context.c */
extern const struct contract context_contract;
enum err context_get(struct exchange *exchange) MUST_CHECK;

/* batch.c */
extern const struct contract batch_contract, batch_undo_contract;
enum err batch_post(struct exchange *exchange) MUST_CHECK;
enum err batch_undo_post(struct exchange *exchange) MUST_CHECK;
enum err batch_fail(struct exchange *exchange) MUST_CHECK;

/* decisions.c */
extern const struct contract decisions_contract;
enum err decisions_get(struct exchange *exchange) MUST_CHECK;

/* rules.c */
extern const struct contract rules_get_contract, rules_post_contract, rules_patch_contract,
	rules_delete_contract, rules_try_post_contract;
enum err rules_get(struct exchange *exchange) MUST_CHECK;
enum err rules_post(struct exchange *exchange) MUST_CHECK;
enum err rules_patch(struct exchange *exchange) MUST_CHECK;
enum err rules_delete(struct exchange *exchange) MUST_CHECK;
enum err rules_try_post(struct exchange *exchange) MUST_CHECK;

/* authors.c */
extern const struct contract authors_get_contract, author_get_contract, author_patch_contract;
enum err authors_get(struct exchange *exchange) MUST_CHECK;
enum err author_get(struct exchange *exchange) MUST_CHECK;
enum err author_patch(struct exchange *exchange) MUST_CHECK;

/* pages.c */
extern const struct contract pages_get_contract, page_get_contract, page_patch_contract;
enum err pages_get(struct exchange *exchange) MUST_CHECK;
enum err page_get(struct exchange *exchange) MUST_CHECK;
enum err page_patch(struct exchange *exchange) MUST_CHECK;

/* aliases.c */
extern const struct contract aliases_post_contract, aliases_delete_contract;
enum err aliases_post(struct exchange *exchange) MUST_CHECK;
enum err aliases_delete(struct exchange *exchange) MUST_CHECK;

/* merge.c */
extern const struct contract merge_contract;
enum err merge_post(struct exchange *exchange) MUST_CHECK;

/* sites.c */
extern const struct contract sites_get_contract, site_patch_contract;
enum err sites_get(struct exchange *exchange) MUST_CHECK;
enum err site_patch(struct exchange *exchange) MUST_CHECK;
extern const struct contract likes_post_contract, likes_delete_contract;
enum err likes_post(struct exchange *exchange) MUST_CHECK;
enum err likes_post_fail(struct exchange *exchange) MUST_CHECK;
enum err likes_delete(struct exchange *exchange) MUST_CHECK;
extern const struct contract names_get_contract, names_post_contract, names_delete_contract;
enum err names_get(struct exchange *exchange) MUST_CHECK;
enum err names_post(struct exchange *exchange) MUST_CHECK;
enum err names_delete(struct exchange *exchange) MUST_CHECK;

/* numbers.c */
extern const struct contract numbers_contract;
enum err numbers_get(struct exchange *exchange) MUST_CHECK;

/* desk.c */
extern const struct contract desk_contract;
enum err desk_get(struct exchange *exchange) MUST_CHECK;

/* session.c */
extern const struct contract session_post_contract, session_get_contract, session_delete_contract;
enum err session_post(struct exchange *exchange) MUST_CHECK;
enum err session_get(struct exchange *exchange) MUST_CHECK;
enum err session_get_fail(struct exchange *exchange) MUST_CHECK;
enum err session_delete(struct exchange *exchange) MUST_CHECK;

/* sessions.c */
extern const struct contract sessions_get_contract, sessions_delete_contract,
	sessions_delete_one_contract;
enum err sessions_get(struct exchange *exchange) MUST_CHECK;
enum err sessions_delete(struct exchange *exchange) MUST_CHECK;
enum err sessions_delete_one(struct exchange *exchange) MUST_CHECK;

/* own.c */
extern const struct contract own_get_contract, own_password_contract;
enum err own_get(struct exchange *exchange) MUST_CHECK;
enum err own_password_post(struct exchange *exchange) MUST_CHECK;

/* second_factor.c */
extern const struct contract second_factor_post_contract, second_factor_confirm_contract,
	recovery_codes_contract, second_factor_remove_contract;
enum err second_factor_post(struct exchange *exchange) MUST_CHECK;
enum err second_factor_confirm_post(struct exchange *exchange) MUST_CHECK;
enum err recovery_codes_post(struct exchange *exchange) MUST_CHECK;
enum err second_factor_remove_post(struct exchange *exchange) MUST_CHECK;

/* first.c */
extern const struct contract first_contract;
enum err first_post(struct exchange *exchange) MUST_CHECK;

/* accounts.c: admins' API */
extern const struct contract accounts_get_contract, accounts_post_contract,
	accounts_get_one_contract, accounts_patch_contract;
enum err accounts_get(struct exchange *exchange) MUST_CHECK;
enum err accounts_get_one(struct exchange *exchange) MUST_CHECK;
enum err accounts_post(struct exchange *exchange) MUST_CHECK;
enum err accounts_patch(struct exchange *exchange) MUST_CHECK;

/* tokens.c */
extern const struct contract tokens_get_contract, tokens_post_contract, tokens_delete_contract;
enum err tokens_get(struct exchange *exchange) MUST_CHECK;
enum err tokens_post(struct exchange *exchange) MUST_CHECK;
enum err tokens_delete(struct exchange *exchange) MUST_CHECK;

/* changes.c */
extern const struct contract changes_contract;
enum err changes_get(struct exchange *exchange) MUST_CHECK;

/* operation.c */
extern const struct contract metrics_contract;

enum err metrics_get(struct exchange *exchange) MUST_CHECK;

extern const struct contract root_contract, health_contract, ready_contract, problem_contract;
enum err root_get(struct exchange *exchange) MUST_CHECK;
enum err health_get(struct exchange *exchange) MUST_CHECK;
enum err ready_get(struct exchange *exchange) MUST_CHECK;
enum err problem_get(struct exchange *exchange) MUST_CHECK;

/* asset.c; see assets.h */
extern const struct contract asset_contract, embed_script_contract, embed_style_contract;
enum err embed_script_get(struct exchange *exchange) MUST_CHECK;
enum err embed_style_get(struct exchange *exchange) MUST_CHECK;

/* openapi.c */
extern const struct contract openapi_contract;
enum err openapi_get(struct exchange *exchange) MUST_CHECK;

#endif
