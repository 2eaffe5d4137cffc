//! The instalments of a plan that is being agreed, as the plan form and the call form show them: live, in columns.

use ratatui::text::Line;

use super::super::look::{self, Look, width_of};
use crate::book::Settings;
use crate::domain::calendar::{Date, short, spoken};
use crate::domain::plan::Instalment;
use crate::ops::agree_plan::AgreePlan;

/// More lines of a schedule than a form can show beside its fields.
const MOST_LINES: usize = 6;

/// What a schedule is drawn with.
pub struct Pen<'a> {
    pub settings: &'a Settings,
    pub today: Date,
    pub look: Look,
    pub width: u16,
}

impl Pen<'_> {
    /// The instalments, as many beside each other as fit, and how it ends.
    pub fn lines(&self, plan: &AgreePlan) -> Vec<Line<'static>> {
        let (look, plan) = (self.look, plan.schedule());
        let mut lines: Vec<String> = vec![String::new()];
        for words in plan.iter().map(|one| self.words(one)) {
            let room = self.width.saturating_sub(2);
            match lines.last_mut() {
                Some(line) if line.is_empty() => line.push_str(&words),
                Some(line) if width_of(line) + 4 + width_of(&words) <= room => line.push_str(&format!("    {words}")),
                _ => lines.push(words),
            }
        }
        let hidden = lines.len().saturating_sub(MOST_LINES);
        lines.truncate(MOST_LINES);
        let mut lines: Vec<Line> =
            lines.iter().map(|line| Line::from(look::span(format!("  {line}"), look.plain()))).collect();
        if hidden > 0 {
            lines.push(Line::from(look::span(format!("  … and {hidden} lines more"), look.dim())));
        }
        lines.push(Line::from(look::span(format!("  {}", self.end_words(&plan)), look.dim())));
        lines
    }

    /// `166.66 (31 Jan is a Sunday)`
    fn words(&self, one: &Instalment) -> String {
        let moved = if one.due == one.payable {
            String::new()
        } else {
            format!(" ({} {})", short(one.due, self.today), why(self.settings, one.due))
        };
        format!("{}  {}{moved}", short(one.payable, self.today), self.look.figure(one.amount))
    }

    /// `Ends Fri 30 Apr 2027 · 6 payments · the last one 166.70`
    fn end_words(&self, plan: &[Instalment]) -> String {
        let Some(last) = plan.last() else { return String::new() };
        let count = plan.iter().filter(|one| one.n > 0).count();
        let odd = plan.iter().filter(|one| one.n > 0).any(|one| one.amount != last.amount);
        let odd = if odd { format!(" · the last one {}", self.look.figure(last.amount)) } else { String::new() };
        let ends = spoken(last.payable, self.today);
        format!("Ends {ends} · {count} payment{}{odd}", if count == 1 { "" } else { "s" })
    }
}

/// Why nobody pays on that day.
fn why(settings: &Settings, due: Date) -> String {
    if settings.holidays.contains(&due) { "is a holiday".to_string() } else { format!("is a {}", due.format("%A")) }
}

/// `Down payment 240.50 today, then 6 instalments`
pub fn summary(plan: &AgreePlan, look: Look) -> String {
    let count = plan.instalments.iter().filter(|one| one.0 > 0).count();
    let instalments = format!("{count} instalment{}", if count == 1 { "" } else { "s" });
    if plan.down.is_positive() {
        format!("Down payment {} today, then {instalments}", look.figure(plan.down))
    } else {
        instalments
    }
}
