//! The aging report as a list: only the rows in the window are built, whatever the size of the book.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::super::cx::Cx;
use super::super::super::look::{self, span, width_of};
use super::super::super::overview::{Sort, Total, basis_words};
use super::super::part::aged::cell;
use super::super::part::columns::{Column, Columns};
use super::super::part::spread::{flush, pad, spread};
use super::Home;
use crate::book::{Hit, Why};
use crate::domain::aging::{Aged, Aging};
use crate::domain::ids::AccountId;
use crate::domain::money::Money;
use crate::domain::text::{digits, fold};

/// From this height on the totals have bars under them.
const BARS_FROM: u16 = 15;
/// From this height on what is disputed, on a plan and collectable has lines of its own.
const APART_FROM: u16 = 21;
/// More currencies than this are not all shown on the home.
pub(super) const MOST_TOTALS: usize = 4;

/// A row that is being drawn.
struct Drawn<'a> {
    account: AccountId,
    name: &'a str,
    why: String,
    chosen: bool,
}

impl Home {
    /// Title, headings, rows, totals.
    pub(super) fn draw_list(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let how = cx.overview.how(cx.today);
        let totals: Vec<Aged> = cx.overview.totals().iter().flat_map(Total::widest).collect();
        // A hit that has to say why it is one needs the room more than the buckets do.
        let explained = self.hits.iter().flatten().any(|hit| hit.why != Why::Name);
        let columns = match explained {
            true => Columns::with_room(area.width, &how, &totals, cx.look),
            false => Columns::for_width(area.width, &how, &totals, cx.look),
        };
        let foot = self.foot(&columns, area, cx);
        let at = |y: u16, height: u16| Rect { y, height, ..area };
        let head = [self.title_line(area.width, &how, cx), headings(&columns, &how, cx)];
        let head = if area.height < 6 { &head[..1] } else { &head[..] };
        look::lines(frame.buffer_mut(), area, head);
        let foot_rows = (foot.len() as u16 + 1).min(area.height.saturating_sub(head.len() as u16 + 1));
        let rows = at(area.y + head.len() as u16, area.height.saturating_sub(head.len() as u16 + foot_rows));
        self.draw_rows(frame, rows, &columns, cx);
        if foot_rows > 1 {
            let rule = at(rows.bottom(), 1);
            look::rule(
                frame.buffer_mut(),
                Rect { x: rule.x + 1, width: rule.width.saturating_sub(1), ..rule },
                cx.look.dim(),
            );
            look::lines(frame.buffer_mut(), at(rows.bottom() + 1, foot_rows - 1), &foot);
        }
    }

    fn title_line(&self, width: u16, how: &Aging, cx: &Cx) -> Line<'static> {
        let look = cx.look;
        let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let (sorted, right) = match &self.hits {
            Some(hits) => (
                "best match first".to_string(),
                format!("{} of {}", hits.len(), count(cx.overview.accounts(), "account")),
            ),
            None => {
                let listed = format!("{} of {}", cx.overview.order().len(), count(cx.overview.accounts(), "account"));
                (cx.overview.sort().words(how), listed)
            }
        };
        let basis = if width >= 60 { format!(" {}", basis_words(how.basis)) } else { String::new() };
        let mut left = vec![span(" AGING", look.heading()), span(basis, look.dim())];
        left.extend(self.dates_words(cx));
        // The sign in the headings says it too, so that it goes first where there is little room.
        let taken: u16 = left.iter().map(|piece| width_of(&piece.content)).sum();
        if taken + width_of(&sorted) + width_of(&right) + 5 <= width {
            left.push(span(format!(" · {sorted}"), look.dim()));
        }
        let right = if taken + width_of(&right) + 2 <= width { format!("{right} ") } else { String::new() };
        spread(left, vec![span(right, look.dim())], width)
    }

    fn draw_rows(&mut self, frame: &mut Frame, area: Rect, columns: &Columns, cx: &Cx) {
        self.rows = usize::from(area.height);
        self.show_chosen(cx);
        if self.length(cx) == 0 {
            let lines: Vec<Line> =
                self.nothing(cx).into_iter().map(|text| Line::from(span(text, cx.look.dim()))).collect();
            look::lines(
                frame.buffer_mut(),
                Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area },
                &lines,
            );
            return;
        }
        let visible: Vec<AccountId> =
            (self.top..self.top + self.rows).map_while(|place| self.account_at(place, cx)).collect();
        self.name_all(&visible, cx);
        for (y, account) in (area.top()..).zip(visible) {
            let name = self.names.get(&account).map_or("…", |(_, name)| name);
            let mut why = self.hit_of(account).map(|hit| why(hit, name)).unwrap_or_default();
            if let Some(sums) = cx.overview.row(account).filter(|sums| sums.currency != cx.settings.currency) {
                why = format!("{why} {}", sums.currency.code()).trim_start().to_string();
            }
            let row = Drawn { account, name, why, chosen: self.chosen == Some(account) };
            self.draw_row(frame, Rect { y, height: 1, ..area }, &row, columns, cx);
        }
    }

    /// Reads the names that are not known yet; a name that cannot be read is asked for again at the next frame.
    fn name_all(&mut self, accounts: &[AccountId], cx: &Cx) {
        let unknown: Vec<AccountId> =
            accounts.iter().copied().filter(|account| !self.names.contains_key(account)).collect();
        if self.names.len() > MOST_NAMES {
            self.names = HashMap::new();
        }
        for account in unknown {
            if let Ok(named) = cx.book.names_of(&[account]) {
                self.names.extend(named.into_iter().map(|(account, code, name)| (account, (code, name))));
            }
        }
    }

    fn draw_row(&self, frame: &mut Frame, area: Rect, row: &Drawn, columns: &Columns, cx: &Cx) {
        let look = cx.look;
        let lit = row.chosen && self.in_list();
        let base = match (row.chosen, lit) {
            (true, true) => look.selected(),
            (true, false) => look.selected_elsewhere(),
            _ => look.plain(),
        };
        let quiet = |style: Style| if lit { base } else { style };
        let mut pieces = vec![span(if row.chosen { "▌" } else { " " }, if lit { base } else { look.focus() })];
        let why = look::fit(&row.why, columns.name.saturating_sub(10));
        let room = columns.name.saturating_sub(if why.is_empty() { 0 } else { width_of(&why) + 2 });
        let name = look::fit(row.name, room);
        let gap = columns.name - width_of(&name) - width_of(&why);
        pieces.push(span(name, base));
        pieces.push(span(" ".repeat(gap.into()), base));
        pieces.push(span(why, quiet(look.dim())));
        let sums = cx.overview.row(row.account);
        let last = sums.map_or(0, |sums| sums.aged.amounts.len().saturating_sub(1));
        for (column, width) in &columns.figures {
            let amount = sums.and_then(|sums| column.amount(&sums.aged));
            let style = match (column, amount) {
                (_, None) => look.dim(),
                (_, Some(amount)) if amount.is_zero() => look.dim(),
                (Column::Bucket(bucket), _) if *bucket == last => look.alert(),
                _ => base,
            };
            let text = amount.map_or_else(|| "·  ".to_string(), |amount| cell(look, amount));
            pieces.push(span(flush(&text, *width), quiet(style)));
        }
        pieces.push(span(" ", base));
        look::lines(frame.buffer_mut(), area, &[Line::from(pieces)]);
    }

    /// Totals by currency, bars of the buckets, what is unapplied, the proof.
    fn foot(&self, columns: &Columns, area: Rect, cx: &Cx) -> Vec<Line<'static>> {
        let totals = cx.overview.totals();
        if totals.is_empty() {
            return Vec::new();
        }
        let many = totals.len() > 1;
        let mut lines = Vec::new();
        for (place, total) in totals.iter().take(MOST_TOTALS).enumerate() {
            lines.push(self.total_line(total, columns, cx));
            if place == 0 && area.height >= BARS_FROM + totals.len() as u16 {
                lines.push(bars(total, columns, cx));
            }
        }
        if totals.len() > MOST_TOTALS {
            lines
                .push(Line::from(span(format!("  and {} more currencies", totals.len() - MOST_TOTALS), cx.look.dim())));
        }
        let unapplied: Vec<String> = totals
            .iter()
            .filter(|total| !total.aged.unapplied.is_zero())
            .map(|total| match many {
                true => format!("{} {}", total.currency.code(), cx.look.figure(total.aged.unapplied)),
                false => cx.look.figure(total.aged.unapplied),
            })
            .collect();
        let mut left = vec![span("  ", cx.look.plain())];
        if !unapplied.is_empty() {
            left.extend([
                span("unapplied ", cx.look.dim()),
                span(unapplied.join(", "), cx.look.plain()),
                span("   ", cx.look.plain()),
            ]);
        }
        left.extend(self.proof_words(cx));
        lines.push(Line::from(left));
        if area.height >= APART_FROM + totals.len() as u16 {
            lines.extend(self.apart_lines(cx));
        }
        lines
    }

    /// The totals are the whole book's, whatever is listed above them.
    fn total_line(&self, total: &Total, columns: &Columns, cx: &Cx) -> Line<'static> {
        let all = if self.hits.is_some() { "all " } else { "" };
        let currency = match cx.overview.totals().len() {
            1 => String::new(),
            _ => format!("{} ", total.currency.code()),
        };
        let name = format!("{currency}{all}{} account{}", total.accounts, if total.accounts == 1 { "" } else { "s" });
        let mut pieces =
            vec![span("  ", cx.look.plain()), span(pad(&name, columns.name.saturating_sub(1)), cx.look.dim())];
        for (column, width) in &columns.figures {
            let amount = column.amount(&total.aged);
            let style = if *column == Column::Net { cx.look.strong() } else { cx.look.plain() };
            pieces.push(span(flush(&amount.map(|amount| cell(cx.look, amount)).unwrap_or_default(), *width), style));
        }
        Line::from(pieces)
    }
}

/// Names that are kept before they are forgotten all at once.
const MOST_NAMES: usize = 4000;

fn headings(columns: &Columns, how: &Aging, cx: &Cx) -> Line<'static> {
    let sort = cx.overview.sort();
    let sign = |sorted: bool| if sorted { "▾" } else { "" };
    let style = |sorted: bool| if sorted { cx.look.plain() } else { cx.look.dim() };
    let named = sort == Sort::Name;
    let mut pieces =
        vec![span(" ", cx.look.plain()), span(pad(&format!("Account{}", sign(named)), columns.name), style(named))];
    for (column, width) in &columns.figures {
        let sorted = column.is_sorted(sort);
        pieces.push(span(flush(&format!("{}{}", column.heading(how), sign(sorted)), *width), style(sorted)));
    }
    Line::from(pieces)
}

/// Under each bucket a bar, the largest as wide as its column: no legend is needed.
fn bars(total: &Total, columns: &Columns, cx: &Cx) -> Line<'static> {
    let shown = columns.figures.iter().filter(|(column, _)| matches!(column, Column::Bucket(_) | Column::Between(..)));
    let largest =
        shown.filter_map(|(column, _)| column.amount(&total.aged)).map(|amount| amount.minor()).max().unwrap_or(0);
    let last = total.aged.amounts.len().saturating_sub(1);
    let mut pieces = vec![span(" ".repeat(usize::from(columns.name + 1)), cx.look.plain())];
    for (column, width) in &columns.figures {
        let (length, style) = match (column, column.amount(&total.aged)) {
            (Column::Bucket(bucket), Some(amount)) => {
                (eighths(amount, largest, *width - 1), if *bucket == last { cx.look.alert() } else { cx.look.dim() })
            }
            (Column::Between(..), Some(amount)) => (eighths(amount, largest, *width - 1), cx.look.dim()),
            _ => (0, cx.look.dim()),
        };
        pieces.push(span(flush(&"▬".repeat(length), *width), style));
    }
    Line::from(pieces)
}

/// How many of `width` columns an amount takes beside the largest; what is there at all takes one.
fn eighths(amount: Money, largest: i64, width: u16) -> usize {
    if largest <= 0 || !amount.is_positive() {
        return 0;
    }
    let columns = i128::from(amount.minor()) * i128::from(width) / i128::from(largest);
    usize::try_from(columns.max(1)).unwrap_or(1)
}

/// Why it is a hit, where the name does not show it: `phone …0142`, `invoice 1043`.
pub(super) fn why(hit: &Hit, name: &str) -> String {
    match hit.why {
        Why::Name => String::new(),
        Why::Contact if fold(name).contains(&fold(&hit.matched)) => String::new(),
        Why::Phone => {
            let all = digits(&hit.matched);
            let tail = all.get(all.len().saturating_sub(4)..).unwrap_or_default();
            format!("phone …{tail}")
        }
        Why::Email | Why::Contact => hit.matched.clone(),
        why => format!("{} {}", why.word(), hit.matched),
    }
}
