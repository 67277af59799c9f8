use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::reading::{Look, Seen};
use crate::aggregate::builtin;

/// Sessions of this database's users, how many wait for a lock, how many sessions there may be, and blocks found in memory
/// or not, in this order. The comment keeps it out of what is counted.
const SESSIONS: &str = "SELECT /* throng observes */
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()),
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'),
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
    (SELECT blks_hit FROM pg_stat_database WHERE datname = current_database()),
    (SELECT blks_read FROM pg_stat_database WHERE datname = current_database())";
/// Whether statements are counted.
const COUNTED: &str = "SELECT /* throng observes */ count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'";
/// Statements of this database so far.
const CALLS: &str = "SELECT /* throng observes */ coalesce(sum(calls), 0) FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%throng observes%'";

/// A PostgreSQL server.
pub(super) struct Postgres {
    url: String,
    pool: Option<u64>,
    session: Option<Session>,
}

struct Session {
    client: Client,
    connection: JoinHandle<()>,
    counted: bool,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Postgres {
    pub(super) fn new(url: &str, pool: Option<u64>) -> Self {
        Self { url: url.to_owned(), pool, session: None }
    }

    pub(super) async fn look(&mut self) -> Look {
        // One that fails, or is given up for its time, is not used again.
        let session = match self.session.take() {
            Some(session) => session,
            None => Session::open(&self.url).await?,
        };
        let row = session.row(SESSIONS).await?;
        let number = |at: usize| row.get(at).copied().flatten();
        let most = self.pool.map(|pool| pool as f64).or_else(|| number(2));
        let levels = [
            (builtin::OBSERVED_CONNECTIONS, number(0)),
            (builtin::OBSERVED_CONNECTIONS_SHARE, number(0).zip(most).map(|(used, most)| used / most)),
            (builtin::OBSERVED_QUEUE, number(1)),
        ];
        let calls = if session.counted { session.row(CALLS).await?.first().copied().flatten() } else { None };
        let totals = [
            (builtin::OBSERVED_CALLS, calls),
            (builtin::OBSERVED_HITS, number(3)),
            (builtin::OBSERVED_MISSES, number(4)),
        ];
        self.session = Some(session);
        let levels = levels.into_iter().filter_map(|(metric, value)| Some(Seen::level(metric, value?)));
        Ok(levels.chain(totals.into_iter().filter_map(|(metric, value)| Some(Seen::total(metric, value?)))).collect())
    }
}

impl Session {
    async fn open(url: &str) -> Result<Self, String> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(|error| said(&error))?;
        // Its error is that of the statement that waits for it.
        let connection = tokio::spawn(async move { drop(connection.await) });
        let mut session = Self { client, connection, counted: false };
        let counted = session.row(COUNTED).await?.first().copied().flatten();
        // The extension may be there without being loaded.
        session.counted = counted.is_some_and(|count| count > 0.0) && session.row(CALLS).await.is_ok();
        Ok(session)
    }

    async fn row(&self, statement: &str) -> Result<Vec<Option<f64>>, String> {
        let messages = self.client.simple_query(statement).await.map_err(|error| said(&error))?;
        let row = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let row = row.ok_or_else(|| "the server gave no row".to_owned())?;
        Ok((0..row.len()).map(|at| row.get(at)?.parse().ok()).collect())
    }
}

/// An error with what caused it.
fn said(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(": {cause}"));
    format!("{error}{cause}")
}
