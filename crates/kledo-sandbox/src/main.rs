//! A fake Kledo to run against, from the command line. The README says what it can do.
#![forbid(unsafe_code)]

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kledo_sandbox::{Sandbox, Settings, TlsFault};
use nix::sys::signal::{SigSet, Signal};
use serde_json::Value;

const USAGE: &str = "usage: kledo-sandbox --listen ADDRESS:PORT [--tls ADDRESS:PORT] \
[--tls-fault none|unknown-ca|wrong-host|expired] [--ca-out FILE] [--port-file FILE] [--settings JSON]";

/// What the command line asks for.
#[derive(Default)]
struct Wishes {
    listen: Option<SocketAddr>,
    tls: Option<SocketAddr>,
    tls_fault: TlsFault,
    ca_out: Option<PathBuf>,
    port_file: Option<PathBuf>,
    settings: Settings,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match wishes(&arguments).and_then(|wishes| run(&wishes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kledo-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wishes(arguments: &[String]) -> Result<Wishes, Box<dyn Error>> {
    let mut wishes = Wishes::default();
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n{USAGE}"))?;
        let wrong = |error: &dyn Error| format!("{name} {value}: {error}");
        match name.as_str() {
            "--listen" => wishes.listen = Some(value.parse().map_err(|error| wrong(&error))?),
            "--tls" => wishes.tls = Some(value.parse().map_err(|error| wrong(&error))?),
            "--tls-fault" => wishes.tls_fault = value.parse().map_err(|error| wrong(&error))?,
            "--ca-out" => wishes.ca_out = Some(value.into()),
            "--port-file" => wishes.port_file = Some(value.into()),
            "--settings" => {
                let changes: Value = serde_json::from_str(value).map_err(|error| wrong(&error))?;
                wishes.settings = wishes.settings.merged(&changes)?;
            }
            _ => return Err(format!("unknown option {name}\n{USAGE}").into()),
        }
    }
    if wishes.tls.is_none() && (wishes.ca_out.is_some() || wishes.tls_fault != TlsFault::None) {
        return Err(format!("--ca-out and --tls-fault need --tls\n{USAGE}").into());
    }
    Ok(wishes)
}

fn run(wishes: &Wishes) -> Result<(), Box<dyn Error>> {
    let listen = wishes.listen.ok_or_else(|| format!("--listen is missing\n{USAGE}"))?;
    let mut ends = SigSet::empty();
    ends.add(Signal::SIGTERM);
    ends.add(Signal::SIGINT);
    // Before the first thread, so that no thread takes the signal away from the wait below.
    ends.thread_block()?;
    let mut sandbox = Sandbox::start_on(listen, wishes.settings.clone())?;
    let mut lines = vec![format!("listening on {}\n", sandbox.origin())];
    let mut ports = vec![format!("{}\n", sandbox.address().port())];
    if let Some(address) = wishes.tls {
        let endpoint = sandbox.add_tls(address, wishes.tls_fault)?;
        lines.push(format!("listening on {}\n", endpoint.origin));
        ports.push(format!("{}\n", endpoint.address.port()));
        if let Some(path) = &wishes.ca_out {
            write_whole(path, &endpoint.ca_pem)?;
        }
    }
    if let Some(path) = &wishes.port_file {
        write_whole(path, &ports.concat())?;
    }
    let mut out = io::stdout().lock();
    out.write_all(lines.concat().as_bytes())?;
    out.flush()?;
    drop(out);
    ends.wait()?;
    Ok(())
}

/// Writes a file that others see either whole or not at all.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let draft = PathBuf::from(name);
    fs::write(&draft, text)?;
    fs::rename(&draft, path)
}
