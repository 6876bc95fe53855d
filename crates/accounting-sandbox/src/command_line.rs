//! A sandbox as a program.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use nix::sys::signal::{SigSet, Signal};
use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::service::Service;
use crate::settings::ServiceSettings;
use crate::tls::TlsFault;

const OPTIONS: &str = "--listen ADDRESS:PORT [--tls ADDRESS:PORT] \
[--tls-fault none|unknown-ca|wrong-host|expired] [--ca-out FILE] [--port-file FILE] [--settings JSON]";

/// What the command line asks for.
#[derive(Default)]
struct Wishes<Settings> {
    listen: Option<SocketAddr>,
    tls: Option<SocketAddr>,
    tls_fault: TlsFault,
    ca_out: Option<PathBuf>,
    port_file: Option<PathBuf>,
    settings: Settings,
}

/// The program of a sandbox: reads the command line, and runs until SIGTERM or SIGINT. The README says what it can do.
pub fn main<S: Service>() -> ExitCode {
    let usage = format!("usage: {} {OPTIONS}", S::PROGRAM);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{usage}");
        return ExitCode::SUCCESS;
    }
    match wishes(&arguments, &usage).and_then(|wishes| run::<S>(&wishes, &usage)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", S::PROGRAM);
            ExitCode::FAILURE
        }
    }
}

fn wishes<Settings: ServiceSettings>(
    arguments: &[String],
    usage: &str,
) -> Result<Wishes<Settings>, Box<dyn Error>> {
    let mut wishes = Wishes::default();
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n{usage}"))?;
        let wrong = |error: &dyn Error| format!("{name} {value}: {error}");
        match name.as_str() {
            "--listen" => wishes.listen = Some(value.parse().map_err(|error| wrong(&error))?),
            "--tls" => wishes.tls = Some(value.parse().map_err(|error| wrong(&error))?),
            "--tls-fault" => wishes.tls_fault = value.parse().map_err(|error| wrong(&error))?,
            "--ca-out" => wishes.ca_out = Some(value.into()),
            "--port-file" => wishes.port_file = Some(value.into()),
            "--settings" => {
                let changes: Value = serde_json::from_str(value).map_err(|error| wrong(&error))?;
                wishes.settings = Settings::merged(&wishes.settings, &changes)?;
            }
            _ => return Err(format!("unknown option {name}\n{usage}").into()),
        }
    }
    if wishes.tls.is_none() && (wishes.ca_out.is_some() || wishes.tls_fault != TlsFault::None) {
        return Err(format!("--ca-out and --tls-fault need --tls\n{usage}").into());
    }
    Ok(wishes)
}

fn run<S: Service>(wishes: &Wishes<S::Settings>, usage: &str) -> Result<(), Box<dyn Error>> {
    let listen = wishes.listen.ok_or_else(|| format!("--listen is missing\n{usage}"))?;
    let mut ends = SigSet::empty();
    ends.add(Signal::SIGTERM);
    ends.add(Signal::SIGINT);
    // Before the first thread, so that no thread takes the signal away from the wait below.
    ends.thread_block()?;
    let sandbox = Sandbox::<S>::start_on(listen, wishes.settings.clone())?;
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
