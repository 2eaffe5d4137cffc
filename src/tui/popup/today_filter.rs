//! What is asked of the day's list: whose, how large, how old, and when to follow up.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Cx;
use super::super::field::date::DateField;
use super::super::field::group::{Group, Turn};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::key::Key;
use super::super::look;
use super::super::view::{Context, Effect, Hint, Place, View};
use crate::book::{Filter, bucket_named};
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::money::parse_decimal;
use crate::error::{Error, Result};

/// The command of Today that lists what was asked.
pub const LIST: &str = "list-filtered";

pub struct TodayFilter {
    whose: TextField,
    over: TextField,
    bucket: TextField,
    follow_up: DateField,
    group: Group,
}

impl TodayFilter {
    /// With what is asked now.
    pub fn new(cx: &Cx) -> TodayFilter {
        let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
        let asked = &cx.calls.filter;
        let text = |name, label, echo: &str, now: Option<String>| {
            let mut field = TextField::new(Slot::new(name, label));
            field.echo = echo.to_string();
            field.set(&now.unwrap_or_default());
            field
        };
        let mut follow_up = DateField::new(Slot::new("follow-up", "Follow up"), cx.today, Facing::Forward, order);
        follow_up.required = false;
        if let Some(on) = asked.follow_up {
            follow_up.set(&on.to_string());
        }
        let buckets = cx.settings.edges.labels().join(", ");
        let over = asked.over.map(|over| over.normalize().to_string());
        TodayFilter {
            whose: text("whose", "Whose", "mine; empty: everybody's", asked.mine.as_ref().map(|_| "mine".to_string())),
            over: text("over", "Over", "an amount past due", over),
            bucket: text("bucket", "Bucket", &format!("one of {buckets}"), asked.bucket.clone()),
            follow_up,
            group: Group::default(),
        }
    }

    fn fields(&mut self) -> [&mut dyn Field; 4] {
        [&mut self.whose, &mut self.over, &mut self.bucket, &mut self.follow_up]
    }

    fn filter(&self, cx: &Cx) -> Result<Filter> {
        let mine = match self.whose.value().to_lowercase().as_str() {
            "" | "all" => None,
            "mine" | "me" | "m" => Some(cx.operator.clone()),
            other if other == cx.operator.to_lowercase() => Some(cx.operator.clone()),
            _ => return Err(Error::invalid("whose", "type mine, or nothing for everybody's")),
        };
        let over = Some(self.over.value()).filter(|text| !text.is_empty());
        let over = over.map(|text| parse_decimal(text, None, cx.settings.decimal_mark)).transpose();
        let bucket = Some(self.bucket.value()).filter(|text| !text.is_empty());
        Ok(Filter {
            mine,
            over: over.map_err(|error| error.at_field("over"))?,
            bucket: bucket.map(|text| bucket_named(text, &cx.settings.edges)).transpose()?,
            follow_up: self.follow_up.value()?,
        })
    }

    fn with_group<T>(&mut self, run: impl FnOnce(&mut Group, &mut [&mut dyn Field]) -> T) -> T {
        let mut group = std::mem::take(&mut self.group);
        let answer = run(&mut group, &mut self.fields());
        self.group = group;
        answer
    }

    fn ask(&mut self, cx: &mut Cx) -> Effect {
        match self.filter(cx) {
            Ok(filter) => {
                cx.calls.filter = filter;
                Effect::Do(LIST)
            }
            Err(error) => {
                self.with_group(|group, fields| group.complain(fields, &error));
                Effect::Stay
            }
        }
    }
}

impl View for TodayFilter {
    fn title(&self) -> String {
        "TODAY".to_string()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Form
    }

    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        let turn = self.with_group(|group, fields| group.key(fields, key));
        Ok(match (turn, key) {
            (Turn::Enter, _) | (Turn::Pass, Key::Ctrl('s') | Key::F(10)) => self.ask(cx),
            (Turn::Took, _) => Effect::Stay,
            (Turn::Pass, Key::Esc) => Effect::Close,
            (Turn::Pass, Key::F(_) | Key::Ctrl('q' | 'c')) => Effect::Pass,
            (Turn::Pass, _) => Effect::Stay,
        })
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx) -> Result<Effect> {
        self.with_group(|group, fields| group.paste(fields, text));
        Ok(Effect::Stay)
    }

    fn wants(&mut self, room: Size) -> Size {
        let width = room.width.min(70);
        let rows = self.with_group(|_, fields| Group::rows(fields, width.saturating_sub(4)));
        Size { width, height: rows + 3 }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inner = look::boxed(frame.buffer_mut(), area, "SHOW ONLY", cx.look.dim());
        self.with_group(|group, fields| group.draw(frame, inner, fields, cx.look));
        let foot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
        look::put(
            frame.buffer_mut(),
            (foot.x, foot.y),
            foot.width,
            "[ List  ⏎ ]   0 on the list shows all again",
            cx.look.dim(),
        );
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "list"), Hint::new("↓", "next"), Hint::new("Esc", "leave it")]
    }
}
