//! Calls, letters and notes, each with what came of it in the same line.

use std::collections::HashMap;

use super::{Event, Story};
use crate::book::perform::date;
use crate::domain::calendar::{Date, spoken};
use crate::domain::communication::{Direction, Outcome, Wanted};
use crate::domain::phone::NotCalled;
use crate::domain::time_of_day;
use crate::error::Result;

impl Story<'_> {
    pub fn tell_contacts(&mut self) -> Result<()> {
        let (results, mut besides) = (self.results()?, self.besides()?);
        for contact in self.book.communications_of(self.account)? {
            let day = contact.at.date();
            let entry = self.lineage.typed_by("communication", contact.id.0, contact.entry)?;
            self.contacted.insert(entry);
            let way = match contact.direction {
                Direction::In => format!("{} in", contact.channel.word()),
                Direction::Out => contact.channel.word().to_string(),
            };
            let mut came = results.get(&contact.id.0).cloned().unwrap_or_default();
            if came.is_empty() && contact.outcome != Outcome::Note {
                came.push(contact.outcome.meaning().to_string());
            }
            came.extend(besides.remove(&contact.id.0).unwrap_or_default());
            let mut text = std::iter::once(way).chain(came).collect::<Vec<_>>().join(" ▸ ");
            if let Some((_, number)) = &contact.debit {
                text.push_str(&format!(" on {number}"));
            }
            if !contact.contact.is_empty() {
                text.push_str(&format!(" ({})", contact.contact));
            }
            self.events.push(Event {
                at: contact.at,
                has_time: contact.at.time() != chrono::NaiveTime::MIN,
                by: contact.by,
                debit: contact.debit.map(|(debit, _)| debit),
                note: contact.note,
                ..Event::on(day, entry, contact.channel.word(), text)
            });
        }
        Ok(())
    }

    /// What came of each communication: its promises, disputes and plans, in words.
    fn results(&mut self) -> Result<HashMap<i64, Vec<String>>> {
        let mut results: HashMap<i64, Vec<String>> = HashMap::new();
        let sql = "SELECT communication, amount, due, made FROM promise WHERE account = ?1 AND communication IS NOT NULL AND live = 1 ORDER BY id";
        self.each(sql, |story, row| {
            let words = promised(&story.written(row.get(1)?), date(row, 2)?, date(row, 3)?);
            results.entry(row.get(0)?).or_default().push(words);
            Ok(())
        })?;
        let sql = "SELECT p.communication, p.amount, d.number, p.reason FROM dispute p JOIN debit d ON d.id = p.debit
            WHERE p.account = ?1 AND p.communication IS NOT NULL AND p.live = 1 ORDER BY p.id";
        self.each(sql, |story, row| {
            let (number, reason): (String, String) = (row.get(2)?, row.get(3)?);
            let words = disputed(&story.written(row.get(1)?), &number, &reason);
            results.entry(row.get(0)?).or_default().push(words);
            Ok(())
        })?;
        let sql =
            "SELECT p.communication, COALESCE(SUM(i.amount), 0), COUNT(i.id), COALESCE(MIN(i.payable), p.first), p.made
            FROM plan p LEFT JOIN plan_instalment i ON i.plan = p.id
            WHERE p.account = ?1 AND p.communication IS NOT NULL AND p.live = 1 GROUP BY p.id ORDER BY p.id";
        self.each(sql, |story, row| {
            let words = planned(&story.written(row.get(1)?), row.get(2)?, date(row, 3)?, date(row, 4)?);
            results.entry(row.get(0)?).or_default().push(words);
            Ok(())
        })?;
        let sql = "SELECT r.communication, r.what, d.number FROM request r LEFT JOIN debit d ON d.id = r.debit
            WHERE r.account = ?1 AND r.communication IS NOT NULL AND r.live = 1 ORDER BY r.id";
        self.each(sql, |_, row| {
            let what = row.get::<_, String>(1)?.parse::<Wanted>()?;
            let words = format!("wants {}", what.described(row.get::<_, Option<String>>(2)?.as_deref()));
            results.entry(row.get(0)?).or_default().push(words);
            Ok(())
        })?;
        Ok(results)
    }

    /// The time of a call back, a number found bad, and a rule of contact that was gone past, with the reason.
    fn besides(&mut self) -> Result<HashMap<i64, Vec<String>>> {
        let mut results: HashMap<i64, Vec<String>> = HashMap::new();
        let sql = "SELECT f.communication, f.due, b.minute, c.at FROM follow_up f JOIN callback b ON b.follow_up = f.id AND b.live = 1
            JOIN communication c ON c.id = f.communication WHERE f.account = ?1 AND f.live = 1 ORDER BY f.id";
        self.each(sql, |_, row| {
            let made = chrono::DateTime::from_timestamp(row.get(3)?, 0).unwrap_or_default().date_naive();
            let time = time_of_day::shown(time_of_day::of_minute(row.get(2)?));
            let words = format!("{} {time}", spoken(date(row, 1)?, made));
            results.entry(row.get(0)?).or_default().push(words);
            Ok(())
        })?;
        let sql = "SELECT c.id, m.phone, m.kind FROM number_mark m JOIN communication c ON c.account = m.account AND c.entry = m.entry
            WHERE m.account = ?1 AND m.live = 1 ORDER BY m.id";
        self.each(sql, |_, row| {
            let (phone, kind): (String, NotCalled) = (row.get(1)?, row.get::<_, String>(2)?.parse()?);
            results.entry(row.get(0)?).or_default().push(format!("number {phone} marked {}", kind.meaning()));
            Ok(())
        })?;
        let sql = "SELECT communication, group_concat(rule, ', '), reason FROM guard_override
            WHERE account = ?1 AND live = 1 GROUP BY communication, reason ORDER BY MIN(id)";
        self.each(sql, |_, row| {
            let (rules, reason): (String, String) = (row.get(1)?, row.get(2)?);
            results.entry(row.get(0)?).or_default().push(format!("in spite of {rules}: {reason}"));
            Ok(())
        })?;
        Ok(results)
    }
}

pub fn promised(amount: &str, due: Date, made: Date) -> String {
    format!("promise {amount} by {}", spoken(due, made))
}

pub fn disputed(amount: &str, number: &str, reason: &str) -> String {
    format!("dispute {amount} of {number}, {}", reason.to_lowercase().replace('-', " "))
}

pub fn planned(total: &str, count: i64, first: Date, made: Date) -> String {
    format!("plan {total} in {count}, first {}", spoken(first, made))
}
