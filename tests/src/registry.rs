//! A real registry on a free port of this machine, with storage of its own; it ends with the value.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use throng::clock;

/// Debian's docker-registry.
pub struct Registry {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Registry {
    /// One that everybody may read and write.
    pub fn open() -> Self {
        Self::start("")
    }

    /// One that asks for the name `ann` and the password `open sesame`.
    pub fn locked() -> Self {
        Self::start("auth:\n  htpasswd:\n    realm: test\n    path: FOLDER/users\n")
    }

    fn start(auth: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = folder.path().to_str().expect("temporary folders have plain names").to_owned();
        // Bound and given back: the registry takes no socket that is open already.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {place}/storage\n\
             http:\n  addr: 127.0.0.1:{port}\n{}",
            auth.replace("FOLDER", &place)
        );
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the folder is ours");
        write("config.yml", &config);
        write("users", "ann:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n");
        std::fs::create_dir(folder.path().join("storage")).expect("the folder is ours");
        let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
        open(folder.path(), 0o755)
            .and_then(|()| open(&folder.path().join("storage"), 0o777))
            .expect("the folder is ours");
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(folder.path().join("config.yml")).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if rustix::process::geteuid().is_root() {
            const NOBODY: u32 = 65_534;
            command.uid(NOBODY).gid(NOBODY);
        }
        let child = command.spawn().expect("`apt-get install docker-registry` (`cargo xtask test` does)");
        let registry = Self { child, folder, port };
        registry.wait();
        registry
    }

    fn wait(&self) {
        let began = clock::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(clock::now() - began < Duration::from_secs(20), "the registry does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// `127.0.0.1:5000`
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `oci://127.0.0.1:5000/` and what follows.
    pub fn place(&self, rest: &str) -> String {
        format!("oci://{}/{rest}", self.host())
    }

    /// The file in which it keeps a blob.
    pub fn blob(&self, digest: &str) -> PathBuf {
        let hex = digest.trim_start_matches("sha256:");
        let blobs = self.folder.path().join("storage/docker/registry/v2/blobs/sha256");
        blobs.join(&hex[..2]).join(hex).join("data")
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
