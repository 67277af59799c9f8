//! The open loop: one pacer for each scenario hands arrivals to idle users in order of their due times.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::cut::{Cut, Limit, Waited};
use super::lane::Lane;
use super::orders::Order;
use super::pacer::{Pacer, Turn};
use super::sleeper::Sleeper;
use super::visit::Visit;
use crate::clock::{self, Duration, Instant};
use crate::plan::{Executor, Late, Scenario, Striping};
use crate::vu::User;

/// The pacer wakes at most once in so long: arrivals that are closer together are handed out in one go, the later never
/// before its time.
const LEAST_SLEEP: Duration = Duration::from_micros(50);

/// Where arrivals meet users: shared by the pacer and the scenario's users on all shards.
pub(super) struct Desk {
    /// Users made before the run.
    pub(super) planned: u32,
    late: Late,
    /// Iterations have the numbers of their arrivals, also where some before them were dropped.
    numbered: bool,
    /// The even arrivals of a constant rate are waited for until the end, those of a curve until the last.
    waits_for_end: bool,
    pacer: Pacer,
    state: Mutex<State>,
}

struct State {
    /// Idle users, the longest idle in front.
    idle: VecDeque<Arc<Seat>>,
    /// Arrivals that nobody has taken yet.
    waiting: u64,
    /// The due times of arrivals not yet taken, under `late = queue`: they are taken in order, so that the queue needs no
    /// memory.
    queued: Pacer,
    active: u32,
    users: u32,
    /// Users at most.
    most: u32,
    making: bool,
    closing: bool,
}

/// An idle user's mailbox.
#[derive(Default)]
struct Seat {
    arrival: Mutex<Option<Arrival>>,
    call: Notify,
}

/// An arrival that was handed to a user: its number over all segments and its due time from the scenario's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arrival {
    number: u64,
    due: Duration,
}

enum Answer {
    Serve(Arrival),
    Wait,
    Leave,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    pub(super) fn new(scenario: &Scenario, segment: &Striping, pacer: Pacer) -> Self {
        let (pre, most) = match &scenario.executor {
            Executor::ConstantArrivalRate { pre_vus, max_vus, .. }
            | Executor::RampingArrivalRate { pre_vus, max_vus, .. }
            | Executor::Replay { pre_vus, max_vus, .. } => (*pre_vus, *max_vus),
            _ => (0, 0),
        };
        let share = |users: u32| segment.scale(users.into()) as u32;
        Self {
            planned: share(pre),
            late: scenario.late,
            numbered: scenario.late == Late::Drop && matches!(scenario.executor, Executor::Replay { .. }),
            waits_for_end: matches!(scenario.executor, Executor::ConstantArrivalRate { .. }),
            state: Mutex::new(State {
                idle: VecDeque::new(),
                waiting: 0,
                queued: pacer.clone(),
                active: 0,
                users: share(pre),
                most: share(most),
                making: false,
                closing: false,
            }),
            pacer,
        }
    }

    /// Our nth arrival is due. Gives whether it is lost for want of a user, and whether one more user is to be made.
    fn arrive(&self, lane: &Lane, nth: u64, due: Duration) -> (bool, bool) {
        let mut state = lock(&self.state);
        if let Some(seat) = state.idle.pop_front() {
            let due = if self.late == Late::Queue { state.queued.next().unwrap_or(due) } else { due };
            state.active += 1;
            lane.active().store(state.active, Ordering::Relaxed);
            let number = if self.numbered { lane.number(nth) } else { lane.take() };
            *lock(&seat.arrival) = number.map(|number| Arrival { number, due });
            drop(state);
            seat.call.notify_one();
            return (false, false);
        }
        let grow = state.users < state.most && !state.making;
        if grow {
            state.users += 1;
            state.making = true;
        }
        if self.late == Late::Queue {
            state.waiting += 1;
        }
        (self.late == Late::Drop, grow)
    }

    /// A user that was made for want of one is there.
    pub(super) fn made(&self) {
        lock(&self.state).making = false;
    }

    /// A user asks what to do next; `worked` when it comes from an iteration.
    fn ask(&self, lane: &Lane, seat: &Arc<Seat>, worked: bool) -> Answer {
        let mut state = lock(&self.state);
        state.active -= u32::from(worked);
        let answer = if state.waiting > 0 {
            state.waiting -= 1;
            let next = state.queued.next().zip(lane.take());
            next.map_or(Answer::Leave, |(due, number)| Answer::Serve(Arrival { number, due }))
        } else if state.closing {
            Answer::Leave
        } else {
            state.idle.push_back(seat.clone());
            Answer::Wait
        };
        state.active += u32::from(matches!(answer, Answer::Serve(_)));
        lane.active().store(state.active, Ordering::Relaxed);
        answer
    }

    /// A user was cut off; when it was idle, what is in its mailbox is lost.
    fn withdraw(&self, lane: &Lane, seat: &Arc<Seat>, worked: bool) {
        let mut state = lock(&self.state);
        state.idle.retain(|other| !Arc::ptr_eq(other, seat));
        let handed = lock(&seat.arrival).take().is_some();
        state.active -= u32::from(worked || handed);
        lane.active().store(state.active, Ordering::Relaxed);
        if handed && !worked {
            lane.dropped(lane.pacer(), 1);
        }
    }

    /// From now on users at most.
    pub(super) fn set_most(&self, most: u32) {
        lock(&self.state).most = most;
    }

    /// From our arrival of this number on arrivals come at another rate.
    fn turn(&self, from: u64, turn: Turn) {
        lock(&self.state).queued.turn(from, turn);
    }

    /// Nobody waits for a user any more.
    fn forget(&self) {
        lock(&self.state).waiting = 0;
    }

    /// No arrival comes any more: idle users leave, the others when the queue is empty.
    fn close(&self) {
        let mut state = lock(&self.state);
        state.closing = true;
        state.idle.drain(..).for_each(|seat| seat.call.notify_one());
    }

    fn left_waiting(&self) -> u64 {
        lock(&self.state).waiting
    }
}

/// A user's seat at a desk, and what it is to do there first. Users sit down before the scenario begins, so that its
/// first arrivals find them.
pub(super) struct Seated {
    seat: Arc<Seat>,
    first: Answer,
}

impl Desk {
    pub(super) fn sit(&self, lane: &Lane) -> Seated {
        let seat = Arc::new(Seat::default());
        let first = self.ask(lane, &seat, false);
        Seated { seat, first }
    }
}

/// Serves arrivals until the scenario has no more of them.
pub(super) async fn serve<U: User>(visit: &mut Visit<'_, U>, desk: &Desk, seated: Seated) {
    let lane = visit.lane;
    visit.cut.set(visit.began, Limit::at(lane.hard));
    let Seated { seat, first: mut answer } = seated;
    loop {
        let handed = matches!(answer, Answer::Wait);
        let arrival = match answer {
            Answer::Serve(arrival) => Some(arrival),
            Answer::Leave => return,
            Answer::Wait => {
                if visit.cut.bound(seat.call.notified()).await.is_none() {
                    return desk.withdraw(lane, &seat, false);
                }
                lock(&seat.arrival).take()
            }
        };
        if let Some(arrival) = arrival {
            if visit.held_up().await == Waited::CutOff {
                return desk.withdraw(lane, &seat, true);
            }
            let due = lane.brake().moment(visit.began, arrival.due);
            if handed {
                // An idle user took it: what it waited for was the pacer and the run queue only.
                lane.delayed(visit.shard, clock::now().saturating_duration_since(due));
            }
            if visit.iterate(arrival.number, due, lane.length).await == Waited::CutOff {
                return desk.withdraw(lane, &seat, true);
            }
        }
        answer = desk.ask(lane, &seat, arrival.is_some());
    }
}

/// Hands out the arrivals of one scenario, then waits until its users have left. `hire` makes one more user in the
/// background.
pub(super) async fn pace(
    lane: &Lane,
    desk: &Desk,
    began: Instant,
    sleeper: &mut Sleeper,
    cut: &mut Cut,
    hire: impl Fn(),
) -> std::io::Result<()> {
    let mut pacing = Pacing { lane, began, sleeper, cut, orders: lane.orders.subscribe(), woken: clock::now() };
    pacing.orders.mark_changed();
    pacing.hand_out(desk, hire).await?;
    desk.close();
    lane.emptied().await;
    if !cut.is_stopped() && !lane.orders.latest().ends {
        lane.dropped(lane.pacer(), desk.left_waiting());
    }
    Ok(())
}

/// How a wait of the pacer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paced {
    /// The moment has come.
    Due,
    /// There are orders.
    Ordered,
    /// The run was stopped.
    Stopped,
}

/// The pacer at work.
struct Pacing<'a> {
    lane: &'a Lane,
    began: Instant,
    sleeper: &'a mut Sleeper,
    cut: &'a mut Cut,
    orders: watch::Receiver<Order>,
    woken: Instant,
}

impl Pacing<'_> {
    async fn hand_out(&mut self, desk: &Desk, hire: impl Fn()) -> std::io::Result<()> {
        if lock(&desk.state).most == 0 {
            return Ok(());
        }
        let (mut pacer, mut rate) = (desk.pacer.clone(), None);
        loop {
            let given = pacer.given();
            let due = pacer.next();
            let moment = match due {
                Some(due) => due,
                None if desk.waits_for_end || rate.is_some() => self.lane.length,
                None => return Ok(()),
            };
            match self.wait(moment).await? {
                Paced::Stopped => return Ok(()),
                Paced::Ordered => {
                    let order = *self.orders.borrow_and_update();
                    if order.ends {
                        desk.forget();
                        return Ok(());
                    }
                    pacer.give_back(given);
                    if order.rate != rate
                        && let Some(new) = order.rate
                    {
                        let turn = Turn { at: self.lane.brake().elapsed(self.began), rate: new };
                        pacer.turn(given, turn);
                        desk.turn(given, turn);
                        rate = order.rate;
                    }
                }
                Paced::Due if due.is_none() => return Ok(()),
                Paced::Due => {
                    let (lost, grow) = desk.arrive(self.lane, given, moment);
                    if lost {
                        self.lane.dropped(self.lane.pacer(), 1);
                    }
                    if grow {
                        hire();
                    }
                }
            }
        }
    }

    /// Waits for a moment, from the scenario's start.
    async fn wait(&mut self, after: Duration) -> std::io::Result<Paced> {
        // A burst of late arrivals must not keep the other scenarios' pacers from theirs.
        tokio::task::coop::consume_budget().await;
        let brake = self.lane.brake();
        loop {
            if self.cut.is_stopped() {
                return Ok(Paced::Stopped);
            }
            if self.orders.has_changed().unwrap_or(false) {
                return Ok(Paced::Ordered);
            }
            let held = brake.is_on();
            let moment = brake.moment(self.began, after);
            if !held && moment <= self.woken {
                return Ok(Paced::Due);
            }
            let now = clock::now();
            if !held && moment <= now {
                self.woken = now;
                return Ok(Paced::Due);
            }
            let until = moment.max(now + LEAST_SLEEP);
            let (sleeper, orders) = (&mut *self.sleeper, &mut self.orders);
            let waited = self.cut.bound(async move {
                tokio::select! {
                    slept = sleeper.sleep_until(until), if !held => slept,
                    () = brake.released(), if held => Ok(()),
                    // The sender lives as long as the scenario.
                    _ = changed(orders) => Ok(()),
                }
            });
            match waited.await {
                Some(slept) => slept?,
                None => return Ok(Paced::Stopped),
            }
            if !held && clock::now() >= until {
                self.woken = until;
            }
        }
    }
}

/// Waits until there is something new, and leaves it to be seen.
async fn changed(orders: &mut watch::Receiver<Order>) {
    if orders.changed().await.is_ok() {
        orders.mark_changed();
    }
}
