//! The program.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

#[test]
fn it_says_where_it_listens_and_ends_on_sigterm() {
    let port_file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("port-{}", std::process::id()));
    let mut child = Command::new(env!("CARGO_BIN_EXE_xero-sandbox"))
        .args(["--listen", "127.0.0.1:0", "--settings", "{\"client\":{\"id\":\"oak\"}}", "--port-file"])
        .arg(&port_file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let port = fs::read_to_string(&port_file).unwrap();
    assert_eq!(line, format!("listening on http://127.0.0.1:{}", port.trim()));
    let address = format!("127.0.0.1:{}", port.trim()).parse().unwrap();
    let state = common::talk(address, "GET /_sandbox/state", "", "").unwrap().body;
    assert_eq!(state["settings"]["client"]["id"], "oak");
    kill(Pid::from_raw(child.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert!(child.wait().unwrap().success());
    fs::remove_file(port_file).unwrap();
}
