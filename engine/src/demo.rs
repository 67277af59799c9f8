//! The demonstration target as a process of its own, and the plan that `throng run --demo` runs against it.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The plan of the demonstration and the table that it reads, by file name.
const FILES: [(&str, &str); 2] = [
    ("demo.toml", include_str!("../journeys/demo.toml")),
    ("users.csv", include_str!("../../guest-examples/shop/users.csv")),
];

/// The demonstration's plan in a folder of its own, which goes with the value.
pub struct Files(TempDir);

impl Files {
    /// Writes the files.
    pub fn write() -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder can be made for the demonstration's plan")?;
        for (name, text) in FILES {
            std::fs::write(folder.path().join(name), text)?;
        }
        Ok(Self(folder))
    }

    /// The plan.
    pub fn plan(&self) -> PathBuf {
        self.0.path().join(FILES[0].0)
    }
}

/// A running target. It ends when its standard input closes, so it cannot outlive this process.
pub struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// Starts `throng demo` on a free port of the loopback and waits until it listens.
    pub async fn start() -> Result<Self> {
        let program = std::env::current_exe().context("the path of this program is not known")?;
        let mut child = Command::new(program)
            .args(["demo", "--listen", "127.0.0.1:0", "--until-stdin-closes"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the demonstration target cannot be started")?;
        let stdout = child.stdout.take().context("its standard output was asked for")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await?;
        let url = line.trim().rsplit(' ').next().filter(|word| word.starts_with("http://"));
        let url =
            url.with_context(|| format!("the demonstration target did not say where it listens: {line:?}"))?.to_owned();
        Ok(Self { child, url })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops it and waits for its end.
    pub async fn stop(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        self.child.wait().await.context("the demonstration target did not end")?;
        Ok(())
    }
}
