//! The list of commands: one line for each, its words and its file; nothing else names them.

use clap::Subcommand;

use super::{Desk, End, Run};
use crate::error::Result;

macro_rules! commands {
    ($($name:ident = $file:ident),* $(,)?) => {
        #[derive(Debug, Subcommand)]
        pub enum Command {
            $($name(super::$file::$name)),*
        }

        impl Command {
            pub fn run(self, desk: &Desk) -> Result<End> {
                match self { $(Command::$name(command) => command.run(desk)),* }
            }
        }
    };
}

commands! {
    Init = init,
    Account = account,
    Merge = merge,
    Invoice = invoice,
    Charge = charge,
    Credit = credit,
    Pay = pay,
    Apply = apply,
    Unapply = unapply,
    Bounce = bounce,
    Void = void,
    WriteOff = write_off,
    Recover = recover,
    Refund = refund,
    Correct = correct,
    Close = close,
    MonthEnd = month_end,
    Log = log,
    Promise = promise,
    Dispute = dispute,
    Hold = hold,
    FollowUp = follow_up,
    Request = request,
    Plan = plan,
    Snooze = snooze,
    Pin = pin,
    Escalate = escalate,
    Undo = undo,
    Aging = aging,
    Statement = statement,
    DaySheet = day_sheet,
    OnHand = on_hand,
    Items = items,
    Show = show,
    Timeline = timeline,
    Find = find,
    Today = today,
    Journal = journal,
    Verify = verify,
    Backup = backup,
    Restore = restore,
    Settings = settings,
    Import = import,
    Export = export,
    Demo = demo,
    Completions = completions,
    Man = man,
}
