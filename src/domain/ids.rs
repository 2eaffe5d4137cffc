//! Names of rows: one type each, so that an invoice's id cannot be handed over as an account's.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub struct $name(pub i64);
    )*};
}

ids! {
    AccountId,
    /// An invoice, charge or refund.
    DebitId,
    /// A payment, credit memo, write-off or discount.
    CreditId,
    AllocationId,
    CommunicationId,
    PromiseId,
    PlanId,
    DisputeId,
    FollowUpId,
    HoldId,
    RequestId,
    /// A mark on a telephone number.
    NumberMarkId,
    SnoozeId,
    PinId,
    EscalationId,
    /// A row of the journal: its sequence number.
    EntryId,
}
