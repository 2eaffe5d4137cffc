//! Who else has this account open. What this desk says and what it hears goes through the thread of the drafts: no key
//! waits for it, and nothing is ever refused because of it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::cx::Cx;
use super::drafts::new_action;
use crate::book::presence::{STALE, Seat};
use crate::domain::ids::AccountId;
use crate::domain::text::clean;

/// A desk says that it is still there this often, and asks about the others this often; milliseconds.
const REFRESH: i64 = 30_000;
const LISTEN: i64 = 2_000;

/// What the other desks said last, written by the thread of the drafts.
pub type Heard = Arc<Mutex<Vec<Seat>>>;

/// This desk's seat, and those of the others.
pub struct Presence {
    desk: String,
    seat: Option<Seat>,
    listened: Option<i64>,
    heard: Heard,
    /// What was heard at the last look, to see that it changed.
    known: Vec<Seat>,
}

impl Default for Presence {
    fn default() -> Presence {
        let desk = format!("{}-{}", std::process::id(), new_action());
        Presence { desk, seat: None, listened: None, heard: Heard::default(), known: Vec::new() }
    }
}

/// What is to be told to the thread.
pub enum News {
    Sit(Seat),
    Rise(String),
    /// Read who sits where, but for this desk.
    Listen(String, Heard),
}

impl Presence {
    /// This desk is at an account, or at none. Gives what is to be told.
    pub(super) fn at(&mut self, operator: &str, place: Option<(AccountId, &str)>, now: i64) -> Vec<News> {
        let mut news = Vec::new();
        match (&mut self.seat, place) {
            (None, None) => {}
            (Some(_), None) => {
                self.seat = None;
                news.push(News::Rise(self.desk.clone()));
            }
            (Some(seat), Some((account, form))) if seat.account == account && seat.form == form => {
                if now - seat.seen >= REFRESH {
                    seat.seen = now;
                    news.push(News::Sit(seat.clone()));
                }
            }
            (seat, Some((account, form))) => {
                let stays = seat.as_ref().filter(|seat| seat.account == account);
                let since = stays.map_or(now, |seat| seat.since);
                if stays.is_none() {
                    self.listened = None;
                }
                let (desk, operator, form) = (self.desk.clone(), operator.to_string(), form.to_string());
                let new = Seat { desk, operator, account, form, since, seen: now };
                news.push(News::Sit(new.clone()));
                *seat = Some(new);
            }
        }
        if self.seat.is_some() && self.listened.is_none_or(|then| now - then >= LISTEN) {
            self.listened = Some(now);
            news.push(News::Listen(self.desk.clone(), self.heard.clone()));
        }
        news
    }

    /// True where the others have moved since this was asked last.
    pub(super) fn has_news(&mut self) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        // That a desk is still there is no news.
        let news =
            |seats: &[Seat]| -> Vec<Seat> { seats.iter().map(|seat| Seat { seen: 0, ..seat.clone() }).collect() };
        let changed = news(&heard) != news(&self.known);
        self.known.clone_from(&heard);
        changed
    }

    /// The other desks at an account.
    pub fn others(&self, account: AccountId, now: i64) -> impl Iterator<Item = &Seat> {
        let here = move |seat: &&Seat| seat.account == account && now - seat.seen < STALE && !is_gone(seat);
        self.known.iter().filter(here)
    }

    pub(super) fn desk(&self) -> &str {
        &self.desk
    }
}

/// True where the machine can tell that the desk's process has ended.
fn is_gone(seat: &Seat) -> bool {
    let number = seat.desk.split('-').next().unwrap_or_default();
    let processes = Path::new("/proc");
    processes.join("self").exists() && !processes.join(number).exists()
}

/// `tom has this open since 10:12, logging a call`; None where nobody else has.
pub fn words(account: AccountId, cx: &Cx) -> Option<String> {
    let now = (cx.clock.now)().utc;
    let said = |seat: &Seat| {
        let who = if seat.operator == cx.operator { "your other desk".to_string() } else { clean(&seat.operator) };
        let doing = match seat.form.as_str() {
            "" => "",
            "call" => ", logging a call",
            "payment" => ", taking a payment",
            "plan" => ", agreeing a plan",
            _ => ", typing into a form",
        };
        format!("{who} has this open since {}{doing}", cx.here_of(seat.since).format("%H:%M"))
    };
    let said: Vec<String> = cx.drafts.presence.others(account, now).map(said).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// `⚠ tom is here too`, where there is little room.
pub fn short(account: AccountId, cx: &Cx) -> Option<String> {
    let now = (cx.clock.now)().utc;
    let names: Vec<String> = cx.drafts.presence.others(account, now).map(|seat| clean(&seat.operator)).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    (!names.is_empty()).then(|| format!("⚠ {} {verb} here too", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACE: AccountId = AccountId(1);

    fn kinds(news: &[News]) -> Vec<&'static str> {
        let kind = |one: &News| match one {
            News::Sit(_) => "sit",
            News::Rise(_) => "rise",
            News::Listen(..) => "listen",
        };
        news.iter().map(kind).collect()
    }

    #[test]
    fn a_desk_says_where_it_sits_when_that_changes_and_each_half_minute() {
        let mut presence = Presence::default();
        let mut at = |place, now| kinds(&presence.at("maria", place, now));
        assert_eq!(at(None, 0), Vec::<&str>::new());
        assert_eq!(at(Some((ACE, "")), 1_000), ["sit", "listen"]);
        assert_eq!(at(Some((ACE, "")), 2_000), Vec::<&str>::new());
        assert_eq!(at(Some((ACE, "call")), 2_500), ["sit"]);
        assert_eq!(at(Some((ACE, "call")), 3_000), ["listen"]);
        assert_eq!(at(Some((ACE, "call")), 32_500), ["sit", "listen"]);
        assert_eq!(at(Some((AccountId(2), "")), 32_600), ["sit", "listen"], "another account is asked about at once");
        assert_eq!(at(None, 32_700), ["rise"]);
        assert_eq!(at(None, 99_000), Vec::<&str>::new());
    }

    #[test]
    fn a_desk_that_said_nothing_for_ninety_seconds_is_gone() {
        let mut presence = Presence::default();
        let desk = format!("{}-other", std::process::id());
        let (operator, form) = ("tom".to_string(), String::new());
        let seat = Seat { desk, operator, account: ACE, form, since: 0, seen: 1_000 };
        presence.heard.lock().unwrap().push(seat.clone());
        assert!(presence.has_news() && !presence.has_news());
        presence.heard.lock().unwrap()[0].seen = 1_001;
        assert!(!presence.has_news(), "still there is no news");
        presence.heard.lock().unwrap()[0].seen = 1_000;
        presence.has_news();
        assert_eq!(presence.others(ACE, 90_999).count(), 1);
        assert_eq!(presence.others(ACE, 91_000).count(), 0);
        assert_eq!(presence.others(AccountId(2), 1_000).count(), 0);
        presence.heard.lock().unwrap()[0].desk = "999999999-other".into();
        presence.has_news();
        if Path::new("/proc/self").exists() {
            assert_eq!(presence.others(ACE, 1_000).count(), 0, "its process has ended");
        }
    }
}
