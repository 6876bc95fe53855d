//! What a program may be allowed to do, and what each resource asks for.

/// Every scope there is here. Broad ones (`accounting.transactions`) are no longer given to new programs.
pub const KNOWN: [&str; 13] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.invoices.read",
    "accounting.payments",
    "accounting.payments.read",
    "accounting.contacts",
    "accounting.contacts.read",
    "accounting.settings",
    "accounting.settings.read",
    "accounting.attachments",
];

/// The scopes named by a text; none when one of them is unknown, or there is none.
pub fn parse(text: &str) -> Option<Vec<String>> {
    let scopes: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let are_known = scopes.iter().all(|scope| KNOWN.contains(&scope.as_str()));
    (are_known && !scopes.is_empty()).then_some(scopes)
}

/// Whether these scopes suffice for this resource; a resource that there is not needs none.
pub fn suffice(scopes: &[String], method: &str, resource: &str) -> bool {
    let Some(needed) = needed(resource) else { return true };
    let has = |wanted: &str| scopes.iter().any(|scope| scope == wanted);
    has(needed) || (method == "GET" && has(&format!("{needed}.read")))
}

fn needed(resource: &str) -> Option<&'static str> {
    Some(match resource {
        "Invoices" | "CreditNotes" | "Quotes" => "accounting.invoices",
        "Payments" => "accounting.payments",
        "Contacts" => "accounting.contacts",
        "Organisation" | "Accounts" | "TaxRates" | "Items" | "BrandingThemes" | "Currencies"
        | "TrackingCategories" => "accounting.settings",
        _ => return None,
    })
}
