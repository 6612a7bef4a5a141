//! Places.

use super::text_enums;

text_enums! {
    /// The levels of the area tree, from the top down.
    AreaKind {
        /// 市: a county-level city, the root of a tree.
        City,
        /// 街道、镇.
        Street,
        /// 社区、村.
        Community,
        /// 网格.
        Grid,
        /// 邻: the smallest unit, some dozens of households.
        Unit,
    }
}
