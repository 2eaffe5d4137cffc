//! The shop's rules of contact: at what hours, how often, how soon after a conversation, and whom not at all. It is asked
//! before an outgoing contact is logged; what a rule means in law is for the shop to know, not for a program to claim.

use serde::{Serialize, Serializer};

use super::calendar::{Date, Moment, days_past, plus_days, spoken};
use super::communication::{Channel, Direction, HoldKind, Outcome, words};
use super::time_of_day;
use super::zone::Zone;

words! {
    /// What a rule does where it is broken.
    Mode, "mode" { Off = "off", Warn = "warn", Block = "block" }
}

words! {
    /// The rules, gravest first.
    Rule, "rule" {
        Hold = "hold", Number = "do-not-call", Hours = "hours", Attempts = "attempts", Quiet = "quiet-days",
    }
}

/// Days over which attempts are counted.
pub const ATTEMPT_DAYS: i64 = 7;

/// The rules as the shop has set them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub hold: Mode,
    pub number: Mode,
    pub hours: Mode,
    pub attempts: Mode,
    pub quiet: Mode,
    /// Minutes of the customer's day: from the first on, before the second.
    pub calling_hours: (u16, u16),
    pub most_attempts: u32,
    pub quiet_days: u32,
}

/// A contact that was made before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    pub on: Date,
    pub channel: Channel,
    pub direction: Direction,
    pub outcome: Outcome,
}

/// What time it is at the customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    pub at: Moment,
    pub zone: Zone,
}

/// An outgoing contact that is about to be logged, and what is known of the account.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Civil time at the desk.
    pub at: Moment,
    pub channel: Channel,
    /// None where no zone is known: then the hours say nothing.
    pub there: Option<There>,
    pub holds: &'a [HoldKind],
    /// The number that is to be called, where it is marked do-not-call.
    pub not_to_call: Option<&'a str>,
    pub earlier: &'a [Earlier],
}

/// A rule that speaks against a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub mode: Mode,
    /// `it is 06:40 in Phoenix; calls from 08:00`
    pub says: String,
    /// When it speaks no more, at the customer's where it is about hours; None where only a person can lift it.
    pub until: Option<Moment>,
}

/// What the guard says about a contact, gravest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    pub findings: Vec<Finding>,
    /// What it could not judge: `"Mars/Olympus" is no time zone`.
    pub notes: Vec<String>,
}

impl Said {
    /// The gravest rule that stops the contact.
    pub fn blocked(&self) -> Option<&Finding> {
        self.findings.iter().find(|one| one.mode == Mode::Block)
    }
}

impl Rules {
    pub fn mode_of(&self, rule: Rule) -> Mode {
        match rule {
            Rule::Hold => self.hold,
            Rule::Number => self.number,
            Rule::Hours => self.hours,
            Rule::Attempts => self.attempts,
            Rule::Quiet => self.quiet,
        }
    }

    /// Every rule that is not off and speaks against an outgoing contact. A note is no contact.
    pub fn check(&self, facts: &Facts) -> Vec<Finding> {
        if facts.channel == Channel::Note {
            return Vec::new();
        }
        let asked = Rule::ALL.iter().filter(|rule| self.mode_of(**rule) != Mode::Off);
        let found = asked.filter_map(|rule| {
            let (says, until) = self.ask(*rule, facts)?;
            Some(Finding { rule: *rule, mode: self.mode_of(*rule), says, until })
        });
        found.collect()
    }

    fn ask(&self, rule: Rule, facts: &Facts) -> Option<(String, Option<Moment>)> {
        match rule {
            Rule::Hold => hold(facts).map(|says| (says, None)),
            Rule::Number => {
                let rings = matches!(facts.channel, Channel::Call | Channel::Text);
                facts.not_to_call.filter(|_| rings).map(|number| (format!("{number} is not to be called"), None))
            }
            Rule::Hours => self.at_what_hour(facts),
            Rule::Attempts => self.how_often(facts),
            Rule::Quiet => self.how_soon(facts),
        }
    }

    /// The hours hold for what rings, buzzes or knocks; a letter or an e-mail waits until it is read.
    fn at_what_hour(&self, facts: &Facts) -> Option<(String, Option<Moment>)> {
        let there = facts.there.as_ref()?;
        if matches!(facts.channel, Channel::Email | Channel::Letter) {
            return None;
        }
        let (from, to) = self.calling_hours;
        let minute = time_of_day::minute_of(there.at.time());
        if (from..to).contains(&minute) {
            return None;
        }
        let opens = time_of_day::of_minute(from);
        let (date, day) =
            if minute < from { (there.at.date(), "") } else { (plus_days(there.at.date(), 1), " tomorrow") };
        let (now, opens_at) = (time_of_day::shown(there.at.time()), time_of_day::shown(opens));
        let says = format!("it is {now} in {}; calls from {opens_at}{day}", there.zone.place());
        Some((says, Some(date.and_time(opens))))
    }

    /// Counted over the day of the contact and the six before it, on every way out.
    fn how_often(&self, facts: &Facts) -> Option<(String, Option<Moment>)> {
        let today = facts.at.date();
        let counts = |one: &&Earlier| {
            one.direction == Direction::Out
                && one.channel != Channel::Note
                && (0..ATTEMPT_DAYS).contains(&days_past(today, one.on))
        };
        let mut days: Vec<Date> = facts.earlier.iter().filter(counts).map(|one| one.on).collect();
        days.sort_unstable();
        let most = usize::try_from(self.most_attempts).unwrap_or(usize::MAX);
        // The one whose day must have passed before there is room for another.
        let oldest = days.len().checked_sub(most.max(1)).and_then(|at| days.get(at))?;
        let next = plus_days(*oldest, ATTEMPT_DAYS);
        let times = if days.len() == 1 { "time" } else { "times" };
        let says =
            format!("tried {} {times} in {ATTEMPT_DAYS} days; the next from {}", days.len(), spoken(next, today));
        Some((says, Some(next.and_time(chrono::NaiveTime::MIN))))
    }

    fn how_soon(&self, facts: &Facts) -> Option<(String, Option<Moment>)> {
        let today = facts.at.date();
        let quiet = i64::from(self.quiet_days);
        let talks = facts.earlier.iter().filter(|one| one.outcome.reached() && one.channel != Channel::Note);
        let last = talks.map(|one| one.on).filter(|on| (0..quiet).contains(&days_past(today, *on))).max()?;
        let next = plus_days(last, quiet);
        let says = format!("spoke on {}; quiet until {}", spoken(last, today), spoken(next, today));
        Some((says, Some(next.and_time(chrono::NaiveTime::MIN))))
    }
}

/// A credit hold stops new sales, not the asking; one of another kind is the shop's own affair.
fn hold(facts: &Facts) -> Option<String> {
    let kinds = facts.holds.iter().rev().filter(|kind| !matches!(kind, HoldKind::Credit | HoldKind::Other));
    kinds.map(|kind| format!("on hold: {}", kind.word())).next()
}

impl Default for Rules {
    /// For a shop of business customers: holds and numbers warn, nothing else is asked.
    fn default() -> Rules {
        Rules {
            hold: Mode::Warn,
            number: Mode::Warn,
            hours: Mode::Off,
            attempts: Mode::Off,
            quiet: Mode::Off,
            calling_hours: (8 * 60, 21 * 60),
            most_attempts: 7,
            quiet_days: 7,
        }
    }
}

/// Settings by key.
pub type Preset = &'static [(&'static str, &'static str)];

/// Sets of settings by a name that says what they do.
pub const PRESETS: &[(&str, Preset)] = &[
    (
        "off",
        &[
            ("guard-hold", "off"),
            ("guard-do-not-call", "off"),
            ("guard-hours", "off"),
            ("guard-attempts", "off"),
            ("guard-quiet-days", "off"),
        ],
    ),
    (
        "holds-and-numbers",
        &[
            ("guard-hold", "warn"),
            ("guard-do-not-call", "warn"),
            ("guard-hours", "off"),
            ("guard-attempts", "off"),
            ("guard-quiet-days", "off"),
        ],
    ),
    (
        "warn-8-to-21-and-7-in-7",
        &[
            ("guard-hold", "warn"),
            ("guard-do-not-call", "warn"),
            ("guard-hours", "warn"),
            ("guard-attempts", "warn"),
            ("guard-quiet-days", "warn"),
            ("calling-hours", "08:00-21:00"),
            ("attempts-in-7-days", "7"),
            ("quiet-days", "7"),
        ],
    ),
    (
        "block-8-to-21-and-7-in-7",
        &[
            ("guard-hold", "block"),
            ("guard-do-not-call", "block"),
            ("guard-hours", "block"),
            ("guard-attempts", "block"),
            ("guard-quiet-days", "block"),
            ("calling-hours", "08:00-21:00"),
            ("attempts-in-7-days", "7"),
            ("quiet-days", "7"),
        ],
    ),
];

/// `08:00-21:00` as minutes of a day.
pub fn read_hours(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    let from = time_of_day::minute_of(time_of_day::read(from).ok()?);
    let to = match to.trim() {
        "24:00" | "24" => 24 * 60,
        to => time_of_day::minute_of(time_of_day::read(to).ok()?),
    };
    (from < to).then_some((from, to))
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("rule", &self.rule)?;
        map.serialize_entry("mode", &self.mode)?;
        map.serialize_entry("text", &self.says)?;
        map.serialize_entry("until", &self.until)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::day;
    use super::*;

    fn all(mode: Mode) -> Rules {
        Rules { hold: mode, number: mode, hours: mode, attempts: mode, quiet: mode, ..Rules::default() }
    }

    fn at(text: &str) -> Moment {
        Moment::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn facts<'a>(now: &str, channel: Channel) -> Facts<'a> {
        Facts { at: at(now), channel, there: None, holds: &[], not_to_call: None, earlier: &[] }
    }

    fn says(rules: &Rules, facts: &Facts) -> Vec<String> {
        rules.check(facts).into_iter().map(|one| one.says).collect()
    }

    fn talked(on: &str, outcome: Outcome) -> Earlier {
        Earlier { on: day(on), channel: Channel::Call, direction: Direction::Out, outcome }
    }

    #[test]
    fn the_hours_are_those_of_the_customers_place() {
        let zone: Zone = "America/Phoenix".parse().unwrap();
        let there = |now: &str| Some(There { at: at(now), zone });
        let call = |now: &str| Facts { there: there(now), ..facts("2026-11-21 09:00", Channel::Call) };
        let rules = all(Mode::Warn);
        assert_eq!(says(&rules, &call("2026-11-21 06:40")), ["it is 06:40 in Phoenix; calls from 08:00"]);
        assert_eq!(says(&rules, &call("2026-11-21 08:00")), [""; 0]);
        assert_eq!(says(&rules, &call("2026-11-21 20:59")), [""; 0]);
        assert_eq!(says(&rules, &call("2026-11-21 21:00")), ["it is 21:00 in Phoenix; calls from 08:00 tomorrow"]);
        let until = rules.check(&call("2026-11-21 21:00"))[0].until;
        assert_eq!(until, Some(at("2026-11-22 08:00")));
        for channel in [Channel::Email, Channel::Letter, Channel::Note] {
            assert_eq!(says(&rules, &Facts { channel, ..call("2026-11-21 03:00") }), [""; 0], "{channel:?}");
        }
        assert_eq!(says(&Rules::default(), &call("2026-11-21 03:00")), [""; 0], "off unless the shop asks for it");
        assert_eq!(says(&rules, &facts("2026-11-21 03:00", Channel::Call)), [""; 0], "silent without a zone");
    }

    #[test]
    fn attempts_on_every_way_out_are_counted_over_seven_days() {
        let mut earlier: Vec<Earlier> =
            (15..=21).map(|on| talked(&format!("2026-11-{on}"), Outcome::Voicemail)).collect();
        earlier[2].channel = Channel::Email;
        let rules = all(Mode::Block);
        fn call<'a>(now: &str, earlier: &'a [Earlier]) -> Facts<'a> {
            Facts { earlier, ..facts(now, Channel::Call) }
        }
        let told = says(&rules, &call("2026-11-21 10:00", &earlier));
        assert_eq!(told, ["tried 7 times in 7 days; the next from Sun 22 Nov"]);
        assert_eq!(says(&rules, &call("2026-11-22 10:00", &earlier)), [""; 0]);
        assert_eq!(says(&rules, &call("2026-11-21 10:00", &earlier[1..])), [""; 0]);
        earlier[0].direction = Direction::In;
        assert_eq!(says(&rules, &call("2026-11-21 10:00", &earlier)), [""; 0], "they called us");
    }

    #[test]
    fn after_a_conversation_it_is_quiet_for_a_while() {
        let rules = Rules { quiet_days: 3, ..all(Mode::Warn) };
        let earlier = [talked("2026-11-19", Outcome::Spoke), talked("2026-11-20", Outcome::Voicemail)];
        let call = |now| Facts { earlier: &earlier, ..facts(now, Channel::Letter) };
        assert_eq!(says(&rules, &call("2026-11-21 10:00")), ["spoke on Thu 19 Nov; quiet until Sun 22 Nov"]);
        assert_eq!(says(&rules, &call("2026-11-22 10:00")), [""; 0]);
        let never = Rules { quiet_days: 0, ..rules };
        assert_eq!(says(&never, &call("2026-11-19 10:00")), [""; 0]);
    }

    #[test]
    fn holds_and_numbers_are_asked_unless_the_shop_says_no() {
        let call = Facts {
            holds: &[HoldKind::Attorney, HoldKind::Credit],
            not_to_call: Some("555-0142"),
            ..facts("2026-11-21 10:00", Channel::Call)
        };
        let told = says(&Rules::default(), &call);
        assert_eq!(told, ["on hold: attorney", "555-0142 is not to be called"]);
        let letter = Facts { channel: Channel::Letter, ..call.clone() };
        assert_eq!(says(&Rules::default(), &letter), ["on hold: attorney"]);
        assert_eq!(says(&all(Mode::Off), &call), [""; 0]);
        let credit = Facts { holds: &[HoldKind::Credit], not_to_call: None, ..call };
        assert_eq!(says(&Rules::default(), &credit), [""; 0]);
    }

    #[test]
    fn hours_are_read_as_they_are_written() {
        assert_eq!(read_hours("08:00-21:00"), Some((480, 1260)));
        assert_eq!(read_hours("8am - 24:00"), Some((480, 1440)));
        assert_eq!((read_hours("21:00-08:00"), read_hours("8"), read_hours("x-y")), (None, None, None));
    }

    proptest! {
        /// Against counting by hand, day by day: the date that is named is the first on which the rule is silent.
        #[test]
        fn the_day_that_is_named_is_the_first_that_is_free(
            days in proptest::collection::vec((0_i64..12, any::<bool>()), 0..24), most in 1_u32..6,
        ) {
            let today = day("2026-11-21");
            let earlier: Vec<Earlier> = days.iter().map(|(ago, out)| Earlier {
                on: plus_days(today, -ago),
                channel: Channel::Text,
                direction: if *out { Direction::Out } else { Direction::In },
                outcome: Outcome::NoAnswer,
            }).collect();
            let rules = Rules { most_attempts: most, ..all(Mode::Warn) };
            let made = |on: Date| (0..7).map(|back| plus_days(on, -back)).map(|day| {
                earlier.iter().filter(|one| one.direction == Direction::Out && one.on == day).count()
            }).sum::<usize>();
            let free = (0..9).map(|ahead| plus_days(today, ahead)).find(|on| made(*on) < most as usize).unwrap();
            let asked = Facts { earlier: &earlier, ..facts("2026-11-21 10:00", Channel::Call) };
            let found = rules.check(&asked);
            prop_assert_eq!(found.is_empty(), free == today);
            if let [finding] = found.as_slice() {
                prop_assert_eq!(finding.until.unwrap().date(), free);
            }
        }
    }
}
