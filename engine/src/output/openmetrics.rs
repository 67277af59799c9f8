//! A page for Prometheus to scrape, in OpenMetrics 1.0.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::family::{Family, Labels, families};
use super::moment::Moment;
use super::{Output, Trouble, prometheus};
use crate::aggregate::Sink;
use crate::plan::{OutputSpec, Place};
use crate::redact::Redactor;

const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Bytes of a request at most, and how long it may take.
const LONGEST: usize = 16 << 10;
const SLOWEST: Duration = Duration::from_secs(5);
/// Scrapers at once.
const SCRAPERS: usize = 8;

pub(super) struct OpenMetrics {
    listener: Option<std::net::TcpListener>,
    page: Arc<Page>,
    prefix: String,
    redactor: Redactor,
    timeout: Duration,
}

struct Page {
    text: Mutex<Arc<String>>,
    /// Which text was fetched last: how many there were before it.
    fetched: watch::Sender<u64>,
    number: watch::Sender<u64>,
}

impl OpenMetrics {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let Place::Address(address) = &spec.place else { return Err("openmetrics listens on an address".to_owned()) };
        let listener = std::net::TcpListener::bind(address.as_str()).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        let listener = listener.map_err(|error| format!("nobody can listen there: {error}"))?;
        let page = Page {
            text: Mutex::new(Arc::new("# EOF\n".to_owned())),
            fetched: watch::Sender::new(0),
            number: watch::Sender::new(0),
        };
        let (prefix, timeout) = (spec.prefix.clone(), spec.timeout);
        Ok(Self { listener: Some(listener), page: Arc::new(page), prefix, redactor, timeout })
    }

    async fn show(&mut self, moment: &Moment) -> Result<(), Trouble> {
        if let Some(listener) = self.listener.take() {
            tokio::spawn(serve(TcpListener::from_std(listener)?, self.page.clone()));
        }
        let mut text = String::new();
        for family in families(moment, &self.redactor, prometheus::labels) {
            self.family(&family, &mut text);
        }
        text.push_str("# EOF\n");
        *self.page.text.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(text);
        self.page.number.send_modify(|number| *number += 1);
        Ok(())
    }

    fn family(&self, family: &Family<'_>, out: &mut String) {
        let Some(first) = family.series.values().next() else { return };
        let plain = format!("{}{}", self.prefix, family.metric);
        match first {
            Sink::Counter { .. } => {
                let name = prometheus::counter(family, &self.prefix);
                table(out, &name, "counter", "_total", family, |sink| match sink {
                    Sink::Counter { sum, .. } => *sum,
                    _ => f64::NAN,
                });
            }
            Sink::Gauge { .. } => table(out, &plain, "gauge", "", family, |sink| match sink {
                Sink::Gauge { last, .. } => *last,
                _ => f64::NAN,
            }),
            Sink::Rate { .. } => {
                let of = |sink: &Sink| match sink {
                    Sink::Rate { hits, total } => (*hits as f64, *total as f64),
                    _ => (f64::NAN, f64::NAN),
                };
                table(out, &format!("{plain}_rate"), "gauge", "", family, |sink| of(sink).0 / of(sink).1);
                table(out, &format!("{plain}_hits"), "counter", "_total", family, |sink| of(sink).0);
                table(out, &format!("{plain}_samples"), "counter", "_total", family, |sink| of(sink).1);
            }
            Sink::Trend(_) => self.summary(family, out),
        }
    }

    fn summary(&self, family: &Family<'_>, out: &mut String) {
        let (name, divisor) = prometheus::base(family, &self.prefix);
        let _ = writeln!(out, "# TYPE {name} summary");
        for (labels, sink) in &family.series {
            let Sink::Trend(trend) = sink else { continue };
            let percents = prometheus::QUANTILES.map(|quantile| quantile * 100.0);
            let values = trend.percentiles(&percents).unwrap_or_default();
            for (quantile, value) in prometheus::QUANTILES.iter().zip(values) {
                let mut all = labels.clone();
                all.push(("quantile".to_owned(), format!("{quantile:?}")));
                line(out, &name, &all, value / divisor);
            }
            line(out, &format!("{name}_count"), labels, trend.count() as f64);
            line(out, &format!("{name}_sum"), labels, trend.sum() / divisor);
        }
    }
}

impl Output for OpenMetrics {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(self.show(moment))
    }

    /// A scraper that came before gets the time to fetch the last numbers.
    fn finish(&mut self) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(async {
            let last = *self.page.number.borrow();
            let mut fetched = self.page.fetched.subscribe();
            if *fetched.borrow() > 0 {
                // Leaving some of the time to end in.
                let wait = fetched.wait_for(|number| *number >= last);
                let _ = tokio::time::timeout(self.timeout.mul_f64(0.9), wait).await;
            }
            Ok(())
        })
    }
}

fn table(out: &mut String, name: &str, kind: &str, suffix: &str, family: &Family<'_>, of: impl Fn(&Sink) -> f64) {
    let _ = writeln!(out, "# TYPE {name} {kind}");
    for (labels, sink) in &family.series {
        line(out, &format!("{name}{suffix}"), labels, of(sink));
    }
}

/// Writing to a String cannot fail.
fn line(out: &mut String, name: &str, labels: &Labels, value: f64) {
    out.push_str(name);
    for (at, (label, text)) in labels.iter().enumerate() {
        let _ = write!(out, "{}{label}=\"{}\"", if at == 0 { '{' } else { ',' }, escaped(text));
    }
    let _ = writeln!(out, "{} {value}", if labels.is_empty() { "" } else { "}" });
}

/// A label's value. Its readers end a text at a zero byte, so that one stands as what it is not.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

async fn serve(listener: TcpListener, page: Arc<Page>) {
    let places = Arc::new(Semaphore::new(SCRAPERS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((socket, _)) => {
                let page = page.clone();
                tokio::spawn(async move {
                    // A scraper that is slow or gone gets nothing.
                    let _ = tokio::time::timeout(SLOWEST, answer(socket, &page)).await;
                    drop(place);
                });
            }
            // Out of file descriptors, perhaps: it may pass.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn answer(mut socket: TcpStream, page: &Page) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        let before = request.len();
        socket.read_buf(&mut request).await?;
        if request.len() == before || request.len() > LONGEST {
            return Ok(());
        }
    }
    let (number, text) = {
        let text = page.text.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (*page.number.borrow(), text)
    };
    let found = request.starts_with(b"GET /metrics ") || request.starts_with(b"GET /metrics?");
    let (status, body) = if found { ("200 OK", text.as_str()) } else { ("404 Not Found", "GET /metrics\n") };
    let kind = if found { TYPE } else { "text/plain" };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await?;
    socket.write_all(body.as_bytes()).await?;
    socket.shutdown().await?;
    if found {
        page.fetched.send_modify(|fetched| *fetched = number.max(*fetched));
    }
    Ok(())
}
