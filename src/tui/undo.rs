//! Undo from the screen: this operator's latest entry, with its consequences, and the way back said beside it.

use super::cx::Cx;
use super::drafts::new_action;
use super::view::Effect;
use crate::error::Result;
use crate::ops::undo::Undo;

/// Undoes the operator's latest entry that is neither an undo nor undone.
pub(super) fn latest(cx: &mut Cx) -> Result<Effect> {
    let Some(entry) = cx.book.latest_to_undo(&cx.operator)? else {
        return Ok(Effect::Say("there is nothing of yours to undo".to_string()));
    };
    let done = cx.book.perform(&Undo { entry }, &cx.stamp(new_action()))?;
    let said = format!("entry {} is undone · `arrears undo {}` brings it back", entry.0, done.entry.0);
    Ok(Effect::Say(said))
}
