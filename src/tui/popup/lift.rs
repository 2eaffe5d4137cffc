//! Lifting the closing date: it asks, and No is what Enter says.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Cx;
use super::super::drafts::new_action;
use super::super::key::Key;
use super::super::look;
use super::super::view::{Context, Effect, Hint, Place, View};
use crate::domain::calendar::{Date, short};
use crate::error::Result;
use crate::ops::close_period::ClosePeriod;

pub struct Lift {
    through: Date,
    action: String,
}

/// Asks, where there is a closing date.
pub fn ask(cx: &Cx) -> Result<Effect> {
    Ok(match cx.settings.closed_through {
        Some(through) => Effect::Open(Box::new(Lift { through, action: new_action() })),
        None => Effect::Say("no period is closed".to_string()),
    })
}

impl View for Lift {
    fn title(&self) -> String {
        "CLOSED PERIOD".to_string()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Char('y' | 'Y') => {
                cx.book.perform(&ClosePeriod { through: None }, &cx.stamp(self.action.clone()))?;
                Ok(Effect::Done(format!("The closing date {} is lifted", short(self.through, cx.today))))
            }
            Key::Enter | Key::Esc | Key::Char('n' | 'N') => Ok(Effect::Close),
            Key::Ctrl('q' | 'c') => Ok(Effect::Pass),
            _ => Ok(Effect::Stay),
        }
    }

    fn wants(&mut self, room: Size) -> Size {
        Size { width: room.width.min(64), height: 6 }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inner = look::boxed(frame.buffer_mut(), area, "CLOSED PERIOD", cx.look.dim());
        let through = short(self.through, cx.today);
        let lines = [
            (format!("The book is closed through {through}."), cx.look.plain()),
            ("Lifted, entries dated inside it are taken again.".to_string(), cx.look.plain()),
            (String::new(), cx.look.plain()),
            ("[ No  ⏎ ]     y  lift it".to_string(), cx.look.focus()),
        ];
        for (y, (text, style)) in (inner.top()..inner.bottom()).zip(lines) {
            look::put(frame.buffer_mut(), (inner.x, y), inner.width, &text, style);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "no"), Hint::new("y", "lift it"), Hint::new("Esc", "back")]
    }
}
