//! Undo from the screen: this operator's latest entry, with its consequences, and the way back said beside it.

use super::cx::Cx;
use super::drafts::new_action;
use super::view::Effect;
use crate::book::words_of;
use crate::error::Result;
use crate::ops::undo::Undo;

/// Undoes the operator's latest entry that is neither an undo nor undone.
pub(super) fn latest(cx: &mut Cx) -> Result<Effect> {
    let Some(entry) = cx.book.latest_to_undo(&cx.operator)? else {
        return Ok(Effect::Say("there is nothing of yours to undo".to_string()));
    };
    let made = cx.book.created_by(entry)?;
    let done = cx.book.perform(&Undo { entry }, &cx.stamp(new_action()))?;
    let what = match words_of(&made) {
        what if what.is_empty() => format!("entry {}", entry.0),
        what => what,
    };
    Ok(Effect::Say(format!("undone: {what} · `arrears undo {}` brings it back", done.entry.0)))
}
