//! What a clerk waits for, in figures: opening, keys, reports, saves and imports on books of three sizes. A plain table of
//! medians and 99th percentiles, because the aims are about the slow ones. Each step is a process of its own, so that
//! its memory is its own.
//!
//!     cargo bench                     S and M
//!     ARREARS_BENCH=L cargo bench     the largest
//!     ARREARS_BENCH_BOOK=FILE …       the same on a book of one's own (a copy is written to)

#[path = "books.rs"]
mod books;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use arrears::book::{Access, AgingQuestion, Book, Stamp};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::{Date, parse_iso};
use arrears::domain::money::Money;
use arrears::import::Source;
use arrears::ops::import_batch::{Reading, stage};
use arrears::ops::take_payment::{PaymentPart, Strategy, TakePayment, decide};
use arrears::tui::app::App;
use arrears::tui::cx::{Clock, Cx};
use arrears::tui::key::Key;
use books::{SIZES, Size, TODAY, folder, shelf};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

type Step = fn(&Path);

/// The steps, each in a process of its own.
const STEPS: [(&str, Step); 4] = [("first frame", opening), ("keys", keys), ("reports", reports), ("saves", saves)];
const IMPORT: &str = "import";
const SAVES: usize = 200;

fn main() {
    let step = std::env::var("ARREARS_BENCH_STEP");
    match step.as_deref() {
        Ok(IMPORT) => import(size_named(&std::env::var("ARREARS_BENCH").unwrap())),
        Ok(step) => {
            let run = STEPS.iter().find(|(name, _)| *name == step).unwrap().1;
            run(Path::new(&std::env::var("ARREARS_BENCH_BOOK").unwrap()));
        }
        Err(_) => all(),
    }
}

fn all() {
    if let Ok(book) = std::env::var("ARREARS_BENCH_BOOK") {
        println!("{book}");
        return STEPS.iter().for_each(|(step, _)| in_process(step, "", Path::new(&book)));
    }
    let wanted = std::env::var("ARREARS_BENCH").unwrap_or_else(|_| "S M".to_string());
    for name in wanted.split([' ', ',']).filter(|name| !name.is_empty()) {
        let size = size_named(name);
        println!("{}: {} accounts, {} invoices", size.name, size.accounts, size.invoices);
        folder(size);
        in_process(IMPORT, size.name, Path::new(""));
        STEPS.iter().for_each(|(step, _)| in_process(step, size.name, &book_of(size)));
    }
}

fn in_process(step: &str, size: &str, book: &Path) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.env("ARREARS_BENCH_STEP", step).env("ARREARS_BENCH", size).env("ARREARS_BENCH_BOOK", book);
    assert!(command.status().unwrap().success(), "{step}");
}

fn size_named(name: &str) -> Size {
    *SIZES.iter().find(|size| size.name == name).unwrap_or_else(|| panic!("{name:?} is none of S, M, L"))
}

fn book_of(size: Size) -> PathBuf {
    shelf().join(format!("{}.book", size.name))
}

fn today() -> Date {
    parse_iso(TODAY).unwrap()
}

fn stamp(action: String) -> Stamp {
    Stamp { operator: "bench".into(), at: 1_790_000_000_000, today: today(), action }
}

/// Reads a folder into a new book, which the other steps then use.
fn import(size: Size) {
    let path = book_of(size);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    let mut book = Book::create(&path).unwrap();
    let begun = Instant::now();
    let sources = [Source::open(&folder(size)).unwrap()];
    let reading = Reading { sources: &sources, format: None, today: today(), skip_refused: false };
    let batch = stage(&book, &reading, &mut |_, _| true).unwrap();
    batch.check(false).unwrap();
    let staged = begun.elapsed();
    book.perform(&batch, &stamp("import".into())).unwrap();
    let took = begun.elapsed();
    let rows = batch.preview.rows;
    let a_second = u128::from(rows) * 1000 / took.as_millis().max(1);
    println!("  {:<34} {} rows in {} ({} staging)", "import", rows, shown(took), shown(staged));
    println!("  {:<34} {a_second} rows/s", "");
    memory("import: peak memory", "VmHWM:");
}

struct Screen {
    app: App,
    terminal: Terminal<TestBackend>,
}

impl Screen {
    fn open(path: &Path) -> Screen {
        let book = Book::open(path, Access::Screen).unwrap();
        let clock = Clock::standing(today().and_hms_opt(9, 30, 0).unwrap());
        let app = App::new(Cx::new(book, clock, "bench").unwrap()).unwrap();
        let mut screen = Screen { app, terminal: Terminal::new(TestBackend::new(120, 40)).unwrap() };
        screen.draw();
        screen
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| self.app.draw(frame)).unwrap();
    }

    /// One key to its frame.
    fn key(&mut self, key: Key) -> Duration {
        let begun = Instant::now();
        self.app.key(key);
        self.draw();
        begun.elapsed()
    }
}

fn opening(path: &Path) {
    let first = timed(|| drop(Screen::open(path)));
    let again: Vec<Duration> = (0..10).map(|_| timed(|| drop(Screen::open(path)))).collect();
    println!("  {:<34} {} the first, then {}", "open to first frame", shown(first), spread(again));
}

fn keys(path: &Path) {
    let mut screen = Screen::open(path);
    memory("first frame: memory", "VmRSS:");
    // What the workstation does on other threads happens here at once.
    let job = timed(|| screen.app.tick());
    println!("  {:<34} {}", "reading for Find, proof (jobs)", shown(job));
    let mut typed = Vec::new();
    let words =
        ["smith", "kowalski tool", "9375", "inv-0000123", "412.30", "ap17@", "dayt weld", "c00042", "e", "5550142"];
    for word in words {
        typed.extend(word.chars().map(|letter| screen.key(Key::Char(letter))));
        typed.extend(word.chars().map(|_| screen.key(Key::Backspace)));
    }
    figure("key to frame, searching", typed);
    let mut moved: Vec<Duration> = (0..200).map(|_| screen.key(Key::Down)).collect();
    moved.extend((0..50).map(|_| screen.key(Key::PageDown)));
    moved.extend((0..50).map(|_| screen.key(Key::Up)));
    moved.extend([Key::End, Key::Home].map(|key| screen.key(key)));
    figure("key to frame, moving", moved);
    let mut opened = Vec::new();
    for _ in 0..50 {
        opened.extend([Key::Enter, Key::Char('p'), Key::Esc, Key::Esc, Key::Down].map(|key| screen.key(key)));
    }
    figure("key to frame, pages and forms", opened);
    memory("memory at the end", "VmRSS:");
}

fn reports(path: &Path) {
    let book = Book::open(path, Access::Look).unwrap();
    let aging = |date: &str| {
        let question = AgingQuestion::of(Aging::by_due(parse_iso(date).unwrap()));
        timed(|| drop(book.aging(&question).unwrap()))
    };
    figure("aging today, with proof", (0..5).map(|_| aging(TODAY)).collect());
    figure("aging as of 2026-06-30, with proof", (0..5).map(|_| aging("2026-06-30")).collect());
    let sums = |date: &str| {
        let question = AgingQuestion::of(Aging::by_due(parse_iso(date).unwrap()));
        timed(|| drop(book.aging_sums(&question).unwrap()))
    };
    figure("  its sums alone, today", (0..5).map(|_| sums(TODAY)).collect());
    figure("  its sums alone, 2026-06-30", (0..5).map(|_| sums("2026-06-30")).collect());
}

/// Payments on a copy of the book, with the workstation open on it.
fn saves(path: &Path) {
    let copy = path.with_extension("saves");
    std::fs::copy(path, &copy).unwrap();
    let mut screen = Screen::open(&copy);
    screen.app.tick();
    let accounts = screen.app.cx.overview.order().to_vec();
    let (mut saved, mut shown) = (Vec::new(), Vec::new());
    for number in 0..SAVES {
        let account = accounts[number * 7919 % accounts.len()];
        let debits = screen.app.cx.book.open_debits_of(account, today()).unwrap();
        let Some(first) = debits.first() else { continue };
        let amount = Money::of(first.open.minor() * 3 / 2 + 1, first.open.currency()).unwrap();
        let decided = decide(&debits, amount, &Strategy::OldestFirst).unwrap();
        let allocations = decided.applied.allocations;
        let part = PaymentPart::new(account, amount, allocations);
        let (method, reference, memo) = ("check".into(), number.to_string(), String::new());
        let payment = TakePayment { received: today(), method, reference, memo, parts: vec![part] };
        let stamp = stamp(format!("save-{number}"));
        saved.push(timed(|| drop(screen.app.cx.book.perform(&payment, &stamp).unwrap())));
        // The next key looks whether the book changed, as the loop does; the proof is a job.
        shown.push(screen.key(Key::Up));
    }
    figure("saving a payment", saved);
    figure("  its frame afterwards", shown);
    drop(screen);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", copy.display()));
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    run();
    begun.elapsed()
}

fn figure(name: &str, times: Vec<Duration>) {
    println!("  {name:<34} {}", spread(times));
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    let most = times[times.len() - 1];
    format!("p50 {}  p99 {}  most {}  ({})", shown(at(50)), shown(at(99)), shown(most), times.len())
}

fn shown(time: Duration) -> String {
    let micros = time.as_micros();
    if micros < 10_000 {
        format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10)
    } else {
        format!("{} ms", micros / 1000)
    }
}

/// A line of the kernel's account of this process, where there is one.
fn memory(name: &str, wanted: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(size) = status.lines().find_map(|line| line.strip_prefix(wanted)) {
        println!("  {name:<34} {}", size.trim());
    }
}
