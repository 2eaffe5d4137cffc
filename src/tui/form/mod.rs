//! A form is its fields, a preview and a submit. Focus, order, errors, drafts, the last edit, the drawn [ Save ] and the
//! patience with a busy book are `FormView`'s, once for all forms.

mod frame;
mod order;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::{Rect, Size};
use ratatui::text::Line;

use super::cx::Cx;
use super::drafts::{self, Draft};
use super::field::{Field, Picked, Popup, Took};
use super::key::Key;
use super::presence;
use super::view::{Command, Context, Effect, Hint, Place, View};
use crate::book::Stamp;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::domain::text::clean;
use crate::error::{Error, Kind, Result};

/// More edits than anybody takes back.
const MOST_EDITS: usize = 100;

/// Fields that depend on fields that depend on fields: no form is deeper.
const MOST_ROUNDS: usize = 3;

/// In a draft, the field that had the keyboard.
const FOCUSED: &str = "@focus";
/// In a draft, the debit and the credit that the form began from.
const DEBIT: &str = "@debit";
const CREDIT: &str = "@credit";

/// What one form is; everything else about it is `FormView`'s.
pub trait Form {
    /// Its name in `FORMS`, and in drafts.
    fn name(&self) -> &'static str;

    fn account(&self) -> AccountId;

    /// `CALL with Holloway Fabrication`
    fn title(&self) -> String;

    /// All fields, the hidden ones too, in their order.
    fn fields(&mut self) -> Vec<&mut dyn Field>;

    /// Reads again from the book; what was typed stays.
    fn load(&mut self, cx: &mut Cx) -> Result<()>;

    /// After every edit: which fields are there, their defaults, what the preview says.
    fn changed(&mut self, cx: &Cx);

    /// What it would do, in numbers.
    fn preview(&self, width: u16) -> Vec<Line<'static>>;

    /// What Save would do, in a sentence; empty while that cannot be said.
    fn consequence(&self) -> String;

    /// Does it, and says what was done.
    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String>;

    /// What speaks against it, on a row of its own under the title.
    fn notice(&self) -> String {
        String::new()
    }

    /// Why one may not want to save it: Save then asks for a `y`. Empty where nothing speaks against it.
    fn doubt(&self) -> &str {
        ""
    }

    /// Keys of its own, beside those of every form.
    fn keys(&self) -> &'static [Command] {
        &[]
    }

    /// Takes one of those keys in a field: the field that the keyboard goes to. None where it means nothing there.
    fn turn_to(&mut self, _key: Key, _field: &str) -> Option<&'static str> {
        None
    }

    /// True where the account's pinned note is read before the first field.
    fn shows_note(&self) -> bool {
        false
    }

    /// At the right of the title: the time that a call takes.
    fn corner(&self, _cx: &Cx) -> String {
        String::new()
    }
}

/// Where the keyboard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    Field(&'static str),
    Save,
}

/// What every field held, by name.
type Texts = Vec<(String, String)>;

/// A form on the screen.
pub struct FormView {
    form: Box<dyn Form>,
    /// Made when the form opens: saving twice is saving once.
    action: String,
    focus: Focus,
    popup: Option<Box<dyn Popup>>,
    /// The texts before each run of edits in one field, for Ctrl-Z.
    edits: Vec<(Focus, Texts)>,
    edited: bool,
    /// Edited since the draft was kept.
    unkept: bool,
    /// The book has been busy since then (UTC milliseconds); it saves by itself.
    waiting: Option<i64>,
    saved: bool,
    /// Save has asked whether to go on all the same, and waits for a `y`.
    asking: bool,
    /// It was said with a `y` that the doubt does not hold.
    sure: bool,
    /// First row of the fields that is shown, where not all fit.
    scroll: u16,
    corner: String,
    /// The account's note, where the form shows it.
    pinned: String,
    opened: bool,
    /// The journal's head when it last read the book.
    seen: EntryId,
    began: Began,
}

/// What the cursor was on when a form was opened.
pub type Began = (Option<DebitId>, Option<CreditId>);

/// What a parked form began from.
pub fn began(draft: &Draft) -> Began {
    let number = |name: &str| draft.fields.iter().find(|(field, _)| field == name)?.1.parse::<i64>().ok();
    (number(DEBIT).map(DebitId), number(CREDIT).map(CreditId))
}

impl FormView {
    pub fn new(form: Box<dyn Form>, began: Began) -> FormView {
        FormView {
            form,
            began,
            action: drafts::new_action(),
            focus: Focus::Save,
            popup: None,
            edits: Vec::new(),
            edited: false,
            unkept: false,
            waiting: None,
            saved: false,
            asking: false,
            sure: false,
            scroll: 0,
            corner: String::new(),
            pinned: String::new(),
            opened: false,
            seen: EntryId(0),
        }
    }

    /// The form as it was parked, on the account as it is now.
    pub fn resume(mut form: Box<dyn Form>, draft: &Draft, cx: &mut Cx) -> Result<FormView> {
        form.load(cx)?;
        let mut view = FormView::new(form, began(draft));
        view.action = draft.id.clone();
        // What one field may hold can follow from another: put back until everything stands.
        for _ in 0..MOST_ROUNDS {
            view.put_back(&draft.fields, cx);
            let texts = view.texts();
            if texts.iter().all(|text| draft.fields.contains(text)) {
                break;
            }
        }
        view.edited = true;
        let focused = draft.fields.iter().find(|(name, _)| name == FOCUSED).map(|(_, field)| field.as_str());
        let field = view.form.fields().into_iter().find(|field| Some(field.slot().name) == focused);
        view.focus = field.map_or(Focus::Save, |field| Focus::Field(field.slot().name));
        Ok(view)
    }

    fn field(&mut self) -> Option<&mut dyn Field> {
        let Focus::Field(name) = self.focus else { return None };
        self.form.fields().into_iter().find(|field| field.slot().name == name)
    }

    fn texts(&mut self) -> Texts {
        self.form.fields().iter().map(|field| (field.slot().name.to_string(), field.text())).collect()
    }

    fn put_back(&mut self, texts: &Texts, cx: &Cx) {
        for field in self.form.fields() {
            if let Some((_, text)) = texts.iter().find(|(name, _)| name == field.slot().name) {
                field.set(text);
            }
        }
        self.form.changed(cx);
    }

    /// Runs an edit of the focused field, and remembers what was before.
    fn edit(&mut self, cx: &Cx, edit: impl FnOnce(&mut dyn Field) -> Took) -> Took {
        let before = self.texts();
        let Some(field) = self.field() else { return Took::No };
        let took = edit(field);
        if took == Took::No {
            return took;
        }
        field.slot_mut().complaint = None;
        if self.texts() != before {
            if self.edits.last().is_none_or(|(focus, _)| *focus != self.focus) && self.edits.len() < MOST_EDITS {
                self.edits.push((self.focus, before));
            }
            (self.edited, self.unkept, self.sure) = (true, true, false);
            self.form.changed(cx);
        }
        took
    }

    fn undo_edit(&mut self, cx: &Cx) -> Effect {
        let Some((focus, texts)) = self.edits.pop() else {
            return Effect::Say("nothing typed here to take back".to_string());
        };
        self.put_back(&texts, cx);
        (self.focus, self.unkept) = (focus, true);
        Effect::Stay
    }

    /// Saves; says beside which field it cannot be. A second save of a saved form does nothing.
    fn save(&mut self, cx: &mut Cx) -> Result<Effect> {
        if self.saved {
            return Ok(Effect::Stay);
        }
        let wrong =
            self.form.fields().into_iter().filter(|field| field.slot().shown).find_map(|field| field.check().err());
        if let Some(error) = wrong {
            return Err(self.complain(error));
        }
        if !self.sure && !self.form.doubt().is_empty() {
            (self.asking, self.focus) = (true, Focus::Save);
            return Ok(Effect::Say(format!("{} · y saves it all the same", self.form.doubt())));
        }
        let stamp = cx.stamp(self.action.clone());
        match self.form.submit(cx, &stamp) {
            Ok(said) => {
                (self.saved, self.waiting) = (true, None);
                cx.drafts.remove(&self.action);
                Ok(Effect::Done(said))
            }
            Err(error) if error.kind() == Kind::Busy => {
                let since = *self.waiting.get_or_insert(stamp.at);
                let seconds = (stamp.at - since) / 1000;
                Ok(Effect::Say(format!(
                    "the other desk is saving, {seconds} s so far; yours is kept and saves by itself · Esc takes it back"
                )))
            }
            Err(error) => {
                self.waiting = None;
                self.form.load(cx)?;
                self.form.changed(cx);
                Err(self.complain(error))
            }
        }
    }

    /// Takes the focus to the field that an error belongs to.
    fn complain(&mut self, error: Error) -> Error {
        let named = error.field();
        let found = self.form.fields().into_iter().find(|field| Some(field.slot().name) == named && field.slot().shown);
        if let Some(field) = found {
            field.slot_mut().complaint = Some(error.message().to_string());
            self.focus = Focus::Field(field.slot().name);
        }
        error
    }

    /// The form's own corner, after who else is at the account.
    fn told(&self, cx: &Cx) -> String {
        let parts = [presence::short(self.form.account(), cx), Some(self.form.corner(cx))];
        let said: Vec<String> = parts.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        said.join(" · ")
    }

    fn close(&mut self) -> Effect {
        if self.waiting.take().is_some() {
            return Effect::Say("taken back; nothing was saved".to_string());
        }
        if self.edited && !self.saved {
            return Effect::Then(Box::new(Effect::Say("parked as a draft · F6 resumes it".to_string())));
        }
        Effect::Close
    }

    fn draft(&mut self, cx: &Cx) -> Draft {
        let mut fields = self.texts();
        if let Focus::Field(name) = self.focus {
            fields.push((FOCUSED.to_string(), name.to_string()));
        }
        let (debit, credit) = self.began;
        fields.extend(debit.map(|id| (DEBIT.to_string(), id.0.to_string())));
        fields.extend(credit.map(|id| (CREDIT.to_string(), id.0.to_string())));
        Draft {
            id: self.action.clone(),
            operator: cx.operator.clone(),
            form: self.form.name().to_string(),
            account: Some(self.form.account()),
            title: self.form.title(),
            fields,
            at: cx.now(),
            seen: Some(self.seen),
        }
    }

    fn popup_key(&mut self, key: Key, cx: &Cx) {
        let Some(popup) = &mut self.popup else { return };
        match popup.key(key) {
            Picked::Stay => {}
            Picked::Close => self.popup = None,
            Picked::Text(text) => {
                self.popup = None;
                self.edit(cx, |field| {
                    field.set(&text);
                    Took::Yes
                });
            }
        }
    }

    fn open_popup(&mut self) -> Effect {
        self.popup = self.field().and_then(|field| field.popup());
        match self.popup {
            Some(_) => Effect::Stay,
            None => Effect::Say("this field has no list".to_string()),
        }
    }

    /// Enter: to the next field, unless what was typed here cannot be read; on [ Save ] it saves.
    fn enter(&mut self, cx: &mut Cx) -> Result<Effect> {
        if self.focus == Focus::Save {
            return self.save(cx);
        }
        let wrong = self.field().filter(|field| !field.text().is_empty()).and_then(|field| field.check().err());
        match wrong {
            Some(error) => Err(self.complain(error)),
            None => {
                self.next_stop();
                Ok(Effect::Stay)
            }
        }
    }
}

impl View for FormView {
    fn title(&self) -> String {
        self.form.title()
    }

    fn seat(&self) -> Option<(AccountId, &'static str)> {
        Some((self.form.account(), self.form.name()))
    }

    fn place(&self) -> Place {
        Place::Dock
    }

    fn context(&self) -> Context {
        Context::Form
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.seen = cx.book.version()?;
        self.form.load(cx)?;
        self.form.changed(cx);
        if !std::mem::replace(&mut self.opened, true) && !self.edited {
            self.first_stop();
        }
        self.corner = self.told(cx);
        if self.form.shows_note() {
            let note = cx.book.account(self.form.account())?.details.note;
            self.pinned = clean(&note).trim().to_string();
        }
        cx.drafts.in_hand(&self.action);
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        cx.drafts.in_hand(&self.action);
        if self.popup.is_some() {
            self.popup_key(key, cx);
            return Ok(Effect::Stay);
        }
        if std::mem::take(&mut self.asking) {
            self.sure = matches!(key, Key::Char('y' | 'Y'));
            return if self.sure { self.save(cx) } else { Ok(Effect::Stay) };
        }
        match key {
            Key::Esc => return Ok(self.close()),
            Key::F(10) | Key::Ctrl('s') => return self.save(cx),
            Key::F(4) => return Ok(self.open_popup()),
            Key::Ctrl('z') => return Ok(self.undo_edit(cx)),
            Key::F(_) | Key::Ctrl('q' | 'c') => return Ok(Effect::Pass),
            Key::Enter | Key::Tab | Key::Up | Key::Down | Key::BackTab => {}
            _ if self.waiting.is_some() => return Ok(Effect::Stay),
            _ => {}
        }
        if let Focus::Field(name) = self.focus
            && let Some(field) = self.form.turn_to(key, name)
        {
            self.focus = Focus::Field(field);
            self.form.changed(cx);
            return Ok(Effect::Stay);
        }
        match self.edit(cx, |field| field.key(key)) {
            Took::Yes => return Ok(Effect::Stay),
            Took::Next => self.next_stop(),
            Took::No => match key {
                Key::Enter => return self.enter(cx),
                Key::Tab => self.next_stop(),
                Key::Down => self.next_shown(),
                Key::Up | Key::BackTab => self.previous_shown(),
                _ => {}
            },
        }
        Ok(Effect::Stay)
    }

    fn paste(&mut self, text: &str, cx: &mut Cx) -> Result<Effect> {
        self.edit(cx, |field| {
            field.paste(text);
            Took::Yes
        });
        Ok(Effect::Stay)
    }

    fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        if std::mem::take(&mut self.unkept) && !self.saved {
            let draft = self.draft(cx);
            cx.drafts.keep(draft);
        }
        let effect = if self.waiting.is_some() { self.save(cx)? } else { Effect::Stay };
        let corner = self.told(cx);
        let changed = corner != self.corner;
        self.corner = corner;
        Ok((changed, effect))
    }

    fn leave(&mut self, cx: &mut Cx) -> Result<()> {
        cx.drafts.out_of_hand(&self.action);
        if !self.edited || self.saved {
            return Ok(());
        }
        self.unkept = false;
        let draft = self.draft(cx);
        cx.drafts.keep(draft);
        cx.drafts.flush()
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw_form(frame, area, cx.look);
    }

    fn wants(&mut self, room: Size) -> Size {
        Size { height: self.rows_wanted(room.width), ..room }
    }

    fn hints(&self) -> Vec<Hint> {
        let hints = [
            ("⏎", "next"),
            ("Ctrl-S", "save"),
            ("Esc", "park"),
            ("F4", "list"),
            ("F2", "interrupt"),
            ("Ctrl-Z", "undo edit"),
        ];
        let own = self.form.keys().iter().map(|own| Hint::new(own.keys_text(), own.label));
        let every = hints.into_iter().map(|(keys, label)| Hint::new(keys, label));
        every.clone().take(4).chain(own).chain(every.skip(4)).collect()
    }

    fn commands(&self) -> Vec<Command> {
        self.form.keys().iter().chain(order::COMMANDS).cloned().collect()
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        let key = |commands: &[Command]| commands.iter().find(|command| command.name == name)?.keys.first().copied();
        if let Some(own) = key(self.form.keys()) {
            self.first_stop();
            return self.key(own, cx);
        }
        match key(order::COMMANDS) {
            Some(key) => self.key(key, cx),
            None => Ok(Effect::Pass),
        }
    }
}
