//! A desk with the program on it: a book of its own, a pseudo-terminal, and what the terminal shows.

use std::fs::File;
use std::io::{PipeWriter, Read, Write};
use std::num::NonZeroU16;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use arrears::book::{Access, Account, Book};
use arrears::domain::calendar::{Date, parse_iso};
use arrears::tui::drafts::Drafts;
use arrears::tui::key::Key;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};

/// Far more than anything takes on a quiet machine.
const DEADLINE: Duration = Duration::from_secs(30);
/// How often a condition outside the terminal is looked at.
const LOOK: Duration = Duration::from_millis(20);
const TODAY: &str = "2026-11-21";
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample");
/// What stands in the terminal before the program begins.
pub const PROMPT: &str = "$ arrears";

/// The sample shop's book, made once.
static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let desk = Desk::bare();
    desk.run(&["init"]);
    desk.run(&["import", "folder", SAMPLE]);
    std::fs::read(desk.book()).unwrap()
});

/// A folder with a book, and the commands that another process runs on it.
pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    /// Without a book.
    pub fn bare() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    /// With the sample shop's book.
    pub fn new() -> Desk {
        let desk = Desk::bare();
        std::fs::write(desk.book(), &*BOOK).unwrap();
        desk
    }

    pub fn book(&self) -> PathBuf {
        self.folder.path().join("shop.book")
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("ARREARS_BOOK", self.book().display().to_string()),
            ("ARREARS_OPERATOR", "maria".to_string()),
            ("ARREARS_TODAY", TODAY.to_string()),
            ("HOME", self.folder.path().display().to_string()),
            ("TERM", "xterm-256color".to_string()),
        ]
    }

    /// A command of another process; it must succeed.
    pub fn run(&self, words: &[&str]) -> String {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_arrears"));
        let output = command.env_clear().envs(self.environment()).args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The book through a second connection.
    pub fn look(&self) -> Book {
        Book::open(&self.book(), Access::Look).unwrap()
    }

    pub fn account(&self, code: &str) -> Account {
        self.look().account_with_code(code).unwrap().unwrap()
    }

    /// Drafts on disk.
    pub fn drafts(&self) -> Vec<String> {
        let drafts = Drafts::beside(&self.book(), "maria").unwrap();
        drafts.list().flat_map(|draft| draft.fields.iter().map(|(_, text)| text.clone())).collect()
    }

    /// The program in a terminal of 120×40.
    pub fn start(&self) -> Screen {
        Screen::start(self, &[])
    }

    /// The program with its home drawn.
    pub fn at_home(&self) -> Screen {
        let mut screen = self.start();
        screen.wait("42 of 61 accounts");
        screen
    }
}

pub fn today() -> Date {
    parse_iso(TODAY).unwrap()
}

/// The terminal in which the program runs.
pub struct Screen {
    master: Option<(Box<dyn MasterPty + Send>, File)>,
    slave: Option<Box<dyn SlavePty + Send>>,
    /// Closing it ends the thread that reads.
    stop: Option<PipeWriter>,
    output: Receiver<Vec<u8>>,
    ended: Receiver<ExitStatus>,
    alive: bool,
    process: i32,
    parser: vt100::Parser,
    /// The terminal's modes before the program began.
    modes: (u32, u32, u32),
    /// Everything that the program wrote.
    pub raw: Vec<u8>,
}

impl Screen {
    pub fn start(desk: &Desk, words: &[&str]) -> Screen {
        let pair = native_pty_system().openpty(size(120, 40)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_arrears"));
        command.env_clear();
        desk.environment().iter().for_each(|(name, value)| command.env(name, value));
        command.args(words);
        command.cwd(desk.folder.path());
        let mut parser = vt100::Parser::new(cells(40), cells(120), 0);
        parser.process(PROMPT.as_bytes());
        let modes = modes_of(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let process = i32::try_from(child.process_id().unwrap()).unwrap();
        let master = file_of(&*pair.master);
        let (output, stop) = read_on(master.try_clone().unwrap());
        Screen {
            master: Some((pair.master, master)),
            slave: Some(pair.slave),
            stop: Some(stop),
            output,
            ended: wait_for(child),
            alive: true,
            process,
            parser,
            modes,
            raw: Vec::new(),
        }
    }

    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Waits until the terminal shows a text.
    pub fn wait(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until what the terminal shows is as it should be.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        self.pump(what, DEADLINE, |screen| is_so(&screen.text()));
    }

    /// Waits for something outside the terminal.
    pub fn wait_beside(&mut self, what: &str, is_so: impl Fn() -> bool) {
        self.pump(what, LOOK, |_| is_so());
    }

    fn pump(&mut self, what: &str, pause: Duration, is_so: impl Fn(&Screen) -> bool) {
        let until = Instant::now() + DEADLINE;
        while !is_so(self) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what:?}:\n{}", self.text());
            match self.output.recv_timeout(left.min(pause)) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("{what:?} never came:\n{}", self.text()),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// Presses keys written as text: `ace<enter>c3`. A key after Esc would be read as Alt with it: wait between them.
    pub fn press(&mut self, keys: &str) {
        let bytes: String = Key::read_all(keys).unwrap().into_iter().map(bytes_of).collect();
        self.send(bytes.as_bytes());
    }

    pub fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    fn send(&mut self, bytes: &[u8]) {
        let (_, file) = self.master.as_mut().unwrap();
        file.write_all(bytes).unwrap();
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.parser.set_size(cells(height), cells(width));
        let (master, _) = self.master.as_ref().unwrap();
        master.resize(size(width, height)).unwrap();
    }

    pub fn signal(&self, signal: i32) {
        // SAFETY: a signal to a process of ours that was not waited for yet, or that the kernel says is gone.
        assert_eq!(unsafe { libc::kill(self.process, signal) }, 0);
    }

    /// Closes the terminal's window.
    pub fn vanish(&mut self) {
        self.stop = None;
        while self.output.recv_timeout(DEADLINE).is_ok() {}
        (self.master, self.slave) = (None, None);
    }

    /// Waits for the program's end, and takes all that it wrote.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let status = self.ended.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("it goes on:\n{}", self.text()));
        self.alive = false;
        if let Some((master, _)) = &self.master {
            assert_eq!(modes_of(&**master), self.modes, "the terminal's modes");
        }
        self.slave = None;
        while self.master.is_some()
            && let Ok(bytes) = self.output.recv_timeout(DEADLINE)
        {
            self.take(&bytes);
        }
        status
    }

    /// Waits for the end of a program that could give nothing back.
    pub fn wait_for_force(&mut self) {
        let ended = self.ended.recv_timeout(DEADLINE);
        self.alive = ended.is_err();
        assert!(!self.alive, "it goes on:\n{}", self.text());
    }

    /// The terminal is as it was: what stood in it, its cursor, its modes.
    pub fn assert_given_back(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert!(!screen.application_keypad() && !screen.application_cursor());
        let raw = String::from_utf8_lossy(&self.raw);
        assert_eq!(raw.matches("\x1b[?1049h").count(), 1);
        assert_eq!(raw.matches("\x1b[?1049l").count(), 1);
        let after = &raw[raw.rfind("\x1b[?1049l").unwrap()..];
        assert!(!after.contains("\x1b[?2004h") && !after.contains("\x1b[?25l"), "{after:?}");
        assert_eq!((screen.fgcolor(), screen.bgcolor()), (vt100::Color::Default, vt100::Color::Default));
        assert!(!screen.bold() && !screen.inverse() && !screen.underline() && !screen.dim());
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.alive {
            // SAFETY: as in `signal`; a test that failed leaves no program behind.
            unsafe { libc::kill(self.process, libc::SIGKILL) };
        }
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}

fn modes_of(master: &dyn MasterPty) -> (u32, u32, u32) {
    let modes = master.get_termios().unwrap();
    (modes.input_flags.bits(), modes.output_flags.bits(), modes.local_flags.bits())
}

/// The terminal's end of ours as a file of its own, so that closing it is ours alone.
fn file_of(master: &dyn MasterPty) -> File {
    let number = master.as_raw_fd().unwrap();
    // SAFETY: the number is open as long as `master` is, and is only copied here.
    let borrowed = unsafe { BorrowedFd::borrow_raw(number) };
    borrowed.try_clone_to_owned().unwrap().into()
}

/// Reads on a thread of its own until the program has ended or the other end is dropped.
fn read_on(mut master: File) -> (Receiver<Vec<u8>>, PipeWriter) {
    let (sender, output) = mpsc::channel();
    let (stopped, stop) = std::io::pipe().unwrap();
    std::thread::spawn(move || {
        let mut bytes = [0; 16 * 1024];
        loop {
            let watch = |number: i32| libc::pollfd { fd: number, events: libc::POLLIN, revents: 0 };
            let mut watched = [watch(master.as_raw_fd()), watch(stopped.as_raw_fd())];
            // SAFETY: two valid entries, and the count says two.
            let ready = unsafe { libc::poll(watched.as_mut_ptr(), 2, -1) };
            if ready < 0 {
                continue;
            }
            if watched[1].revents != 0 {
                return;
            }
            match master.read(&mut bytes) {
                Ok(0) | Err(_) => return,
                Ok(count) if sender.send(bytes[..count].to_vec()).is_err() => return,
                Ok(_) => {}
            }
        }
    });
    (output, stop)
}

fn wait_for(mut child: Box<dyn Child + Send + Sync>) -> Receiver<ExitStatus> {
    let (sender, ended) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait().unwrap()));
    ended
}

/// What a terminal sends for a key.
fn bytes_of(key: Key) -> String {
    let sequence = match key {
        Key::Char(letter) => return letter.to_string(),
        Key::Alt(letter) => return format!("\x1b{letter}"),
        Key::Ctrl(letter) => return char::from(letter as u8 & 0x1f).to_string(),
        Key::Enter => "\r",
        Key::Esc => "\x1b",
        Key::Tab => "\t",
        Key::BackTab => "\x1b[Z",
        Key::Backspace => "\x7f",
        Key::Delete => "\x1b[3~",
        Key::Up => "\x1b[A",
        Key::Down => "\x1b[B",
        Key::Right => "\x1b[C",
        Key::Left => "\x1b[D",
        Key::Home => "\x1b[H",
        Key::End => "\x1b[F",
        Key::PageUp => "\x1b[5~",
        Key::PageDown => "\x1b[6~",
        Key::F(number) => {
            let codes = ["OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~"];
            return format!("\x1b{}", codes[usize::from(number) - 1]);
        }
    };
    sequence.to_string()
}
