//! How the program is linked.

use std::env::var;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=layout.ld");
    let target = |name: &str| var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    // A program at a fixed address has no relocations for the loader to work off: 0.5 MB of tables stay in the file, and a
    // start takes a quarter less time. What is given up is the random address of the code, which guards memory-unsafe programs.
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if var("PROFILE").is_ok_and(|profile| profile == "release") && !chosen_linker() {
        let folder = var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo:rustc-link-arg-bins=-T");
        println!("cargo:rustc-link-arg-bins={folder}/layout.ld");
    }
}

/// Whether somebody chose a linker: it may not know linker scripts.
fn chosen_linker() -> bool {
    let flags = var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    var("RUSTC_LINKER").is_ok() || flags.contains("fuse-ld") || flags.contains("linker")
}
