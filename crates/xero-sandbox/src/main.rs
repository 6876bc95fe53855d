//! Xero to run against, from the command line. The README says what it can do.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    accounting_sandbox::main::<xero_sandbox::Xero>()
}
