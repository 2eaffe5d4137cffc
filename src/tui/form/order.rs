//! The order in which the keyboard goes through a form, and the keys that every form has.

use super::super::key::Key;
use super::super::view::Command;
use super::{Focus, FormView};

/// What holds in every form, for help and menu.
pub(super) const COMMANDS: &[Command] = &[
    Command { name: "save", keys: &[Key::Ctrl('s'), Key::F(10)], label: "save", help: "Save the form" },
    Command {
        name: "park",
        keys: &[Key::Esc],
        label: "park",
        help: "Close the form and keep what was typed as a draft",
    },
    Command { name: "field-list", keys: &[Key::F(4)], label: "list", help: "The field's list, calendar or calculator" },
    Command { name: "undo-edit", keys: &[Key::Ctrl('z')], label: "undo edit", help: "Take the last edit back" },
];

impl FormView {
    /// The shown fields in their order, and whether each is a stop.
    fn shown(&mut self) -> Vec<(&'static str, bool)> {
        let fields = self.form.fields();
        fields.iter().map(|field| field.slot()).filter(|slot| slot.shown).map(|slot| (slot.name, slot.stop)).collect()
    }

    fn position(&mut self, shown: &[(&'static str, bool)]) -> usize {
        match self.focus {
            Focus::Field(name) => shown.iter().position(|(shown, _)| *shown == name).unwrap_or(0),
            Focus::Save => shown.len(),
        }
    }

    pub(super) fn first_stop(&mut self) {
        let shown = self.shown();
        self.focus = shown.iter().find(|(_, stop)| *stop).map_or(Focus::Save, |(name, _)| Focus::Field(name));
    }

    /// Enter and Tab: the next stop, at last [ Save ].
    pub(super) fn next_stop(&mut self) {
        let shown = self.shown();
        let at = self.position(&shown);
        let next = shown.iter().skip(at + 1).find(|(_, stop)| *stop);
        self.focus = next.map_or(Focus::Save, |(name, _)| Focus::Field(name));
    }

    pub(super) fn next_shown(&mut self) {
        let shown = self.shown();
        let at = self.position(&shown);
        self.focus = shown.get(at + 1).map_or(Focus::Save, |(name, _)| Focus::Field(name));
    }

    pub(super) fn previous_shown(&mut self) {
        let shown = self.shown();
        let at = self.position(&shown);
        if let Some((name, _)) = at.checked_sub(1).and_then(|at| shown.get(at)) {
            self.focus = Focus::Field(name);
        }
    }
}
