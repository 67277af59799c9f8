//! A run that goes on while it is watched and led.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use crate::engine::{Engine, Run};
use crate::patience::until;

/// A run with `--ui` that goes on.
pub struct Led {
    place: tempfile::TempDir,
    run: JoinHandle<Run>,
}

/// What a call got.
#[derive(Debug)]
pub struct Answer {
    /// Status; 0 without a response.
    pub status: u16,
    /// Head and body as they came.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        let body = self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or_default()
    }

    /// The first header of this name; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

impl Led {
    /// Starts the run and waits until it can be led.
    pub fn start(engine: Engine) -> Self {
        let place = tempfile::tempdir().expect("a temporary folder");
        let engine = engine.arg("--ui").env("XDG_RUNTIME_DIR", place.path().to_str().expect("a plain name"));
        let run = std::thread::spawn(move || engine.run());
        let led = Self { place, run };
        until("the run can be led", || {
            led.found().is_some() && led.call("GET", "/v1/status", &[], "").json()["state"] == "running"
        });
        led
    }

    /// The file that `throng ctl` finds the run by.
    pub fn file(&self) -> Option<PathBuf> {
        let mut files = std::fs::read_dir(self.place.path().join("throng")).ok()?;
        files.next()?.ok().map(|entry| entry.path())
    }

    fn found(&self) -> Option<Value> {
        serde_json::from_slice(&std::fs::read(self.file()?).ok()?).ok()
    }

    /// Host and port.
    pub fn host(&self) -> String {
        let found = self.found().expect("the run goes on");
        let url = found["url"].as_str().expect("a text");
        url.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// The token of `throng ctl`.
    pub fn token(&self) -> String {
        self.found().expect("the run goes on")["token"].as_str().expect("a text").to_owned()
    }

    /// `throng ctl` with these arguments.
    pub fn ctl(&self, arguments: &[&str]) -> Run {
        let place = self.place.path().to_str().expect("a plain name");
        Engine::bare().arg("ctl").args(arguments.iter().copied()).env("XDG_RUNTIME_DIR", place).run_plainly()
    }

    /// As `ctl`, which succeeds.
    pub fn order(&self, arguments: &[&str]) -> String {
        let run = self.ctl(arguments);
        assert_eq!(run.exit(), 0, "{arguments:?}: {}", run.text());
        run.stdout
    }

    /// A call with token and header, and with these headers instead or besides; an empty value leaves a header out.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let own = [
            ("host", self.host()),
            ("authorization", format!("Bearer {}", self.token())),
            ("x-throng", "1".to_owned()),
            ("content-length", body.len().to_string()),
            ("connection", "close".to_owned()),
        ];
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        let kept = own.iter().filter(|(name, _)| !headers.iter().any(|(other, _)| other == name));
        let all = kept.map(|(name, value)| (*name, value.as_str())).chain(headers.iter().copied());
        for (name, value) in all.filter(|(_, value)| !value.is_empty()) {
            head += &format!("{name}: {value}\r\n");
        }
        send(&self.host(), &format!("{head}\r\n{body}"))
    }

    /// Waits for the end of the run.
    pub fn end(self) -> Run {
        self.run.join().expect("the run ends")
    }
}

fn send(host: &str, request: &str) -> Answer {
    let answer = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        // A server that has seen enough may have closed already.
        let _ = stream.write_all(request.as_bytes());
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    let text = answer().unwrap_or_default();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, text }
}
