//! What all users of a process share: settings, certificates, names, allow-list, rate cap.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::allow::AllowList;
use super::bound::Bound;
use super::dns::{Names, Resolve, System};
use super::grpc::{Known, Schema};
use super::rate::Cap;
use super::session::Defaults;
use super::tls::TlsSet;
use super::tracer::Tracer;
use crate::plan::{HttpOptions, Plan, TlsOptions};

/// What all users of a process share: TLS configuration, resolver, allow-list, rate cap.
pub struct Shared {
    options: HttpOptions,
    header_bytes: usize,
    response_bytes: u64,
    target: Option<Url>,
    defaults: Arc<Defaults>,
    tls: Arc<TlsSet>,
    identities: Mutex<HashMap<(PathBuf, PathBuf), Arc<TlsSet>>>,
    names: Names,
    allow: AllowList,
    bound: Bound,
    cap: Option<Cap>,
    tracer: Option<Tracer>,
    schema: Option<Schema>,
    reflected: Known,
    local: AtomicUsize,
}

impl Shared {
    /// Reads certificates and builds everything once; an error names the file.
    pub fn new(plan: &Plan) -> anyhow::Result<Arc<Self>> {
        Self::with_resolver(plan, Box::new(System))
    }

    /// The same with another way to resolve names.
    pub fn with_resolver(plan: &Plan, resolver: Box<dyn Resolve>) -> anyhow::Result<Arc<Self>> {
        let options = plan.http.clone();
        let defaults = Defaults::of_plan(&options).map_err(|failure| anyhow::anyhow!("http: {}", failure.message))?;
        Ok(Arc::new(Self {
            header_bytes: plan.limits.header_bytes,
            response_bytes: plan.limits.response_bytes,
            target: plan.target.clone(),
            defaults: Arc::new(defaults),
            tls: Arc::new(TlsSet::new(&options.tls)?),
            identities: Mutex::default(),
            names: Names::new(resolver, options.dns.clone()),
            allow: AllowList::new(&options),
            bound: Bound::of_plan(&plan.secrets),
            cap: options.rps.map(Cap::new),
            tracer: options.trace.map(Tracer::new),
            schema: Schema::of_plan(&plan.grpc, &plan.source)?,
            reflected: Known::default(),
            local: AtomicUsize::new(0),
            options,
        }))
    }

    /// An address that the engine itself listens on: no request reaches it, whatever the plan allows.
    pub fn refuse_listener(&self, listener: SocketAddr) {
        self.allow.refuse_listener(listener);
    }

    /// Where secrets may go.
    pub(super) fn bound(&self) -> &Bound {
        &self.bound
    }

    pub(super) fn options(&self) -> &HttpOptions {
        &self.options
    }

    /// Bytes of a response's head at most.
    pub(super) fn header_bytes(&self) -> usize {
        self.header_bytes
    }

    /// Bytes of responses that one user may hold.
    pub(super) fn response_bytes(&self) -> u64 {
        self.response_bytes
    }

    pub(super) fn target(&self) -> Option<&Url> {
        self.target.as_ref()
    }

    pub(super) fn defaults(&self) -> Arc<Defaults> {
        self.defaults.clone()
    }

    pub(super) fn tls(&self) -> Arc<TlsSet> {
        self.tls.clone()
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn allow(&self) -> &AllowList {
        &self.allow
    }

    pub(super) fn cap(&self) -> Option<&Cap> {
        self.cap.as_ref()
    }

    /// What gives requests their traces, where they have some.
    pub(super) fn tracer(&self) -> Option<&Tracer> {
        self.tracer.as_ref()
    }

    /// What the plan's `.proto` files describe, where it names some.
    pub(super) fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()
    }

    /// What targets have said of their services.
    pub(super) fn reflected(&self) -> &Known {
        &self.reflected
    }

    /// The next local address of this family to connect from.
    pub(super) fn local_address(&self, towards: IpAddr) -> Option<IpAddr> {
        let fit = || self.options.local_addresses.iter().filter(|local| local.is_ipv4() == towards.is_ipv4());
        let of = fit().count();
        let turn = if of > 0 { self.local.fetch_add(1, Ordering::Relaxed) % of } else { 0 };
        fit().nth(turn).copied()
    }

    /// TLS with this client certificate; read once for all users.
    pub(super) fn identity(&self, certificate: &Path, key: &Path) -> anyhow::Result<Arc<TlsSet>> {
        let mut known = self.identities.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (certificate.to_owned(), key.to_owned());
        if let Some(tls) = known.get(&place) {
            return Ok(tls.clone());
        }
        let own = (Some(place.0.clone()), Some(place.1.clone()));
        let options = TlsOptions { certificate: own.0, key: own.1, ..self.options.tls.clone() };
        let tls = Arc::new(TlsSet::new(&options)?);
        known.insert(place, tls.clone());
        Ok(tls)
    }
}
