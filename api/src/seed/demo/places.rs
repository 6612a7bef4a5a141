//! The areas and venues of the demo. The city is made up; it stands where hills meet lakes in the
//! lower Yangtze plain.

use mulin_domain::clock::Instant;
use mulin_domain::place::rules::new_path;
use mulin_entities::{AreaId, AreaKind, VenueId, area, venue};

use super::keys::{Table, entropy, key};
use crate::seed::batch::Batch;

/// The city's number.
pub(super) const CITY: usize = 0;
/// Number of 桂花社区, the community that is there in full.
pub(super) const COMMUNITY: usize = 4;
/// Number of its first grid.
pub(super) const FIRST_GRID: usize = 10;
/// Numbers of its sixteen units.
pub(super) const UNITS: std::ops::Range<usize> = 14..30;
/// Numbers of the four units of its neighbour, 荷塘社区.
pub(super) const NEIGHBOURING_UNITS: std::ops::Range<usize> = 32..36;

/// 邻里中心, the neighbour centre.
pub(super) const CENTRE: usize = 0;
/// 桂花文化广场, the square.
pub(super) const SQUARE: usize = 1;
/// 澄湖公园, the lawn by the lake.
pub(super) const LAWN: usize = 2;
/// 桂花小学体育馆, the school's gym.
pub(super) const GYM: usize = 3;

/// The number of the area above, kind and name of each area, by its number.
const AREAS: [(usize, AreaKind, &str); 36] = [
    (0, AreaKind::City, "睦安市"),
    (0, AreaKind::Street, "澄湖街道"),
    (0, AreaKind::Street, "望山街道"),
    (0, AreaKind::Street, "古渡镇"),
    (1, AreaKind::Community, "桂花社区"),
    (1, AreaKind::Community, "荷塘社区"),
    (2, AreaKind::Community, "松涛社区"),
    (2, AreaKind::Community, "云麓社区"),
    (3, AreaKind::Community, "渡口社区"),
    (3, AreaKind::Community, "石桥村"),
    (4, AreaKind::Grid, "桂花第一网格"),
    (4, AreaKind::Grid, "桂花第二网格"),
    (4, AreaKind::Grid, "桂花第三网格"),
    (4, AreaKind::Grid, "桂花第四网格"),
    (10, AreaKind::Unit, "和睦邻"),
    (10, AreaKind::Unit, "友善邻"),
    (10, AreaKind::Unit, "守望邻"),
    (10, AreaKind::Unit, "同心邻"),
    (11, AreaKind::Unit, "金桂邻"),
    (11, AreaKind::Unit, "银桂邻"),
    (11, AreaKind::Unit, "丹桂邻"),
    (11, AreaKind::Unit, "月桂邻"),
    (12, AreaKind::Unit, "书香邻"),
    (12, AreaKind::Unit, "翰墨邻"),
    (12, AreaKind::Unit, "琴韵邻"),
    (12, AreaKind::Unit, "棋乐邻"),
    (13, AreaKind::Unit, "春晖邻"),
    (13, AreaKind::Unit, "夏荫邻"),
    (13, AreaKind::Unit, "秋实邻"),
    (13, AreaKind::Unit, "冬阳邻"),
    (5, AreaKind::Grid, "荷塘第一网格"),
    (5, AreaKind::Grid, "荷塘第二网格"),
    (30, AreaKind::Unit, "清荷邻"),
    (30, AreaKind::Unit, "映荷邻"),
    (31, AreaKind::Unit, "听雨邻"),
    (31, AreaKind::Unit, "观鱼邻"),
];

struct Place {
    area: usize,
    name: &'static str,
    address: &'static str,
    latitude: f64,
    longitude: f64,
    seats: i32,
    step_free: bool,
    accessibility: Option<&'static str>,
}

const VENUES: [Place; 5] = [
    Place {
        area: COMMUNITY,
        name: "桂花社区邻里中心",
        address: "睦安市澄湖街道桂花路18号",
        latitude: 31.412_6,
        longitude: 120.518_3,
        seats: 200,
        step_free: true,
        accessibility: Some("一楼有无障碍卫生间和轮椅；二楼可乘电梯。服务台可借放大镜和助听设备。"),
    },
    Place {
        area: COMMUNITY,
        name: "桂花文化广场",
        address: "睦安市澄湖街道桂花路与睦邻街路口",
        latitude: 31.413_9,
        longitude: 120.520_1,
        seats: 1_200,
        step_free: true,
        accessibility: Some("舞台前第一排为轮椅席，东侧入口无台阶。"),
    },
    Place {
        area: 1,
        name: "澄湖公园湖心草坪",
        address: "睦安市澄湖街道环湖路1号",
        latitude: 31.420_4,
        longitude: 120.511_7,
        seats: 3_000,
        step_free: false,
        accessibility: Some("从停车场到草坪约400米，有一段石板路。"),
    },
    Place {
        area: COMMUNITY,
        name: "桂花小学体育馆",
        address: "睦安市澄湖街道求知巷6号",
        latitude: 31.410_8,
        longitude: 120.516_9,
        seats: 420,
        step_free: false,
        accessibility: Some("入口有五级台阶，需要搀扶请提前联系社区。"),
    },
    Place {
        area: CITY,
        name: "睦安市文化馆小剧场",
        address: "睦安市人民路99号",
        latitude: 31.431_2,
        longitude: 120.547_5,
        seats: 360,
        step_free: true,
        accessibility: None,
    },
];

/// The key of an area.
pub(super) fn area_id(number: usize) -> AreaId {
    key(Table::Area, number)
}

/// The key of a venue.
pub(super) fn venue_id(number: usize) -> VenueId {
    key(Table::Venue, number)
}

/// The path of an area.
pub(super) fn path(number: usize) -> String {
    let above = (number != CITY).then(|| path(AREAS[number].0));
    new_path(above.as_deref(), &entropy(Table::Area, number))
}

/// Adds the areas and venues.
pub(super) fn add(batch: &mut Batch, now: Instant) {
    for (number, (parent, kind, name)) in AREAS.into_iter().enumerate() {
        // No telephone number begins with 0 behind an area code: these reach nobody.
        let contact_phone = match kind {
            AreaKind::City => Some("+8651200000000".to_owned()),
            AreaKind::Community => Some(format!("+86512000010{number:02}")),
            _ => None,
        };
        batch.areas.push(area::Model {
            id: area_id(number),
            root_area_id: area_id(CITY),
            parent_id: (number != CITY).then(|| area_id(parent)),
            kind,
            name: name.to_owned(),
            path: path(number),
            confirms_registrations: None,
            contact_phone,
            version: 1,
            created_at: now,
            updated_at: now,
        });
    }
    for (number, place) in VENUES.iter().enumerate() {
        batch.venues.push(venue::Model {
            id: venue_id(number),
            root_area_id: area_id(CITY),
            area_id: area_id(place.area),
            name: place.name.to_owned(),
            address: place.address.to_owned(),
            latitude: Some(place.latitude),
            longitude: Some(place.longitude),
            seats: Some(place.seats),
            step_free: place.step_free,
            accessibility: place.accessibility.map(str::to_owned),
            version: 1,
            created_at: now,
            updated_at: now,
        });
    }
}

#[cfg(test)]
mod tests {
    use mulin_domain::place::rules::{fits_under, paths_to};

    use super::*;

    #[test]
    fn every_area_stands_under_one_that_comes_before_it() {
        for (number, (parent, kind, name)) in AREAS.into_iter().enumerate() {
            let above = (number != CITY).then(|| AREAS[parent].1);
            assert!(fits_under(kind, above), "{name}");
            assert!(number == CITY || parent < number, "{name}");
        }
    }

    #[test]
    fn the_numbers_point_where_they_say() {
        assert_eq!(AREAS[COMMUNITY].2, "桂花社区");
        assert_eq!(
            AREAS[FIRST_GRID],
            (COMMUNITY, AreaKind::Grid, "桂花第一网格")
        );
        for unit in UNITS {
            assert_eq!(AREAS[unit].1, AreaKind::Unit);
            assert!(path(unit).starts_with(&path(COMMUNITY)));
            assert_eq!(paths_to(&path(unit)).len(), 5);
        }
        for unit in NEIGHBOURING_UNITS {
            assert_eq!(AREAS[unit].1, AreaKind::Unit);
            assert!(!path(unit).starts_with(&path(COMMUNITY)));
        }
        assert!(VENUES[LAWN].name.contains("草坪") && VENUES[GYM].name.contains("体育馆"));
        assert!(VENUES[SQUARE].name.contains("广场") && VENUES[CENTRE].name.contains("邻里中心"));
    }
}
