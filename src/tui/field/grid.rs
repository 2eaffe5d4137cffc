//! The allocation grid: which debits an amount goes to. Space ticks a line, digits type an amount against it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::key::Key;
use super::super::look::{self, Look};
use super::edit::Edit;
use super::{Field, Slot, Took};
use crate::domain::amount;
use crate::domain::calendar::{Date, days_past, short};
use crate::domain::ids::DebitId;
use crate::domain::item::OpenDebit;
use crate::domain::money::Money;
use crate::error::{Error, Result};

/// More lines than this scroll.
const MOST_ROWS: usize = 8;

struct Row {
    debit: OpenDebit,
    mark: Mark,
    /// What the form's decision applies to it.
    applied: Option<Money>,
}

enum Mark {
    None,
    Tick,
    Typed(Edit),
}

/// Open debits with a mark each.
pub struct GridField {
    pub slot: Slot,
    rows: Vec<Row>,
    at: usize,
    look: Look,
    pub today: Date,
    /// The word for a ticked line (`applies`, `covers`), and the one for a line of which nothing is left open.
    words: (&'static str, &'static str),
}

impl GridField {
    pub fn new(slot: Slot, words: (&'static str, &'static str), today: Date, look: Look) -> GridField {
        GridField { slot, rows: Vec::new(), at: 0, look, today, words }
    }

    /// The debits as they are now; marks stay with the debit that they were made against.
    pub fn offer(&mut self, debits: &[OpenDebit]) {
        let mut before = std::mem::take(&mut self.rows);
        for debit in debits {
            let old = before.iter().position(|row| row.debit.id == debit.id).map(|at| before.swap_remove(at));
            let mark = old.map_or(Mark::None, |row| row.mark);
            self.rows.push(Row { debit: debit.clone(), mark, applied: None });
        }
        self.at = self.at.min(self.rows.len().saturating_sub(1));
    }

    /// What is shown as applied to each debit.
    pub fn show(&mut self, applied: &[(DebitId, Money)]) {
        for row in &mut self.rows {
            row.applied = applied.iter().find(|(id, _)| *id == row.debit.id).map(|(_, amount)| *amount);
        }
    }

    pub fn tick(&mut self, ids: &[DebitId]) {
        for row in &mut self.rows {
            row.mark = if ids.contains(&row.debit.id) { Mark::Tick } else { Mark::None };
        }
    }

    pub fn clear(&mut self) {
        self.tick(&[]);
    }

    pub fn is_marked(&self) -> bool {
        self.rows.iter().any(|row| !matches!(row.mark, Mark::None))
    }

    /// The ticked debits, and the typed amounts.
    pub fn wishes(&self) -> Result<Vec<(DebitId, Option<Money>)>> {
        let mut wishes = Vec::new();
        for row in &self.rows {
            match &row.mark {
                Mark::None => {}
                Mark::Tick => wishes.push((row.debit.id, None)),
                Mark::Typed(edit) => wishes.push((row.debit.id, Some(self.typed(row, edit)?))),
            }
        }
        Ok(wishes)
    }

    fn typed(&self, row: &Row, edit: &Edit) -> Result<Money> {
        let read = amount::evaluate(edit.text(), row.debit.open.currency(), self.look.mark, Some(row.debit.open));
        read.map_err(|error| error.at_field(self.slot.name))
    }

    fn draw_row(&self, frame: &mut Frame, area: Rect, row: &Row, chosen: bool) {
        let look = self.look;
        let style = if chosen { look.selected() } else { look.plain() };
        let buf = frame.buffer_mut();
        if chosen {
            buf.set_style(area, style);
        }
        let counts = row.applied.is_some_and(Money::is_positive);
        look::put(buf, (area.x, area.y), 1, if counts { "✓" } else { " " }, style);
        look::put(buf, (area.x + 2, area.y), 9, &look::fit_number(&row.debit.number, 9), style);
        let due = format!("due {}", short(row.debit.due, self.today));
        let late = days_past(self.today, row.debit.due);
        let wide = area.width >= 58;
        let mut x = area.x + 12;
        if wide {
            look::put(buf, (x, area.y), 15, &due, style);
            x += 16;
        }
        let days = if late > 0 { format!("{late} d") } else { String::new() };
        look::right(buf, (x, area.y), 5, &days, if late > 90 && !chosen { look.alert() } else { style });
        x += 6;
        look.amount(buf, (x, area.y), 12, row.debit.open, style);
        x += 14;
        let room = area.right().saturating_sub(x);
        if let Mark::Typed(edit) = &row.mark {
            let typed = Rect { x, width: room.min(12), ..area };
            edit.draw(frame, typed, style, chosen);
            x += 13;
        }
        let Some(applied) = row.applied else { return };
        let end = if applied == row.debit.open { self.words.1 } else { "" };
        let text = format!("{} {}  {end}", self.words.0, look.figure(applied));
        look::put(frame.buffer_mut(), (x, area.y), area.right().saturating_sub(x), &text, style);
    }
}

impl Field for GridField {
    fn slot(&self) -> &Slot {
        &self.slot
    }

    fn slot_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }

    /// `9` for a tick, `9=412.30` for a typed amount, by the debit's id.
    fn text(&self) -> String {
        let mark = |row: &Row| match &row.mark {
            Mark::None => None,
            Mark::Tick => Some(row.debit.id.0.to_string()),
            Mark::Typed(edit) => Some(format!("{}={}", row.debit.id.0, edit.text())),
        };
        self.rows.iter().filter_map(mark).collect::<Vec<_>>().join(";")
    }

    fn set(&mut self, text: &str) {
        self.clear();
        for part in text.split(';') {
            let (id, typed) = part.split_once('=').map_or((part, None), |(id, typed)| (id, Some(typed)));
            let row = self.rows.iter_mut().find(|row| row.debit.id.0.to_string() == id);
            if let Some(row) = row {
                row.mark = typed.map_or(Mark::Tick, |typed| Mark::Typed(Edit::of(typed)));
            }
        }
    }

    fn key(&mut self, key: Key) -> Took {
        let last = self.rows.len().saturating_sub(1);
        match key {
            Key::Up if self.at > 0 => self.at -= 1,
            Key::Down if self.at < last => self.at += 1,
            Key::Enter | Key::Tab | Key::BackTab | Key::Up | Key::Down => return Took::No,
            _ => {
                let Some(row) = self.rows.get_mut(self.at) else { return Took::No };
                return mark(row, key);
            }
        }
        Took::Yes
    }

    fn paste(&mut self, text: &str) {
        if let Some(row) = self.rows.get_mut(self.at) {
            row.mark = Mark::Typed(Edit::of(text.trim()));
        }
    }

    fn check(&self) -> Result<()> {
        match self.wishes() {
            Err(error) if error.kind() == crate::error::Kind::Invalid => {
                Err(Error::invalid(self.slot.name, error.message()))
            }
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn rows(&self, _width: u16) -> u16 {
        self.rows.len().clamp(1, MOST_ROWS) as u16
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        if self.rows.is_empty() {
            look::put(frame.buffer_mut(), (area.x, area.y), area.width, "nothing is open", look.dim());
            return;
        }
        let lines = usize::from(area.height);
        let shown = if focused { self.at } else { 0 };
        let first = shown.saturating_sub(lines.saturating_sub(1));
        for (at, row) in self.rows.iter().enumerate().skip(first).take(lines) {
            let y = area.y + (at - first) as u16;
            self.draw_row(frame, Rect { y, height: 1, ..area }, row, focused && at == self.at);
        }
        let hidden = self.rows.len().saturating_sub(first + lines);
        if hidden > 0 && lines > 0 {
            let text = format!("+{hidden}↓");
            look::right(frame.buffer_mut(), (area.x, area.bottom() - 1), area.width, &text, look.dim());
        }
    }
}

/// A key on one line: Space ticks, what belongs to an amount is typed.
fn mark(row: &mut Row, key: Key) -> Took {
    if let Mark::Typed(edit) = &mut row.mark {
        if key == Key::Char(' ') {
            row.mark = Mark::Tick;
            return Took::Yes;
        }
        let took = edit.key(key);
        if edit.is_empty() {
            row.mark = Mark::None;
        }
        return if took { Took::Yes } else { Took::No };
    }
    match key {
        Key::Char(' ') => row.mark = if matches!(row.mark, Mark::None) { Mark::Tick } else { Mark::None },
        Key::Backspace | Key::Delete => row.mark = Mark::None,
        Key::Char(sign) if sign.is_ascii_digit() || "(.,".contains(sign) => {
            row.mark = Mark::Typed(Edit::of(&sign.to_string()));
        }
        Key::Char(_) => {}
        _ => return Took::No,
    }
    Took::Yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::samples::{day, open, usd};

    fn grid() -> GridField {
        let mut grid =
            GridField::new(Slot::new("debits", ""), ("applies", "closes"), day("2026-11-21"), Look::default());
        grid.offer(&[open(1, "1043", "828.20", "2026-08-16"), open(2, "1101", "412.30", "2026-11-05")]);
        grid
    }

    fn press(grid: &mut GridField, keys: &str) {
        for key in Key::read_all(keys).unwrap() {
            grid.key(key);
        }
    }

    #[test]
    fn space_ticks_and_digits_type() {
        let mut grid = grid();
        press(&mut grid, " <down>100.5");
        assert_eq!(grid.wishes().unwrap(), [(DebitId(1), None), (DebitId(2), Some(usd("100.50")))]);
        press(&mut grid, "<up> ");
        assert_eq!(grid.wishes().unwrap().len(), 1);
    }

    #[test]
    fn marks_come_back_from_a_draft_and_stay_with_their_debit() {
        let mut grid = grid();
        press(&mut grid, " <down>7");
        let kept = grid.text();
        assert_eq!(kept, "1;2=7");
        let mut again = self::grid();
        again.set(&kept);
        again.offer(&[open(2, "1101", "412.30", "2026-11-05")]);
        assert_eq!(again.wishes().unwrap(), [(DebitId(2), Some(usd("7.00")))]);
    }

    #[test]
    fn a_half_typed_amount_is_an_error_of_the_field() {
        let mut grid = grid();
        press(&mut grid, "1,2");
        assert_eq!(grid.check().unwrap_err().field(), Some("debits"));
    }

    #[test]
    fn the_edges_of_the_grid_belong_to_the_form() {
        let mut grid = grid();
        assert_eq!(grid.key(Key::Up), Took::No);
        press(&mut grid, "<down>");
        assert_eq!(grid.key(Key::Down), Took::No);
    }
}
