//! Help and messages, word for word: `tests/cmd/*.md`. `TRYCMD=overwrite` writes them anew.

#[test]
fn help_and_messages_read_as_written() {
    trycmd::TestCases::new().case("tests/cmd/*.md");
}
