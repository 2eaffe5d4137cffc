//! Undo from the screen: this operator's latest entry, with its consequences, and the way back said beside it.

use super::cx::Cx;
use super::drafts::new_action;
use super::view::Effect;
use crate::book::Created;
use crate::error::Result;
use crate::ops::undo::Undo;

/// Undoes the operator's latest entry that is neither an undo nor undone.
pub(super) fn latest(cx: &mut Cx) -> Result<Effect> {
    let Some(entry) = cx.book.latest_to_undo(&cx.operator)? else {
        return Ok(Effect::Say("there is nothing of yours to undo".to_string()));
    };
    let made = cx.book.created_by(entry)?;
    let done = cx.book.perform(&Undo { entry }, &cx.stamp(new_action()))?;
    let what = match words(&made) {
        what if what.is_empty() => format!("entry {}", entry.0),
        what => what,
    };
    Ok(Effect::Say(format!("undone: {what} · `arrears undo {}` brings it back", done.entry.0)))
}

/// `payment, 2 allocations`
fn words(made: &[Created]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for one in made {
        match kinds.iter_mut().find(|(kind, _)| *kind == one.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&one.kind, 1)),
        }
    }
    let word = |(kind, count): &(&str, usize)| if *count == 1 { kind.to_string() } else { format!("{count} {kind}s") };
    kinds.iter().map(word).collect::<Vec<_>>().join(", ")
}
