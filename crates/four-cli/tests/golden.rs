//! Runs every program of `tests/golden` (see `tests/README.md`).

use std::process::ExitCode;

fn main() -> ExitCode {
    four_test::main(
        env!("CARGO_BIN_EXE_four-run"),
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden"),
    )
}
