use std::io::Write as _;

use tokio::io::AsyncReadExt as _;

use crate::cli::DemoArgs;
use crate::exit::{ExitCode, Failed};

/// Serves the demonstration target until it is interrupted.
pub(super) fn execute(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(|error| {
            let text = format!("cannot listen on {}: {error}: choose another address with --listen", args.listen);
            Failed::error(ExitCode::Invalid, text)
        })?;
        let address = listener.local_addr()?;
        // One line on standard output: `run --demo` reads the address from it.
        super::print(&format!("demonstration target on http://{address}\n"))?;
        std::io::stdout().flush()?;
        let options = throng_demo::Options { seed: args.seed, ..throng_demo::Options::default() };
        throng_demo::serve(listener, options, ended(args.until_stdin_closes)).await
    })?;
    Ok(ExitCode::Passed)
}

async fn ended(until_stdin_closes: bool) {
    let stdin_closed = async {
        if until_stdin_closes {
            let mut sink = Vec::new();
            // Any error means that nobody is there any more.
            let _ = tokio::io::stdin().read_to_end(&mut sink).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = stdin_closed => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
