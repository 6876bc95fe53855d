//! Spreading to the smallest unit: exact amounts in whole units that come to a given sum, by the method of the largest remainder.

use crate::money::Amount;

/// What became of the exact amounts.
#[derive(Debug, PartialEq, Eq)]
pub struct Apportioned {
    /// One for each of the exact amounts, in whole units; each is the exact one rounded down, or that and one unit.
    pub amounts: Vec<Amount>,
    /// What they are short of the target: nothing, unless rounding alone cannot make it.
    pub rest: Amount,
}

/// Rounds `exact` down to `decimals` and gives the units that are short of `target` to the largest remainders, the earlier of
/// two that are alike, one each, and none to an amount that is whole. Where that cannot make the target, the amounts come to
/// their own rounded sum, and the rest is told. `target` is in whole units.
pub fn apportion(exact: &[Amount], target: Amount, decimals: u32) -> Apportioned {
    let mut amounts: Vec<Amount> = exact.iter().map(|amount| amount.floor(decimals)).collect();
    let floor: Amount = amounts.iter().copied().sum();
    let mut remainders: Vec<(usize, Amount)> =
        exact.iter().zip(&amounts).map(|(exact, floor)| *exact - *floor).enumerate().collect();
    remainders.retain(|(_, remainder)| remainder.is_positive());
    // A stable sort: of two that are alike the earlier stays first.
    remainders.sort_by(|(_, one), (_, other)| other.cmp(one));
    let most = Amount::units(remainders.len(), decimals);
    let is_within = |short: Amount| !short.is_negative() && short <= most;
    let sum = exact.iter().copied().sum::<Amount>().round(decimals);
    let aim = if is_within(target - floor) { target } else { sum };
    hand_out(&mut amounts, remainders.into_iter().map(|(index, _)| index), aim - floor, decimals);
    let made: Amount = amounts.iter().copied().sum();
    Apportioned { amounts, rest: target - made }
}

/// Gives the units of `rest`, which is in whole units, to those of `amounts` that `order` names, one each, or takes them off.
pub fn hand_out(amounts: &mut [Amount], order: impl IntoIterator<Item = usize>, rest: Amount, decimals: u32) {
    let smallest = Amount::smallest(decimals);
    let unit = if rest.is_negative() { -smallest } else { smallest };
    let mut left = rest;
    for index in order {
        if left.abs() < smallest {
            break;
        }
        amounts[index] = amounts[index] + unit;
        left = left - unit;
    }
}

/// Splits `amount`, in whole units, by weights of which none is negative; nothing where they come to nothing.
pub fn split(amount: Amount, weights: &[Amount], decimals: u32) -> Option<Vec<Amount>> {
    let whole: Amount = weights.iter().copied().sum();
    let share = |weight: &Amount| amount.abs().share(*weight, whole);
    let exact: Option<Vec<Amount>> = weights.iter().map(share).collect();
    let shares = apportion(&exact?, amount.abs(), decimals);
    let signed = |share: Amount| if amount.is_negative() { -share } else { share };
    shares.rest.is_zero().then(|| shares.amounts.into_iter().map(signed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(texts: &[&str]) -> Vec<Amount> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn apportioned(exact: &[&str], target: &str, decimals: u32) -> (Vec<String>, String) {
        let made = apportion(&amounts(exact), target.parse().unwrap(), decimals);
        (made.amounts.iter().map(ToString::to_string).collect(), made.rest.to_string())
    }

    #[test]
    fn the_largest_remainders_get_a_cent_each_the_earlier_first() {
        let (made, rest) = apportioned(&["1.664", "1.667", "1.667"], "5.00", 2);
        assert_eq!(
            (made.as_slice(), rest.as_str()),
            (["1.66", "1.67", "1.67"].map(String::from).as_slice(), "0")
        );
        assert_eq!(apportioned(&["0.5", "0.5", "0.5"], "2", 0).0, ["1", "1", "0"]);
    }

    #[test]
    fn a_negative_amount_is_rounded_down_too() {
        assert_eq!(
            apportioned(&["10.004", "-1.004"], "9", 2),
            (amounts(&["10", "-1"]).iter().map(ToString::to_string).collect(), "0".to_owned())
        );
    }

    #[test]
    fn what_is_whole_gets_nothing_and_what_cannot_be_made_is_told() {
        assert_eq!(
            apportioned(&["1", "2.005"], "3.02", 2),
            (vec!["1".to_owned(), "2.01".to_owned()], "0.01".to_owned())
        );
        assert_eq!(apportioned(&["1", "2"], "2.99", 2).1, "-0.01");
        assert_eq!(apportioned(&[], "1", 2), (Vec::new(), "1".to_owned()));
    }

    #[test]
    fn units_are_handed_out_or_taken_one_by_one() {
        let handed = |rest: &str| {
            let mut made = amounts(&["1", "2", "3"]);
            hand_out(&mut made, [2, 0, 1], rest.parse().unwrap(), 2);
            made.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(handed("0.02"), ["1.01", "2", "3.01"]);
        assert_eq!(handed("-0.01"), ["1", "2", "2.99"]);
        assert_eq!(handed("0"), ["1", "2", "3"]);
        assert_eq!(handed("9"), ["1.01", "2.01", "3.01"]);
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(split(amounts(&["-10"])[0], &amounts(&["1", "2"]), 2), Some(amounts(&["-3.33", "-6.67"])));
        assert_eq!(split(amounts(&["10"])[0], &amounts(&["0"]), 2), None);
    }
}
