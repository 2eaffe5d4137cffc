//! What `arrears show` tells of an account's relatives: its head office, its branches with the group's total, and the
//! accounts that were merged into it.

use serde_json::{Map, Value, json};

use crate::book::{Book, Group, Merged, Standing};
use crate::domain::aging::Aging;
use crate::domain::text::clean;
use crate::error::Result;
use crate::report::{Kind, Table};

pub struct Kin {
    /// Code and name.
    parent: Option<(String, String)>,
    group: Option<Group>,
    merged: Vec<Merged>,
}

impl Kin {
    pub fn read(book: &Book, standing: &Standing, how: &Aging) -> Result<Kin> {
        let account = &standing.account;
        let parent = account.details.parent.map(|parent| book.names_of(&[parent])).transpose()?.unwrap_or_default();
        Ok(Kin {
            parent: parent.into_iter().next().map(|(_, code, name)| (code, name)),
            group: book.group_of(account.id, how)?,
            merged: book.merged_into(account.id)?,
        })
    }

    pub fn tell(&self, keys: &mut Map<String, Value>) {
        let parent = self.parent.as_ref().map(|(code, name)| json!({"account": code, "name": name}));
        let group = self.group.as_ref().map(|group| {
            let accounts = group.members.iter().map(|one| {
                json!({
                    "account": one.code, "name": one.name, "depth": one.depth, "currency": one.currency, "net": one.net,
                    "past_due": one.past_due,
                })
            });
            let totals = group
                .totals
                .iter()
                .map(|(net, past_due)| json!({"currency": net.currency(), "net": net, "past_due": past_due}));
            json!({"accounts": accounts.collect::<Vec<_>>(), "totals": totals.collect::<Vec<_>>()})
        });
        let merged = self.merged.iter().map(|one| json!({"account": one.code, "name": one.name, "date": one.on}));
        keys.insert("parent".into(), parent.into());
        keys.insert("group".into(), group.into());
        keys.insert("merged".into(), merged.collect::<Vec<_>>().into());
    }

    pub fn table(&self) -> Option<Table> {
        let group = self.group.as_ref()?;
        let mut table = Table::new("Group")
            .column("account", "Account", Kind::Text)
            .column("name", "Name", Kind::Text)
            .column("currency", "", Kind::Text)
            .column("net", "Net", Kind::Money)
            .column("past_due", "Past due", Kind::Money);
        for one in &group.members {
            let name = format!("{}{}", "  ".repeat(one.depth), clean(&one.name));
            let currency = one.currency.code().into();
            table.row([one.code.as_str().into(), name.as_str().into(), currency, one.net.into(), one.past_due.into()]);
        }
        for (net, past_due) in &group.totals {
            table.note(format!("Group total {}: {net} net, {past_due} past due", net.currency().code()));
        }
        Some(table)
    }

    pub fn lines(&self) -> Vec<String> {
        let parent = self.parent.iter().map(|(code, name)| format!("Part of {code} {}", clean(name)));
        let merged =
            self.merged.iter().map(|one| format!("{} {} was merged into it on {}", one.code, clean(&one.name), one.on));
        parent.chain(merged).collect()
    }
}
