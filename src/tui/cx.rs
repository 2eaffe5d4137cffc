//! What every view is given: the book, the day, who sits here, and the palette. Nothing of it is global.

use ratatui::layout::Rect;

use super::calls::Calls;
use super::drafts::Drafts;
use super::look::Look;
use super::overview::Overview;
use super::trail::Trail;
use crate::book::{Book, Settings, Stamp};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, Moment};
use crate::error::Result;

/// What the machine's clock says.
#[derive(Debug, Clone, Copy)]
pub struct Instant {
    /// Civil time at the desk.
    pub here: Moment,
    /// Milliseconds since 1970 UTC.
    pub utc: i64,
}

/// Where the time comes from; only `main` reads the machine's clock.
pub struct Clock {
    pub now: Box<dyn Fn() -> Instant + Send>,
    /// The day that `--today` fixed.
    pub fixed: Option<Date>,
}

impl Clock {
    /// A clock that stands still, for tests.
    pub fn standing(here: Moment) -> Clock {
        let utc = here.and_utc().timestamp_millis();
        Clock { now: Box::new(move || Instant { here, utc }), fixed: None }
    }

    pub fn today(&self) -> Date {
        self.fixed.unwrap_or_else(|| (self.now)().here.date())
    }
}

/// The surroundings of a view.
pub struct Cx {
    pub book: Book,
    /// Read again whenever the book changed.
    pub settings: Settings,
    pub clock: Clock,
    /// Kept steady while one key is worked on.
    pub today: Date,
    pub operator: String,
    pub look: Look,
    pub drafts: Drafts,
    /// The aging of the whole book and what Find scans; read again by the home.
    pub overview: Overview,
    /// Whom to call today; read again by Today.
    pub calls: Calls,
    /// The accounts that were looked at.
    pub trail: Trail,
    /// What a docked form covers of the page that is being drawn.
    pub docked: Option<Rect>,
    /// A form lies parked under the view that has the keyboard: Esc on the home goes back to it at once.
    pub interrupting: bool,
}

impl Cx {
    pub fn new(book: Book, clock: Clock, operator: impl Into<String>) -> Result<Cx> {
        let (settings, today) = (book.settings()?, clock.today());
        let look = Look { mark: settings.decimal_mark, ..Look::of_environment() };
        let (operator, drafts) = (operator.into(), Drafts::memory());
        Ok(Cx {
            book,
            settings,
            clock,
            today,
            operator,
            look,
            drafts,
            overview: Overview::default(),
            calls: Calls::default(),
            trail: Trail::default(),
            docked: None,
            interrupting: false,
        })
    }

    /// The time at the desk, on the day that is today in the book.
    pub fn now(&self) -> Moment {
        self.today.and_time((self.clock.now)().here.time())
    }

    /// How an account is aged when it is looked at, whatever the report on the home is asked.
    pub fn aging(&self) -> Aging {
        Aging { edges: self.settings.edges, ..Aging::by_due(self.today) }
    }

    /// Milliseconds since 1970 UTC of a moment at this desk, and back, by the clock's distance to UTC now.
    pub fn utc_of(&self, here: Moment) -> i64 {
        here.and_utc().timestamp_millis() - self.distance()
    }

    pub fn here_of(&self, utc: i64) -> Moment {
        chrono::DateTime::from_timestamp_millis(utc + self.distance()).unwrap_or_default().naive_utc()
    }

    /// Seconds by which the desk's clock is ahead of UTC.
    pub fn clock_offset(&self) -> i32 {
        i32::try_from(self.distance() / 1000).unwrap_or(0)
    }

    /// The moment of UTC that it is at this desk's now.
    pub fn utc(&self) -> Moment {
        chrono::DateTime::from_timestamp_millis(self.utc_of(self.now())).unwrap_or_default().naive_utc()
    }

    fn distance(&self) -> i64 {
        let now = (self.clock.now)();
        now.here.and_utc().timestamp_millis() - now.utc
    }

    /// Who performs an action, and when.
    pub fn stamp(&self, action: impl Into<String>) -> Stamp {
        let at = (self.clock.now)().utc;
        Stamp { operator: self.operator.clone(), at, today: self.today, action: action.into() }
    }

    /// Another book, with what is beside it; what was read of the one before is forgotten.
    pub(super) fn turn_to(&mut self, book: Book) -> Result<()> {
        self.drafts = match book.path() {
            Some(path) => Drafts::beside(path, &self.operator)?,
            None => Drafts::memory(),
        };
        self.book = book;
        self.trail = Trail::default();
        self.forget();
        self.refresh()
    }

    /// Forgets what was read of the book.
    pub(super) fn forget(&mut self) {
        (self.overview, self.calls) = (Overview::default(), Calls::default());
    }

    /// The book changed: its settings may have.
    pub(super) fn refresh(&mut self) -> Result<()> {
        self.settings = self.book.settings()?;
        self.look.mark = self.settings.decimal_mark;
        Ok(())
    }
}
