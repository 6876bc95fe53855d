//! What PHP catches. The classes are made by hand: a `#[php_class]` that extends `\Exception` loses line, file and trace.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use accounting_http::ConfigError;
use ext_php_rs::builders::ClassBuilder;
use ext_php_rs::exception::PhpException;
use ext_php_rs::zend::{ClassEntry, ce};

static BASE: AtomicPtr<ClassEntry> = AtomicPtr::new(ptr::null_mut());
static INVALID_ARGUMENT: AtomicPtr<ClassEntry> = AtomicPtr::new(ptr::null_mut());
static CONFIGURATION: AtomicPtr<ClassEntry> = AtomicPtr::new(ptr::null_mut());

/// Code of a `ConfigurationException` that another endpoint would not help.
const NOT_THE_ENDPOINT: i32 = 1;

/// Everything that can go wrong on this side of the boundary. No text of it holds a key.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An argument does not have the documented shape.
    #[error("{0}")]
    InvalidArgument(String),
    /// The network cannot be used as configured.
    #[error("{0}")]
    Configuration(#[from] ConfigError),
    /// A callback broke its contract.
    #[error("{0}")]
    Callback(String),
}

impl From<Failure> for PhpException {
    fn from(failure: Failure) -> Self {
        let class = match &failure {
            Failure::InvalidArgument(_) => &INVALID_ARGUMENT,
            Failure::Configuration(_) => &CONFIGURATION,
            Failure::Callback(_) => &BASE,
        };
        let code = match &failure {
            Failure::Configuration(fault) if !fault.is_about_endpoint() => NOT_THE_ENDPOINT,
            _ => 0,
        };
        PhpException::new(failure.to_string(), code, entry(class))
    }
}

/// Module start: registers the classes.
pub extern "C" fn startup(_type: i32, _module: i32) -> i32 {
    // A panic must not unwind into PHP's C code.
    let registered = std::panic::catch_unwind(|| {
        crate::log_sink::install();
        let base = ClassBuilder::new("WcAccounting\\Extension\\Exception")
            .extends((ce::exception, "\\Exception"))
            .registration(|class, _| BASE.store(class, Ordering::Release))
            .register();
        let invalid = ClassBuilder::new("WcAccounting\\Extension\\InvalidArgumentException")
            .extends((base_entry, "WcAccounting\\Extension\\Exception"))
            .registration(|class, _| INVALID_ARGUMENT.store(class, Ordering::Release))
            .register();
        let configuration = ClassBuilder::new("WcAccounting\\Extension\\ConfigurationException")
            .extends((base_entry, "WcAccounting\\Extension\\Exception"))
            .registration(|class, _| CONFIGURATION.store(class, Ordering::Release))
            .register();
        base.is_ok() && invalid.is_ok() && configuration.is_ok()
    });
    if registered.unwrap_or(false) { 0 } else { -1 }
}

fn base_entry() -> &'static ClassEntry {
    entry(&BASE)
}

fn entry(class: &AtomicPtr<ClassEntry>) -> &'static ClassEntry {
    let class = class.load(Ordering::Acquire);
    // SAFETY: the pointer is null or was given by PHP when it registered the class at module start; PHP keeps internal
    // classes until the process ends.
    #[expect(unsafe_code, reason = "PHP hands out its class entries as pointers")]
    let class = unsafe { class.as_ref() };
    class.unwrap_or_else(|| ce::exception())
}
