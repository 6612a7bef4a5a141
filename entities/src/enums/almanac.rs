//! Days that a government declares otherwise than the week has them.

use super::text_enums;

text_enums! {
    /// What the yearly list says of a day.
    HolidayKind {
        /// 放假: a public holiday, or a day off beside one.
        Holiday,
        /// 调休上班: a day of a week-end that is worked to make up for one.
        MakeUpWorkingDay,
    }
}
