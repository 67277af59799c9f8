//! Waiting for several things: futures over `wasi:io/poll`, on one thread.
//!
//! [`join_all`] waits for all, in any order; [`Sent`] and [`until`] are ordinary futures, so the combinators of other
//! crates work too. A journey's functions may be `async fn`; elsewhere [`block_on`] runs a future.

use crate::bindings::throng::load::http::{self as raw, Pending};
use crate::bindings::throng::load::vu;
use crate::bindings::wasi::io::poll::poll;
use crate::{Response, duration};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub use crate::bindings::wasi::io::poll::Pollable;

/// What an unfinished future waits for.
struct Entry {
    pollable: Pollable,
    over: Cell<bool>,
    waker: RefCell<Waker>,
}

thread_local! {
    static WAITING: RefCell<Vec<Rc<Entry>>> = const { RefCell::new(vec![]) };
}

/// Ready once the pollable is; made by [`until`].
#[must_use = "futures do nothing unless awaited"]
pub struct Until {
    new: Option<Pollable>,
    entry: Option<Rc<Entry>>,
}

/// A future that is ready once the pollable is.
pub fn until(pollable: Pollable) -> Until {
    Until { new: Some(pollable), entry: None }
}

/// A future that is ready once so much time has passed: [`sleep`](crate::sleep) for async code.
pub fn timer(time: Duration) -> Until {
    until(vu::timer(duration::to_ms(time)))
}

impl Future for Until {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let Some(pollable) = self.new.take() {
            let entry = Rc::new(Entry { pollable, over: Cell::new(false), waker: context.waker().clone().into() });
            WAITING.with_borrow_mut(|waiting| waiting.push(entry.clone()));
            self.entry = Some(entry);
            return Poll::Pending;
        }
        match &self.entry {
            Some(entry) if !entry.over.get() => {
                entry.waker.borrow_mut().clone_from(context.waker());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        }
    }
}

impl Drop for Until {
    fn drop(&mut self) {
        if let Some(entry) = self.entry.take().filter(|entry| !entry.over.get()) {
            WAITING.with_borrow_mut(|waiting| waiting.retain(|other| !Rc::ptr_eq(other, &entry)));
        }
    }
}

/// A request under way. Dropping it cancels the exchange (failure `cancelled`).
#[must_use = "dropping it cancels the request"]
pub struct Sent {
    pending: Option<Pending>,
    until: Option<Until>,
}

impl Sent {
    pub(crate) fn of(pending: Pending) -> Self {
        Self { pending: Some(pending), until: None }
    }

    /// Waits for the response, without async: start many, then wait for each, to load a page.
    pub fn wait(mut self) -> Response {
        self.take()
    }

    fn take(&mut self) -> Response {
        Response::of(raw::wait(self.pending.take().expect("a future is not polled after its end")))
    }
}

impl Future for Sent {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let sent = &mut *self;
        if sent.until.is_none() {
            let pending = sent.pending.as_ref().expect("a future is not polled after its end");
            if pending.ready() {
                return Poll::Ready(sent.take());
            }
            sent.until = Some(until(pending.subscribe()));
        }
        let until = sent.until.as_mut().expect("set above");
        match pin!(until).poll(context) {
            Poll::Ready(()) => Poll::Ready(sent.take()),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Runs a future to its end. Panics when it waits for nothing that the host knows of.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
        wake_the_ready();
    }
}

/// Waits until something is ready, and wakes what waited for it.
fn wake_the_ready() {
    let list = WAITING.take();
    assert!(!list.is_empty(), "nothing left to wait for: the future waits for something that is not of this crate");
    for index in poll(&list.iter().map(|entry| &entry.pollable).collect::<Vec<_>>()) {
        list[index as usize].over.set(true);
    }
    let (over, open): (Vec<_>, Vec<_>) = list.into_iter().partition(|entry| entry.over.get());
    WAITING.with_borrow_mut(|waiting| waiting.extend(open));
    for entry in over {
        let waker = entry.waker.borrow().clone();
        waker.wake();
    }
}

/// All of them, in the order given.
pub async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    type Slot<F> = (Pin<Box<F>>, Option<<F as Future>::Output>);
    let mut slots: Vec<Slot<F>> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        let mut open = false;
        for (future, value) in slots.iter_mut().filter(|slot| slot.1.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(done) => *value = Some(done),
                Poll::Pending => open = true,
            }
        }
        if open { Poll::Pending } else { Poll::Ready(slots.drain(..).filter_map(|slot| slot.1).collect()) }
    })
    .await
}

/// Sends all at once and waits for all: the responses in the order given (k6's batch).
pub fn send_all(requests: impl IntoIterator<Item = crate::Request>) -> Vec<Response> {
    let sent: Vec<Sent> = requests.into_iter().map(crate::Request::start).collect();
    sent.into_iter().map(Sent::wait).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ready_needs_no_host() {
        assert_eq!(block_on(join_all([std::future::ready(1), std::future::ready(2)])), [1, 2]);
        assert_eq!(block_on(join_all(Vec::<std::future::Ready<u8>>::new())), Vec::<u8>::new());
    }

    #[test]
    #[should_panic(expected = "nothing left to wait for")]
    fn what_nobody_will_wake_is_said() {
        block_on(std::future::pending::<()>());
    }
}
