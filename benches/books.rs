//! Made-up books of three sizes, written as exchange folders: the same each time, so that figures can be compared. About a
//! tenth of the invoices are open, some partly paid; a payment covers several; a few leave cash unapplied.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use arrears::domain::calendar::{Date, parse_iso, plus_days};

/// The days that a book covers, the last of them today.
const DAYS: i64 = 1095;
pub const TODAY: &str = "2026-11-21";

const LAST: &str = "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Lopez Gonzalez Wilson Anderson \
    Taylor Moore Jackson Martin Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King \
    Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Kowalski Schmidt \
    Petrov Okafor Tanaka Singh Patel O'Brien Lindqvist Moreau Haddad Novak Fischer Rossi Silva Murphy Dubois Yilmaz Horvat";
const FIRST: &str = "James Mary Robert Patricia John Jennifer Linda David Susan Joseph Carlos Karen Daniel Lisa Nancy Betty Mark \
    Sandra Donald Paul Donna Carol Ruth Kevin Laura George Amy Luis Angela Priya Wei Fatima Olga Juan Mei Aisha Ivan Ingrid";
const TRADE: &str = "Plumbing,Heating & Air,Electric,Roofing,Auto Repair,Bakery,Dental Group,Print Shop,Machine Works,Cabinetry,\
    Flooring,Catering,Trucking,Farm Supply,Brewing Co,Hardware,Glass & Mirror,Welding,Construction,Marine,Signs,Florist,\
    Tile & Stone,Tire Center,Sheet Metal,Masonry,Painting,Tool & Die,Foundry,Millwork";
const FORM: [&str; 7] = ["", "", " LLC", " Inc.", " & Sons", " Bros", " Group"];
const CITY: [(&str, &str, &str); 8] = [
    ("Dayton", "OH", "937"),
    ("Akron", "OH", "330"),
    ("Toledo", "OH", "419"),
    ("Erie", "PA", "814"),
    ("Flint", "MI", "810"),
    ("Peoria", "IL", "309"),
    ("Gary", "IN", "219"),
    ("Duluth", "MN", "218"),
];
const MEMO: [&str; 5] = ["Service call", "Materials", "Parts and labor", "Repair", "Maintenance contract"];
const OUTCOME: [&str; 5] = ["voicemail", "no-answer", "info", "spoke", "promise"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub name: &'static str,
    pub accounts: usize,
    pub invoices: usize,
}

pub const SIZES: [Size; 3] = [
    Size { name: "S", accounts: 500, invoices: 10_000 },
    Size { name: "M", accounts: 5_000, invoices: 100_000 },
    Size { name: "L", accounts: 50_000, invoices: 1_000_000 },
];

/// Where the books are kept between runs.
pub fn shelf() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("../bench-books")
}

/// The exchange folder of a size, made at the first asking.
pub fn folder(size: Size) -> PathBuf {
    let folder = shelf().join(size.name);
    if !folder.exists() {
        let unfinished = shelf().join(format!("{}-unfinished", size.name));
        let _ = std::fs::remove_dir_all(&unfinished);
        std::fs::create_dir_all(&unfinished).unwrap();
        Maker::new(size, &unfinished).make();
        std::fs::rename(&unfinished, &folder).unwrap();
    }
    folder
}

/// The same numbers at each run (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// From `low` up to and without `high`.
    fn within(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low).max(1) as u64) as i64
    }

    /// True so many times in a thousand.
    fn thousandth(&mut self, times: i64) -> bool {
        self.within(0, 1000) < times
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.within(0, all.len() as i64) as usize]
    }
}

struct Customer {
    contact: String,
    terms: i64,
    /// Days after the due date when it usually pays, and how many in a thousand it never does.
    habit: (i64, i64),
}

/// A part of an invoice that is paid on a day.
struct Paid {
    day: i64,
    invoice: usize,
    amount: i64,
}

/// Account, day, due day and amount of an invoice, with its number.
struct Invoice {
    account: usize,
    day: i64,
    due: i64,
    amount: i64,
}

struct Maker {
    size: Size,
    chance: Chance,
    start: Date,
    accounts: BufWriter<File>,
    items: BufWriter<File>,
    credits: BufWriter<File>,
    allocations: BufWriter<File>,
    communications: BufWriter<File>,
    credit_count: usize,
}

impl Maker {
    fn new(size: Size, folder: &Path) -> Maker {
        let file = |name: &str, head: &str| {
            let mut file = BufWriter::with_capacity(1 << 18, File::create(folder.join(name)).unwrap());
            writeln!(file, "{head}").unwrap();
            file
        };
        Maker {
            size,
            chance: Chance(size.accounts as u64),
            start: plus_days(parse_iso(TODAY).unwrap(), -DAYS),
            accounts: file(
                "accounts.csv",
                "code,name,currency,terms_days,credit_limit,phone,phone2,email,contact,address,city,region,postal_code,country,time_zone,note",
            ),
            items: file("items.csv", "account,kind,number,date,due_date,amount,po,memo"),
            credits: file("credits.csv", "id,account,kind,date,method,reference,amount,memo"),
            allocations: file("allocations.csv", "credit,account,number,date,amount,reversed_on"),
            communications: file(
                "communications.csv",
                "account,at,channel,direction,outcome,contact,number,note,promise_amount,promise_date",
            ),
            credit_count: 0,
        }
    }

    fn make(mut self) {
        let customers = self.customers();
        let invoices = self.invoices(&customers);
        let mut of_account: Vec<Vec<usize>> = vec![Vec::new(); customers.len()];
        for (number, invoice) in invoices.iter().enumerate() {
            of_account[invoice.account].push(number);
        }
        for (account, customer) in customers.iter().enumerate() {
            let paid = self.history(customer, &invoices, &of_account[account]);
            self.payments(account, paid);
        }
        for file in
            [&mut self.accounts, &mut self.items, &mut self.credits, &mut self.allocations, &mut self.communications]
        {
            file.flush().unwrap();
        }
    }

    fn day(&self, day: i64) -> Date {
        plus_days(self.start, day)
    }

    fn customers(&mut self) -> Vec<Customer> {
        let last: Vec<&str> = LAST.split_whitespace().collect();
        let first: Vec<&str> = FIRST.split_whitespace().collect();
        let trades: Vec<&str> = TRADE.split(',').collect();
        let mut taken = HashSet::new();
        let mut customers = Vec::new();
        for number in 1..=self.size.accounts {
            let chance = &mut self.chance;
            let (city, region, area) = *chance.of(&CITY);
            let mut name = format!("{} {}{}", chance.of(&last), chance.of(&trades), chance.of(&FORM));
            if !taken.insert(name.clone()) {
                name = format!("{name} {city} {number}");
                taken.insert(name.clone());
            }
            let contact = format!("{} {}", chance.of(&first), chance.of(&last));
            let mut phone = || format!("({area}) {}-{:04}", chance.within(200, 999), chance.within(0, 10_000));
            let phones = [phone(), phone()];
            let second = if chance.thousandth(400) { phones[1].as_str() } else { "" };
            let terms = *chance.of(&[15, 30, 30, 30, 45, 60]);
            let limit = chance.of(&[10_000, 25_000, 100_000]);
            writeln!(
                self.accounts,
                "C{number:05},{name},USD,{terms},{limit}.00,{},{second},ap{number}@shop.example,{contact},,{city},{region},,US,,",
                phones[0]
            )
            .unwrap();
            let habit = *chance.of(&[(-3, 15), (-1, 15), (2, 20), (18, 60), (25, 60), (55, 300)]);
            customers.push(Customer { contact, terms, habit });
        }
        customers
    }

    fn invoices(&mut self, customers: &[Customer]) -> Vec<Invoice> {
        let mut days: Vec<i64> = (0..self.size.invoices).map(|_| self.chance.within(0, DAYS + 1)).collect();
        days.sort_unstable();
        let mut invoices = Vec::with_capacity(days.len());
        for (number, day) in days.into_iter().enumerate() {
            // A few customers have many invoices.
            let most = self.chance.within(1, customers.len() as i64 + 1);
            let account = self.chance.within(0, most) as usize;
            let amount = self.chance.within(1_200, 90_000) * self.chance.within(1, 9);
            let due = day + customers[account].terms;
            let order = if self.chance.thousandth(500) {
                format!("PO{}", self.chance.within(1000, 99_999))
            } else {
                String::new()
            };
            let (on, due_on, memo) = (self.day(day), self.day(due), self.chance.of(&MEMO));
            writeln!(
                self.items,
                "C{:05},invoice,INV-{:07},{on},{due_on},{},{order},{memo}",
                account + 1,
                number + 1,
                decimal(amount)
            )
            .unwrap();
            invoices.push(Invoice { account, day, due, amount });
        }
        invoices
    }

    /// What an account paid of its invoices, and what was said about them.
    fn history(&mut self, customer: &Customer, invoices: &[Invoice], own: &[usize]) -> Vec<Paid> {
        let mut paid = Vec::new();
        for &number in own {
            let Invoice { day, due, amount, .. } = invoices[number];
            let (late, never) = customer.habit;
            let on = (due + late + self.chance.within(-8, 12)).max(day);
            let is_dead = self.chance.thousandth(never);
            if is_dead || on > DAYS {
                let soon = day + 5 + self.chance.within(0, 40);
                if self.chance.thousandth(300) && soon <= DAYS {
                    let part = amount * self.chance.within(15, 75) / 100;
                    paid.push(Paid { day: soon, invoice: number, amount: part });
                }
            } else if self.chance.thousandth(60) && on < DAYS {
                let part = amount * self.chance.within(30, 70) / 100;
                let rest = self.chance.within(on + 1, DAYS + 1);
                paid.push(Paid { day: on, invoice: number, amount: part });
                paid.push(Paid { day: rest, invoice: number, amount: amount - part });
            } else {
                paid.push(Paid { day: on, invoice: number, amount });
            }
            if (is_dead || on > due + 10) && due + 75 < DAYS {
                self.talk(customer, (number, &invoices[number]));
            }
        }
        paid
    }

    fn talk(&mut self, customer: &Customer, (number, invoice): (usize, &Invoice)) {
        for _ in 0..self.chance.within(1, 4) {
            let day = invoice.due + self.chance.within(5, 70);
            let outcome = *self.chance.of(&OUTCOME);
            let (hour, minute) = (self.chance.within(8, 17), self.chance.within(0, 60));
            let later = self.chance.within(3, 21);
            let promised = self.day(day + later);
            let promise =
                if outcome == "promise" { format!("{},{promised}", decimal(invoice.amount)) } else { ",".to_string() };
            let (on, contact, account) = (self.day(day), &customer.contact, invoice.account + 1);
            writeln!(
                self.communications,
                "C{account:05},{on}T{hour:02}:{minute:02}:00,call,out,{outcome},{contact},INV-{:07},About the invoice.,{promise}",
                number + 1
            )
            .unwrap();
        }
    }

    /// Checks for what was paid within a week of each other.
    fn payments(&mut self, account: usize, mut paid: Vec<Paid>) {
        paid.sort_by_key(|one| (one.day, one.invoice));
        let mut rest = paid.as_slice();
        while let Some(first) = rest.first() {
            let most = if self.chance.thousandth(400) { 1 } else { 8 };
            let count = rest.iter().take(most).take_while(|one| one.day - first.day <= 7).count();
            let (these, later) = rest.split_at(count);
            rest = later;
            self.payment(account, these);
        }
    }

    fn payment(&mut self, account: usize, these: &[Paid]) {
        self.credit_count += 1;
        let (id, account) = (self.credit_count, account + 1);
        let on = self.day(these.iter().map(|one| one.day).max().unwrap_or_default());
        let sum: i64 = these.iter().map(|one| one.amount).sum();
        let extra = if self.chance.thousandth(8) { sum / 50 } else { 0 };
        let (method, reference) =
            (*self.chance.of(&["check", "check", "ach", "card"]), self.chance.within(1000, 99_999));
        writeln!(self.credits, "R{id},C{account:05},payment,{on},{method},{reference},{},", decimal(sum + extra))
            .unwrap();
        let mut merged: Vec<(usize, i64)> = Vec::new();
        for one in these {
            match merged.iter_mut().find(|(invoice, _)| *invoice == one.invoice) {
                Some((_, amount)) => *amount += one.amount,
                None => merged.push((one.invoice, one.amount)),
            }
        }
        for (invoice, amount) in merged {
            writeln!(self.allocations, "R{id},C{account:05},INV-{:07},{on},{},", invoice + 1, decimal(amount)).unwrap();
        }
    }
}

fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}
