//! What to call somebody by. Pure.

use unicode_script::{Script, UnicodeScript};

/// Surnames of two characters (复姓) that people bear today.
#[rustfmt::skip]
const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "司空", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容",
    "长孙", "宇文", "轩辕", "令狐", "钟离", "端木", "南宫", "西门", "独孤", "呼延", "申屠", "太史",
    "公冶", "濮阳", "淳于", "单于", "澹台", "闻人", "赫连", "鲜于", "闾丘", "亓官", "司寇", "子车",
    "颛孙", "巫马", "公西", "漆雕", "乐正", "壤驷", "公良", "拓跋", "夹谷", "宰父", "谷梁", "段干",
    "百里", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "第五", "公羊", "万俟", "即墨",
    "歐陽", "司馬", "諸葛", "尉遲", "公孫", "長孫", "軒轅", "東方", "鍾離", "南宮", "西門", "獨孤",
];

/// How to call somebody, and what tells a household apart: as they like it, else by the given name.
/// That is a Chinese or Korean name without its surname (王小梅: 小梅, 欧阳明: 明), of
/// 阿卜杜拉·买买提 what stands before the dot, and of any other name the first word.
pub fn given_name<'a>(name: &'a str, preferred: Option<&'a str>) -> &'a str {
    if let Some(preferred) = preferred {
        return preferred;
    }
    let name = name.trim();
    let is_east_asian = |c: char| matches!(c.script(), Script::Han | Script::Hangul);
    let is_dot = |c: char| matches!(c, '·' | '•' | '・' | '‧');
    if !name
        .chars()
        .all(|c| is_east_asian(c) || is_dot(c) || c == ' ' || c == '　')
    {
        return name.split_whitespace().next().unwrap_or(name);
    }
    // Names of Uyghurs, Tibetans and others, as Chinese writes them: the given name comes first.
    if let Some((given, _)) = name.split_once(is_dot) {
        return given.trim();
    }
    // Somebody has already parted the surname.
    if let Some((_, given)) = name.split_once([' ', '　']) {
        return given.trim();
    }
    let is_compound = COMPOUND_SURNAMES.iter().any(|pair| name.starts_with(pair));
    let surname = match name.chars().count() {
        0 | 1 => 0,
        // 东方 alone may be a surname and a given name of one character each.
        2 => 1,
        _ if is_compound => 2,
        _ => 1,
    };
    let start = name.char_indices().nth(surname).map_or(0, |(at, _)| at);
    &name[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_are_called_by_their_given_names() {
        for (name, given) in [
            ("王小梅", "小梅"),
            ("李明", "明"),
            ("欧阳明", "明"),
            ("歐陽修", "修"),
            ("诸葛亮亮", "亮亮"),
            ("上官婉儿", "婉儿"),
            ("司马", "马"),
            ("陈王小明", "王小明"),
            ("李 小明", "小明"),
            ("阿卜杜拉·买买提", "阿卜杜拉"),
            ("梅", "梅"),
            ("𠮷明", "明"),
            ("김철수", "철수"),
            ("Anna Maria Smith", "Anna"),
            ("Анна Смирнова", "Анна"),
            ("张Anna", "张Anna"),
            ("", ""),
        ] {
            assert_eq!(given_name(name, None), given, "{name}");
        }
        assert_eq!(given_name("王小梅", Some("梅姨")), "梅姨");
    }

    proptest! {
        #[test]
        fn nobody_is_left_without_a_name(name in "\\PC{1,12}") {
            let name = crate::names::tidy(&name);
            prop_assume!(name.chars().any(char::is_alphanumeric));
            prop_assert!(!given_name(&name, None).is_empty() || name.contains(['·', '•', '・', '‧']));
        }
    }
}
