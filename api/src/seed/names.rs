//! Names of people who do not exist, by generation, and the families they live in.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

/// A name in writing and in pinyin.
type Spelled = (&'static str, &'static str);

/// Surnames, the frequent ones first, two of two characters among them.
const SURNAMES: [Spelled; 40] = [
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("黄", "huang"),
    ("赵", "zhao"),
    ("吴", "wu"),
    ("周", "zhou"),
    ("徐", "xu"),
    ("孙", "sun"),
    ("马", "ma"),
    ("朱", "zhu"),
    ("胡", "hu"),
    ("郭", "guo"),
    ("何", "he"),
    ("林", "lin"),
    ("高", "gao"),
    ("罗", "luo"),
    ("郑", "zheng"),
    ("梁", "liang"),
    ("谢", "xie"),
    ("宋", "song"),
    ("唐", "tang"),
    ("许", "xu"),
    ("邓", "deng"),
    ("韩", "han"),
    ("冯", "feng"),
    ("曹", "cao"),
    ("彭", "peng"),
    ("曾", "zeng"),
    ("沈", "shen"),
    ("顾", "gu"),
    ("陆", "lu"),
    ("钱", "qian"),
    ("苏", "su"),
    ("蒋", "jiang"),
    ("欧阳", "ouyang"),
    ("司徒", "situ"),
];

/// Given names of those born before 1965, women then men.
const ELDERS: [[Spelled; 12]; 2] = [
    [
        ("秀兰", "xiulan"),
        ("桂英", "guiying"),
        ("玉珍", "yuzhen"),
        ("凤英", "fengying"),
        ("素琴", "suqin"),
        ("淑芬", "shufen"),
        ("月娥", "yuee"),
        ("金花", "jinhua"),
        ("惠芳", "huifang"),
        ("翠莲", "cuilian"),
        ("菊香", "juxiang"),
        ("美华", "meihua"),
    ],
    [
        ("建国", "jianguo"),
        ("国庆", "guoqing"),
        ("德明", "deming"),
        ("福生", "fusheng"),
        ("志强", "zhiqiang"),
        ("根林", "genlin"),
        ("永康", "yongkang"),
        ("长江", "changjiang"),
        ("金龙", "jinlong"),
        ("洪斌", "hongbin"),
        ("树声", "shusheng"),
        ("培根", "peigen"),
    ],
];

/// Given names of those born from 1965 to 1999.
const ADULTS: [[Spelled; 12]; 2] = [
    [
        ("丽娟", "lijuan"),
        ("静", "jing"),
        ("晓燕", "xiaoyan"),
        ("婷婷", "tingting"),
        ("海霞", "haixia"),
        ("雪梅", "xuemei"),
        ("佳", "jia"),
        ("文慧", "wenhui"),
        ("莉", "li"),
        ("春燕", "chunyan"),
        ("思敏", "simin"),
        ("红", "hong"),
    ],
    [
        ("伟", "wei"),
        ("磊", "lei"),
        ("志远", "zhiyuan"),
        ("俊杰", "junjie"),
        ("晓东", "xiaodong"),
        ("海波", "haibo"),
        ("鹏飞", "pengfei"),
        ("建军", "jianjun"),
        ("涛", "tao"),
        ("明辉", "minghui"),
        ("立新", "lixin"),
        ("勇", "yong"),
    ],
];

/// Given names of those born since 2000.
const CHILDREN: [[Spelled; 12]; 2] = [
    [
        ("欣怡", "xinyi"),
        ("梓涵", "zihan"),
        ("诗琪", "shiqi"),
        ("雨桐", "yutong"),
        ("可馨", "kexin"),
        ("若曦", "ruoxi"),
        ("一诺", "yinuo"),
        ("语嫣", "yuyan"),
        ("思彤", "sitong"),
        ("佳宁", "jianing"),
        ("芷晴", "zhiqing"),
        ("乐瑶", "leyao"),
    ],
    [
        ("浩然", "haoran"),
        ("子轩", "zixuan"),
        ("宇航", "yuhang"),
        ("博文", "bowen"),
        ("俊熙", "junxi"),
        ("铭泽", "mingze"),
        ("天佑", "tianyou"),
        ("睿", "rui"),
        ("沐辰", "muchen"),
        ("家豪", "jiahao"),
        ("逸飞", "yifei"),
        ("承志", "chengzhi"),
    ],
];

/// Somebody made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invented {
    /// Surname and given name.
    pub name: String,
    /// The same as the part of an e-mail address before a number and the @.
    pub mailbox: String,
    /// Year of birth.
    pub birth_year: i32,
}

#[derive(Clone, Copy)]
enum Sex {
    Woman,
    Man,
}

fn surname(rng: &mut StdRng) -> Spelled {
    // The smaller of two throws: frequent names come up more often.
    let throw = |rng: &mut StdRng| rng.random_range(0..SURNAMES.len());
    let (first, second) = (throw(rng), throw(rng));
    SURNAMES[first.min(second)]
}

fn person(rng: &mut StdRng, surname: Spelled, sex: Sex, birth_year: i32) -> Invented {
    let generation = match birth_year {
        ..1965 => &ELDERS,
        1965..2000 => &ADULTS,
        _ => &CHILDREN,
    };
    let given = &generation[sex as usize];
    let (written, pinyin) = given[rng.random_range(0..given.len())];
    Invented {
        name: format!("{}{written}", surname.0),
        mailbox: format!("{}.{pinyin}", surname.1),
        birth_year,
    }
}

/// A household of `size`, 1 to 5, as they are found in `year`: somebody alone, a couple, parents
/// with one or two children, and a grandparent. Wives keep their surname and children have their
/// father's, or now and then their mother's.
pub fn household(rng: &mut StdRng, size: usize, year: i32) -> Vec<Invented> {
    let (his, hers) = (surname(rng), surname(rng));
    if size == 1 {
        let sex = *[Sex::Woman, Sex::Man].choose(rng).unwrap_or(&Sex::Woman);
        let age = if rng.random_bool(0.5) {
            rng.random_range(66..92)
        } else {
            rng.random_range(22..60)
        };
        return vec![person(rng, his, sex, year - age)];
    }
    let age = if size == 2 {
        rng.random_range(25..80)
    } else {
        rng.random_range(28..52)
    };
    let hers_age = (age + rng.random_range(-4..=3)).max(22);
    let mut members = vec![
        person(rng, his, Sex::Man, year - age),
        person(rng, hers, Sex::Woman, year - hers_age),
    ];
    let children = (size - 2).min(1 + usize::from(rng.random_bool(0.4)));
    for _ in 0..children {
        let sex = if rng.next_u32().is_multiple_of(2) {
            Sex::Woman
        } else {
            Sex::Man
        };
        let family = if rng.random_bool(0.1) { hers } else { his };
        let child = rng.random_range(0..=(hers_age - 22).min(24));
        members.push(person(rng, family, sex, year - child));
    }
    while members.len() < size {
        let parent = age + rng.random_range(22..34);
        members.push(person(rng, his, Sex::Woman, year - parent.min(98)));
    }
    members
}

/// A size of household, 1 to 5: most have two or three.
pub fn household_size(rng: &mut StdRng) -> usize {
    [1, 1, 2, 2, 2, 3, 3, 3, 4, 5]
        .choose(rng)
        .copied()
        .unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;

    use super::*;

    fn many(seed: u64) -> Vec<Vec<Invented>> {
        let mut rng = StdRng::seed_from_u64(seed);
        (0..400)
            .map(|_| {
                let size = household_size(&mut rng);
                household(&mut rng, size, 2026)
            })
            .collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_families_and_another_seed_others() {
        assert_eq!(many(1), many(1));
        assert_ne!(many(1), many(2));
    }

    #[test]
    fn families_are_of_their_size_and_their_names_differ() {
        let families = many(3);
        let sizes: BTreeSet<usize> = families.iter().map(Vec::len).collect();
        assert_eq!(sizes, BTreeSet::from([1, 2, 3, 4, 5]));
        let people: Vec<&Invented> = families.iter().flatten().collect();
        let names: BTreeSet<&str> = people.iter().map(|person| person.name.as_str()).collect();
        assert!(names.len() * 2 > people.len(), "{} names", names.len());
        for person in people {
            assert!((1920..=2026).contains(&person.birth_year), "{person:?}");
            assert!((2..=4).contains(&person.name.chars().count()), "{person:?}");
            assert!(person.mailbox.is_ascii());
        }
    }

    #[test]
    fn everybody_has_a_grown_up_at_home() {
        for family in many(4) {
            assert!(family.iter().any(|person| person.birth_year <= 2026 - 22));
        }
    }
}
