//! Work that is seldom and deep, in a task of its own: on the stack of a guest's call it would leave pages that every user keeps.

use std::future::Future;

use tokio::task::JoinHandle;

/// What the future gives; dropping this ends it.
pub(crate) async fn apart<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let mut task = Task(tokio::spawn(future));
    match (&mut task.0).await {
        Ok(done) => done,
        Err(gone) => match gone.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The run is over, and nobody waits for it any more.
            Err(_) => std::future::pending().await,
        },
    }
}

struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
