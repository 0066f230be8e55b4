//! What is on a chart, and from which files it came.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::ChartFile;
use super::{Chart, Land, PortKind, Ports, PropertyKeys, Zones, geojson};
use crate::{Error, ErrorKind, FileDigest, Result};

/// What is on a chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChartInventory {
    /// Whether it has a coastline.
    pub coastline: bool,
    /// Anchorages.
    pub anchorages: usize,
    /// Those of them that were learned from the data.
    pub learned_anchorages: usize,
    /// Ports for each of which one point stands.
    pub listed_ports: usize,
    /// Zones.
    pub zones: usize,
    /// The files that it was read from, in the order of reading.
    pub files: Vec<ChartSource>,
}

/// A file that a chart was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChartSource {
    /// What it holds.
    pub layer: ChartLayer,
    /// Its path, as given.
    pub path: String,
    /// How many zones, ports or polygons of land it holds.
    pub items: usize,
    /// Size and hash of the file as it is stored.
    #[serde(flatten)]
    pub digest: FileDigest,
}

/// A layer of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChartLayer {
    /// The coastline.
    Land,
    /// Ports and anchorages.
    Ports,
    /// Zones.
    Zones,
}

impl Chart {
    /// What is on it.
    pub fn inventory(&self) -> ChartInventory {
        let of_kind = |kind| self.ports().iter().filter(|port| port.kind == kind).count();
        ChartInventory {
            learned_anchorages: 0,
            coastline: self.land().is_some(),
            anchorages: of_kind(PortKind::Anchorage),
            listed_ports: of_kind(PortKind::Listed),
            zones: self.zones().len(),
            files: self.files.to_vec(),
        }
    }

    /// Puts the zones of GeoJSON files on the chart, in place of those before; see [`Zones::from_geojson_by`].
    ///
    /// # Errors
    /// When a file cannot be read or holds no sound zones.
    pub fn with_zone_files<P: AsRef<Path>>(self, paths: &[P], keys: &PropertyKeys) -> Result<Chart> {
        let read = |file: &ChartFile| Zones::of_file(file, keys);
        let (chart, zones) = self.read_layer(ChartLayer::Zones, paths, read, Zones::len)?;
        Ok(chart.with_zones(zones.into_iter().fold(Zones::default(), Zones::and)))
    }

    /// Puts the ports of files on the chart, in place of those before; see [`Ports::from_file`].
    ///
    /// # Errors
    /// When a file cannot be read or holds no ports.
    pub fn with_port_files<P: AsRef<Path>>(self, paths: &[P]) -> Result<Chart> {
        let (chart, ports) = self.read_layer(ChartLayer::Ports, paths, Ports::of_file, Ports::len)?;
        Ok(chart.with_ports(Ports::new(ports.iter().flat_map(Ports::iter).cloned().collect())))
    }

    /// Puts the coastline that GeoJSON files hold as polygons of land on the chart, in place of the one before.
    ///
    /// # Errors
    /// When a file cannot be read or holds anything but sound polygons.
    pub fn with_land_files<P: AsRef<Path>>(self, paths: &[P]) -> Result<Chart> {
        let (chart, land) = self.read_layer(ChartLayer::Land, paths, geojson::polygons_of, |land| land.0.len())?;
        let land = Land::new(land.into_iter().flatten().collect());
        Ok(chart.with_land(land.map_err(|error| Error::new(ErrorKind::Format(format!("the coastline: {error}"))))?))
    }

    /// Reads the files of a layer, which then stand in the inventory instead of those of the layer before.
    fn read_layer<P: AsRef<Path>, T>(
        mut self,
        layer: ChartLayer,
        paths: &[P],
        read: impl Fn(&ChartFile) -> Result<T>,
        items: impl Fn(&T) -> usize,
    ) -> Result<(Chart, Vec<T>)> {
        let mut files: Vec<ChartSource> = self.files.iter().filter(|file| file.layer != layer).cloned().collect();
        let mut layers = Vec::with_capacity(paths.len());
        for path in paths {
            let file = ChartFile::read(path.as_ref())?;
            let content = read(&file)?;
            files.push(ChartSource { layer, path: file.name, items: items(&content), digest: file.digest });
            layers.push(content);
        }
        self.files = files.into();
        Ok((self, layers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::tests::at;

    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[129,35],[130,35],[130,36],[129,36],[129,35]]]}"#;

    #[test]
    fn every_layer_comes_from_files_and_says_which() {
        let temp = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = temp.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let land = file("land.geojson", SQUARE);
        let zones =
            file("zones.geojson", &format!(r#"{{"type":"Feature","properties":{{"name":"A"}},"geometry":{SQUARE}}}"#));
        let ports = file("ports.csv", "name,lat,lon,kind\nBusan,35.1,129.04,listed\nPier 3,35.2,129.1,anchorage\n");
        let chart = Chart::new()
            .with_land_files(&[&land])
            .and_then(|chart| chart.with_zone_files(&[&zones, &zones], &PropertyKeys::new()))
            .and_then(|chart| chart.with_port_files(&[&ports]))
            .unwrap();
        let inventory = chart.inventory();
        assert_eq!(
            (inventory.coastline, inventory.anchorages, inventory.listed_ports, inventory.zones),
            (true, 1, 1, 2)
        );
        let files: Vec<_> = inventory.files.iter().map(|file| (file.layer, file.items)).collect();
        assert_eq!(
            files,
            [(ChartLayer::Land, 1), (ChartLayer::Zones, 1), (ChartLayer::Zones, 1), (ChartLayer::Ports, 2)]
        );
        assert_eq!(inventory.files[0].path, land.display().to_string());
        assert_eq!(inventory.files[0].digest, FileDigest::of_bytes(SQUARE.as_bytes()));
        assert_eq!(chart.distance_from_shore_m(at(35.5, 129.5)), Some(0.0));
        assert_eq!(chart.zones().containing(at(35.5, 129.5)).count(), 2);
        let json = serde_json::to_value(&inventory).unwrap();
        assert_eq!(serde_json::from_value::<ChartInventory>(json.clone()).unwrap(), inventory);
        assert_eq!(json["files"][0]["bytes"], SQUARE.len());
        let other = chart.with_zone_files(&[&land], &PropertyKeys::new()).unwrap();
        assert_eq!(other.inventory().files.len(), 3, "files of zones in place of those before");
        let error = other.with_port_files(&[&zones]).unwrap_err().to_string();
        assert!(error.contains("zones.geojson: the feature (\"A\") is a Polygon"), "{error}");
    }
}
