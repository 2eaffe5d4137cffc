//! Promises, plans, disputes, follow-ups, holds and requests made outside a contact, and the end of each.

use super::contacts::{disputed, planned, promised};
use super::{Event, Story};
use crate::book::perform::date;
use crate::domain::calendar::spoken;
use crate::domain::communication::Wanted;
use crate::domain::ids::DebitId;
use crate::domain::phone::NotCalled;
use crate::error::Result;

impl Story<'_> {
    pub fn tell_promises(&mut self) -> Result<()> {
        let sql = "SELECT p.entry, p.made, p.amount, p.due, p.communication, e.entry, e.date, e.how, p.id, e.id
            FROM promise p LEFT JOIN promise_end e ON e.promise = p.id AND e.live = 1 WHERE p.account = ?1 AND p.live = 1 ORDER BY p.id";
        self.each(sql, |story, row| {
            let (made, due, amount) = (date(row, 1)?, date(row, 3)?, story.written(row.get(2)?));
            if row.get::<_, Option<i64>>(4)?.is_none() {
                let entry = story.entry("promise", row, (8, 0))?;
                story.events.push(Event::on(made, entry, "promise", promised(&amount, due, made)));
            }
            if let Some((entry, on)) = story.end("promise_end", row, (9, 5))? {
                let text = format!("promise {amount} {}", row.get::<_, String>(7)?);
                story.events.push(Event::on(on, entry, "promise", text));
            }
            Ok(())
        })
    }

    pub fn tell_plans(&mut self) -> Result<()> {
        let sql = "SELECT p.entry, p.made, COALESCE(SUM(i.amount), 0), COUNT(i.id), COALESCE(MIN(i.payable), p.first), p.communication, e.entry, e.date, p.id, e.id
            FROM plan p LEFT JOIN plan_instalment i ON i.plan = p.id LEFT JOIN plan_end e ON e.plan = p.id AND e.live = 1
            WHERE p.account = ?1 AND p.live = 1 GROUP BY p.id ORDER BY p.id";
        self.each(sql, |story, row| {
            let (made, total) = (date(row, 1)?, story.written(row.get(2)?));
            if row.get::<_, Option<i64>>(5)?.is_none() {
                let text = planned(&total, row.get(3)?, date(row, 4)?, made);
                let entry = story.entry("plan", row, (8, 0))?;
                story.events.push(Event::on(made, entry, "plan", text));
            }
            if let Some((entry, on)) = story.end("plan_end", row, (9, 6))? {
                story.events.push(Event::on(on, entry, "plan", format!("plan {total} cancelled")));
            }
            Ok(())
        })
    }

    pub fn tell_disputes(&mut self) -> Result<()> {
        let sql = "SELECT p.entry, p.opened, p.amount, d.number, p.reason, p.communication, e.entry, e.date, e.resolution, d.id, p.note, p.id, e.id
            FROM dispute p JOIN debit d ON d.id = p.debit LEFT JOIN dispute_end e ON e.dispute = p.id AND e.live = 1
            WHERE p.account = ?1 AND p.live = 1 ORDER BY p.id";
        self.each(sql, |story, row| {
            let (number, reason): (String, String) = (row.get(3)?, row.get(4)?);
            let (debit, amount) = (Some(DebitId(row.get(9)?)), story.written(row.get(2)?));
            if row.get::<_, Option<i64>>(5)?.is_none() {
                let entry = story.entry("dispute", row, (11, 0))?;
                let opened = Event::on(date(row, 1)?, entry, "dispute", disputed(&amount, &number, &reason));
                story.events.push(Event { debit, note: row.get(10)?, ..opened });
            }
            if let Some((entry, on)) = story.end("dispute_end", row, (12, 6))? {
                let text = format!("dispute {amount} of {number} {}", row.get::<_, String>(8)?);
                story.events.push(Event { debit, ..Event::on(on, entry, "dispute", text) });
            }
            Ok(())
        })
    }

    /// An amendment has no date but the day on which it was recorded.
    pub fn tell_amended_disputes(&mut self) -> Result<()> {
        let sql = "SELECT v.id, v.entry, p.amount, d.number, v.reason, v.owner, v.note, d.id
            FROM dispute_version v JOIN dispute p ON p.id = v.dispute JOIN debit d ON d.id = p.debit
            WHERE p.account = ?1 AND p.live = 1 AND v.live = 1 ORDER BY v.id";
        self.each(sql, |story, row| {
            let (number, reason, owner): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let owner = if owner.is_empty() { "nobody's".to_string() } else { owner };
            let text = format!("{} · {owner}", disputed(&story.written(row.get(2)?), &number, &reason));
            let entry = story.entry("dispute_version", row, (0, 1))?;
            let told = Event::on(story.recorded_on(entry)?, entry, "dispute", text);
            story.events.push(Event { debit: Some(DebitId(row.get(7)?)), note: row.get(6)?, ..told });
            Ok(())
        })
    }

    /// A follow-up has no date of its own making but the day on which it was recorded. One that came of a contact, or
    /// was answered by one, is told by that contact.
    pub fn tell_follow_ups(&mut self) -> Result<()> {
        let sql = "SELECT f.entry, f.id, f.due, f.note, f.communication, e.entry, e.date, e.id
            FROM follow_up f LEFT JOIN follow_up_end e ON e.follow_up = f.id AND e.live = 1
            WHERE f.account = ?1 AND f.live = 1 ORDER BY f.id";
        self.each(sql, |story, row| {
            let (due, note): (_, String) = (date(row, 2)?, row.get(3)?);
            if row.get::<_, Option<i64>>(4)?.is_none() {
                let entry = story.entry("follow_up", row, (1, 0))?;
                let made = story.recorded_on(entry)?;
                let text = format!("follow up {}", spoken(due, made));
                story.events.push(Event { note: note.clone(), ..Event::on(made, entry, "follow-up", text) });
            }
            if let Some((entry, on)) = story.end("follow_up_end", row, (7, 5))?
                && !story.contacted.contains(&entry)
            {
                story.events.push(Event { note, ..Event::on(on, entry, "follow-up", "follow-up done".to_string()) });
            }
            Ok(())
        })
    }

    pub fn tell_holds(&mut self) -> Result<()> {
        let sql = "SELECT h.entry, h.date, h.kind, h.reason, e.entry, e.date, h.id, e.id
            FROM hold h LEFT JOIN hold_end e ON e.hold = h.id AND e.live = 1 WHERE h.account = ?1 AND h.live = 1 ORDER BY h.id";
        self.each(sql, |story, row| {
            let kind: String = row.get(2)?;
            let entry = story.entry("hold", row, (6, 0))?;
            let placed = Event::on(date(row, 1)?, entry, "hold", format!("hold, {kind}"));
            story.events.push(Event { note: row.get(3)?, ..placed });
            if let Some((entry, on)) = story.end("hold_end", row, (7, 4))? {
                story.events.push(Event::on(on, entry, "hold", format!("hold, {kind}, lifted")));
            }
            Ok(())
        })
    }

    pub fn tell_requests(&mut self) -> Result<()> {
        let sql = "SELECT r.entry, r.asked, r.what, d.number, r.note, r.communication, e.entry, e.date, e.how, r.debit, r.id, e.id
            FROM request r LEFT JOIN debit d ON d.id = r.debit LEFT JOIN request_end e ON e.request = r.id AND e.live = 1
            WHERE r.account = ?1 AND r.live = 1 ORDER BY r.id";
        self.each(sql, |story, row| {
            let (what, number) = (row.get::<_, String>(2)?.parse::<Wanted>()?, row.get::<_, Option<String>>(3)?);
            let (what, note) = (what.described(number.as_deref()), row.get::<_, String>(4)?);
            let debit = row.get::<_, Option<i64>>(9)?.map(DebitId);
            if row.get::<_, Option<i64>>(5)?.is_none() {
                let entry = story.entry("request", row, (10, 0))?;
                let asked = Event::on(date(row, 1)?, entry, "request", format!("to be sent: {what}"));
                story.events.push(Event { debit, note: note.clone(), ..asked });
            }
            if let Some((entry, on)) = story.end("request_end", row, (11, 6))? {
                let text = format!("{what} {}", row.get::<_, String>(8)?);
                story.events.push(Event { debit, note, ..Event::on(on, entry, "request", text) });
            }
            Ok(())
        })
    }

    /// A number that was marked on its own; one that a call found out is told by that call.
    pub fn tell_numbers(&mut self) -> Result<()> {
        let sql = "SELECT m.entry, m.date, m.phone, m.kind, m.reason, e.entry, e.date, m.id, e.id
            FROM number_mark m LEFT JOIN number_mark_end e ON e.mark = m.id AND e.live = 1
            WHERE m.account = ?1 AND m.live = 1 ORDER BY m.id";
        self.each(sql, |story, row| {
            let entry = story.entry("number_mark", row, (7, 0))?;
            let (phone, kind): (String, NotCalled) = (row.get(2)?, row.get::<_, String>(3)?.parse()?);
            if !story.contacted.contains(&entry) {
                let text = format!("number {phone} marked {}", kind.meaning());
                let marked = Event::on(date(row, 1)?, entry, "number", text);
                story.events.push(Event { note: row.get(4)?, ..marked });
            }
            if let Some((entry, on)) = story.end("number_mark_end", row, (8, 5))? {
                story.events.push(Event::on(on, entry, "number", format!("number {phone} may be called again")));
            }
            Ok(())
        })
    }
}
