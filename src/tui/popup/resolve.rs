//! What became of a dispute: credited and written off post what they mean in the same entry; the last choice keeps it
//! open and says who sees to it now.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::pick::{Candidate, PickField};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::dispute::reasons;
use super::outlook::{Deed, Outlook};
use super::posting::{Ground, Posting, amount_of, collectable, date_of};
use crate::book::{Book, Dispute, Done, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::Date;
use crate::domain::communication::Resolution;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};
use crate::ops::resolve_dispute::{AmendDispute, ResolveDispute, decide};

/// The choice that resolves nothing.
const OPEN: &str = "open";

pub struct ResolveForm {
    which: PickField,
    how: ChoiceField,
    amount: AmountField,
    posts: ChoiceField,
    date: DateField,
    reason: ChoiceField,
    owner: TextField,
    note: TextField,
}

/// What Save does.
pub enum Settling {
    Resolve(ResolveDispute),
    Amend(AmendDispute),
}

impl Deed for Settling {
    fn try_out(&self, book: &Book, stamp: &Stamp, of: (AccountId, &Aging)) -> Result<Standing> {
        match self {
            Settling::Resolve(op) => op.try_out(book, stamp, of),
            Settling::Amend(op) => op.try_out(book, stamp, of),
        }
    }

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done> {
        match self {
            Settling::Resolve(op) => Deed::perform(op, book, stamp),
            Settling::Amend(op) => Deed::perform(op, book, stamp),
        }
    }
}

fn key(dispute: &Dispute) -> String {
    format!("D{}", dispute.id.0)
}

/// `price · maria · open for 20 days`
pub fn told(dispute: &Dispute, today: Date) -> String {
    let days = match dispute.days_open(today) {
        0 => "since today".to_string(),
        1 => "open for a day".to_string(),
        days => format!("open for {days} days"),
    };
    let reason = dispute.reason.word().to_lowercase().replace('-', " ");
    let owner = if dispute.owner.is_empty() { "no owner" } else { &dispute.owner };
    format!("{reason} · {owner} · {days}")
}

impl ResolveForm {
    fn dispute<'a>(&self, ground: &'a Ground) -> Result<&'a Dispute> {
        self.which.check()?;
        let found = ground.standing.disputes.iter().find(|one| Some(key(one).as_str()) == self.which.value());
        found.ok_or_else(|| Error::invalid("which", "choose which"))
    }

    /// None while it stays open.
    fn resolution(&self) -> Option<Resolution> {
        self.how.value().and_then(|word| word.parse().ok())
    }

    fn posting(&self) -> bool {
        matches!(self.resolution(), Some(Resolution::Credited | Resolution::WrittenOff))
    }

    fn amend(&self, dispute: &Dispute) -> Result<AmendDispute> {
        Ok(AmendDispute {
            account: dispute.account,
            dispute: dispute.id,
            reason: self.reason.value().map_or(Ok(dispute.reason), |word| word.parse())?,
            owner: self.owner.value().to_string(),
            note: self.note.value().to_string(),
        })
    }

    fn numbered<'a>(&self, ground: &'a Ground) -> &'a str {
        self.dispute(ground).map_or("", |dispute| dispute.number.as_str())
    }
}

impl Posting for ResolveForm {
    const NAME: &'static str = "resolve-dispute";
    type Deed = Settling;

    fn new(seed: Seed, ground: &Ground) -> ResolveForm {
        let ways = [("credited", "credited"), ("rejected", "rejected"), ("corrected", "corrected")];
        let ways = ways.into_iter().chain([("written off", "written off"), (OPEN, "stays open: owner, reason, note")]);
        let posts = [("yes", "post it"), ("no", "the word alone")];
        let choice = |(word, label): (&str, &str)| Choice::new(word, label);
        let currency = ground.standing.account.currency;
        let mut form = ResolveForm {
            which: PickField::new(Slot::new("which", "Dispute"), "no dispute is open"),
            how: ChoiceField::new(Slot::new("how", "It was"), ways.map(choice).collect()),
            amount: AmountField::new(Slot::new("amount", "Amount").hidden(), currency, ground.look),
            posts: ChoiceField::new(Slot::new("posts", "Memo").no_stop().hidden(), posts.map(choice).to_vec()),
            date: ground.day_field(Slot::new("date", "Date").no_stop()),
            reason: ChoiceField::new(Slot::new("reason", "Reason").hidden(), Vec::new()),
            owner: TextField::new(Slot::new("owner", "Owner").hidden()),
            note: TextField::new(Slot::new("note", "Note").hidden()),
        };
        form.posts.choose("yes");
        let on_it: Vec<&Dispute> =
            ground.standing.disputes.iter().filter(|dispute| Some(dispute.debit) == seed.debit).collect();
        if let [only] = on_it.as_slice() {
            form.which.settle(key(only));
        }
        form
    }

    fn title(&self) -> &'static str {
        "RESOLVE a dispute of"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![
            &mut self.which,
            &mut self.how,
            &mut self.amount,
            &mut self.posts,
            &mut self.date,
            &mut self.owner,
            &mut self.note,
            &mut self.reason,
        ]
    }

    fn offer(&mut self, ground: &Ground, cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default) = (ground.today, Some(ground.today));
        let line = |dispute: &Dispute| Candidate {
            key: key(dispute),
            label: dispute.number.clone(),
            detail: told(dispute, ground.today),
            amount: ground.look.figure(dispute.amount),
        };
        self.which.offer(ground.standing.disputes.iter().map(line).collect());
        self.reason.offer(reasons(cx));
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, _cx: &Cx) {
        let (posting, stays) = (self.posting(), self.how.value() == Some(OPEN));
        self.posts.slot.shown = posting;
        self.amount.slot.shown = posting && self.posts.value() == Some("yes");
        self.date.slot.shown = !stays;
        for slot in [&mut self.owner.slot, &mut self.note.slot, &mut self.reason.slot] {
            slot.shown = stays;
        }
        self.reason.slot.stop = false;
        let Ok(dispute) = self.dispute(ground) else { return };
        let open = ground.debits.iter().find(|debit| debit.id == dispute.debit).map(|debit| debit.open);
        let amount = self.resolution().zip(open).and_then(|(how, open)| decide(dispute, open, how));
        (self.amount.default, self.amount.base) = (amount, amount);
        if posting && amount.is_none() {
            self.posts.choose("no");
            self.amount.slot.shown = false;
        }
        self.owner.default = dispute.owner.clone();
        self.note.default = dispute.note.clone();
        if self.reason.value().is_none() {
            self.reason.choose(dispute.reason.word());
        }
        self.reason.required = false;
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<Settling> {
        let dispute = self.dispute(ground)?;
        self.how.check()?;
        let Some(resolution) = self.resolution() else { return self.amend(dispute).map(Settling::Amend) };
        let amount = match self.amount.slot.shown {
            true => Some(amount_of(&self.amount)?),
            false => None,
        };
        let (account, dispute, on) = (dispute.account, dispute.id, date_of(&self.date)?);
        Ok(Settling::Resolve(ResolveDispute { account, dispute, resolution, amount, on }))
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn details(&self, deed: &Settling, ground: &Ground) -> Vec<String> {
        let Settling::Resolve(op) = deed else { return Vec::new() };
        let what = match op.resolution {
            Resolution::WrittenOff => "write-off",
            _ => "credit memo",
        };
        let posted = op.amount.map(|amount| {
            format!("posts a {what} of {}, applied to {}", ground.look.figure(amount), self.numbered(ground))
        });
        posted.into_iter().collect()
    }

    fn aftermath(&self, outlook: &Outlook, ground: &Ground) -> Vec<String> {
        collectable(outlook, ground).into_iter().collect()
    }

    fn sentence(&self, deed: &Settling, ground: &Ground) -> String {
        let number = self.numbered(ground);
        match deed {
            Settling::Amend(op) => format!("The dispute of {number} stays open; {} sees to it", owner_of(op)),
            Settling::Resolve(op) => match (op.resolution, op.amount) {
                (Resolution::Credited, Some(amount)) => format!("Credits {} to {number}", ground.look.figure(amount)),
                (Resolution::WrittenOff, Some(amount)) => {
                    format!("Writes {} of {number} off", ground.look.figure(amount))
                }
                (how, _) => format!("The dispute of {number} is {}; all of it is asked for again", how.word()),
            },
        }
    }

    fn said(&self, deed: &Settling, ground: &Ground) -> String {
        let number = self.numbered(ground);
        match deed {
            Settling::Amend(op) => format!("{} sees to the dispute of {number}", owner_of(op)),
            Settling::Resolve(op) => match op.amount {
                Some(amount) => {
                    format!("Dispute of {number} {}: {}", op.resolution.word(), ground.look.figure(amount))
                }
                None => format!("Dispute of {number} {}", op.resolution.word()),
            },
        }
    }
}

fn owner_of(op: &AmendDispute) -> &str {
    if op.owner.is_empty() { "nobody" } else { &op.owner }
}
