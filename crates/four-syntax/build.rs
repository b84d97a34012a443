//! Compiles `grammar/four.lalrpop` of the workspace root into this crate.

fn main() {
    println!("cargo::rerun-if-changed=../../grammar/four.lalrpop");
    let mut config = lalrpop::Configuration::new();
    config.set_in_dir("../../grammar").emit_rerun_directives(false);
    if let Some(out) = std::env::var_os("OUT_DIR") {
        config.set_out_dir(out);
    }
    if let Err(error) = config.process() {
        println!("cargo::error=the grammar does not compile: {error}");
    }
}
