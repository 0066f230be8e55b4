//! The page: HTML, style and script joined into one file, with the payload inside.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::packed::base64;
use crate::output::number::write_json;

const FRAME: &str = include_str!("page/page.html");

/// What stands in the frame for the policy, the style, the payload and the script, each once and in this order.
const MARKS: [&str; 4] = ["{{policy}}", "/* style */", "\"the payload\"", "/* script */"];

/// The style sheets, in the order in which they apply.
const STYLES: [&str; 6] = [
    include_str!("page/style/theme.css"),
    include_str!("page/style/layout.css"),
    include_str!("page/style/side.css"),
    include_str!("page/style/map.css"),
    include_str!("page/style/dossier.css"),
    include_str!("page/style/print.css"),
];

macro_rules! modules {
    ($($name:literal),+ $(,)?) => {
        /// The modules of the script by name, each after those that it imports.
        const MODULES: &[(&str, &str)] = &[$(($name, include_str!(concat!("page/script/", $name)))),+];
    };
}

modules![
    "payload.js",
    "words.js",
    "elements.js",
    "palette.js",
    "state.js",
    "projection.js",
    "geometry.js",
    "symbols.js",
    "chart.js",
    "ships.js",
    "map.js",
    "gestures.js",
    "plot.js",
    "evidence.js",
    "dossier.js",
    "list.js",
    "filters.js",
    "timeline.js",
    "account.js",
    "keyboard.js",
    "main.js",
];

/// Writes the page with this payload.
pub(super) fn write(payload: &impl Serialize, mut writer: impl Write) -> io::Result<()> {
    let (style, script) = (STYLES.concat(), script());
    // Only this style and this script act: nothing that a row holds can, and nothing is loaded from elsewhere.
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script)
    );
    let mut json = Vec::new();
    write_json(payload, &mut json)?;
    let mut rest = FRAME;
    for (mark, text) in [
        (MARKS[0], policy.as_bytes()),
        (MARKS[1], style.as_bytes()),
        (MARKS[2], &harmless(&json)),
        (MARKS[3], script.as_bytes()),
    ] {
        let (before, after) =
            rest.split_once(mark).expect("the frame has every mark once, in this order: a test says so");
        writer.write_all(before.as_bytes())?;
        writer.write_all(text)?;
        rest = after;
    }
    writer.write_all(rest.as_bytes())
}

/// The modules as one script: each becomes a function that is called at once, takes what it imports from the results of those
/// before it, and returns what it exports.
fn script() -> String {
    let mut script = String::from("\"use strict\";\n");
    for (name, text) in MODULES {
        let module = variable(name);
        script.push_str(&format!("const {module} = (() => {{\n"));
        let mut exports = Vec::new();
        for line in text.lines() {
            match (imported(line), line.strip_prefix("export ")) {
                (Some((names, from)), _) => script.push_str(&format!("const {{ {names} }} = {};", variable(from))),
                (None, Some(line)) => {
                    exports.extend(declared(line));
                    script.push_str(line);
                }
                (None, None) => script.push_str(line),
            }
            script.push('\n');
        }
        script.push_str(&format!("return {{ {} }};\n}})();\n", exports.join(", ")));
    }
    script
}

/// The variable that holds what a module exports.
fn variable(module: &str) -> String {
    format!("${}", module.trim_end_matches(".js"))
}

/// The names that a line of the form `import { a, b } from "./module.js";` asks for, and from where; imports have no other form.
fn imported(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("import { ")?.strip_suffix("\";")?.split_once(" } from \"./")
}

/// The name that a line at the outermost level declares.
fn declared(line: &str) -> Option<&str> {
    let rest = ["const ", "function ", "class "].iter().find_map(|word| line.strip_prefix(word))?;
    rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next()
}

/// The source that a content security policy lets through.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text)))
}

/// JSON that means the same and stays text within a script element: no tag, comment or entity can begin in it, nor can a line
/// end where JavaScript has an end of line and JSON has none.
fn harmless(json: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some((&byte, after)) = rest.split_first() {
        // These stand in strings only, where JSON allows any character by its number.
        let (escaped, length): (&[u8], usize) = match (byte, after) {
            (b'<', _) => (b"\\u003c", 1),
            (b'>', _) => (b"\\u003e", 1),
            (b'&', _) => (b"\\u0026", 1),
            // U+2028 and U+2029 in UTF-8.
            (0xE2, [0x80, 0xA8, ..]) => (b"\\u2028", 3),
            (0xE2, [0x80, 0xA9, ..]) => (b"\\u2029", 3),
            _ => (std::slice::from_ref(&rest[0]), 1),
        };
        text.extend_from_slice(escaped);
        rest = &rest[length..];
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::EventType;
    use crate::assess::Factor;

    #[test]
    fn what_the_page_speaks_of_has_words() {
        let words = include_str!("page/script/words.js");
        let names = EventType::ALL.map(EventType::name).into_iter().chain(Factor::ALL.map(Factor::name));
        for name in names {
            assert!(words.contains(&format!("\n  {name}: ")), "{name}");
        }
    }

    #[test]
    fn the_frame_has_every_mark_once_and_in_order() {
        let places = MARKS.map(|mark| {
            assert_eq!(FRAME.matches(mark).count(), 1, "{mark}");
            FRAME.find(mark).unwrap()
        });
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn modules_ask_only_for_what_those_before_them_export() {
        let mut exports: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (module, text) in MODULES {
            for line in text.lines() {
                if line.starts_with("import") {
                    let (names, from) = imported(line).unwrap_or_else(|| panic!("{module}: {line}"));
                    let there = exports.get(from).unwrap_or_else(|| panic!("{module}: {from} comes after it"));
                    assert!(names.split(", ").all(|name| there.contains(&name)), "{module}: {line}");
                }
            }
            let exported = text.lines().filter_map(|line| line.strip_prefix("export "));
            let names = exported.map(|line| declared(line).unwrap_or_else(|| panic!("{module}: export {line}")));
            exports.insert(module, names.collect());
        }
    }

    #[test]
    fn neither_script_nor_style_ends_its_element() {
        assert!(!script().contains("</script") && !script().contains("<script") && !script().contains("<!--"));
        assert!(!STYLES.concat().contains("</style"));
    }

    #[test]
    fn nothing_in_a_string_ends_the_script() {
        let name = "</script><!--&amp;\u{2028}\u{2029}\u{201C}é";
        let json = serde_json::to_vec(&name).unwrap();
        let text = String::from_utf8(harmless(&json)).unwrap();
        assert_eq!(text, "\"\\u003c/script\\u003e\\u003c!--\\u0026amp;\\u2028\\u2029\u{201C}é\"");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), name);
    }
}
