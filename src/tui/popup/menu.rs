//! Help and menu: what can be done, found by typing, run by Enter. Both are made from the bindings, so that neither can
//! promise a key that does nothing.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Cx;
use super::super::field::edit::Edit;
use super::super::key::Key;
use super::super::look::{self, width_of};
use super::super::view::{Command, Context, Effect, Hint, Place, View};
use crate::domain::text::fold;
use crate::error::Result;

/// A list of commands over a view.
pub struct Menu {
    title: String,
    commands: Vec<Command>,
    filter: Edit,
    /// The chosen command, by name.
    chosen: Option<&'static str>,
}

impl Menu {
    /// F1: what can be done here.
    pub fn help(title: String, commands: Vec<Command>) -> Menu {
        Menu::of(format!("HELP  {title}"), commands)
    }

    /// F9: everything.
    pub fn everything(commands: Vec<Command>) -> Menu {
        Menu::of("MENU".to_string(), commands)
    }

    fn of(title: String, commands: Vec<Command>) -> Menu {
        let chosen = commands.first().map(|command| command.name);
        Menu { title, commands, filter: Edit::default(), chosen }
    }

    /// The commands whose words begin with each typed word, in their order; a typed key finds its command.
    fn found(&self) -> Vec<&Command> {
        let typed = fold(self.filter.text());
        let wanted: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
        let fits = |command: &&Command| {
            let line = fold(&format!("{} {} {}", command.help, command.label, command.keys_text()));
            wanted.iter().all(|wanted| line.split(' ').any(|word| word.starts_with(wanted)))
        };
        self.commands.iter().filter(fits).collect()
    }

    fn position(&self) -> usize {
        self.found().iter().position(|command| Some(command.name) == self.chosen).unwrap_or(0)
    }

    fn move_by(&mut self, rows: isize) {
        let last = self.found().len().saturating_sub(1);
        let next = self.position().saturating_add_signed(rows).min(last);
        self.chosen = self.found().get(next).map(|command| command.name);
    }
}

impl View for Menu {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Find
    }

    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }

    fn key(&mut self, key: Key, _cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc if !self.filter.is_empty() => self.filter.clear(),
            Key::Esc | Key::F(1) | Key::F(9) => return Ok(Effect::Close),
            Key::Up | Key::BackTab => self.move_by(-1),
            Key::Down | Key::Tab => self.move_by(1),
            Key::PageUp => self.move_by(-10),
            Key::PageDown => self.move_by(10),
            Key::Enter => {
                let found = self.found().get(self.position()).map(|command| command.name);
                return Ok(found.map_or(Effect::Stay, Effect::Do));
            }
            key if self.filter.key(key) => self.chosen = self.found().first().map(|command| command.name),
            Key::Ctrl('q') => return Ok(Effect::Pass),
            _ => {}
        }
        Ok(Effect::Stay)
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx) -> Result<Effect> {
        self.filter.insert(text);
        Ok(Effect::Stay)
    }

    fn wants(&mut self, room: Size) -> Size {
        Size { width: room.width.min(72), height: (self.commands.len() as u16).saturating_add(4) }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inner = look::boxed(frame.buffer_mut(), area, &self.title, cx.look.dim());
        if inner.height < 2 || inner.width < 20 {
            return;
        }
        let prompt = Rect { height: 1, ..inner };
        let used = look::put(frame.buffer_mut(), (inner.x, inner.y), inner.width, "type to filter: ", cx.look.dim());
        let typed = Rect { x: prompt.x + used, width: prompt.width - used, ..prompt };
        self.filter.draw(frame, typed, cx.look.plain(), true);
        let rows = usize::from(inner.height - 1);
        let at = self.position();
        let first = at.saturating_sub(rows.saturating_sub(1));
        let found = self.found();
        for (row, command) in found.iter().enumerate().skip(first).take(rows) {
            let y = inner.y + 1 + (row - first) as u16;
            let style = if row == at { cx.look.selected() } else { cx.look.plain() };
            let buf = frame.buffer_mut();
            if row == at {
                buf.set_style(Rect { y, height: 1, ..inner }, style);
            }
            let keys = command.keys_text();
            let room = inner.width.saturating_sub(width_of(&keys) + 3);
            look::put(buf, (inner.x + 1, y), room, command.help, style);
            look::right(buf, (inner.x, y), inner.width - 1, &keys, style);
        }
        if found.is_empty() {
            look::put(
                frame.buffer_mut(),
                (inner.x + 1, inner.y + 1),
                inner.width,
                "nothing is called that",
                cx.look.dim(),
            );
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "do it"), Hint::new("↑↓", "choose"), Hint::new("Esc", "back")]
    }
}
