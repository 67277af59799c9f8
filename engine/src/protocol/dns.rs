//! Name resolution: the system's resolver, cached for the process, one address chosen by the plan.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rand::Rng as _;

use super::classify;
use crate::clock::{self, Instant};
use crate::plan::http::{DnsOptions, DnsPolicy, DnsSelect};
use crate::sample::{Cause, Failure};

/// An answer on its way.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Asks for the addresses of a name; tests put their own in its place.
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of the name, in the order of the answer.
    fn resolve<'a>(&'a self, name: &'a str) -> Resolving<'a>;
}

/// The system's resolver (hosts file, name service switch, DNS).
pub(super) struct System;

impl Resolve for System {
    fn resolve<'a>(&'a self, name: &'a str) -> Resolving<'a> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

struct Answer {
    addresses: Arc<[IpAddr]>,
    until: Option<Instant>,
}

type Place = Arc<tokio::sync::Mutex<Option<Answer>>>;

/// Answers of the process. One question at a time goes out for a name; the others wait for its answer.
pub(super) struct Names {
    resolver: Box<dyn Resolve>,
    options: DnsOptions,
    places: Mutex<HashMap<String, Place>>,
    turn: AtomicUsize,
}

impl Names {
    /// No answers yet.
    pub(super) fn new(resolver: Box<dyn Resolve>, options: DnsOptions) -> Self {
        Self { resolver, options, places: Mutex::default(), turn: AtomicUsize::new(0) }
    }

    /// Every address of the name that the plan's policy leaves, the one to connect to first.
    pub(super) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Failure> {
        let place = self.place(name);
        let mut answer = place.lock().await;
        let fresh = answer.as_ref().filter(|answer| answer.until.is_none_or(|until| clock::now() < until));
        let all = match fresh {
            Some(answer) => answer.addresses.clone(),
            None => {
                let addresses: Arc<[IpAddr]> =
                    self.resolver.resolve(name).await.map_err(|error| classify::dns(name, &error))?.into();
                let until = self.options.ttl.map(|ttl| clock::now() + ttl);
                *answer = Some(Answer { addresses: addresses.clone(), until });
                addresses
            }
        };
        drop(answer);
        let mut usable = by_policy(&all, self.options.policy);
        if usable.is_empty() {
            return Err(Failure::new(Cause::Dns, 1000, format!("lookup {name}: no address of the wanted family")));
        }
        let first = self.pick(usable.len());
        usable.swap(0, first);
        Ok(usable)
    }

    fn place(&self, name: &str) -> Place {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(name) {
            Some(place) => place.clone(),
            None => places.entry(name.to_owned()).or_default().clone(),
        }
    }

    fn pick(&self, of: usize) -> usize {
        match self.options.select {
            DnsSelect::First => 0,
            DnsSelect::Random if of == 1 => 0,
            DnsSelect::Random => rand::rng().random_range(0..of),
            DnsSelect::RoundRobin => self.turn.fetch_add(1, Ordering::Relaxed) % of,
        }
    }
}

fn by_policy(all: &[IpAddr], policy: DnsPolicy) -> Vec<IpAddr> {
    let (v4, v6): (Vec<IpAddr>, Vec<IpAddr>) = all.iter().partition(|address| address.is_ipv4());
    match policy {
        DnsPolicy::PreferIpv4 if v4.is_empty() => v6,
        DnsPolicy::PreferIpv4 | DnsPolicy::OnlyIpv4 => v4,
        DnsPolicy::PreferIpv6 if v6.is_empty() => v4,
        DnsPolicy::PreferIpv6 | DnsPolicy::OnlyIpv6 => v6,
        DnsPolicy::Any => all.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Counting(Arc<AtomicUsize>);

    impl Resolve for Counting {
        fn resolve<'a>(&'a self, name: &'a str) -> Resolving<'a> {
            let asked = self.0.fetch_add(1, Ordering::Relaxed) as u8;
            Box::pin(async move {
                match name {
                    "none.test" => Err(io::Error::other("Name or service not known")),
                    "down.test" => Err(io::Error::other("Temporary failure in name resolution")),
                    _ => Ok(vec!["::1".parse().expect("v6"), [10, 0, 0, asked].into(), [10, 0, 1, asked].into()]),
                }
            })
        }
    }

    fn names(options: DnsOptions) -> (Names, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        (Names::new(Box::new(Counting(asked.clone())), options), asked)
    }

    fn text(addresses: &[IpAddr]) -> Vec<String> {
        addresses.iter().map(ToString::to_string).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn answers_are_kept_for_their_time() {
        let ttl = Some(Duration::from_secs(10));
        let (names, asked) = names(DnsOptions { ttl, select: DnsSelect::First, policy: DnsPolicy::PreferIpv4 });
        assert_eq!(text(&names.addresses("a.test").await.expect("an answer")), ["10.0.0.0", "10.0.1.0"]);
        tokio::time::advance(Duration::from_millis(9_999)).await;
        assert_eq!(text(&names.addresses("a.test").await.expect("an answer")), ["10.0.0.0", "10.0.1.0"]);
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(text(&names.addresses("a.test").await.expect("an answer")), ["10.0.0.1", "10.0.1.1"]);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn addresses_in_turn_and_by_family() {
        let of = |select, policy| names(DnsOptions { ttl: None, select, policy }).0;
        let turn = of(DnsSelect::RoundRobin, DnsPolicy::OnlyIpv4);
        let mut firsts = Vec::new();
        for _ in 0..3 {
            firsts.push(turn.addresses("a.test").await.expect("an answer")[0].to_string());
        }
        assert_eq!(firsts, ["10.0.0.0", "10.0.1.0", "10.0.0.0"]);
        let v6 = of(DnsSelect::First, DnsPolicy::PreferIpv6);
        assert_eq!(text(&v6.addresses("a.test").await.expect("an answer")), ["::1"]);
        let any = of(DnsSelect::First, DnsPolicy::Any);
        assert_eq!(any.addresses("a.test").await.expect("an answer").len(), 3);
    }

    #[tokio::test]
    async fn failures_have_their_codes() {
        let (names, _) = names(DnsOptions::default());
        let none = names.addresses("none.test").await.expect_err("no name");
        assert_eq!((none.cause, none.code), (Cause::Dns, 1101));
        assert_eq!(none.message, "lookup none.test: Name or service not known");
        assert_eq!(names.addresses("down.test").await.expect_err("no server").code, 1100);
    }
}
