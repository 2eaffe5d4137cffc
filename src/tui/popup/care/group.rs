//! The accounts of a group, what each owes, and what they owe together: a digit or Enter goes to one.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::super::cx::Cx;
use super::super::super::key::Key;
use super::super::super::look;
use super::super::super::route::Route;
use super::super::super::view::{Context, Effect, Hint, Place, View};
use crate::book::Group;
use crate::domain::ids::AccountId;
use crate::error::Result;

pub struct GroupList {
    head: AccountId,
    group: Option<Group>,
    at: Option<AccountId>,
}

/// Opens the group that an account belongs to, where it belongs to one.
pub fn open(account: Option<AccountId>, cx: &Cx) -> Result<Effect> {
    let Some(account) = account else { return Ok(Effect::Say("choose an account first".to_string())) };
    let head = cx.book.head_of(account)?;
    Ok(match cx.book.group_of(head, &cx.aging())? {
        Some(group) => Effect::Open(Box::new(GroupList { head, group: Some(group), at: Some(account) })),
        None => Effect::Say("this account has no head office and no branches · I says whose part it is".to_string()),
    })
}

impl GroupList {
    fn accounts(&self) -> Vec<AccountId> {
        self.group.iter().flat_map(|group| group.members.iter().map(|one| one.account)).collect()
    }

    fn row_of(&self) -> usize {
        self.accounts().iter().position(|account| Some(*account) == self.at).unwrap_or(0)
    }

    fn move_by(&mut self, rows: isize) {
        let accounts = self.accounts();
        let place = self.row_of().saturating_add_signed(rows).min(accounts.len().saturating_sub(1));
        self.at = accounts.get(place).copied();
    }
}

impl View for GroupList {
    fn title(&self) -> String {
        "GROUP".to_string()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.group = cx.book.group_of(self.head, &cx.aging())?;
        Ok(())
    }

    fn key(&mut self, key: Key, _cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc | Key::Char('G') => return Ok(Effect::Close),
            Key::Up => self.move_by(-1),
            Key::Down => self.move_by(1),
            Key::Enter => {
                let account = self.accounts().get(self.row_of()).copied();
                let go = |account| Effect::Then(Box::new(Effect::Go(Route::Account { account, debit: None })));
                return Ok(account.map_or(Effect::Close, go));
            }
            Key::Ctrl('q') => return Ok(Effect::Pass),
            _ => {}
        }
        Ok(Effect::Stay)
    }

    fn wants(&mut self, room: Size) -> Size {
        let rows = self.group.as_ref().map_or(0, |group| group.members.len() + group.totals.len());
        Size { width: room.width.min(76), height: (rows as u16).saturating_add(3) }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let inner = look::boxed(buf, area, "GROUP", cx.look.dim());
        let Some(group) = &self.group else { return };
        let [net, late] = [inner.width.saturating_sub(14), inner.width];
        let mut row = |y: u16, texts: [&str; 3], style| {
            look::put(buf, (inner.x, y), net.saturating_sub(13), texts[0], style);
            look::right(buf, (inner.x, y), net, texts[1], style);
            look::right(buf, (inner.x + net, y), late - net, texts[2], style);
        };
        row(inner.y, ["", "owes", "past due"], cx.look.dim());
        let totals = group.totals.len() as u16;
        let rows = usize::from(inner.height.saturating_sub(1 + totals));
        let first = self.row_of().saturating_sub(rows.saturating_sub(1));
        for (shown, one) in group.members.iter().skip(first).take(rows).enumerate() {
            let style = if Some(one.account) == self.at { cx.look.selected() } else { cx.look.plain() };
            let name = format!(" {}{}  {}", "  ".repeat(one.depth), one.name, one.code);
            let (owes, past_due) = (cx.look.figure(one.net), cx.look.figure(one.past_due));
            row(inner.y + 1 + shown as u16, [&name, &owes, &past_due], style);
        }
        for (place, (owes, past_due)) in group.totals.iter().enumerate() {
            let name = format!(" all of it, {}", owes.currency().code());
            let (owes, past_due) = (cx.look.figure(*owes), cx.look.figure(*past_due));
            row(inner.bottom() - totals + place as u16, [&name, &owes, &past_due], cx.look.strong());
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "open"), Hint::new("↑↓", "choose"), Hint::new("Esc", "back")]
    }
}
