//! The buyer's number with the Indonesian tax office: his NPWP, or his NIK, which since 2024 is the NPWP of a person.

use accounting_core::snapshot::OrderSnapshot;

use crate::settings::Choices;

/// Digits of either.
const DIGITS: usize = 16;
/// Digits of an NPWP before 2024; the new one has a zero in front.
const OLD_DIGITS: usize = 15;

/// What an order says of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Buyer {
    /// Nothing, or the shop does not send it.
    Unsaid,
    /// Something that cannot be such a number: it is not sent.
    Unreadable,
    /// As it stands in the memo, e.g. `NPWP: 0012345678901000`.
    Known(String),
}

impl Buyer {
    /// That of an order, where the settings name the field that holds it.
    pub fn of(snapshot: &OrderSnapshot, choices: &Choices) -> Self {
        if choices.names_buyer { Self::read(&snapshot.buyer_number) } else { Self::Unsaid }
    }

    fn read(typed: &str) -> Self {
        let is_mark = |letter: char| letter.is_whitespace() || matches!(letter, '.' | '-');
        let bare: String = typed.chars().filter(|letter| !is_mark(*letter)).collect();
        let is_number = bare.bytes().all(|byte| byte.is_ascii_digit());
        // Zeros are what people type who have none: a checkout may want the field filled.
        if bare.is_empty() || (is_number && bare.bytes().all(|byte| byte == b'0')) {
            return Self::Unsaid;
        }
        match bare.len() {
            DIGITS if is_number => {
                Self::Known(format!("{}: {bare}", if is_nik(&bare) { "NIK" } else { "NPWP" }))
            }
            OLD_DIGITS if is_number => Self::Known(format!("NPWP: 0{bare}")),
            _ => Self::Unreadable,
        }
    }
}

/// Whether 16 digits are built as a NIK: a province (from 11 on), and the day of birth, a woman's with 40 added to the day.
fn is_nik(digits: &str) -> bool {
    let two = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse::<u8>().ok()).unwrap_or_default();
    two(0) >= 11 && matches!(two(6), 1..=31 | 41..=71) && matches!(two(8), 1..=12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> Buyer {
        Buyer::Known(text.to_owned())
    }

    /// 13.5
    #[test]
    fn a_number_is_read_however_it_was_typed() {
        assert_eq!(
            Buyer::read("3273014507900001"),
            known("NIK: 3273014507900001"),
            "a woman of Bandung, 5 July 1990"
        );
        assert_eq!(Buyer::read(" 3273-0105-0790-0001 "), known("NIK: 3273010507900001"));
        assert_eq!(
            Buyer::read("01.234.567.8-901.000"),
            known("NPWP: 0012345678901000"),
            "an old one gets its zero"
        );
        assert_eq!(Buyer::read("0012345678901000"), known("NPWP: 0012345678901000"));
        assert_eq!(
            Buyer::read("1000 0000 0123 4567"),
            known("NPWP: 1000000001234567"),
            "a company of 2025: no province is 10"
        );
        assert_eq!(
            Buyer::read("3273013207900001"),
            known("NPWP: 3273013207900001"),
            "nobody is born on the 32nd"
        );
        assert_eq!(Buyer::read("3273010513900001"), known("NPWP: 3273010513900001"), "nor in a 13th month");
    }

    /// 13.5
    #[test]
    fn what_is_no_number_is_not_sent() {
        let wrong = [
            "327301450790000",
            "32730145079000012",
            "00327301450790000",
            "NPWP 0012345678901000",
            "001234567890100x",
            "0012345678901000,",
            "٠٠١٢٣٤٥٦٧٨٩٠١٠٠٠",
            "tidak ada",
            "1",
        ];
        // Fifteen digits are an old NPWP, whatever they were meant to be.
        assert_eq!(Buyer::read(wrong[0]), known("NPWP: 0327301450790000"));
        for typed in &wrong[1..] {
            assert_eq!(Buyer::read(typed), Buyer::Unreadable, "{typed}");
        }
        for typed in ["", " - ", "00.000.000.0-000.000", "0000000000000000", "0"] {
            assert_eq!(Buyer::read(typed), Buyer::Unsaid, "{typed}");
        }
    }
}
