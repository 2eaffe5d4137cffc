//! What was said about an account's place in the work: put off, kept on top, taken to a stage.

use std::collections::HashSet;

use super::{Event, Story};
use crate::book::perform::date;
use crate::domain::calendar::spoken;
use crate::domain::ids::EntryId;
use crate::error::Result;

impl Story<'_> {
    pub fn tell_attention(&mut self) -> Result<()> {
        let sql = "SELECT s.entry, s.date, s.until, s.reason, e.entry, e.date, s.id, e.id
            FROM snooze s LEFT JOIN snooze_end e ON e.snooze = s.id AND e.live = 1 WHERE s.account = ?1 AND s.live = 1 ORDER BY s.id";
        let begun = self.begun("SELECT id, entry FROM snooze WHERE account = ?1 AND live = 1", "snooze")?;
        self.each(sql, |story, row| {
            let entry = story.entry("snooze", row, (6, 0))?;
            let (from, until) = (date(row, 1)?, date(row, 2)?);
            let text = format!("snoozed until {}", spoken(until, from));
            story.events.push(Event { note: row.get(3)?, ..Event::on(from, entry, "snooze", text) });
            let end = story.end("snooze_end", row, (7, 4))?.filter(|(entry, _)| !begun.contains(entry));
            story.events.extend(end.map(|(entry, on)| Event::on(on, entry, "snooze", "snooze lifted".to_string())));
            Ok(())
        })?;
        let sql = "SELECT p.entry, p.date, p.date, p.reason, e.entry, e.date, p.id, e.id
            FROM pin p LEFT JOIN pin_end e ON e.pin = p.id AND e.live = 1 WHERE p.account = ?1 AND p.live = 1 ORDER BY p.id";
        let begun = self.begun("SELECT id, entry FROM pin WHERE account = ?1 AND live = 1", "pin")?;
        self.each(sql, |story, row| {
            let entry = story.entry("pin", row, (6, 0))?;
            let pinned = Event::on(date(row, 1)?, entry, "pin", "pinned".to_string());
            story.events.push(Event { note: row.get(3)?, ..pinned });
            let end = story.end("pin_end", row, (7, 4))?.filter(|(entry, _)| !begun.contains(entry));
            story.events.extend(end.map(|(entry, on)| Event::on(on, entry, "pin", "not pinned any more".to_string())));
            Ok(())
        })?;
        self.tell_stages()
    }

    /// The entries that began one: the end of another that it replaced is no news.
    fn begun(&mut self, sql: &str, table: &'static str) -> Result<HashSet<EntryId>> {
        let mut begun = HashSet::new();
        self.each(sql, |story, row| {
            begun.insert(story.entry(table, row, (0, 1))?);
            Ok(())
        })?;
        Ok(begun)
    }

    fn tell_stages(&mut self) -> Result<()> {
        let stages = self.book.settings()?.stages;
        let sql =
            "SELECT entry, date, stage, owner, reason, id FROM escalation WHERE account = ?1 AND live = 1 ORDER BY id";
        self.each(sql, |story, row| {
            let entry = story.entry("escalation", row, (5, 0))?;
            let (stage, owner): (String, String) = (row.get(2)?, row.get(3)?);
            let has = if owner.is_empty() { String::new() } else { format!(", {owner} has it") };
            let text = format!("stage ▸ {}{has}", stages.name(&stage));
            story.events.push(Event { note: row.get(4)?, ..Event::on(date(row, 1)?, entry, "stage", text) });
            Ok(())
        })
    }
}
