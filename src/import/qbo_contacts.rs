//! QuickBooks Online's Customer Contact List: names, phones, e-mail and addresses; no codes and no terms.

use super::cells::{by_name, some};
use super::quickbooks::{no_rows, timestamp};
use super::{Importer, Row, Sink, Source};
use crate::domain::record::{AccountRecord, Record};
use crate::domain::text::clean_lines;
use crate::error::Result;

pub const IMPORTER: Importer =
    Importer { name: "qbo-contacts", title: "QuickBooks Online Customer Contact List", recognise, read };

struct Columns {
    name: usize,
    phones: Option<usize>,
    email: Option<usize>,
    contact: Option<usize>,
    address: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Option<Columns> {
        let find =
            |names: &[&str]| header.iter().position(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)));
        let columns = Columns {
            name: find(&["Customer full name", "Customer"])?,
            phones: find(&["Phone numbers", "Phone"]),
            email: find(&["Email"]),
            contact: find(&["Full name"]),
            address: find(&["Bill address", "Billing address"]),
        };
        let is_list = columns.phones.is_some() && (columns.email.is_some() || columns.address.is_some());
        (is_list && find(&["Date", "Open balance"]).is_none()).then_some(columns)
    }
}

fn recognise(source: &Source) -> bool {
    source.head().iter().any(|row| Columns::of(row).is_some())
}

fn read(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let mut rows = source.rows()?;
    let mut columns = None;
    let mut taken = 0_u64;
    while rows.advance()? {
        let Some(columns) = &columns else {
            let header: Vec<String> = rows.cells().map(|cell| cell.trim().to_string()).collect();
            columns = Columns::of(&header);
            continue;
        };
        let name = rows.cell(columns.name).trim();
        let alone = rows.cells().filter(|cell| !cell.trim().is_empty()).count() == 1;
        if rows.cells().all(|cell| cell.trim().is_empty()) || (alone && timestamp(name).is_some()) {
            continue;
        }
        taken += 1;
        let at = Row { file: source.name(), line: rows.line() };
        if name.is_empty() {
            sink.refuse(at, "the row names no customer".to_string())?;
            continue;
        }
        let cell = |column: Option<usize>| column.map_or("", |column| rows.cell(column).trim());
        let mut account = AccountRecord {
            account: by_name(name),
            phones: phones(cell(columns.phones)),
            email: some(cell(columns.email)),
            contact: some(cell(columns.contact)),
            ..AccountRecord::default()
        };
        put_address(&mut account, cell(columns.address));
        sink.record(at, Record::Account(account))?;
    }
    if taken == 0 { Err(no_rows(source)) } else { Ok(()) }
}

/// `Phone:(480) 555-0142 Mobile:480.555.0100` → both numbers; a fax is not called.
fn phones(cell: &str) -> Vec<String> {
    const LABELS: [&str; 6] = ["Phone:", "Mobile:", "Other:", "Fax:", "Work:", "Home:"];
    let mut starts: Vec<(usize, &str)> = LABELS.iter().flat_map(|label| cell.match_indices(label)).collect();
    starts.sort();
    if starts.is_empty() {
        return some(cell).into_iter().collect();
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([cell.len()]);
    let parts = starts.iter().zip(ends).filter(|((_, label), _)| *label != "Fax:");
    let numbers =
        parts.filter_map(|((at, label), end)| some(cell[at + label.len()..end].trim_matches([' ', ',', '\n', '\r'])));
    numbers.collect()
}

/// A US address ends in `Mesa AZ 85204`; of any other, all lines are the address.
fn put_address(account: &mut AccountRecord, cell: &str) {
    let text = clean_lines(cell);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines.last().and_then(|line| us_city_line(line));
    let street = &lines[..lines.len() - usize::from(last.is_some())];
    account.address = some(&street.join(" ")).map(|_| street.join("\n"));
    if let Some((city, state, zip)) = last {
        (account.city, account.region, account.postal_code) = (some(city), some(state), some(zip));
    }
}

fn us_city_line(line: &str) -> Option<(&str, &str, &str)> {
    let (rest, zip) = line.rsplit_once(' ')?;
    let (city, state) = rest.trim_end().rsplit_once(' ')?;
    let (five, four) = zip.split_once('-').unwrap_or((zip, "0000"));
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_state = state.len() == 2 && state.bytes().all(|byte| byte.is_ascii_uppercase());
    (digits(five, 5) && digits(four, 4) && is_state).then_some((city.trim_end_matches([',', ' ']), state, zip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_but_the_fax_is_a_phone() {
        assert_eq!(
            phones("Phone:(480) 555-0142 Fax:480 555 0199 Mobile:+1 480.555.0100"),
            ["(480) 555-0142", "+1 480.555.0100"]
        );
        assert_eq!(phones("480 555 0142"), ["480 555 0142"]);
        assert!(phones("").is_empty());
    }

    #[test]
    fn an_address_is_split_only_where_it_is_sure() {
        assert_eq!(us_city_line("Mesa, AZ 85204-1234"), Some(("Mesa", "AZ", "85204-1234")));
        assert_eq!(us_city_line("Essex RM18 7AA"), None);
    }
}
