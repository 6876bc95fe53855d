//! Ids as Xero's are written. The same seed gives the same ids.

use accounting_sandbox::Random;

/// Where ids come from.
#[derive(Debug)]
pub struct Ids(Random);

impl Ids {
    /// A source that starts here.
    pub fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A GUID of version 4.
    pub fn guid(&mut self) -> String {
        let mut part = |bits: u32| self.0.below(1 << bits);
        let [first, second, third, fourth, last] = [32, 16, 12, 14, 48].map(&mut part);
        format!("{first:08x}-{second:04x}-4{third:03x}-{:04x}-{last:012x}", fourth | 0x8000)
    }

    /// A secret of this many letters and digits.
    pub fn secret(&mut self, length: usize) -> String {
        self.0.base62(length)
    }
}

/// What stands where something has no id.
pub const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
