//! Prints the public API that a JSON file of rustdoc describes, one item a line, sorted. The implementations that every type
//! has, by `derive` or by the compiler, are left out.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let json = std::env::args_os().nth(1).ok_or("the path of rustdoc's JSON is missing")?;
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .sorted(true)
        .build()?;
    for item in api.items() {
        println!("{item}");
    }
    Ok(())
}
