//! What the network side has to say goes to PHP's own error log.

use std::sync::{Mutex, PoisonError};

use ext_php_rs::zend::{ExecutorGlobals, Function};
use log::{LevelFilter, Log, Metadata, Record};

/// Lines that are kept until PHP can be called.
const LINES_MAX: usize = 100;

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what is said, on whatever thread: only PHP's own may call PHP.
struct Sink;

impl Log for Sink {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Not what libraries say: it may hold what was sent.
        metadata.level() <= LevelFilter::Warn && metadata.target().starts_with("accounting_")
    }

    fn log(&self, record: &Record<'_>) {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        if self.enabled(record.metadata()) && lines.len() < LINES_MAX {
            lines.push(format!("wc_accounting: {}", record.args()));
        }
    }

    fn flush(&self) {}
}

/// Once, at module start.
pub fn install() {
    if log::set_logger(&Sink).is_ok() {
        log::set_max_level(LevelFilter::Warn);
    }
}

/// Hands over what was said. On PHP's thread, between requests.
pub fn hand_over() {
    let lines = std::mem::take(&mut *LINES.lock().unwrap_or_else(PoisonError::into_inner));
    if lines.is_empty() || ExecutorGlobals::has_exception() {
        return;
    }
    if let Some(error_log) = Function::try_from_function("error_log") {
        for line in lines {
            drop(error_log.try_call(vec![&line]));
        }
    }
}
