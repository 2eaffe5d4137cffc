//! The open items of an account: what, due when, how late, how much of it may be asked for.

use chrono::Datelike;
use ratatui::text::Line;

use super::super::super::look::{Look, fit_number, span, width_of};
use super::spread::{flush, pad, spread};
use crate::domain::calendar::{Date, days_past, short};
use crate::domain::ids::{CreditId, DebitId};
use crate::domain::item::{DebitKind, OpenCredit, OpenDebit};

/// What the lines are drawn with.
#[derive(Clone, Copy)]
pub struct Ink {
    pub look: Look,
    pub today: Date,
    pub width: u16,
    /// The item that forms will take.
    pub picked: Option<DebitId>,
    /// The credit that they will take.
    pub credit: Option<CreditId>,
}

/// Longer numbers lose their beginning.
const LONGEST_NUMBER: u16 = 16;
/// From this width on words stand where there are only figures else.
const WORDY: u16 = 56;

/// One line for each debit that fits into `rows`, oldest first, then a line that says how many more there are.
pub fn lines(debits: &[OpenDebit], rows: usize, ink: Ink) -> Vec<Line<'static>> {
    let from = first_shown(debits, rows, ink.picked);
    let shown = if debits.len() > rows { rows.saturating_sub(1) } else { debits.len() };
    let window = debits.get(from..(from + shown).min(debits.len())).unwrap_or_default();
    let number = window.iter().map(|debit| width_of(&label(debit))).max().unwrap_or(0).min(LONGEST_NUMBER);
    let due = window.iter().map(|debit| width_of(&due_words(debit, ink))).max().unwrap_or(0);
    let late = window.iter().map(|debit| width_of(&late_words(debit, ink))).max().unwrap_or(0);
    let mut lines: Vec<Line> = window.iter().flat_map(|debit| item(debit, [number, due, late], ink)).collect();
    let more = debits.len() - window.len();
    if more > 0 && rows > 0 {
        lines.push(Line::from(span(format!("  and {more} more"), ink.look.dim())));
    }
    lines
}

/// The window follows what is picked.
fn first_shown(debits: &[OpenDebit], rows: usize, picked: Option<DebitId>) -> usize {
    if debits.len() <= rows {
        return 0;
    }
    let shown = rows.saturating_sub(1).max(1);
    let at = debits.iter().position(|debit| Some(debit.id) == picked).unwrap_or(0);
    (at + 1).saturating_sub(shown)
}

fn label(debit: &OpenDebit) -> String {
    match debit.kind {
        DebitKind::Invoice => debit.number.clone(),
        kind => format!("{} {}", kind.word(), debit.number),
    }
}

fn due_words(debit: &OpenDebit, ink: Ink) -> String {
    match (ink.width >= WORDY, debit.due.year() == ink.today.year()) {
        (true, _) => format!("due {}", short(debit.due, ink.today)),
        (false, true) => short(debit.due, ink.today),
        (false, false) => debit.due.format("%-d %b ’%y").to_string(),
    }
}

/// `97 d late`, `today`, `in 9 d`
fn late_words(debit: &OpenDebit, ink: Ink) -> String {
    match days_past(ink.today, debit.due) {
        0 => "today".to_string(),
        days if days > 0 => format!("{days} d late"),
        days => format!("in {} d", -days),
    }
}

/// One line, and a second for what of it may not be asked for where there is no room beside.
fn item(debit: &OpenDebit, widths: [u16; 3], ink: Ink) -> Vec<Line<'static>> {
    let [number, due, late] = widths;
    let look = ink.look;
    let days = days_past(ink.today, debit.due);
    let picked = Some(debit.id) == ink.picked;
    let name = if picked { look.focus() } else { look.plain() };
    let age = if days > 90 { look.alert() } else { look.dim() };
    let mut left = vec![
        span(if picked { "▌" } else { " " }, look.focus()),
        span(pad(&fit_number(&label(debit), number), number), name),
        span(format!("  {}", flush(&due_words(debit, ink), due)), look.dim()),
        span(format!("  {}", flush(&late_words(debit, ink), late)), age),
    ];
    let amount = look.figure(debit.open);
    let room = ink.width.saturating_sub(1 + number + 2 + due + 2 + late + 1 + width_of(&amount) + 2);
    let words = [apart(debit, look, true), apart(debit, look, false)];
    let beside = words.iter().find(|words| width_of(words) <= room).cloned().unwrap_or_default();
    if !beside.is_empty() {
        left.push(span(format!("  {beside}"), look.dim()));
    }
    let mut lines = vec![spread(left, vec![span(amount, look.plain())], ink.width)];
    if beside.is_empty() && !words[1].is_empty() {
        let under = format!("{}{}", " ".repeat(usize::from(number) + 3), words[1]);
        lines.push(Line::from(span(under, look.dim())));
    }
    lines
}

/// `of 1,128.20`, `80.00 disputed`, `on plan`
fn apart(debit: &OpenDebit, look: Look, with_amount: bool) -> String {
    let part_paid = with_amount && debit.open != debit.amount;
    let paid = if part_paid { format!("of {}", look.figure(debit.amount)) } else { String::new() };
    let disputed = match debit.disputed {
        none if none.is_zero() => String::new(),
        all if all == debit.open => "disputed".to_string(),
        part => format!("{} disputed", look.figure(part)),
    };
    let planned = if debit.on_plan.is_zero() { "" } else { "on plan" };
    [paid.as_str(), disputed.as_str(), planned]
        .iter()
        .filter(|word| !word.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Money that is on the account and applied to nothing.
pub fn credit_line(credit: &OpenCredit, ink: Ink) -> Line<'static> {
    let kind = if credit.method.is_empty() { credit.kind.word() } else { &credit.method };
    let what = [kind, &credit.reference].iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let picked = Some(credit.id) == ink.credit;
    let amount = ink.look.figure(credit.unapplied.negated());
    let dated = format!("  {}  unapplied", short(credit.date, ink.today));
    // Its date stands in the history as well.
    let fits = 1 + width_of(&what) + width_of(&dated) + 1 + width_of(&amount) <= ink.width;
    let left = vec![
        span(if picked { "▌" } else { " " }, ink.look.focus()),
        span(what, if picked { ink.look.focus() } else { ink.look.plain() }),
        span(if fits { dated } else { "  unapplied".to_string() }, ink.look.dim()),
    ];
    spread(left, vec![span(amount, ink.look.plain())], ink.width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::samples::{day, open, usd};

    fn texts(debits: &[OpenDebit], rows: usize, picked: Option<i64>, width: u16) -> Vec<String> {
        let ink =
            Ink { look: Look::default(), today: day("2026-11-21"), width, picked: picked.map(DebitId), credit: None };
        let text = |line: &Line| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        lines(debits, rows, ink).iter().map(text).collect()
    }

    fn two() -> Vec<OpenDebit> {
        let mut late = open(1, "1043", "828.20", "2026-08-16");
        late.disputed = usd("80.00");
        vec![late, open(2, "1101", "412.30", "2026-11-30")]
    }

    #[test]
    fn items_stand_in_columns() {
        assert_eq!(
            texts(&two(), 5, Some(1), 56),
            [
                "▌1043  due 16 Aug  97 d late  80.00 disputed      828.20",
                " 1101  due 30 Nov     in 9 d                      412.30",
            ]
        );
        let narrow = texts(&two(), 5, None, 40);
        assert_eq!(narrow[..2], [" 1043  16 Aug  97 d late          828.20", "       80.00 disputed"]);
    }

    #[test]
    fn what_does_not_fit_is_counted_and_the_picked_one_is_shown() {
        let many: Vec<OpenDebit> = (1..=9).map(|id| open(id, &id.to_string(), "1.00", "2026-11-01")).collect();
        let lines = texts(&many, 4, Some(7), 40);
        assert_eq!(lines.len(), 4);
        assert!(lines[2].starts_with("▌7"), "{lines:?}");
        assert!(lines[3].contains("6 more"), "{lines:?}");
    }
}
