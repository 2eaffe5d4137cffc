//! What was last read of the account that is looked at. It is read when it is first asked for after it changed, so that a
//! held arrow key reads only the account on which it stops.

use std::cmp::Reverse;

use super::super::super::cx::Cx;
use super::super::super::look::Look;
use crate::book::{Approach, Book, Contact, Event, Group, NumberMark, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, short};
use crate::domain::communication::{Channel, Direction};
use crate::domain::guard::{Rule, Said};
use crate::domain::ids::AccountId;
use crate::domain::promise::PromiseState;
use crate::domain::text::clean;
use crate::domain::time_of_day::minute_of;
use crate::error::Result;

/// One account as it stands, with whom to ask for and what happened, newest first.
pub struct Looked {
    pub standing: Standing,
    pub contacts: Vec<Contact>,
    pub events: Vec<Event>,
    /// What it is the head office of.
    pub group: Option<Group>,
    /// Its head office: code and name.
    pub parent: Option<(String, String)>,
    /// Not the shop's own currency.
    pub foreign: bool,
    /// Its place in the day's work: the stage it was taken to, a snooze, a pin.
    place: Vec<Flag>,
    /// Numbers that are not called.
    pub marks: Vec<NumberMark>,
    /// What the rules of contact say against calling now.
    pub said: Said,
    /// The minute of the day for which they were asked.
    asked: Option<u16>,
}

/// A thing to know before one speaks; `alert` where it is trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    pub text: String,
    /// Where there is room for a word alone.
    pub short: String,
    pub alert: bool,
}

impl Looked {
    pub fn read(book: &Book, account: AccountId, how: &Aging) -> Result<Looked> {
        let standing = book.standing(account, how)?;
        let contacts = book.contacts_of(account)?;
        let mut events = book.timeline(account)?;
        // Within one entry the order stays: the check, then what it was applied to.
        events.sort_by_key(|event| Reverse((event.at, event.entry)));
        let group = book.group_of(account, how)?;
        let parent = standing.account.details.parent.map(|parent| book.names_of(&[parent])).transpose()?;
        let parent = parent.and_then(|names| names.into_iter().next()).map(|(_, code, name)| (code, name));
        let foreign = standing.account.currency != book.settings()?.currency;
        let place = place(book, account, how.as_of)?;
        let marks = book.number_marks_of(account)?;
        let said = Said::default();
        Ok(Looked { standing, contacts, events, group, parent, foreign, place, marks, said, asked: None })
    }

    /// Asks the rules of contact about a call now: what they say changes with the clock and not only with the book.
    fn ask_guard(&mut self, cx: &Cx) {
        let minute = minute_of(cx.now().time());
        if self.asked == Some(minute) {
            return;
        }
        let phone = self.contacts.iter().map(|contact| contact.phone.as_str()).find(|phone| !phone.is_empty());
        let approach = Approach {
            account: self.standing.account.id,
            at: cx.now(),
            clock_offset: cx.clock_offset(),
            channel: Channel::Call,
            direction: Direction::Out,
            phone: phone.unwrap_or_default(),
        };
        self.said = cx.book.guard(&approach, &cx.settings).unwrap_or_default();
        self.asked = Some(minute);
    }

    /// Hold, credit limit, a broken promise, stage, snooze and pin, then the account's tags.
    pub fn flags(&self, look: Look) -> Vec<Flag> {
        let standing = &self.standing;
        let alert = |text: String| Flag { short: text.clone(), text, alert: true };
        let today = standing.figures.as_of;
        let holds = standing.holds.iter().map(|hold| Flag {
            text: format!("ON HOLD {}", clean(&hold.words(today))),
            short: format!("ON HOLD {}", hold.kind.word()),
            alert: true,
        });
        let limit = standing.over_limit().map(|over| alert(format!("over its limit by {}", look.figure(over))));
        let last = standing.promises.last().map(|(_, settled)| settled.state);
        let promise = match last {
            Some(PromiseState::Broken) => Some(alert("✗ broken promise".to_string())),
            Some(PromiseState::Partial) => Some(alert("✗ promise kept in part".to_string())),
            _ => None,
        };
        let tags = standing.account.details.tags.split_whitespace();
        let tags = tags.map(|tag| format!("#{}", tag.trim_start_matches('#')));
        let tags = tags.map(|text| Flag { short: text.clone(), text, alert: false });
        // A hold stands there already, with more words; a number has its mark beside it.
        let said = self.said.findings.iter().filter(|one| !matches!(one.rule, Rule::Hold | Rule::Number));
        let said = said.map(|one| alert(one.says.clone())).chain(self.said.notes.iter().cloned().map(alert));
        let known = holds.chain(said).chain(limit).chain(promise);
        known.chain(self.place.iter().cloned()).chain(tags).collect()
    }
}

/// `▲ final demand since 3 Nov, rosa`, `snoozed until 27 Nov`, `pinned`.
fn place(book: &Book, account: AccountId, today: Date) -> Result<Vec<Flag>> {
    let stages = book.settings()?.stages;
    let moved = book.escalation_of(account, today)?.filter(|moved| stages.is_escalated(&moved.stage));
    let stage = moved.map(|moved| {
        let text = format!("▲ {} since {}, {}", stages.name(&moved.stage), short(moved.on, today), clean(&moved.owner));
        let short = format!("▲ {}", stages.name(&moved.stage));
        Flag { text, short, alert: true }
    });
    let quiet = |text: String| Flag { short: text.clone(), text, alert: false };
    let snooze = book.snooze_of(account, today)?.map(|one| quiet(format!("snoozed until {}", short(one.until, today))));
    let pin = book.pin_of(account, today)?.map(|_| quiet("pinned".to_string()));
    Ok(stage.into_iter().chain(snooze).chain(pin).collect())
}

/// The place of a [`Looked`]: empty, read, or what went wrong.
#[derive(Default)]
pub struct Glass {
    account: Option<AccountId>,
    read: Option<Result<Looked, String>>,
}

impl Glass {
    /// Turns to an account; nothing is read yet.
    pub fn turn_to(&mut self, account: Option<AccountId>) {
        if self.account != account {
            *self = Glass { account, read: None };
        }
    }

    /// The book changed.
    pub fn wipe(&mut self) {
        self.read = None;
    }

    pub fn account(&self) -> Option<AccountId> {
        self.account
    }

    /// The account, read if it was not; or why it cannot be.
    pub fn look(&mut self, cx: &Cx) -> Option<&Result<Looked, String>> {
        let account = self.account?;
        let how = cx.aging();
        let read = || {
            cx.book
                .kept_of(account)
                .and_then(|kept| Looked::read(&cx.book, kept, &how))
                .map_err(|error| error.to_string())
        };
        let looked = self.read.get_or_insert_with(read);
        if let Ok(looked) = looked {
            looked.ask_guard(cx);
        }
        Some(looked)
    }
}
