//! One user: its instance, renewed when it dies, and its iterations.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::Store;
use wasmtime::component::{ComponentNamedList, Instance as Live, Lift, TypedFunc};

use super::limits::{Meter, Metered};
use super::outcome::{ABORT, Ended};
use super::persona::{Iteration, Persona};
use super::program::Program;
use super::run::Run;
use super::state::State;
use super::symbols::Symbols;
use super::users::{returned, state};
use super::{End, Tick, User};
use crate::clock;
use crate::plan::UserLife;
use crate::stop::Reason;

/// wasmtime allows 100,000 handles a store: an instance with so many that were never dropped is renewed.
const LEAKED_HANDLES: u32 = 20_000;
/// The first pause after an instance that did not complete one iteration; doubled each time.
const BACK_OFF: Duration = Duration::from_millis(10);
/// The longest.
const BACK_OFF_MOST: Duration = Duration::from_secs(1);

type RunFunc = TypedFunc<(), (Result<(), String>,)>;

/// A virtual user.
pub struct Vu {
    run: Arc<Run>,
    /// Here between instances.
    persona: Option<Box<Persona>>,
    instance: Option<Instance>,
    instances: u32,
    iterations: u32,
    /// Instances in a row that died in their first iteration.
    deaths: u32,
    /// An iteration is under way: set when one finds it so, it was cut off.
    busy: bool,
}

/// A store, its instance and the meter of its processor time.
pub(crate) struct Instance {
    store: Store<State>,
    live: Live,
    run: RunFunc,
    meter: Arc<Meter>,
    symbols: Arc<Symbols>,
}

impl Instance {
    /// An instance that acts for this user. When it cannot be made the user is lost with it: see `Vu::renew`.
    pub(crate) async fn new(program: &Program, state: State, persona: Persona) -> Result<Self, Ended> {
        let mut instance = Self::bare(program, state).await?;
        instance.store.data_mut().user = Some(Box::new(persona));
        Ok(instance)
    }

    /// An instance that acts for nobody yet.
    async fn bare(program: &Program, state: State) -> Result<Self, Ended> {
        let meter = state.meter.clone();
        let mut store = program.store(state);
        let made = {
            let make = std::pin::pin!(program.pre().instantiate_async(&mut store));
            Metered::new(make, &meter).await
        };
        let live = made.map_err(|error| Ended::of(&error, program.symbols()))?;
        let run = live.get_typed_func(&mut store, "run").map_err(|error| Ended::of(&error, program.symbols()))?;
        Ok(Self { store, live, run, meter, symbols: program.symbols().clone() })
    }

    /// Calls an export that takes nothing.
    pub(crate) async fn call<R>(&mut self, export: &str) -> Result<R, Ended>
    where
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let func: TypedFunc<(), R> =
            self.live.get_typed_func(&mut self.store, export).map_err(|error| Ended::of(&error, &self.symbols))?;
        let call = std::pin::pin!(func.call_async(&mut self.store, ()));
        Metered::new(call, &self.meter).await.map_err(|error| Ended::of(&error, &self.symbols))
    }

    async fn run(&mut self) -> Result<(), Ended> {
        let call = std::pin::pin!(self.run.call_async(&mut self.store, ()));
        let (result,) = Metered::new(call, &self.meter).await.map_err(|error| Ended::of(&error, &self.symbols))?;
        returned(result)
    }

    /// The end of an iteration or stage: what was born in it is gone, open steps are left, bytes are recorded. `dead`:
    /// the guest will not run again, so nothing is kept for it.
    pub(crate) fn close(&mut self, dead: bool) {
        let State { user, handles, .. } = self.store.data_mut();
        let Some(user) = user.as_deref_mut() else { return };
        for pending in handles.pendings.sweep() {
            user.ended(pending);
        }
        handles.streams.end();
        user.give_up();
        for mut answer in handles.responses.sweep() {
            answer.settle(user);
        }
        for calling in handles.calls.sweep() {
            calling.end(user);
        }
        drop(handles.deliveries.sweep());
        handles.forms.sweep();
        while user.leave() {}
        let tags = user.labels.interned(&user.recorder);
        let (sent, received) = user.client.take_bytes();
        user.recorder.data(tags, sent, received);
        if dead {
            *handles = super::state::Handles::default();
        }
        user.labels.tidy();
    }

    /// The guest was cut off in the middle: what was under way (requests, steps) leaves no sample, what was done stays.
    fn cut(&mut self) {
        let State { user, handles, .. } = self.store.data_mut();
        handles.pendings.sweep();
        handles.streams.cut();
        handles.calls.sweep();
        if let Some(user) = user.as_deref_mut() {
            user.outgoing.drain(..).for_each(|outgoing| outgoing.silence());
            user.abandon();
        }
    }

    fn worn_out(&mut self) -> bool {
        let state = self.store.data_mut();
        let sends = state.user.as_deref().map_or(0, |user| user.sends);
        if state.pollables + sends > LEAKED_HANDLES {
            state.pollables = state.table.iter_mut().count() as u32 / 2;
            if let Some(user) = state.user.as_deref_mut() {
                user.sends = 0;
            }
        }
        state.handles.leaked() + state.pollables > LEAKED_HANDLES
    }
}

impl Vu {
    /// A user with an instance, started.
    pub(crate) async fn new(run: Arc<Run>, persona: Box<Persona>) -> Result<Self, Ended> {
        let mut vu =
            Self { run, persona: Some(persona), instance: None, instances: 0, iterations: 0, deaths: 0, busy: false };
        vu.renew().await?;
        Ok(vu)
    }

    /// A new instance for the same user, `start` called in it.
    async fn renew(&mut self) -> Result<(), Ended> {
        self.retire();
        let persona = self.persona.as_ref().expect("a user without an instance has its persona");
        let state = state(&self.run, persona.id, self.instances, &persona.speech);
        self.instances += 1;
        let mut instance = Instance::bare(&self.run.program, state).await?;
        instance.store.data_mut().user = self.persona.take();
        let instance = self.instance.insert(instance);
        if self.run.program.exports().start {
            let started = instance.call::<(Result<(), String>,)>("start").await.and_then(|(result,)| returned(result));
            instance.close(started.is_err());
            if let Err(ended) = started {
                self.retire();
                return Err(Ended::new(ended.cause, format!("start: {}", ended.message)));
            }
        }
        Ok(())
    }

    /// Drops the instance and keeps the user.
    fn retire(&mut self) {
        if let Some(mut instance) = self.instance.take() {
            instance.close(true);
            self.persona = instance.store.data_mut().user.take();
        }
    }

    /// Drops an instance that was cut off in the middle of guest code.
    fn retire_cut(&mut self) {
        if let Some(instance) = self.instance.as_mut() {
            instance.cut();
        }
        self.retire();
    }

    /// An instance that can run.
    async fn ready(&mut self) -> Result<(), Ended> {
        if std::mem::take(&mut self.busy) {
            self.retire_cut();
        }
        let fresh = self.run.basics.plan.scenarios.get(self.scenario()).is_some_and(|s| s.fresh);
        let stale = self.instance.as_mut().is_none_or(Instance::worn_out) || (fresh && self.iterations > 0);
        if !stale {
            return Ok(());
        }
        if self.deaths > 1 {
            let pause = BACK_OFF.saturating_mul(1 << self.deaths.min(10)).min(BACK_OFF_MOST);
            Box::pin(tokio::time::sleep(pause)).await;
        }
        self.busy = true;
        let renewed = Box::pin(self.renew()).await;
        self.busy = false;
        renewed
    }

    fn scenario(&self) -> usize {
        let kept = self.persona.as_deref();
        let inside = self.instance.as_ref().and_then(|instance| instance.store.data().user.as_deref());
        kept.or(inside).and_then(|persona| persona.scenario).unwrap_or(0)
    }

    /// What the user forgets before an iteration.
    fn forget(&mut self) {
        let plan = &self.run.basics.plan;
        let per_iteration =
            plan.scenarios.get(self.scenario()).is_some_and(|scenario| scenario.user == UserLife::PerIteration);
        let Some(user) = self.instance.as_ref().and_then(|instance| instance.store.data().user.as_deref()) else {
            return;
        };
        if self.iterations > 0 && (per_iteration || !plan.http.keep_cookies) {
            user.client.clear_cookies();
        }
        if self.iterations > 0 && per_iteration {
            user.client.disconnect();
        }
    }

    fn failed(&mut self, ended: Ended) -> End {
        if ended.cause == ABORT {
            return End::Aborted(ended.message);
        }
        let persona = self.persona.as_deref();
        let inside = self.instance.as_ref().and_then(|instance| instance.store.data().user.as_deref());
        if let Some(user) = persona.or(inside) {
            let message = format!("{}: {}", user.speech.source(), ended.message);
            user.recorder.journey_failure(ended.cause, &message);
        }
        End::Failed
    }
}

impl User for Vu {
    async fn iterate(&mut self, tick: Tick) -> End {
        if let Err(ended) = self.ready().await {
            self.deaths += 1;
            return self.failed(ended);
        }
        self.forget();
        let instance = self.instance.as_mut().expect("made ready above");
        let state = instance.store.data_mut();
        if let Some(user) = state.user.as_deref_mut() {
            user.serve(tick.scenario);
            state.speech = user.speech.clone();
            user.iteration = Iteration::new(self.iterations, tick.iteration, tick.due);
            user.iteration.stood = user.standstill.total();
            user.warned_leave = false;
        }
        self.iterations += 1;
        self.busy = true;
        let ended = instance.run().await;
        self.busy = false;
        let dead = ended.as_ref().is_err_and(|ended| ended.cause != super::outcome::ERROR);
        instance.close(dead);
        if let Some(user) = instance.store.data_mut().user.as_deref_mut() {
            user.one_request();
        }
        match ended {
            Ok(()) => {
                self.deaths = 0;
                End::Complete
            }
            Err(ended) => {
                if dead {
                    self.deaths += 1;
                    self.retire();
                }
                self.failed(ended)
            }
        }
    }

    fn stood(&self) -> Duration {
        let inside = self.instance.as_ref().and_then(|instance| instance.store.data().user.as_deref());
        let user = self.persona.as_deref().or(inside);
        user.map_or(Duration::ZERO, |user| user.standstill.total())
    }

    async fn finish(&mut self) {
        if std::mem::take(&mut self.busy) {
            self.retire_cut();
        }
        if self.run.program.exports().stop
            && let Some(instance) = self.instance.as_mut()
        {
            self.busy = true;
            let stopped = instance.call::<(Result<(), String>,)>("stop").await.and_then(|(result,)| returned(result));
            self.busy = false;
            if let Err(ended) = stopped {
                self.failed(Ended::new(ended.cause, format!("stop: {}", ended.message)));
            }
        }
        self.retire();
        if let Some(user) = self.persona.as_deref() {
            user.client.disconnect();
            user.client.sockets_closed().await;
        }
    }
}

impl Persona {
    /// The response time of an iteration that made one request: from when it should have begun.
    fn one_request(&mut self) {
        if let (1, Some((tags, end))) = (self.iteration.exchanges, self.iteration.last) {
            let stood = self.standstill.total().saturating_sub(self.iteration.stood);
            let response = end.saturating_duration_since(self.iteration.due).saturating_sub(stood);
            self.recorder.request_response(tags, response);
        }
    }

    /// Stops the run; the first reason wins.
    pub(crate) fn abort(&self, reason: &str) {
        self.run.stop.stop(Reason::Aborted(reason.to_owned()));
    }
}

/// So long since, in milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A duration of the contract: none is without a limit.
pub(crate) fn duration(ms: f64) -> Option<Duration> {
    if ms.is_nan() || ms <= 0.0 {
        return Some(Duration::ZERO);
    }
    // Longer than any run: some clocks cannot count further.
    (ms < 1e12).then(|| Duration::from_secs_f64(ms / 1e3))
}

/// The instant in so long; none is never.
pub(crate) fn after(ms: f64) -> Option<clock::Instant> {
    duration(ms).and_then(|time| clock::now().checked_add(time))
}
