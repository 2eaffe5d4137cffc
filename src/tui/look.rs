//! How the screen looks: one accent, one alert colour, dim, and the few ways in which text and money reach a cell.
//! Text from outside is cleaned here on its way to the screen, so that no name can move the cursor or turn a line around.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::money::{DecimalMark, Money};
use crate::domain::text::clean;

/// The palette (16 ANSI colours, or none) and the shop's decimal mark.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub colour: bool,
    pub mark: DecimalMark,
}

impl Default for Look {
    fn default() -> Look {
        Look { colour: true, mark: DecimalMark::Point }
    }
}

impl Look {
    /// Colours unless `NO_COLOR` is set to anything.
    pub fn of_environment() -> Look {
        let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Look { colour, ..Look::default() }
    }

    pub fn plain(self) -> Style {
        Style::new()
    }

    /// Labels, zeros, keys' words: there for those who look for it.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Dim capitals over a block.
    pub fn heading(self) -> Style {
        self.dim()
    }

    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The selected row of what has the keyboard.
    pub fn selected(self) -> Style {
        if self.colour {
            Style::new().fg(Color::Black).bg(Color::Cyan)
        } else {
            Style::new().add_modifier(Modifier::REVERSED)
        }
    }

    /// The selected row of what has not the keyboard now.
    pub fn selected_elsewhere(self) -> Style {
        if self.colour { Style::new().fg(Color::Cyan) } else { Style::new().add_modifier(Modifier::BOLD) }
    }

    /// The focused field and its label.
    pub fn focus(self) -> Style {
        let style = Style::new().add_modifier(Modifier::BOLD);
        if self.colour { style.fg(Color::Cyan) } else { style }
    }

    /// Past 90 days, broken, refused; always beside a word or a sign.
    pub fn alert(self) -> Style {
        if self.colour { Style::new().fg(Color::Red) } else { Style::new().add_modifier(Modifier::BOLD) }
    }

    /// `1,240.50`, `−300.00`, and `·` for nothing.
    pub fn money(self, amount: Money) -> String {
        if amount.is_zero() { "·".to_string() } else { self.figure(amount) }
    }

    /// Like [`Look::money`], but zero is written out (`0.00`).
    pub fn figure(self, amount: Money) -> String {
        amount.display(self.mark).replace('-', "−")
    }

    /// Writes an amount whose last digit stands at the right edge of `width` columns; a zero is a dim `·` on the mark.
    pub fn amount(self, buf: &mut Buffer, at: (u16, u16), width: u16, amount: Money, style: Style) {
        if amount.is_zero() {
            let decimals = amount.currency().exponent() as u16;
            let back = if decimals == 0 { 0 } else { decimals };
            let dot = width.saturating_sub(back).max(1);
            right(buf, at, dot, "·", style.add_modifier(Modifier::DIM));
        } else {
            right(buf, at, width, &self.figure(amount), style);
        }
    }
}

/// Columns that a text takes on the screen.
pub fn width_of(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// The text, cleaned, in at most `width` columns; what is cut ends in `…`.
pub fn fit(text: &str, width: u16) -> String {
    let text = clean(text);
    if width_of(&text) <= width {
        return text;
    }
    let mut room = usize::from(width.saturating_sub(1));
    let mut out = String::new();
    for character in text.chars() {
        let columns = character.width().unwrap_or(0);
        if columns > room {
            break;
        }
        room -= columns;
        out.push(character);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// A number in at most `width` columns: what tells one invoice from the next stands at its end, so the beginning goes.
pub fn fit_number(number: &str, width: u16) -> String {
    let number = clean(number);
    if width_of(&number) <= width {
        return number;
    }
    let mut room = usize::from(width.saturating_sub(1));
    let fits = |character: &char| {
        let columns = character.width().unwrap_or(0);
        let fits = columns <= room;
        room = room.saturating_sub(columns);
        fits
    };
    let tail: Vec<char> = number.chars().rev().take_while(fits).collect();
    if width > 0 { std::iter::once('…').chain(tail.into_iter().rev()).collect() } else { String::new() }
}

/// Writes text from the left of `width` columns, cut with `…`; says how many columns it took. Outside the screen: nothing.
pub fn put(buf: &mut Buffer, at: (u16, u16), width: u16, text: &str, style: Style) -> u16 {
    let (x, y) = at;
    let area = *buf.area();
    if x < area.left() || x >= area.right() || y < area.top() || y >= area.bottom() {
        return 0;
    }
    let room = width.min(area.right() - x);
    let (end, _) = buf.set_stringn(x, y, fit(text, room), usize::from(room), style);
    end - x
}

/// Writes text to the right edge of `width` columns; cut with `…` if it does not fit.
pub fn right(buf: &mut Buffer, at: (u16, u16), width: u16, text: &str, style: Style) {
    let text = fit(text, width);
    let lead = width.saturating_sub(width_of(&text));
    put(buf, (at.0.saturating_add(lead), at.1), width - lead.min(width), &text, style);
}

/// A piece of a line, cleaned.
pub fn span(text: impl AsRef<str>, style: Style) -> Span<'static> {
    Span::styled(clean(text.as_ref()), style)
}

/// Writes lines from the top of `area`; what does not fit is left away, a line that is too wide is cut with `…`.
pub fn lines(buf: &mut Buffer, area: Rect, lines: &[Line]) {
    let area = area.intersection(*buf.area());
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        let mut x = area.left();
        for piece in &line.spans {
            let room = area.right().saturating_sub(x);
            if room == 0 {
                break;
            }
            x += put(buf, (x, y), room, &piece.content, line.style.patch(piece.style));
        }
    }
}

/// Breaks text into lines of at most `width` columns, at spaces where there are any.
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in clean(text).split(' ').filter(|word| !word.is_empty()) {
        let word = fit(word, width);
        let line = out.last_mut().filter(|line| width_of(line) + 1 + width_of(&word) <= width || line.is_empty());
        match line {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) => {
                line.push(' ');
                line.push_str(&word);
            }
            None => out.push(word),
        }
    }
    out
}

/// A line across `area`'s first row.
pub fn rule(buf: &mut Buffer, area: Rect, style: Style) {
    put(buf, (area.x, area.y), area.width, &"─".repeat(usize::from(area.width)), style);
}

/// A line down column `x` of `area`, joined to the rules that it meets above and below.
pub fn column_rule(buf: &mut Buffer, x: u16, area: Rect, style: Style) {
    for y in area.top()..area.bottom() {
        put(buf, (x, y), 1, "│", style);
    }
    for (y, joint) in [(area.top().checked_sub(1), "┬"), (Some(area.bottom()), "┴")] {
        if let Some(cell) = y.and_then(|y| buf.cell_mut((x, y))) {
            match cell.symbol() {
                "─" => cell.set_symbol(joint),
                "┬" | "┴" if cell.symbol() != joint => cell.set_symbol("┼"),
                _ => continue,
            };
        }
    }
}

/// Draws a thin box with a title into `area` and answers what is inside, one column in from the sides.
pub fn boxed(buf: &mut Buffer, area: Rect, title: &str, style: Style) -> Rect {
    if area.width < 4 || area.height < 2 {
        return Rect { width: 0, height: 0, ..area };
    }
    let bar = "─".repeat(usize::from(area.width - 2));
    put(buf, (area.x, area.y), area.width, &format!("┌{bar}┐"), style);
    put(buf, (area.x, area.bottom() - 1), area.width, &format!("└{bar}┘"), style);
    for y in area.y + 1..area.bottom() - 1 {
        put(buf, (area.x, y), 1, "│", style);
        put(buf, (area.right() - 1, y), 1, "│", style);
    }
    if !title.is_empty() {
        put(
            buf,
            (area.x + 2, area.y),
            area.width - 4,
            &format!(" {} ", fit(title, area.width.saturating_sub(6))),
            style,
        );
    }
    Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
}

/// Empties an area, so that what was drawn below it is gone.
pub fn blank(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(*buf.area());
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

/// The last gate before the terminal: whatever a view drew, no cell keeps a control or bidi character.
pub fn scrub(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let symbol = cell.symbol();
        if symbol.len() > 1 || symbol.as_bytes().first().is_some_and(|byte| byte.is_ascii_control()) {
            let safe = clean(symbol);
            if safe != symbol {
                cell.set_symbol(if safe.is_empty() { " " } else { &safe });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn row(buf: &Buffer) -> String {
        buf.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn cut_text_ends_in_an_ellipsis_and_wide_characters_count_twice() {
        assert_eq!(fit("Holloway", 5), "Holl…");
        assert_eq!(fit("東京工業", 5), "東京…");
        assert_eq!(fit_number("1043", 9), "1043");
        assert_eq!(fit_number("INV-2026-000123456", 9), "…00123456");
        assert_eq!((fit_number("12345", 1), fit_number("12345", 0)), ("…".to_string(), String::new()));
        assert_eq!(fit("ok", 2), "ok");
        assert_eq!(fit("ok", 0), "");
    }

    #[test]
    fn no_control_or_bidi_character_reaches_a_cell() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        put(&mut buf, (0, 0), 12, "Evil\u{1b}[2J\u{202e}Co", Style::new());
        assert_eq!(row(&buf), "Evil [2JCo  ");
        buf.content[0].set_symbol("\u{202e}");
        buf.content[1].set_symbol("\u{7}");
        scrub(&mut buf);
        assert_eq!(row(&buf), "  il [2JCo  ");
    }

    #[test]
    fn a_zero_is_a_dot_on_the_decimal_mark() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 10, 1));
        Look::default().amount(&mut buf, (0, 0), 10, Currency::USD.zero(), Style::new());
        assert_eq!(row(&buf), "       ·  ");
        let amount = Money::stored(-124_050, Currency::USD);
        Look::default().amount(&mut buf, (0, 0), 10, amount, Style::new());
        assert_eq!(row(&buf), " −1,240.50");
    }

    #[test]
    fn writing_outside_the_screen_is_nothing() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
        assert_eq!(put(&mut buf, (9, 9), 5, "text", Style::new()), 0);
        right(&mut buf, (2, 0), 60, "text", Style::new());
        column_rule(&mut buf, 7, Rect::new(0, 0, 9, 9), Style::new());
        assert_eq!(row(&buf), "    ");
    }

    #[test]
    fn text_wraps_at_spaces() {
        assert_eq!(wrap("You owe 1,240.50 on two invoices", 12), ["You owe", "1,240.50 on", "two invoices"]);
    }
}
