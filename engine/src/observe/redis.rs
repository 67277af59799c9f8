use ::redis::Client;
use ::redis::aio::MultiplexedConnection;

use super::reading::{Look, Seen};
use crate::aggregate::builtin;

/// A Redis server, by its `INFO`.
pub(super) struct Redis {
    url: String,
    pool: Option<u64>,
    connection: Option<MultiplexedConnection>,
    /// How often it was asked: its own commands are not the target's.
    asked: u64,
}

impl Redis {
    pub(super) fn new(url: &str, pool: Option<u64>) -> Self {
        Self { url: url.to_owned(), pool, connection: None, asked: 0 }
    }

    pub(super) async fn look(&mut self) -> Look {
        let failed = |error: ::redis::RedisError| error.to_string();
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let client = Client::open(self.url.as_str()).map_err(failed)?;
                client.get_multiplexed_async_connection().await.map_err(failed)?
            }
        };
        let info: String = ::redis::cmd("INFO").query_async(&mut connection).await.map_err(failed)?;
        // One that failed is not used again.
        self.connection = Some(connection);
        self.asked += 1;
        Ok(told(&info, self.pool, self.asked))
    }
}

/// What `INFO` tells (<https://redis.io/docs/latest/commands/info/>).
fn told(info: &str, pool: Option<u64>, asked: u64) -> Vec<Seen> {
    let number = |name: &str| -> Option<f64> {
        info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().parse().ok())
    };
    // Without the one that asks.
    let clients = number("connected_clients").map(|clients| (clients - 1.0).max(0.0));
    let most = pool.map(|pool| pool as f64).or_else(|| number("maxclients"));
    let limit = number("maxmemory").filter(|limit| *limit > 0.0);
    let keys = info.lines().filter_map(|line| line.strip_prefix("db")?.split_once(":keys=")?.1.split(',').next());
    let levels = [
        (builtin::OBSERVED_MEMORY, number("used_memory")),
        (builtin::OBSERVED_MEMORY_SHARE, number("used_memory").zip(limit).map(|(used, most)| used / most)),
        (builtin::OBSERVED_CONNECTIONS, clients),
        (builtin::OBSERVED_CONNECTIONS_SHARE, clients.zip(most).map(|(clients, most)| clients / most)),
        (builtin::OBSERVED_QUEUE, number("blocked_clients")),
        (builtin::OBSERVED_KEYS, Some(keys.filter_map(|keys| keys.parse::<f64>().ok()).sum())),
    ];
    let totals = [
        (builtin::OBSERVED_CALLS, number("total_commands_processed").map(|calls| calls - asked as f64)),
        (builtin::OBSERVED_HITS, number("keyspace_hits")),
        (builtin::OBSERVED_MISSES, number("keyspace_misses")),
        (builtin::OBSERVED_EVICTIONS, number("evicted_keys")),
    ];
    let levels = levels.into_iter().filter_map(|(metric, value)| Some(Seen::level(metric, value?)));
    levels.chain(totals.into_iter().filter_map(|(metric, value)| Some(Seen::total(metric, value?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::reading::Value;
    use super::*;

    #[test]
    fn the_answer_is_read_line_by_line() {
        let info = "# Clients\r\nconnected_clients:6\r\nmaxclients:10\r\nblocked_clients:2\r\nused_memory:500\r\n\
                    maxmemory:1000\r\nkeyspace_hits:30\r\nkeyspace_misses:10\r\nevicted_keys:4\r\n\
                    total_commands_processed:99\r\ndb0:keys=3,expires=1,avg_ttl=0\r\ndb5:keys=4,expires=0\r\n";
        let seen = told(info, None, 9);
        let of = |metric| seen.iter().find(|seen| seen.metric == metric).map(|seen| seen.value);
        assert_eq!(of(builtin::OBSERVED_CONNECTIONS_SHARE), Some(Value::Level(0.5)));
        assert_eq!(of(builtin::OBSERVED_MEMORY_SHARE), Some(Value::Level(0.5)));
        assert_eq!(
            (of(builtin::OBSERVED_KEYS), of(builtin::OBSERVED_QUEUE)),
            (Some(Value::Level(7.0)), Some(Value::Level(2.0)))
        );
        assert_eq!(
            (of(builtin::OBSERVED_HITS), of(builtin::OBSERVED_EVICTIONS)),
            (Some(Value::Total(30.0)), Some(Value::Total(4.0)))
        );
        assert_eq!(of(builtin::OBSERVED_CALLS), Some(Value::Total(90.0)));
        let pool = told(info, Some(20), 9);
        assert!(pool.contains(&Seen::level(builtin::OBSERVED_CONNECTIONS_SHARE, 0.25)));
    }
}
