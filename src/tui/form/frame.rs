//! How a form is drawn: every field at once where there is room; where there is not, the fields scroll and the focused
//! one stays visible. Title and [ Save ] are always there.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::field::{Field, Popup};
use super::super::look::{self, Look, width_of};
use super::{Focus, FormView};

/// Rows of what speaks against a form, and rows that the fields keep beside it.
const MOST_NOTICE: usize = 2;
const LEAST_FIELDS: u16 = 3;

/// Columns of the labels at the left.
const LABELS: u16 = 11;

/// A field's place, in rows from the first field.
struct Spot {
    name: &'static str,
    x: u16,
    y: u16,
    width: u16,
    height: u16,
    label: u16,
    /// What is wrong with it, and the row from which it stands where it is too long to stand beside what was typed.
    under: Option<(u16, Vec<String>)>,
}

/// The fields to draw in a height: where fields and preview do not fit, those behind the last stop wait until they are
/// gone to, so that the preview is seen.
fn drawn(fields: Vec<&mut dyn Field>, focus: Focus, tight: bool) -> Vec<&mut dyn Field> {
    let last = fields.iter().rposition(|field| field.slot().shown && field.slot().stop).unwrap_or(0);
    let visited = fields.iter().skip(last + 1).any(|field| Focus::Field(field.slot().name) == focus);
    if !tight || visited {
        return fields;
    }
    fields.into_iter().take(last + 1).collect()
}

/// Flows the shown fields into rows; a field stands beside the one before it where both are made for that and fit. What
/// is wrong with a field gets rows of its own below where it does not fit whole beside it.
fn flow(fields: &[&mut dyn Field], focus: Focus, width: u16) -> (Vec<Spot>, u16) {
    let mut spots: Vec<Spot> = Vec::new();
    let (mut row, mut bottom, mut next, mut first) = (0, 0, 0, 0);
    for field in fields.iter().filter(|field| field.slot().shown) {
        let slot = field.slot();
        let beside = slot.beside > 0 && next > 0 && next + slot.beside <= width;
        if !beside {
            bottom += make_room(&mut spots[first..], bottom);
            first = spots.len();
        }
        let (x, y) = if beside { (next, row) } else { (0, bottom) };
        let label = match slot.label {
            "" => 2,
            text if beside => width_of(text) + 2,
            _ => LABELS,
        };
        let room = width.saturating_sub(x);
        let wide = if slot.beside > 0 { slot.beside.min(room) } else { room };
        let height = field.rows(wide.saturating_sub(label)).max(1);
        row = y;
        bottom = bottom.max(y + height);
        next = if slot.beside > 0 { x + slot.beside } else { 0 };
        let said = too_long(&**field, Focus::Field(slot.name) == focus, wide.saturating_sub(label));
        let under = said.map(|said| (0, look::wrap(&said, room.saturating_sub(label).max(16))));
        spots.push(Spot { name: slot.name, x, y, width: wide, height, label, under });
    }
    bottom += make_room(&mut spots[first..], bottom);
    (spots, bottom)
}

/// Gives what is wrong with the fields of a row its rows below them, and says how many those are.
fn make_room(row: &mut [Spot], bottom: u16) -> u16 {
    let mut taken = 0;
    for (at, lines) in row.iter_mut().filter_map(|spot| spot.under.as_mut()) {
        *at = bottom + taken;
        taken += lines.len() as u16;
    }
    taken
}

/// Columns that are left to what was typed where the trouble stands beside it.
fn typed_columns(field: &dyn Field, width: u16) -> u16 {
    (width_of(&field.text()) + 1).clamp(4, (width / 2).max(4)).min(width)
}

/// What is wrong with a field where it does not fit beside what was typed. In a list nothing is said while one types: the
/// lines under it would jump.
fn too_long(field: &dyn Field, focused: bool, width: u16) -> Option<String> {
    let (said, _) = trouble(field, focused, Look::default());
    let said = format!("✗ {said}");
    let room = width.saturating_sub(typed_columns(field, width) + 1);
    let too_long = match field.is_wide() {
        true => !focused || field.slot().complaint.is_some(),
        false => width_of(&said) > room,
    };
    Some(said).filter(|said| too_long && said.len() > "✗ ".len())
}

impl FormView {
    /// Title, fields, preview, and [ Save ] with its sentence.
    pub(super) fn rows_wanted(&mut self, width: u16) -> u16 {
        let width = width.saturating_sub(2);
        let (_, rows) = flow(&self.form.fields(), self.focus, width);
        let preview = self.form.preview(width).len() as u16;
        let notice = self.notice_lines(width).len() as u16;
        rows + preview + notice + self.note_rows() + 2 + self.save_lines(width).len().max(1) as u16
    }

    /// What speaks against it, in as many rows as a small screen can spare.
    fn notice_lines(&self, width: u16) -> Vec<String> {
        let notice = self.form.notice();
        let lines = if notice.is_empty() { Vec::new() } else { look::wrap(&notice, width) };
        lines.into_iter().take(MOST_NOTICE).collect()
    }

    fn save_lines(&self, width: u16) -> Vec<String> {
        let said = match self.asking {
            // The question first: on a small screen the end is cut, and what speaks against it stands above already.
            true => format!("Save it all the same? y saves, any other key goes back. {}", self.form.doubt()),
            false => self.form.consequence(),
        };
        look::wrap(&said, width.saturating_sub(SAVE_WIDTH + 1).max(10))
    }

    pub(super) fn draw_form(&mut self, frame: &mut Frame, area: Rect, look: Look) {
        if area.width < 20 || area.height < 3 {
            return;
        }
        look::rule(frame.buffer_mut(), area, look.dim());
        let note = self.note_rows();
        let inner = Rect { x: area.x + 1, width: area.width - 2, y: area.y + 1 + note, height: area.height - 1 - note };
        self.draw_title(frame, area, look);
        if note > 0 {
            let said = look::fit(&self.pinned, inner.width.saturating_sub(6));
            look::put(frame.buffer_mut(), (inner.x, area.y + 1), inner.width, "NOTE", look.heading());
            look::put(
                frame.buffer_mut(),
                (inner.x + 6, area.y + 1),
                inner.width.saturating_sub(6),
                &said,
                look.strong(),
            );
        }
        let sentence = self.save_lines(inner.width);
        let save_rows = (sentence.len().max(1) as u16).min((inner.height / 3).clamp(1, 3));
        let save = Rect { y: inner.bottom() - save_rows, height: save_rows, ..inner };
        let room = Rect { height: inner.height - save_rows, ..inner };
        let mut notice = self.notice_lines(inner.width);
        notice.truncate(usize::from(room.height.saturating_sub(LEAST_FIELDS)));
        for (line, y) in notice.iter().zip(room.top()..) {
            look::put(frame.buffer_mut(), (room.x, y), room.width, line, look.alert());
        }
        let taken = notice.len() as u16;
        let room = Rect { y: room.y + taken, height: room.height - taken, ..room };
        let preview = self.form.preview(inner.width);
        self.draw_fields(frame, room, &preview, look);
        self.draw_save(frame, save, &sentence, look);
        if let Some(popup) = &mut self.popup {
            draw_popup(frame, area, &mut **popup, look);
        }
    }

    fn note_rows(&self) -> u16 {
        u16::from(!self.pinned.is_empty())
    }

    fn draw_title(&self, frame: &mut Frame, area: Rect, look: Look) {
        let corner = self.corner.clone();
        let buf = frame.buffer_mut();
        let room = area.width.saturating_sub(width_of(&corner) + 6);
        look::put(buf, (area.x + 1, area.y), room, &format!(" {} ", self.form.title()), look.strong());
        if !corner.is_empty() {
            look::right(buf, (area.x, area.y), area.width - 2, &format!(" {corner} "), look.dim());
        }
    }

    fn draw_fields(&mut self, frame: &mut Frame, area: Rect, preview: &[Line], look: Look) {
        let (_, all) = flow(&self.form.fields(), self.focus, area.width);
        let tight = all + preview.len() as u16 > area.height;
        let (spots, rows) = flow(&drawn(self.form.fields(), self.focus, tight), self.focus, area.width);
        let rows_and_preview = rows + if self.focus == Focus::Save { preview.len() as u16 } else { 0 };
        let focused = spots.iter().find(|spot| Focus::Field(spot.name) == self.focus);
        self.scroll = scrolled(self.scroll, focused, rows_and_preview, area.height);
        let scroll = self.scroll;
        let focus = self.focus;
        for spot in &spots {
            draw_under(frame, area, spot, scroll, look);
            let top = spot.y.max(scroll);
            let bottom = (spot.y + spot.height).min(scroll + area.height);
            if top >= bottom {
                continue;
            }
            let place = Rect { x: area.x + spot.x, y: area.y + top - scroll, width: spot.width, height: bottom - top };
            let field = self.form.fields().into_iter().find(|field| field.slot().name == spot.name);
            if let Some(field) = field {
                draw_field(frame, place, spot, (&*field, Focus::Field(spot.name) == focus), look);
            }
        }
        let used = rows.saturating_sub(scroll);
        if used < area.height {
            let rest = Rect { y: area.y + used, height: area.height - used, ..area };
            look::lines(frame.buffer_mut(), rest, preview);
        }
        if rows > scroll + area.height {
            look::right(frame.buffer_mut(), (area.x, area.bottom() - 1), area.width, "↓", look.dim());
        }
    }

    fn draw_save(&self, frame: &mut Frame, area: Rect, sentence: &[String], look: Look) {
        let focused = self.focus == Focus::Save;
        let style = if focused { look.selected() } else { look.strong() };
        look::put(frame.buffer_mut(), (area.x, area.y), SAVE_WIDTH, SAVE, style);
        if focused {
            frame.set_cursor_position((area.x + 2, area.y));
        }
        let x = area.x + SAVE_WIDTH + 1;
        for (line, y) in sentence.iter().zip(area.top()..area.bottom()) {
            let style = if self.asking { look.alert() } else { look.plain() };
            look::put(frame.buffer_mut(), (x, y), area.right().saturating_sub(x), line, style);
        }
    }
}

const SAVE: &str = "[ Save  Ctrl-S ]";
const SAVE_WIDTH: u16 = SAVE.len() as u16;

/// The first row to show, so that the focused field is visible and no row is wasted.
fn scrolled(scroll: u16, focused: Option<&Spot>, rows: u16, room: u16) -> u16 {
    let most = rows.saturating_sub(room);
    let Some(spot) = focused else { return most };
    let bottom = spot.under.as_ref().map_or(spot.y + spot.height, |(at, lines)| at + lines.len() as u16);
    let lowest = bottom.saturating_sub(room);
    scroll.clamp(lowest.min(spot.y), spot.y).min(most)
}

/// What is wrong with a field, on the rows below it.
fn draw_under(frame: &mut Frame, area: Rect, spot: &Spot, scroll: u16, look: Look) {
    let Some((at, lines)) = &spot.under else { return };
    for (row, text) in (*at..).zip(lines).filter(|(row, _)| (scroll..scroll + area.height).contains(row)) {
        let x = area.x + spot.x + spot.label;
        let room = area.right().saturating_sub(x);
        look::put(frame.buffer_mut(), (x, area.y + row - scroll), room, text, look.alert());
    }
}

fn draw_field(frame: &mut Frame, area: Rect, spot: &Spot, field: (&dyn Field, bool), look: Look) {
    let (field, focused) = field;
    let (slot, label) = (field.slot(), spot.label);
    let style = if focused { look.focus() } else { look.dim() };
    look::put(frame.buffer_mut(), (area.x, area.y), label, slot.label, style);
    let mut value = Rect { x: area.x + label.min(area.width), width: area.width.saturating_sub(label), ..area };
    let (trouble, style) = trouble(field, focused, look);
    let word = field.popup_word();
    if focused && !word.is_empty() && trouble.is_empty() && value.width > 44 {
        let text = format!("F4 {word}");
        look::right(frame.buffer_mut(), (value.x, value.y), value.width, &text, look.dim());
        value.width -= width_of(&text) + 1;
    }
    if trouble.is_empty() || field.is_wide() || spot.under.is_some() {
        if !trouble.is_empty() && field.is_wide() {
            look::put(frame.buffer_mut(), (area.x, area.y), label, &format!("✗ {}", slot.label), look.alert());
        }
        return field.draw(frame, value, focused, look);
    }
    // The value keeps what was typed; the echo's place has the trouble.
    let typed = typed_columns(field, value.width);
    field.draw(frame, Rect { width: typed, ..value }, focused, look);
    let x = value.x + typed + 1;
    look::put(frame.buffer_mut(), (x, area.y), value.right().saturating_sub(x), &format!("✗ {trouble}"), style);
}

/// What is wrong with a field: what the ledger said, else what cannot be read. While one types it is only whispered.
fn trouble(field: &dyn Field, focused: bool, look: Look) -> (String, ratatui::style::Style) {
    if let Some(complaint) = &field.slot().complaint {
        return (complaint.clone(), look.alert());
    }
    match field.check() {
        Err(error) if !field.text().is_empty() => {
            (error.message().to_string(), if focused { look.dim() } else { look.alert() })
        }
        _ => (String::new(), look.plain()),
    }
}

fn draw_popup(frame: &mut Frame, area: Rect, popup: &mut dyn Popup, look: Look) {
    let wants = popup.wants();
    // A box may reach above its form.
    let screen = frame.area();
    let (width, height) = (wants.width.min(area.width), wants.height.min(screen.height.saturating_sub(4)));
    let bottom = area.bottom();
    let place = Rect { x: area.right() - width, y: bottom.saturating_sub(height), width, height };
    look::blank(frame.buffer_mut(), place);
    popup.draw(frame, place, look);
}
