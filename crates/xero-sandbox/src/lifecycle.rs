//! From which state a document may go to which.

use crate::desk::Desk;
use crate::document::{Document, Kind, Status};

/// The state that something new may have.
pub fn first(kind: Kind, name: Option<&str>) -> Result<Status, String> {
    let status = name.map_or(Some(Status::Draft), Status::of);
    let may_be = |status: &Status| match kind {
        Kind::Quote => matches!(status, Status::Draft | Status::Sent),
        _ => matches!(status, Status::Draft | Status::Submitted | Status::Authorised),
    };
    status.filter(may_be).ok_or_else(|| format!("The status '{}' is not valid", name.unwrap_or_default()))
}

/// The state that something goes on to.
pub fn next(desk: &Desk<'_>, document: &Document, name: &str) -> Result<Status, String> {
    use Status::{Accepted, Authorised, Declined, Deleted, Draft, Invoiced, Sent, Submitted, Voided};
    let refusal = || Err(format!("{} not of valid status for modification", word(document.kind)));
    let Some(next) = Status::of(name) else { return Err(format!("The status '{name}' is not valid")) };
    if next == document.status {
        return Ok(next);
    }
    let may_follow = match document.kind {
        Kind::Quote => matches!(
            (document.status, next),
            (Draft, Sent | Deleted)
                | (Sent, Draft | Accepted | Declined | Deleted)
                | (Accepted, Sent | Declined | Invoiced | Deleted)
                | (Declined, Sent | Accepted | Deleted)
        ),
        _ => matches!(
            (document.status, next),
            (Draft, Submitted | Authorised | Deleted)
                | (Submitted, Draft | Authorised | Deleted)
                | (Authorised, Voided)
        ),
    };
    if !may_follow || (next == Voided && desk.books.is_touched(document)) {
        return refusal();
    }
    Ok(next)
}

/// Whether what it says may still be changed.
pub fn may_be_edited(desk: &Desk<'_>, document: &Document) -> Result<(), String> {
    if desk.books.is_touched(document) {
        return Err(
            "This document cannot be edited as it has a payment or credit note allocated to it.".to_owned()
        );
    }
    if document.status.is_gone() || matches!(document.status, Status::Paid | Status::Invoiced) {
        return Err(format!("{} not of valid status for modification", word(document.kind)));
    }
    Ok(())
}

/// Whether the plan allows one more to be approved.
pub fn may_be_approved(desk: &Desk<'_>, document: &Document) -> Result<(), String> {
    let refused = &desk.organisation().actions_refused;
    let counts_already =
        desk.books.document(document.kind, &document.id).is_some_and(|it| it.status.is_approved());
    let is_full =
        desk.settings.switches.plan_limit.is_some_and(|most| approved(desk) >= most) && !counts_already;
    if document.kind == Kind::Invoice
        && (is_full || refused.iter().any(|name| name == "CreateApprovedInvoice"))
    {
        return Err("You have reached the limit of invoices you can approve".to_owned());
    }
    Ok(())
}

/// How many invoices were approved.
pub fn approved(desk: &Desk<'_>) -> usize {
    desk.books.of(Kind::Invoice).filter(|invoice| invoice.status.is_approved()).count()
}

/// What a document of a kind is called in messages.
pub fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "Invoice",
        Kind::CreditNote => "Credit Note",
        Kind::Quote => "Quote",
    }
}
