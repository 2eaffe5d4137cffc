//! What can be done from the home and from an account's page alike.

use super::super::cx::Cx;
use super::super::popup::recent::Recent;
use super::super::view::Effect;
use super::part::looked::Glass;
use crate::error::Result;

/// The sentence to say, for a letter or a chat.
pub fn copy_sentence(glass: &mut Glass, cx: &Cx) -> Effect {
    match glass.look(cx) {
        Some(Ok(looked)) => Effect::Copy(looked.standing.say.clone()),
        _ => Effect::Say("there is nothing to copy".to_string()),
    }
}

/// The last ten accounts that were opened.
pub fn last_ten(cx: &mut Cx) -> Result<Effect> {
    match cx.trail.recent().is_empty() {
        true => Ok(Effect::Say("no account was opened yet".to_string())),
        false => Ok(Effect::Open(Box::new(Recent::new(cx)?))),
    }
}
