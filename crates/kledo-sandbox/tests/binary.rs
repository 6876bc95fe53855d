//! The program.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kledo-sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()))
}

#[test]
fn it_says_where_it_listens_and_ends_on_sigterm() {
    let (port_file, ca_file) = (scratch("port"), scratch("ca"));
    let mut child = start(&[
        "--listen",
        "127.0.0.1:0",
        "--tls",
        "127.0.0.1:0",
        "--tls-fault",
        "none",
        "--port-file",
        port_file.to_str().unwrap(),
        "--ca-out",
        ca_file.to_str().unwrap(),
        "--settings",
        "{\"queue_delay_ms\":0,\"key\":\"k\"}",
    ]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (http, https) = (lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap());
    let ports = fs::read_to_string(&port_file).unwrap();
    let ports: Vec<&str> = ports.lines().collect();
    assert_eq!(http, format!("listening on http://127.0.0.1:{}", ports[0]));
    assert_eq!(https, format!("listening on https://localhost:{}", ports[1]));
    assert!(fs::read_to_string(&ca_file).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    let address = format!("127.0.0.1:{}", ports[0]).parse().unwrap();
    let request = "GET /_sandbox/state HTTP/1.1\r\nConnection: close\r\n\r\n";
    let state = common::reply(&common::talk(address, request).unwrap()).json();
    assert_eq!((&state["key"], &state["settings"]["queue_delay_ms"]), (&"k".into(), &0.into()));
    kill(Pid::from_raw(child.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert!(child.wait().unwrap().success());
    fs::remove_file(port_file).unwrap();
    fs::remove_file(ca_file).unwrap();
}

#[test]
fn it_explains_what_it_cannot_do() {
    for arguments in [
        &["--listen"][..],
        &[],
        &["--listen", "here"],
        &["--listen", "127.0.0.1:0", "--tls-fault", "odd"],
        &["--listen", "127.0.0.1:0", "--settings", "{\"odd\":1}"],
        &["--odd", "1"],
        &["--listen", "127.0.0.1:0", "--ca-out", "ca.pem"],
    ] {
        let output = start(arguments).wait_with_output().unwrap();
        assert!(!output.status.success() && !output.stderr.is_empty(), "{arguments:?}");
    }
}
