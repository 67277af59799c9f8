//! Other people's servers, on free ports of this machine, with a folder of their own; each ends with its value.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use throng::clock;

use crate::guest::root;

/// A server that runs.
pub struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    // Bound and given back: servers take no socket that is open already.
    TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port()
}

impl Server {
    /// Debian's Prometheus.
    pub fn prometheus() -> Self {
        Self::prometheus_with("")
    }

    /// The same, once it has tried to scrape this port for the first time.
    pub fn scraping(port: u16) -> Self {
        let server = Self::prometheus_with(&format!(
            "scrape_configs:\n  - job_name: throng\n    static_configs:\n      - targets: [\"127.0.0.1:{port}\"]\n"
        ));
        let began = clock::now();
        while server.query("up").is_empty() {
            assert!(clock::now() - began < Duration::from_secs(30), "nothing is scraped");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn prometheus_with(scrape: &str) -> Self {
        Self::start("prometheus", |folder, port, command| {
            let config = format!("global:\n  scrape_interval: 100ms\n  scrape_timeout: 100ms\n{scrape}");
            std::fs::write(folder.join("prometheus.yml"), config).expect("the folder is ours");
            let flag = |name: &str, value: String| format!("--{name}={value}");
            command.args([
                flag("config.file", folder.join("prometheus.yml").display().to_string()),
                flag("storage.tsdb.path", folder.join("data").display().to_string()),
                flag("web.listen-address", format!("127.0.0.1:{port}")),
                flag("enable-feature", "native-histograms".to_owned()),
                "--web.enable-remote-write-receiver".to_owned(),
            ]);
        })
        .ready("/-/ready")
    }

    /// Debian's InfluxDB 1.6 with a database `load`.
    pub fn influxdb() -> Self {
        let server = Self::start("influxd", |folder, port, command| {
            let config = format!(
                "bind-address = \"127.0.0.1:{}\"\nreporting-disabled = true\n[meta]\ndir = \"{dir}/meta\"\n[data]\n\
                 dir = \"{dir}/data\"\nwal-dir = \"{dir}/wal\"\n[http]\nbind-address = \"127.0.0.1:{port}\"\n[monitor]\n\
                 store-enabled = false\n",
                free_port(),
                dir = folder.display()
            );
            std::fs::write(folder.join("influxdb.conf"), config).expect("the folder is ours");
            command.arg("-config").arg(folder.join("influxdb.conf"));
        })
        .ready("/ping");
        server.get("/query", &[("q", "CREATE DATABASE load")]);
        server
    }

    /// Debian's collectd as a StatsD server; it writes down what it has four times a second.
    pub fn collectd() -> Self {
        let server = Self::start("/usr/sbin/collectd", |folder, port, command| {
            let folder = folder.display();
            let config = format!(
                "Hostname \"here\"\nFQDNLookup false\nInterval 0.25\nBaseDir \"{folder}\"\nPIDFile \"{folder}/pid\"\n\
                 PluginDir \"/usr/lib/collectd\"\nTypesDB \"/usr/share/collectd/types.db\"\n\
                 LoadPlugin csv\n<Plugin csv>\nDataDir \"{folder}/csv\"\nStoreRates false\n</Plugin>\n\
                 LoadPlugin statsd\n<Plugin statsd>\nHost \"127.0.0.1\"\nPort \"{port}\"\nTimerCount true\n</Plugin>\n"
            );
            std::fs::write(format!("{folder}/collectd.conf"), config).expect("the folder is ours");
            command.args(["-f", "-C", &format!("{folder}/collectd.conf")]);
        });
        let began = clock::now();
        while std::net::UdpSocket::bind(server.address()).is_ok() {
            assert!(clock::now() - began < Duration::from_secs(30), "collectd does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Debian's aiohttp with `tests/servers/streams.py`: WebSockets, event streams, long bodies.
    pub fn streams() -> Self {
        Self::start("/usr/bin/python3", |_, port, command| {
            command.arg(root().join("tests/servers/streams.py")).arg(port.to_string());
        })
        .ready("/counts")
    }

    /// The same over TLS with this certificate and key, PEM.
    pub fn secure_streams(certificate: &str, key: &str) -> Self {
        let server = Self::start("/usr/bin/python3", |folder, port, command| {
            let files = [("certificate.pem", certificate), ("key.pem", key)];
            for (name, text) in files {
                std::fs::write(folder.join(name), text).expect("the folder is ours");
            }
            command.arg(root().join("tests/servers/streams.py")).arg(port.to_string());
            command.args(files.map(|(name, _)| folder.join(name)));
        });
        server.listening()
    }

    /// Debian's Redis.
    ///
    /// # Panics
    /// Where it does not listen.
    pub fn redis() -> Self {
        let server = Self::start("redis-server", |folder, port, command| {
            let port = port.to_string();
            command.args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--dir"]).arg(folder);
        });
        server.listening()
    }

    /// Debian's PostgreSQL with statements that are counted, and a user `postgres` without a password.
    ///
    /// # Panics
    /// Where it does not listen.
    pub fn postgres() -> Self {
        // The shell of a folder of its own becomes the server, so that it ends with this value.
        let server = Self::start("sh", |folder, port, command| {
            let (folder, place) = (folder.display(), "/usr/lib/postgresql/15/bin");
            command.arg("-c").arg(format!(
                "{place}/initdb -D {folder}/data -A trust -U postgres -N >/dev/null && exec {place}/postgres -D {folder}/data -p {port} \
                 -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_preload_libraries=pg_stat_statements"
            ));
        });
        let server = server.listening();
        let began = clock::now();
        while !server
            .sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            .wait()
            .is_ok_and(|status| status.success())
        {
            assert!(clock::now() - began < Duration::from_secs(30), "PostgreSQL takes no statement");
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    /// Statements that `psql` begins to send to this PostgreSQL.
    ///
    /// # Panics
    /// Where there is no `psql`.
    pub fn sql(&self, statements: &str) -> Child {
        let mut command = Command::new("psql");
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", "-q", "-d", "postgres"]);
        for statement in statements.split(';') {
            command.args(["-c", statement]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("psql comes with PostgreSQL")
    }

    /// What this Redis answers to a command in words.
    ///
    /// # Panics
    /// Where it does not answer.
    pub fn command(&self, words: &str) -> String {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        socket.write_all(format!("{words}\r\n").as_bytes()).expect("the server reads");
        let mut answer = [0; 512];
        let count = socket.read(&mut answer).expect("the server answers");
        String::from_utf8_lossy(&answer[..count]).into_owned()
    }

    fn listening(self) -> Self {
        let began = clock::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(clock::now() - began < Duration::from_secs(30), "the server does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        self
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// `127.0.0.1:8125`
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The values that collectd wrote down: of a counter the totals, of a timer how many came in each interval.
    pub fn written(&self, name: &str) -> Vec<f64> {
        let start = format!("{name}-2");
        let list = std::fs::read_dir(self.folder.path().join("csv/here/statsd")).into_iter().flatten().flatten();
        // A day a file.
        let mut files: Vec<_> = list.filter(|file| file.file_name().to_string_lossy().starts_with(&start)).collect();
        files.sort_by_key(std::fs::DirEntry::file_name);
        let texts = files.iter().map(|file| std::fs::read_to_string(file.path()).unwrap_or_default());
        let value = |line: &str| line.split_once(',').and_then(|(_, value)| value.parse().ok());
        texts.flat_map(|text| text.lines().filter_map(value).collect::<Vec<f64>>()).collect()
    }

    fn start(program: &str, set_up: impl FnOnce(&Path, u16, &mut Command)) -> Self {
        // Not hidden: collectd writes into no folder whose name begins with a dot.
        let folder = tempfile::Builder::new().prefix("throng-").tempdir().expect("a temporary folder");
        let port = free_port();
        let mut command = Command::new(program);
        command.current_dir(folder.path()).env("HOME", folder.path());
        set_up(folder.path(), port, &mut command);
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).expect("the folder is ours");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if rustix::process::geteuid().is_root() {
            const NOBODY: u32 = 65_534;
            command.uid(NOBODY).gid(NOBODY);
        }
        let child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}: `cargo xtask test` installs the package that has it"));
        Self { child, port, folder }
    }

    fn ready(self, path: &str) -> Self {
        let began = clock::now();
        while !matches!(get(self.port, path), Ok((200 | 204, _))) {
            assert!(clock::now() - began < Duration::from_secs(30), "the server is not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        self
    }

    /// `http://127.0.0.1:9090`
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it answers to a GET.
    ///
    /// # Panics
    /// Where that is not JSON.
    pub fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let (status, body) = get(self.port, &format!("{path}?{query}")).expect("the server answers");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}?{query}: {status}: {error}: {body}"))
    }

    /// What Prometheus says to an expression, as labels and value.
    pub fn query(&self, expression: &str) -> Vec<(Value, f64)> {
        let answer = self.get("/api/v1/query", &[("query", expression)]);
        let list = answer["data"]["result"].as_array().unwrap_or_else(|| panic!("{expression}: {answer}")).clone();
        let value = |row: &Value| row["value"][1].as_str().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
        list.iter().map(|row| (row["metric"].clone(), value(row))).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body of a GET.
///
/// # Errors
/// Nobody listens, or what answers is not HTTP.
pub fn get(port: u16, path: &str) -> std::io::Result<(u16, String)> {
    let mut socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    // HTTP/1.0, so that the body comes as it is and ends with the connection.
    write!(socket, "GET {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\n\r\n")?;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer)?;
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::InvalidData)?;
    let status =
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(std::io::ErrorKind::InvalidData)?;
    Ok((status, body.to_owned()))
}
