//! Who is looked at, how much, and what to say: the first lines of every picture of an account, at every size.

use ratatui::text::{Line, Span};

use super::super::super::look::{self, Look, span, width_of};
use super::looked::Looked;
use super::spread::spread;
use crate::book::{Contact, Member, NumberMark, mark_of};
use crate::domain::sentence::text_with_keys;
use crate::domain::text::clean;

/// Name and what is owed, code and terms and what of it is late.
pub fn who(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let (account, figures) = (&looked.standing.account, &looked.standing.figures);
    let mut owed = vec![span(look.figure(figures.net), look.strong())];
    if looked.foreign {
        owed.insert(0, span(format!("{} ", figures.currency.code()), look.dim()));
    }
    let name = vec![span(" ", look.plain()), span(account.name(), look.strong())];
    let terms = vec![span(format!(" {} · {}", account.code, account.terms()), look.dim())];
    let late = match figures.past_due.is_positive() {
        true => vec![span("past due ", look.dim()), span(look.figure(figures.past_due), look.plain())],
        false => vec![span("nothing late", look.dim())],
    };
    vec![spread(name, owed, width), spread(terms, late, width)]
}

/// Whom to ask for, and the number to dial.
pub fn contact(looked: &Looked, ink: (Look, u16)) -> Option<Line<'static>> {
    let (look, width) = ink;
    let contact = first_contact(&looked.contacts)?;
    let person = person(contact);
    Some(spread(
        vec![span(format!(" {person}"), look.plain())],
        marked(phone(contact, &looked.marks), looked, look),
        width,
    ))
}

/// The first with a number, else the first.
fn first_contact(contacts: &[Contact]) -> Option<&Contact> {
    contacts.iter().find(|contact| !contact.phone.is_empty()).or(contacts.first())
}

/// `Dana Ruiz, AP`
pub fn person(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.role].into_iter().filter(|part| !part.is_empty());
    parts.cloned().collect::<Vec<_>>().join(", ")
}

/// The way to reach somebody: a number that may be called, else one that may not, else the e-mail.
fn phone<'c>(contact: &'c Contact, marks: &[NumberMark]) -> &'c str {
    let phones = || [&contact.phone, &contact.phone2].into_iter().filter(|phone| !phone.is_empty());
    let free = phones().find(|phone| mark_of(marks, phone).is_none());
    free.or_else(|| phones().next()).unwrap_or(&contact.email)
}

/// A number with what it is marked as.
fn marked(way: &str, looked: &Looked, look: Look) -> Vec<Span<'static>> {
    let mut pieces = vec![span(way, look.plain())];
    let mark = mark_of(&looked.marks, way).map(|mark| span(format!(" ✗ {}", mark.kind.meaning()), look.alert()));
    pieces.extend(mark);
    pieces
}

/// A person with every number and address, a line each.
pub fn everything_of(contact: &Contact, looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let ways: Vec<&String> =
        [&contact.phone, &contact.phone2, &contact.email].into_iter().filter(|way| !way.is_empty()).collect();
    let first = ways.first().map(|way| marked(way, looked, look)).unwrap_or_default();
    let name = span(format!("  {}", person(contact)), look.plain());
    let mut lines = vec![spread(vec![name], first, width)];
    for way in ways.into_iter().skip(1) {
        match way.find('@').filter(|_| width_of(way) > width) {
            // An address that is cut is no address.
            Some(at) => {
                let parts = [&way[..at], &way[at..]].map(|part| vec![span(part, look.plain())]);
                lines.extend(parts.map(|part| spread(Vec::new(), part, width)));
            }
            None => lines.push(spread(Vec::new(), marked(way, looked, look), width)),
        }
    }
    lines
}

/// The pinned note, as much of it as one line holds; all of it stands on the account's page.
pub fn pinned(looked: &Looked, ink: (Look, u16)) -> Option<Line<'static>> {
    let (look, width) = ink;
    let note = clean(&looked.standing.account.details.note);
    (!note.trim().is_empty()).then(|| {
        let text = look::fit(note.trim(), width.saturating_sub(7));
        Line::from(vec![span(" NOTE ", look.heading()), span(text, look.strong())])
    })
}

/// Why the account is on hold, a line each: where the head says only that it is.
pub fn holds(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let told = looked.flags(look).into_iter().filter(|flag| flag.text != flag.short);
    let line = |flag: super::looked::Flag| Line::from(span(look::fit(&format!(" {}", flag.text), width), look.alert()));
    told.map(line).collect()
}

/// Head office, or what the whole group owes.
pub fn kin(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let mut lines = Vec::new();
    if let Some((code, name)) = &looked.parent {
        let text = look::fit(&format!("{name} {code}"), width.saturating_sub(10));
        lines.push(Line::from(vec![span(" PART OF ", look.heading()), span(text, look.plain())]));
    }
    let Some(group) = &looked.group else { return lines };
    let several = group.totals.len() > 1;
    for (place, (net, past_due)) in group.totals.iter().enumerate() {
        let count = if place == 0 { format!("{} accounts", group.members.len()) } else { String::new() };
        let currency = if several { format!("{} ", net.currency().code()) } else { String::new() };
        let left = vec![span(if place == 0 { " GROUP " } else { "       " }, look.heading()), span(count, look.dim())];
        let late = match past_due.is_positive() && width >= 44 {
            true => format!("  past due {}", look.figure(*past_due)),
            false => String::new(),
        };
        let right = vec![span(currency, look.dim()), span(look.figure(*net), look.plain()), span(late, look.dim())];
        lines.push(spread(left, right, width));
    }
    lines
}

/// Each account of the group with what it owes, as many as there is room for.
pub fn members(looked: &Looked, most: usize, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let Some(group) = &looked.group else { return Vec::new() };
    let row = |one: &Member| {
        let name = format!("  {}{}", "  ".repeat(one.depth), clean(&one.name));
        let owed = vec![span(look.figure(one.net), look.plain())];
        spread(vec![span(name, look.plain())], owed, width)
    };
    let mut lines: Vec<Line> = group.members.iter().take(most).map(row).collect();
    let more = group.members.len().saturating_sub(most);
    if more > 0 {
        lines.push(Line::from(span(format!("  and {more} more · G lists them"), look.dim())));
    }
    lines
}

/// The flags in as many lines as they need; none where there is nothing to know.
pub fn flags(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let mut lines: Vec<Vec<Span>> = Vec::new();
    let mut used = 0;
    for flag in looked.flags(look) {
        let style = if flag.alert { look.alert() } else { look.dim() };
        let size = width_of(&flag.text);
        if size + 1 > width {
            // A reason is read to its end.
            let wrapped = look::wrap(&flag.text, width.saturating_sub(1));
            lines.extend(wrapped.into_iter().map(|line| vec![span(" ", look.plain()), span(line, style)]));
            used = width;
            continue;
        }
        if lines.is_empty() || used + 3 + size > width {
            lines.push(vec![span(" ", look.plain())]);
            used = 1;
        } else if let Some(line) = lines.last_mut() {
            line.push(span(" · ", look.dim()));
            used += 3;
        }
        used += size;
        if let Some(line) = lines.last_mut() {
            line.push(span(look::fit(&flag.text, width.saturating_sub(1)), style));
        }
    }
    lines.into_iter().map(Line::from).collect()
}

/// The sentence to say, in at most `most` lines.
pub fn sentence(looked: &Looked, most: usize, ink: (Look, u16)) -> Vec<Line<'static>> {
    sentence_of(&looked.standing.say, most, ink)
}

/// The same with the key of each fact behind it, where those keys lead to it.
pub fn sentence_with_keys(looked: &Looked, most: usize, ink: (Look, u16)) -> Vec<Line<'static>> {
    sentence_of(&text_with_keys(&looked.standing.said), most, ink)
}

fn sentence_of(said: &str, most: usize, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let said = look::wrap(&format!("“{said}”"), width.saturating_sub(2));
    let cut = said.len() > most;
    let mut lines: Vec<String> = said.into_iter().take(most).collect();
    if let Some(last) = lines.last_mut().filter(|_| cut) {
        *last = look::fit(&format!("{last} …"), width.saturating_sub(2));
    }
    let line = |(number, text): (usize, String)| {
        // The opening mark hangs, so that the words stand under each other.
        let indent = if number == 0 { " " } else { "  " };
        Line::from(vec![span(indent, look.plain()), span(text, look.plain())])
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// Columns below which a flag says nothing.
const LEAST_FLAG: u16 = 8;

/// Three lines where there is no room for more: who and whom to call, how much, what to say.
pub fn head(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    head_saying(looked, &looked.standing.say, ink)
}

/// The same with the key of each fact behind it.
pub fn head_with_keys(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    head_saying(looked, &text_with_keys(&looked.standing.said), ink)
}

fn head_saying(looked: &Looked, said: &str, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let (account, figures) = (&looked.standing.account, &looked.standing.figures);
    let mut name = vec![span(format!(" {}", account.name()), look.strong())];
    let mut dial = Vec::new();
    if width >= 72 {
        name.push(span(format!("  {} · {}", account.code, account.terms()), look.dim()));
    }
    if let Some(contact) = first_contact(&looked.contacts) {
        let who = if width >= 72 { person(contact) } else { String::new() };
        dial.push(span(format!("{who}  ").trim_start(), look.plain()));
        dial.extend(marked(phone(contact, &looked.marks), looked, look));
        dial.push(span(" ", look.plain()));
    }
    let mut owed = vec![span(" owes ", look.dim()), span(look.figure(figures.net), look.strong())];
    if looked.foreign {
        owed.push(span(format!(" {}", figures.currency.code()), look.dim()));
    }
    if figures.past_due.is_positive() {
        owed.extend([span("  past due ", look.dim()), span(look.figure(figures.past_due), look.plain())]);
    }
    if figures.collectable != figures.net && width >= 72 {
        owed.extend([span("  collectable ", look.dim()), span(look.figure(figures.collectable), look.plain())]);
    }
    // What is owed stays whole; the flags share what is left, the gravest first.
    let taken: u16 = owed.iter().map(|piece| width_of(&piece.content)).sum();
    let mut left = width.saturating_sub(taken + 1);
    let mut flags = Vec::new();
    for flag in looked.flags(look).into_iter().filter(|flag| flag.alert || width >= 72) {
        if left < LEAST_FLAG {
            break;
        }
        let text = format!("{} ", look::fit(&flag.short, left - 1));
        left -= width_of(&text);
        flags.push(span(text, if flag.alert { look.alert() } else { look.dim() }));
    }
    let say = format!(" “{said}”");
    vec![spread(name, dial, width), spread(owed, flags, width), Line::from(span(look::fit(&say, width), look.plain()))]
}
