//! `throng dev` as a person has it: files are saved, and each try is read to its end.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::engine::binary;

/// `throng dev` under way.
pub struct Session {
    child: Child,
    lines: Receiver<String>,
}

impl Session {
    /// In this folder, with these arguments.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(binary());
        command.arg("dev").args(arguments).current_dir(folder).env("XDG_CACHE_HOME", folder.join(".cache"));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary starts");
        let out = child.stdout.take().expect("it is piped");
        let (send, lines) = channel();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Self { child, lines }
    }

    /// Everything that the next try says.
    ///
    /// # Panics
    /// Where there is none for a minute.
    pub fn tried(&self) -> String {
        let mut text = String::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|error| panic!("{error} after\n{text}"));
            text.push_str(&line);
            text.push('\n');
            if ["passed after ", "failed after ", "not run after "].iter().any(|end| line.starts_with(end)) {
                return text;
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It has ended already, or does now.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}
