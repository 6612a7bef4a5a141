//! The ages by which people are counted. Pure.

/// Ages that are counted together. Of people the year of birth is known, so that an age is that which is
/// reached in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeBand {
    /// 0 to 13.
    Under14,
    /// 14 to 17.
    From14To17,
    /// 18 to 59.
    From18To59,
    /// 60 to 69.
    From60To69,
    /// 70 to 79.
    From70To79,
    /// 80 and more.
    From80,
    /// Not known.
    Unknown,
}

impl AgeBand {
    /// All, from the youngest up.
    pub const ALL: [Self; 7] = [
        Self::Under14,
        Self::From14To17,
        Self::From18To59,
        Self::From60To69,
        Self::From70To79,
        Self::From80,
        Self::Unknown,
    ];

    /// The last age of a band that has one.
    fn last(self) -> Option<i32> {
        match self {
            Self::Under14 => Some(13),
            Self::From14To17 => Some(17),
            Self::From18To59 => Some(59),
            Self::From60To69 => Some(69),
            Self::From70To79 => Some(79),
            Self::From80 | Self::Unknown => None,
        }
    }

    /// The place in [`Self::ALL`] of the band of an age, in SQL; `age` is null if it is not known.
    pub(super) fn place_in_sql(age: &str) -> String {
        let unknown = Self::ALL.len() - 1;
        let mut text = format!("CASE WHEN {age} IS NULL THEN {unknown}");
        for (place, band) in Self::ALL.iter().enumerate() {
            if let Some(last) = band.last() {
                text += &format!(" WHEN {age} <= {last} THEN {place}");
            }
        }
        text + &format!(" ELSE {} END", unknown - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::AgeBand;

    #[test]
    fn bands_follow_each_other() {
        let lasts: Vec<i32> = AgeBand::ALL.iter().filter_map(|band| band.last()).collect();
        assert!(lasts.is_sorted());
        assert_eq!(
            AgeBand::place_in_sql("age"),
            "CASE WHEN age IS NULL THEN 6 WHEN age <= 13 THEN 0 WHEN age <= 17 THEN 1 \
             WHEN age <= 59 THEN 2 WHEN age <= 69 THEN 3 WHEN age <= 79 THEN 4 ELSE 5 END"
        );
    }
}
