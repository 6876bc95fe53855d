//! The PHP extension `wc_accounting`: registration. What it does is in the other crates; what PHP sees of it is documented in
//! `php-plugin/stubs/wc_accounting.php`.

#![allow(missing_docs, reason = "the macro of ext-php-rs makes a function without any, in some builds")]
#![expect(
    elided_lifetimes_in_paths,
    reason = "the macros of ext-php-rs expand `ZendCallable<'_>` with one lifetime less"
)]

mod callbacks;
mod client;
mod consent;
mod convert;
mod exception;
mod functions;
mod log_sink;
mod secret;
mod services;

use ext_php_rs::prelude::*;
use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_row, info_table_start};

/// What `phpinfo()` and `php --ri wc_accounting` show.
extern "C" fn info(_module: *mut ModuleEntry) {
    info_table_start!();
    info_table_row!("wc_accounting", "enabled");
    info_table_row!("version", env!("CARGO_PKG_VERSION"));
    info_table_row!("interface", functions::INTERFACE.to_string());
    info_table_row!("revision", env!("WC_ACCOUNTING_REVISION"));
    info_table_end!();
}

/// Registers everything that PHP sees.
#[php_module]
pub fn get_module(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    let module = module
        .name("wc_accounting")
        .startup_function(exception::startup)
        .info_function(info)
        .class::<secret::Secret>()
        .class::<client::Client>()
        .class::<consent::Consent>();
    consent::register(functions::register(module))
}
