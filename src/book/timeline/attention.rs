//! What was said about an account's place in the work: put off, kept on top, taken to a stage.

use rusqlite::Row;

use super::agreed::{end, entry};
use super::{Event, Story};
use crate::book::perform::date;
use crate::domain::calendar::spoken;
use crate::error::Result;

impl Story<'_> {
    pub fn tell_attention(&mut self) -> Result<()> {
        let sql = "SELECT s.entry, s.date, s.until, s.reason, e.entry, e.date, EXISTS (SELECT 1 FROM snooze n WHERE n.entry = e.entry)
            FROM snooze s LEFT JOIN snooze_end e ON e.snooze = s.id AND e.live = 1 WHERE s.account = ?1 AND s.live = 1 ORDER BY s.id";
        self.each(sql, |story, row| {
            let (from, until) = (date(row, 1)?, date(row, 2)?);
            let text = format!("snoozed until {}", spoken(until, from));
            story.events.push(Event { note: row.get(3)?, ..Event::on(from, entry(row, 0)?, "snooze", text) });
            story.end_of_attention(row, ("snooze", "snooze lifted"))
        })?;
        let sql = "SELECT p.entry, p.date, p.date, p.reason, e.entry, e.date, EXISTS (SELECT 1 FROM pin n WHERE n.entry = e.entry)
            FROM pin p LEFT JOIN pin_end e ON e.pin = p.id AND e.live = 1 WHERE p.account = ?1 AND p.live = 1 ORDER BY p.id";
        self.each(sql, |story, row| {
            let pinned = Event::on(date(row, 1)?, entry(row, 0)?, "pin", "pinned".to_string());
            story.events.push(Event { note: row.get(3)?, ..pinned });
            story.end_of_attention(row, ("pin", "not pinned any more"))
        })?;
        self.tell_stages()
    }

    /// An end that another of its kind replaced in the same entry is no news.
    fn end_of_attention(&mut self, row: &Row, (kind, text): (&'static str, &str)) -> Result<()> {
        if let Some((entry, on)) = end(row, 4)?
            && !row.get::<_, bool>(6)?
        {
            self.events.push(Event::on(on, entry, kind, text.to_string()));
        }
        Ok(())
    }

    fn tell_stages(&mut self) -> Result<()> {
        let stages = self.book.settings()?.stages;
        let sql =
            "SELECT entry, date, stage, owner, reason FROM escalation WHERE account = ?1 AND live = 1 ORDER BY id";
        self.each(sql, |story, row| {
            let (stage, owner): (String, String) = (row.get(2)?, row.get(3)?);
            let has = if owner.is_empty() { String::new() } else { format!(", {owner} has it") };
            let text = format!("stage ▸ {}{has}", stages.name(&stage));
            story.events.push(Event { note: row.get(4)?, ..Event::on(date(row, 1)?, entry(row, 0)?, "stage", text) });
            Ok(())
        })
    }
}
