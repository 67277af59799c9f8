//! Servers in Python, under `tests/servers`: each prints its port, and what it counted once its standard input ends.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::guest::root;

/// A server that runs; it ends with this value.
pub struct Script {
    child: Child,
    stdout: BufReader<ChildStdout>,
    port: u16,
}

impl Script {
    /// Starts a file of `tests/servers` with the system's Python, and waits for its port.
    pub fn start(file: &str) -> Self {
        Self::with(Path::new("python3"), file, &[])
    }

    /// The same with this Python and these arguments.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn with(python: &Path, file: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(python);
        command.arg(root().join("tests/servers").join(file)).args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("it was asked for"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it says its port");
        let port = line.trim().parse().unwrap_or_else(|error| panic!("{file}: {error}: {line:?}"));
        Self { child, stdout, port }
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it; gives what it counted.
    pub fn end(mut self) -> Value {
        drop(self.child.stdin.take());
        let mut text = String::new();
        self.stdout.read_to_string(&mut text).expect("it writes UTF-8");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}"))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // It has ended already, or a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
