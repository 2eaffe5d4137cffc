//! Two accounts that are the same customer: which one keeps everything, what moves, and what is owed then.

use super::super::super::cx::Cx;
use super::super::super::field::choice::{Choice, ChoiceField};
use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot, list};
use super::super::super::look::Look;
use super::super::Seed;
use super::{Decided, Matter, account_of, accounts_for};
use crate::book::{Alike, Contact, Standing};
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};
use crate::ops::merge_accounts::{Clash, decide};

pub struct MergeForm {
    standing: Standing,
    contacts: Vec<Contact>,
    /// Accounts that may be the same customer.
    alike: Vec<Alike>,
    look: Look,
    other: TextField,
    keeps: ChoiceField,
    clash: ChoiceField,
}

impl MergeForm {
    fn other(&self, cx: &Cx) -> Result<AccountId> {
        match self.other.value() {
            "" => Err(Error::invalid("other", "name the other account").hint("F4 lists accounts")),
            typed => account_of(typed, "other", cx),
        }
    }

    /// The one that goes, and the one that keeps everything.
    fn pair(&self, cx: &Cx) -> Result<(AccountId, AccountId)> {
        let (this, other) = (self.standing.account.id, self.other(cx)?);
        Ok(if self.keeps.value() == Some("other") { (this, other) } else { (other, this) })
    }

    fn moves(&self, going: &Standing, kept: &Standing, cx: &Cx) -> Result<Vec<String>> {
        let (account, figure) = (&going.account, |amount| self.look.figure(amount));
        let rows = cx.book.rows_to_move(account.id)?;
        let count = |table: &str| rows.iter().find(|(name, _)| *name == table).map_or(0, |(_, count)| *count);
        let named = [
            ("debit", "item", "items"),
            ("credit", "payment or credit", "payments and credits"),
            ("communication", "contact made", "contacts made"),
            ("promise", "promise", "promises"),
            ("plan", "plan", "plans"),
            ("dispute", "dispute", "disputes"),
            ("follow_up", "follow-up", "follow-ups"),
            ("hold", "hold", "holds"),
        ];
        let told: Vec<String> = named
            .into_iter()
            .map(|(table, one, many)| (count(table), if count(table) == 1 { one } else { many }))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let told = if told.is_empty() { "nothing yet".to_string() } else { told.join(", ") };
        let net = going.figures.net.plus(kept.figures.net)?;
        let past_due = going.figures.past_due.plus(kept.figures.past_due)?;
        Ok(vec![
            format!("moves to {} {}: {told}", kept.account.code, kept.account.name()),
            format!("owes {} + {} = {}", figure(kept.figures.net), figure(going.figures.net), figure(net)),
            format!(
                "past due {} + {} = {}",
                figure(kept.figures.past_due),
                figure(going.figures.past_due),
                figure(past_due)
            ),
        ])
    }
}

impl Matter for MergeForm {
    const NAME: &'static str = "merge";
    /// A large account is thousands of rows.
    const IS_TRIED: bool = false;

    fn new(seed: Seed, cx: &Cx) -> Result<MergeForm> {
        let standing = cx.book.standing(seed.account, &cx.aging())?;
        let (code, name) = (standing.account.code.clone(), standing.account.name().to_string());
        let keeps = vec![Choice::new("this", format!("{code} {name}")), Choice::new("other", "the other one")];
        let clash = vec![Choice::new("refuse", "do not merge"), Choice::new("rename", "put the code behind it")];
        let mut form = MergeForm {
            contacts: cx.book.contacts_of(seed.account)?,
            standing,
            alike: Vec::new(),
            look: cx.look,
            other: TextField::new(Slot::new("other", "With")).listing("accounts"),
            keeps: ChoiceField::new(Slot::new("keeps", "Keeps all").no_stop(), keeps),
            clash: ChoiceField::new(Slot::new("clash", "Same nr.").hidden(), clash),
        };
        form.keeps.choose("this");
        form.clash.required = false;
        Ok(form)
    }

    fn account(&self) -> AccountId {
        self.standing.account.id
    }

    fn title(&self) -> String {
        format!("MERGE {} with the same customer", self.standing.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.other, &mut self.clash, &mut self.keeps]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        let account = self.standing.account.id;
        self.standing = cx.book.standing(account, &cx.aging())?;
        self.contacts = cx.book.contacts_of(account)?;
        cx.overview.read_search(&cx.book)?;
        let phones: Vec<&str> =
            self.contacts.iter().flat_map(|one| [one.phone.as_str(), one.phone2.as_str()]).collect();
        self.alike = cx.overview.alike(self.standing.account.name(), &phones, account);
        // The only account that looks the same is meant, unless another is typed.
        self.other.default = match self.alike.as_slice() {
            [one] => one.code.clone(),
            _ => String::new(),
        };
        Ok(())
    }

    fn follow(&mut self, cx: &Cx) {
        let account = self.standing.account.id;
        let likely = |one: &Alike| list::Line {
            label: format!("{} · {}", one.name, one.why),
            detail: one.code.clone(),
            text: one.code.clone(),
        };
        let mut lines: Vec<list::Line> = self.alike.iter().map(likely).collect();
        lines.extend(
            accounts_for(&self.other.text(), account, cx)
                .into_iter()
                .filter(|line| self.alike.iter().all(|one| one.code != line.text)),
        );
        self.other.suggestions = lines;
        let other = self.other(cx).ok().and_then(|other| cx.book.standing(other, &cx.aging()).ok());
        self.other.echo = match &other {
            Some(other) => {
                format!("{} {}, owes {}", other.account.code, other.account.name(), self.look.figure(other.figures.net))
            }
            None if self.other.text().trim().is_empty() => String::new(),
            None => self.other(cx).err().map(|error| format!("✗ {}", error.message())).unwrap_or_default(),
        };
        let both = self.pair(cx).and_then(|(going, kept)| cx.book.numbers_of_both(going, kept)).unwrap_or_default();
        self.clash.slot.shown = !both.is_empty();
    }

    fn decide(&self, cx: &Cx) -> Result<Decided> {
        let (going, kept) = self.pair(cx)?;
        let clash = if self.clash.value() == Some("rename") { Clash::AppendCode } else { Clash::Refuse };
        let op = decide(&cx.book, going, kept, &clash, cx.today)?;
        let (going, kept) = (cx.book.standing(going, &cx.aging())?, cx.book.standing(kept, &cx.aging())?);
        let mut changes = self.moves(&going, &kept, cx)?;
        changes.extend(op.renamed.iter().map(|(_, number)| format!("a number that both have becomes {number}")));
        changes.extend(cx.book.amendments(&kept.account.details, &op.details)?.iter().map(ToString::to_string));
        let (from, into) = (&going.account, &kept.account);
        let sentence = format!(
            "{} {} goes into {} {} and is no longer listed; undo gives both back.",
            from.code,
            from.name(),
            into.code,
            into.name()
        );
        let said = format!("{} {} merged into {} {}", from.code, from.name(), into.code, into.name());
        Ok(Decided { op: Box::new(op), changes, sentence, said })
    }
}
