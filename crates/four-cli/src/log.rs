//! What four tells of its own doings: `-v`, or a level in `FOUR_LOG`. Without either it is silent.

use tracing::Level;

use crate::report;

/// Starts the log on standard error; `-v` is info, `-vv` debug, `-vvv` trace.
pub fn start(verbose: u8) {
    let asked = std::env::var("FOUR_LOG").ok();
    let level = match (verbose, asked.as_deref().map(str::to_lowercase).as_deref()) {
        (1, _) => Level::INFO,
        (2, _) => Level::DEBUG,
        (3.., _) => Level::TRACE,
        (0, Some("error")) => Level::ERROR,
        (0, Some("warn")) => Level::WARN,
        (0, Some("info")) => Level::INFO,
        (0, Some("debug")) => Level::DEBUG,
        (0, Some("trace")) => Level::TRACE,
        (0, None | Some("" | "off")) => return,
        (0, Some(other)) => {
            eprintln!("four: FOUR_LOG is error, warn, info, debug or trace, not {other}");
            return;
        }
    };
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(report::colours())
        .with_max_level(level)
        .with_timer(tracing_subscriber::fmt::time::uptime())
        .finish();
    // There is no other subscriber; if there were, it would stay.
    let _ = tracing::subscriber::set_global_default(log);
}
