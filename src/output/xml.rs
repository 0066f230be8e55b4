//! Texts and elements of XML.

use std::io::{self, Write};

/// A document that is being written: an element a line.
pub(super) struct Xml<W> {
    writer: W,
    open: Vec<&'static str>,
}

impl<W: Write> Xml<W> {
    pub(super) fn begin(mut writer: W) -> io::Result<Xml<W>> {
        writer.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        Ok(Xml { writer, open: Vec::new() })
    }

    /// Starts an element that has others within.
    pub(super) fn start(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.tag(name, attributes)?;
        self.open.push(name);
        self.writer.write_all(b">\n")
    }

    /// Ends the element that was started last.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let name = self.open.pop().unwrap_or_default();
        writeln!(self.writer, "</{name}>")
    }

    /// An element with a text within.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.tag(name, attributes)?;
        writeln!(self.writer, ">{}</{name}>", escaped(text))
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        write!(self.writer, "<{name}")?;
        attributes.iter().try_for_each(|(name, value)| write!(self.writer, " {name}=\"{}\"", escaped(value)))
    }

    /// Ends what is open.
    pub(super) fn finish(mut self) -> io::Result<()> {
        while !self.open.is_empty() {
            self.end()?;
        }
        self.writer.flush()
    }
}

/// A text that XML takes for nothing else. What XML forbids, and what would turn the direction of the text around, becomes
/// U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => safe.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            letter if letter.is_control() => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("<script>&\"'"), "&lt;script&gt;&amp;&quot;&#39;");
        assert_eq!(escaped("A\u{0}B\u{202e}C\u{ffff}\n"), "A\u{fffd}B\u{fffd}C\u{fffd}\u{fffd}");
        assert_eq!(escaped("새벽 Åse"), "새벽 Åse");
    }

    #[test]
    fn elements_close_and_their_texts_stay_texts() {
        let mut bytes = Vec::new();
        let mut xml = Xml::begin(&mut bytes).unwrap();
        xml.start("a", &[("b", "\"<")]).unwrap();
        xml.leaf("c", &[], "]]>&\u{1}").unwrap();
        xml.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(document.root_element().attribute("b"), Some("\"<"));
        assert_eq!(document.root_element().first_element_child().unwrap().text(), Some("]]>&\u{fffd}"));
    }
}
