//! One file for each thing that a collector does: `decide` (pure, what a form previews), the input struct that says what
//! was agreed, and `apply`, which checks and writes it. A form, a command and an importer all go through here.

pub mod agree_plan;
pub mod amend_account;
pub mod apply_credit;
pub mod bounce_payment;
pub mod change_setting;
pub mod close_period;
pub mod correct;
pub mod end;
pub mod escalate;
pub mod import_batch;
pub mod log_contact;
pub mod log_line;
pub mod mark_number;
pub mod merge_accounts;
pub mod open_account;
pub mod open_dispute;
pub mod payment_part;
pub mod pin;
pub mod place_hold;
pub mod post_credit;
pub mod post_debit;
pub mod promise_payment;
pub mod refund_credit;
pub mod request;
pub mod resolve_dispute;
pub mod sample_shop;
pub mod schedule_follow_up;
pub mod snooze;
pub mod take_payment;
pub mod unapply_credit;
pub mod undo;
pub mod void_debit;
pub mod write_off;
