//! From exact parts to Xero's lines, whose sum by Xero's own arithmetic is what the order says (`docs/xero-mapping.md`).

use accounting_core::bill::apportion::{apportion, hand_out, split};
use accounting_core::bill::{Bill, Reading};
use accounting_core::document::Cause;
use accounting_core::money::Amount;
use accounting_core::snapshot::OrderSnapshot;
use accounting_core::text;

use super::arithmetic::{self, Amounts, CENTS, QUANTITY_DECIMALS};
use super::naming;
use super::parts::{DESCRIPTION_MAX, Part, Role, parts};
use crate::settings::Choices;

/// The tax type that every organisation has for what was not taxed.
pub const NO_TAX: &str = "NONE";

/// One line as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub description: String,
    /// Pieces.
    pub quantity: Amount,
    /// Of one piece, as `LineAmountTypes` says with or without tax.
    pub unit: Amount,
    /// `round2(quantity × unit)`.
    pub amount: Amount,
    /// The tax that the line will have in Xero.
    pub tax: Amount,
    /// Whether Xero is told that tax, since it would make another by itself.
    pub tells_tax: bool,
    /// Code of the account; empty where the settings name none.
    pub account: String,
    /// Empty where the settings name none.
    pub tax_type: String,
    /// Index of the order's line, if it is a product.
    pub source: Option<usize>,
}

/// The lines of a document.
#[derive(Debug)]
pub struct Sheet {
    /// In the order of the order.
    pub lines: Vec<Line>,
    /// Whether their amounts hold their tax.
    pub amounts: Amounts,
    /// What Xero will make of them, with tax.
    pub total: Amount,
    /// What keeps them from being sent.
    pub causes: Vec<Cause>,
    /// Keys of the sets of rates that the settings name no tax type for.
    pub unmapped: Vec<String>,
}

impl Sheet {
    /// The lines of `bill`; prices of pieces have at most `unit_decimals`.
    pub fn of(snapshot: &OrderSnapshot, bill: &Bill, choices: &Choices, unit_decimals: u32) -> Self {
        let parts = parts(snapshot, bill);
        let mut draft = Draft::new(choices, bill, unit_decimals);
        if parts.is_untraced {
            draft.add_cause(Cause::RefundNotTraced);
        }
        let slots: Vec<Slot> = parts.parts.into_iter().map(|part| draft.slot(part)).collect();
        let unnamed = draft.unnamed(snapshot, bill);
        let of_unnamed: Amount = unnamed.iter().map(|line| line.gross(draft.amounts)).sum();
        let due = bill.total.round(draft.decimals) - of_unnamed;
        draft.add_parts(&slots, due, bill.tax.round(draft.decimals));
        draft.lines.extend(unnamed);
        draft.finish()
    }
}

impl Line {
    /// What the line adds to the total.
    pub fn gross(&self, amounts: Amounts) -> Amount {
        if amounts == Amounts::Exclusive { self.amount + self.tax } else { self.amount }
    }
}

/// A part, and what the settings make of it.
struct Slot {
    part: Part,
    account: String,
    tax_type: String,
    /// The percentage that Xero applies; `None` where it is not known.
    percent: Option<Amount>,
}

/// Sheet that are being written.
struct Draft<'a> {
    choices: &'a Choices,
    amounts: Amounts,
    /// Decimals of the smallest unit: those of the order's money, and never more than Xero keeps.
    decimals: u32,
    unit_decimals: u32,
    lines: Vec<Line>,
    causes: Vec<Cause>,
    unmapped: Vec<String>,
}

impl<'a> Draft<'a> {
    fn new(choices: &'a Choices, bill: &Bill, unit_decimals: u32) -> Self {
        let amounts = match (choices.facts.pays_tax, choices.exclusive) {
            (false, _) => Amounts::NoTax,
            (true, true) => Amounts::Exclusive,
            (true, false) => Amounts::Inclusive,
        };
        let decimals = bill.decimals.min(CENTS);
        let (lines, causes, unmapped) = (Vec::new(), Vec::new(), Vec::new());
        let mut draft = Self { choices, amounts, decimals, unit_decimals, lines, causes, unmapped };
        if bill.total.round(bill.decimals) != bill.total.round(decimals) {
            draft.add_cause(Cause::TotalTooFine);
        }
        draft
    }

    fn add_cause(&mut self, cause: Cause) {
        if !self.causes.contains(&cause) {
            self.causes.push(cause);
        }
    }

    /// Looks up account and tax of a part. Neither is ever guessed.
    fn slot(&mut self, part: Part) -> Slot {
        let account = self.account(part.role);
        let (tax_type, percent) = self.tax_of(&part.rates);
        Slot { part, account, tax_type, percent }
    }

    fn account(&mut self, role: Role) -> String {
        let account = role.account(self.choices).map(str::to_owned);
        account.unwrap_or_else(|| {
            self.add_cause(Cause::AccountMissing);
            String::new()
        })
    }

    /// Tax type and percentage of a set of rates.
    fn tax_of(&mut self, rates: &str) -> (String, Option<Amount>) {
        if self.amounts == Amounts::NoTax {
            return (NO_TAX.to_owned(), Some(Amount::ZERO));
        }
        let Some(tax_type) = self.choices.tax_rates.get(rates).cloned() else {
            self.add_cause(Cause::TaxNotMapped);
            if !self.unmapped.iter().any(|key| key == rates) {
                self.unmapped.push(rates.to_owned());
            }
            return (String::new(), None);
        };
        let known = self.choices.facts.tax_rates.get(&tax_type).copied();
        let percent = known.or_else(|| (tax_type == NO_TAX).then_some(Amount::ZERO));
        if percent.is_none() {
            self.add_cause(Cause::TaxRateUnknown);
        }
        (tax_type, percent)
    }

    /// Steps 2 to 5: cents for each part, their taxes, and a line for what rounding leaves.
    fn add_parts(&mut self, slots: &[Slot], due: Amount, due_tax: Amount) {
        let taxes = self.taxes(slots, due_tax);
        let is_exclusive = self.amounts == Amounts::Exclusive;
        let exact: Vec<Amount> = slots
            .iter()
            .map(|slot| if is_exclusive { slot.part.amount.net } else { slot.part.amount.gross() })
            .collect();
        let target = if is_exclusive { due - due_tax } else { due };
        let made = apportion(&exact, target, self.decimals);
        for ((slot, amount), tax) in slots.iter().zip(made.amounts).zip(taxes) {
            let line = self.line(slot, amount, tax);
            self.lines.push(line);
        }
        self.add_rounding(made.rest);
    }

    /// The order's tax in whole units, spread over the parts (step 4).
    fn taxes(&mut self, slots: &[Slot], due: Amount) -> Vec<Amount> {
        if self.amounts == Amounts::NoTax {
            return vec![Amount::ZERO; slots.len()];
        }
        let exact: Vec<Amount> = slots.iter().map(|slot| slot.part.amount.tax).collect();
        let made = apportion(&exact, due, self.decimals);
        let (mut taxes, rest) = (made.amounts, made.rest);
        let bearing: Vec<usize> = (0..taxes.len()).filter(|index| !exact[*index].is_zero()).collect();
        // The shop rounds each rate of each line, which may make more than the largest remainders can take. One unit for each
        // taxed line is still rounding; more is another tax than the lines say.
        if rest.abs() > Amount::units(bearing.len(), self.decimals) {
            self.add_cause(Cause::TaxTypeMismatch);
            return taxes;
        }
        hand_out(&mut taxes, bearing, rest, self.decimals);
        taxes
    }

    /// A line of `amount`, of which the shop says that `tax` is its tax.
    fn line(&mut self, slot: &Slot, amount: Amount, tax: Amount) -> Line {
        let by_xero = slot.percent.map(|percent| arithmetic::tax(self.amounts, amount, percent));
        if by_xero.is_some_and(|by_xero| (tax - by_xero.amount).abs() > self.gap()) {
            self.add_cause(Cause::TaxTypeMismatch);
        }
        // Which way Xero rounds half a cent is not known: there it is told too.
        let tells_tax = by_xero.is_some_and(|by_xero| by_xero.amount != tax || by_xero.is_tie);
        if tells_tax && tax.abs() > amount.abs() {
            // Xero refuses a tax that is told and is more than what it is on.
            self.add_cause(Cause::TaxTypeMismatch);
        }
        let part = &slot.part;
        let (quantity, unit, description) = self.priced(part, amount, tells_tax.then_some(tax));
        Line {
            description,
            quantity,
            unit,
            amount,
            tax,
            tells_tax,
            account: slot.account.clone(),
            tax_type: slot.tax_type.clone(),
            source: part.line,
        }
    }

    /// How far the shop's tax of a line may be from Xero's: two cents are rounding, more is a wrong tax type. Money without
    /// decimals is rounded to its own units by the shop, and to cents by Xero.
    fn gap(&self) -> Amount {
        if self.decimals == CENTS { Amount::units(2, CENTS) } else { Amount::smallest(self.decimals) }
    }

    /// Quantity, price and description (step 5): pieces at their price where that makes the amount exactly, else one for all.
    /// A tax that is told may not be above the price of a piece.
    fn priced(&self, part: &Part, amount: Amount, told: Option<Amount>) -> (Amount, Amount, String) {
        let pieces = part.quantity;
        let unit = amount.checked_div(pieces).map(|unit| unit.round(self.unit_decimals));
        let unit = unit.filter(|unit| {
            pieces.is_positive()
                && pieces.scale() <= QUANTITY_DECIMALS
                && arithmetic::line_amount(pieces, *unit) == Some(amount)
                && told.is_none_or(|tax| tax.abs() <= unit.abs())
        });
        if let Some(unit) = unit {
            return (pieces, unit, part.description.clone());
        }
        let says_pieces = pieces.is_positive() && pieces != Amount::ONE;
        let description = if says_pieces {
            text::line(&format!("{pieces} × {}", part.description), DESCRIPTION_MAX)
        } else {
            part.description.clone()
        };
        (Amount::ONE, amount, description)
    }

    /// Step 3. What is more than rounding has no line: the document does not come to what the order says, and is held.
    fn add_rounding(&mut self, rest: Amount) {
        // What could not be traced has no line, and is no rounding either.
        if rest.is_zero() || self.causes.contains(&Cause::RefundNotTraced) {
            return;
        }
        if rest.abs() > self.rounding_limit() {
            self.add_cause(Cause::OrderDoesNotAddUp);
            return;
        }
        if self.choices.rounding_account.is_empty() {
            self.add_cause(Cause::AccountMissing);
        }
        self.lines.push(Line {
            description: "Rounding".to_owned(),
            quantity: Amount::ONE,
            unit: rest,
            amount: rest,
            tax: Amount::ZERO,
            tells_tax: false,
            account: self.choices.rounding_account.clone(),
            tax_type: NO_TAX.to_owned(),
            source: None,
        });
    }

    /// The setting is in money of two decimals: 0.10 is ten of the smallest units, in rupiah ten rupiah.
    fn rounding_limit(&self) -> Amount {
        let per_unit = Amount::smallest(CENTS - self.decimals);
        self.choices.rounding_limit.checked_div(per_unit).unwrap_or_default()
    }

    /// Money that went back without a word for what, split over accounts and taxes as the order's own lines are, by gross; each
    /// with the tax that Xero's own arithmetic makes of it. Of what remains it is taken off.
    fn unnamed(&mut self, snapshot: &OrderSnapshot, bill: &Bill) -> Vec<Line> {
        let money = bill.money_back.round(self.decimals);
        let (money, description) = match bill.reading {
            Reading::Refunded(id) => (money, naming::of_refund(snapshot, id)),
            Reading::AsBought | Reading::Remaining => (-money, "Refunded".to_owned()),
        };
        if money.is_zero() {
            return Vec::new();
        }
        let groups = self.groups(snapshot);
        let weights: Vec<Amount> = groups.iter().map(|group| group.part.amount.gross()).collect();
        let Some(shares) = split(money, &weights, self.decimals) else {
            self.add_cause(Cause::OrderDoesNotAddUp);
            return Vec::new();
        };
        let shares = groups.into_iter().zip(shares).filter(|(_, share)| !share.is_zero());
        shares.map(|(slot, share)| self.share(slot, share, &description)).collect()
    }

    /// One slot for each account and tax type of the order as it was bought, with all that it comes to; none for what takes off
    /// more than it adds.
    fn groups(&mut self, snapshot: &OrderSnapshot) -> Vec<Slot> {
        let mut groups: Vec<Slot> = Vec::new();
        for part in parts(snapshot, &Bill::as_bought(snapshot)).parts {
            let slot = self.slot(part);
            let is_alike =
                |group: &&mut Slot| group.account == slot.account && group.tax_type == slot.tax_type;
            match groups.iter_mut().find(is_alike) {
                Some(group) => group.part.amount = group.part.amount + slot.part.amount,
                None => groups.push(slot),
            }
        }
        groups.retain(|group| group.part.amount.gross().is_positive());
        groups
    }

    /// The line for a share of money with its tax.
    fn share(&mut self, slot: Slot, gross: Amount, description: &str) -> Line {
        let percent = slot.percent.unwrap_or_default();
        let (amount, tax) = match self.amounts {
            Amounts::Exclusive => {
                let net = arithmetic::net_of(gross, percent);
                (net, gross - net)
            }
            Amounts::Inclusive | Amounts::NoTax => {
                (gross, arithmetic::tax(self.amounts, gross, percent).amount)
            }
        };
        let part =
            Part { description: description.to_owned(), quantity: Amount::ONE, line: None, ..slot.part };
        self.line(&Slot { part, ..slot }, amount, tax)
    }

    fn finish(self) -> Sheet {
        let total = self.lines.iter().map(|line| line.gross(self.amounts)).sum();
        let Self { lines, amounts, causes, unmapped, .. } = self;
        Sheet { lines, amounts, total, causes, unmapped }
    }
}
