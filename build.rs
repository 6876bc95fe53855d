//! Build script of the extension crate: which source it was built from, for `phpinfo()` and bug reports.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=../../.git/HEAD");
    println!("cargo:rerun-if-changed=../../.git/refs/heads");
    println!("cargo:rustc-env=WC_ACCOUNTING_REVISION={}", revision().unwrap_or_else(|| "unknown".to_owned()));
}

/// The commit, where this is a checkout; a source archive has none.
fn revision() -> Option<String> {
    let output = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output().ok()?;
    let revision = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !revision.is_empty()).then_some(revision)
}
