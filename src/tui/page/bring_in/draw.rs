//! What the files would do, drawn: counts, notices, every refused row, and at the end the one key that takes it.

use ratatui::text::Line;

use super::super::super::cx::Cx;
use super::super::super::look::{self, Look, span, width_of};
use super::super::part::spread::{flush, pad};
use super::work::{Looked, counts, rows};
use super::{BringIn, State};

/// Names of files that Tab lists.
const MOST_CHOICES: usize = 8;
/// What can be brought in.
const READ: [(&str, &str); 4] = [
    ("QuickBooks", "Customer Contact List, then Open Invoices or A/R Aging Detail (CSV)"),
    ("Xero", "Contacts.csv, then SalesInvoices.csv"),
    ("Spreadsheet", "an exchange folder (accounts.csv, items.csv, …)"),
    ("Together", "several files one after the other, or a folder of them"),
];
/// Columns of the labels before it.
const LABEL: u16 = 13;
/// Columns of the bar of a long wait.
const BAR: u64 = 30;

impl BringIn {
    /// What scrolls, and what stands under it.
    pub(super) fn lines(&self, width: u16, cx: &Cx) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
        let look = cx.look;
        let mut lines = Vec::new();
        if let Some(trouble) = &self.trouble {
            lines.extend(hanging(&format!("✗ {trouble}"), width, look.alert()));
            lines.push(Line::default());
        }
        if let Some(note) = self.note.as_ref().filter(|_| matches!(self.state, State::Asking)) {
            lines.extend(hanging(note, width, look.plain()));
            lines.push(Line::default());
        }
        lines.extend(self.choice_lines(look));
        match &self.state {
            State::Looked(looked) => {
                lines.extend(preview(looked, width, look));
                return (lines, foot(looked, width, look));
            }
            State::Asking => lines.extend(READ.iter().flat_map(|(label, text)| labelled(label, text, width, look))),
            State::Looking(pending) => lines.extend(progress("reading", pending.progress(), read_of, look)),
            State::Taking { pending, .. } => lines.extend(progress("writing", pending.progress(), written_of, look)),
        }
        (lines, Vec::new())
    }

    fn choice_lines(&self, look: Look) -> Vec<Line<'static>> {
        let shown = self.choices.iter().take(MOST_CHOICES);
        let mut lines: Vec<Line> =
            shown.map(|name| Line::from(span(format!("  {}", look::fit(name, 60)), look.plain()))).collect();
        let more = self.choices.len().saturating_sub(MOST_CHOICES);
        if more > 0 {
            lines.push(Line::from(span(format!("  and {more} more"), look.dim())));
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines
    }
}

/// Text in as many lines as it needs, the following ones further in.
fn hanging(text: &str, width: u16, style: ratatui::style::Style) -> Vec<Line<'static>> {
    let wrapped = look::wrap(text, width.saturating_sub(5));
    let indented = wrapped.into_iter().enumerate().map(|(place, text)| {
        let lead = if place == 0 { "  " } else { "    " };
        Line::from(span(format!("{lead}{text}"), style))
    });
    indented.collect()
}

/// A label, and text beside it in as many lines as it needs.
fn labelled(label: &str, text: &str, width: u16, look: Look) -> Vec<Line<'static>> {
    let wrapped = look::wrap(text, width.saturating_sub(LABEL + 3));
    let line = |(place, text): (usize, String)| {
        let label = if place == 0 { label } else { "" };
        Line::from(span(format!("  {}{text}", pad(label, LABEL)), look.dim()))
    };
    wrapped.into_iter().enumerate().map(line).collect()
}

fn progress(word: &str, (done, of): (u64, u64), told: fn(u64, u64) -> String, look: Look) -> Vec<Line<'static>> {
    let mut line = vec![span(format!("  {word} "), look.plain())];
    match of {
        0 => line.push(span("…", look.dim())),
        _ if done >= of => line.push(span("… checking and saving", look.dim())),
        _ => {
            let full = usize::try_from(done.saturating_mul(BAR) / of).unwrap_or(0);
            line.push(span("▬".repeat(full), look.focus()));
            line.push(span("·".repeat(BAR as usize - full), look.dim()));
            line.push(span(format!("  {}", told(done, of)), look.plain()));
        }
    }
    vec![
        Line::from(line),
        Line::default(),
        Line::from(span("  Esc stops it: then nothing has been changed.", look.dim())),
    ]
}

fn read_of(done: u64, of: u64) -> String {
    format!("{} of {}", bytes(done), bytes(of))
}

fn written_of(done: u64, of: u64) -> String {
    format!("{done} of {}", rows(of))
}

/// `340 kB`, `12.3 MB`
fn bytes(count: u64) -> String {
    match count {
        ..1_000_000 => format!("{} kB", count.div_ceil(1000)),
        _ => format!("{}.{} MB", count / 1_000_000, count / 100_000 % 10),
    }
}

fn preview(looked: &Looked, width: u16, look: Look) -> Vec<Line<'static>> {
    let (batch, preview) = (&looked.batch, &looked.batch.preview);
    let file = |file: &crate::ops::import_batch::ImportedFile| {
        Line::from(vec![
            span(format!("  {}", file.name), look.strong()),
            span(format!("  {}", file.format), look.dim()),
        ])
    };
    let mut lines: Vec<Line> = batch.files.iter().map(file).collect();
    if !looked.unread.is_empty() {
        lines.extend(hanging(&format!("not read: {}", looked.unread.join(", ")), width, look.dim()));
    }
    lines.extend(count_lines(looked, look));
    if preview.refused_rows > 0 {
        lines.push(Line::default());
        lines.push(Line::from(span(format!("  CANNOT BE TAKEN  {}", rows(preview.refused_rows)), look.heading())));
    }
    for refused in &preview.refused {
        let text = format!("✗ {} line {}: {}", refused.file, refused.line, refused.reason);
        lines.extend(hanging(&text, width, look.alert()));
    }
    let more = preview.refused_rows.saturating_sub(preview.refused.len() as u64);
    if more > 0 {
        lines.push(Line::from(span(format!("  ✗ and {} more", rows(more)), look.alert())));
    }
    if !preview.notices.is_empty() {
        lines.push(Line::default());
    }
    lines.extend(preview.notices.iter().flat_map(|notice| hanging(notice, width, look.dim())));
    lines
}

fn count_lines(looked: &Looked, look: Look) -> Vec<Line<'static>> {
    let figure = |count: u64| if count == 0 { "·".to_string() } else { count.to_string() };
    let counts = looked.batch.preview.counts().into_iter();
    let rows = counts.filter(|(_, count)| count.new + count.changed + count.already > 0).map(|(name, count)| {
        Line::from(vec![
            span(format!("  {name:<16}"), look.plain()),
            span(flush(&figure(count.new), 10), look.plain()),
            span(flush(&figure(count.changed), 10), look.plain()),
            span(flush(&figure(count.already), 12), look.dim()),
        ])
    });
    let rows: Vec<Line> = rows.collect();
    if rows.is_empty() {
        return rows;
    }
    let heading = format!("  {:<16}{:>10}{:>10}{:>12}", "", "new", "changed", "in the book");
    let head = vec![Line::default(), Line::from(span(heading, look.dim()))];
    head.into_iter().chain(rows).collect()
}

/// The button and its consequence in a sentence.
fn foot(looked: &Looked, width: u16, look: Look) -> Vec<Line<'static>> {
    let preview = &looked.batch.preview;
    let (button, consequence) = match (preview.refused_rows, preview.changes_nothing()) {
        (0, true) => ("", "The book has all of it already: there is nothing to take.".to_string()),
        (refused, true) => ("", format!("Nothing is left to take: {} cannot be taken.", rows(refused))),
        (0, false) => {
            ("[ Take it  Ctrl-S ]", format!("Brings in {} as one entry, which can be undone.", counts(preview)))
        }
        (refused, false) => {
            let left = if refused == 1 { "the row".to_string() } else { format!("the {}", rows(refused)) };
            ("[ Take the rest  Ctrl-S ]", format!("Leaves out {left} above and brings in {}.", counts(preview)))
        }
    };
    let lead = if button.is_empty() { 2 } else { width_of(button) + 4 };
    let wrapped = look::wrap(&consequence, width.saturating_sub(lead + 1));
    let line = |(place, text): (usize, String)| match place {
        0 if !button.is_empty() => Line::from(vec![
            span("  ", look.plain()),
            span(button, look.focus()),
            span(format!("  {text}"), look.plain()),
        ]),
        _ => Line::from(span(format!("{}{text}", " ".repeat(usize::from(lead))), look.plain())),
    };
    wrapped.into_iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_in_round_figures() {
        assert_eq!([0, 1, 340_000, 12_345_678].map(bytes), ["0 kB", "1 kB", "340 kB", "12.3 MB"]);
    }
}
