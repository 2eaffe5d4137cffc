//! Invoices and charges, payments and credits, what they were applied to, and what took them back.

use super::{Event, Story};
use crate::book::perform::date;
use crate::domain::calendar::short;
use crate::domain::ids::{CreditId, DebitId};
use crate::domain::item::{CreditKind, DebitKind};
use crate::error::Result;

impl Story<'_> {
    pub fn tell_items(&mut self) -> Result<()> {
        let sql = "SELECT d.id, d.entry, d.kind, d.number, d.date, d.due, d.amount, d.po, d.memo FROM debit d
            WHERE d.account = ?1 AND d.live = 1 ORDER BY d.id";
        self.each(sql, |story, row| {
            let kind: DebitKind = row.get::<_, String>(2)?.parse()?;
            let (number, on, due): (String, _, _) = (row.get(3)?, date(row, 4)?, date(row, 5)?);
            let entry = story.entry("debit", row, (0, 1))?;
            let text = format!("{} {number} due {}", kind.word(), short(due, on));
            let notes: [String; 2] = [row.get(7)?, row.get(8)?];
            story.events.push(Event {
                amount: Some(story.money(row.get(6)?)),
                debit: Some(DebitId(row.get(0)?)),
                note: notes.iter().filter(|note| !note.is_empty()).cloned().collect::<Vec<_>>().join(" · "),
                ..Event::on(on, entry, kind.word(), text)
            });
            Ok(())
        })?;
        let sql = "SELECT d.id, v.entry, d.number, v.date, d.amount, v.id FROM void v JOIN debit d ON d.id = v.debit
            WHERE d.account = ?1 AND v.live = 1 ORDER BY v.id";
        self.each(sql, |story, row| {
            let entry = story.entry("void", row, (5, 1))?;
            let text = format!("void {}", row.get::<_, String>(2)?);
            story.events.push(Event {
                amount: Some(story.money(row.get(4)?).negated()),
                debit: Some(DebitId(row.get(0)?)),
                ..Event::on(date(row, 3)?, entry, "void", text)
            });
            Ok(())
        })
    }

    pub fn tell_money(&mut self) -> Result<()> {
        let sql = "SELECT c.id, c.entry, c.kind, c.code, c.date, c.method, c.reference, c.amount, c.memo FROM credit c
            WHERE c.account = ?1 AND c.live = 1 ORDER BY c.id";
        self.each(sql, |story, row| {
            let entry = story.entry("credit", row, (0, 1))?;
            let kind: CreditKind = row.get::<_, String>(2)?.parse()?;
            let (code, method, reference): (String, String, String) = (row.get(3)?, row.get(5)?, row.get(6)?);
            story.events.push(Event {
                amount: Some(story.money(row.get(7)?).negated()),
                credit: Some(CreditId(row.get(0)?)),
                note: row.get(8)?,
                ..Event::on(date(row, 4)?, entry, kind.word(), named(kind, &code, &method, &reference))
            });
            Ok(())
        })?;
        self.tell_allocations()?;
        self.tell_reversals()
    }

    fn tell_allocations(&mut self) -> Result<()> {
        let sql = "SELECT a.debit, a.credit, a.entry, d.number, a.starts, a.amount, r.entry, r.date, a.id, r.id
            FROM debit d JOIN allocation a ON a.debit = d.id LEFT JOIN allocation_reversal r ON r.allocation = a.id AND r.live = 1
            WHERE d.account = ?1 AND a.live = 1 ORDER BY a.id";
        self.each(sql, |story, row| {
            let number: String = row.get(3)?;
            let entry = story.entry("allocation", row, (8, 2))?;
            let amount = story.money(row.get(5)?);
            let applied = Event {
                amount: Some(amount.negated()),
                debit: Some(DebitId(row.get(0)?)),
                credit: Some(CreditId(row.get(1)?)),
                ..Event::on(date(row, 4)?, entry, "allocation", format!("on {number}"))
            };
            if let Some((entry, on)) = story.end("allocation_reversal", row, (9, 6))? {
                story.events.push(Event {
                    amount: Some(amount),
                    debit: applied.debit,
                    credit: applied.credit,
                    ..Event::on(on, entry, "reversal", format!("taken back from {number}"))
                });
            }
            story.events.push(applied);
            Ok(())
        })
    }

    fn tell_reversals(&mut self) -> Result<()> {
        let sql = "SELECT c.id, r.entry, c.kind, c.code, r.date, c.method, c.reference, c.amount, r.reason, r.id
            FROM credit c JOIN credit_reversal r ON r.credit = c.id WHERE c.account = ?1 AND r.live = 1 ORDER BY r.id";
        self.each(sql, |story, row| {
            let entry = story.entry("credit_reversal", row, (9, 1))?;
            let kind: CreditKind = row.get::<_, String>(2)?.parse()?;
            let (code, method, reference): (String, String, String) = (row.get(3)?, row.get(5)?, row.get(6)?);
            let what = named(kind, &code, &method, &reference);
            story.events.push(Event {
                amount: Some(story.money(row.get(7)?)),
                credit: Some(CreditId(row.get(0)?)),
                note: row.get(8)?,
                ..Event::on(date(row, 4)?, entry, "reversal", format!("{what} reversed"))
            });
            Ok(())
        })
    }
}

/// `check 5521`, `ach P17`, `credit C4`.
fn named(kind: CreditKind, code: &str, method: &str, reference: &str) -> String {
    let what = if kind == CreditKind::Payment && !method.is_empty() { method } else { kind.word() };
    format!("{what} {}", if reference.is_empty() { code } else { reference })
}
