//! Ports and anchorages as CSV.

use std::io::{self, Write};

use crate::chart::Ports;
use crate::text_cell::text_cell;

/// The columns, in the order in which they are written.
const COLUMNS: [&str; 6] = ["id", "name", "country", "lat", "lon", "kind"];

impl Ports {
    /// Writes every port, in the order given, as CSV under the header `id,name,country,lat,lon,kind`: latitude and longitude
    /// in degrees with six decimals (0.11 m), the kind by its [name](crate::chart::PortKind::name), a country that is not
    /// known as nothing.
    ///
    /// # Errors
    /// When writing fails.
    pub fn to_csv(&self, writer: impl Write) -> io::Result<()> {
        let mut csv = ::csv::Writer::from_writer(writer);
        csv.write_record(COLUMNS)?;
        for port in self.iter() {
            let (lat_deg, lon_deg) = (port.position.lat_deg(), port.position.lon_deg());
            csv.write_record([
                &*text_cell(&port.id),
                &text_cell(&port.name),
                &text_cell(port.country.as_deref().unwrap_or_default()),
                &format!("{lat_deg:.6}"),
                &format!("{lon_deg:.6}"),
                port.kind.name(),
            ])?;
        }
        csv.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Port, PortKind};
    use crate::geodesy::tests::at;

    #[test]
    fn names_like_formulas_are_no_formulas_and_come_back() {
        let mut port = Port::new("=7", "-Suva", at(-18.0, -178.0), PortKind::Listed);
        port.country = Some("@FJ".to_owned());
        let ports = Ports::new(vec![port.clone()]);
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        ports.to_csv(file.as_file()).unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(text.ends_with("\n'=7,'-Suva,'@FJ,-18.000000,-178.000000,listed\n"), "{text}");
        assert_eq!(Ports::from_file(file.path()).unwrap().iter().collect::<Vec<_>>(), [&port]);
    }

    #[test]
    fn a_row_a_port() {
        let mut busan =
            Port::new("3506.2N12902.8E", "Busan, \"new\" port", at(35.103_25, 129.046), PortKind::Anchorage);
        busan.country = Some("KR".to_owned());
        let ports = Ports::new(vec![Port::new("7", "Suva", at(-18.133_333_3, 178.433_333_3), PortKind::Listed), busan]);
        let mut csv = Vec::new();
        ports.to_csv(&mut csv).unwrap();
        insta::assert_snapshot!(String::from_utf8(csv).unwrap(), @r#"
        id,name,country,lat,lon,kind
        7,Suva,,-18.133333,178.433333,listed
        3506.2N12902.8E,"Busan, ""new"" port",KR,35.103250,129.046000,anchorage
        "#);
    }
}
