//! The menu of the demo's banquet: dishes of every part of the meal, with allergens known, likely,
//! ruled out and unknown, and some to be warned of.

use mulin_domain::dish::DietTag::{self, *};
use mulin_entities::Allergen::{self, *};
use mulin_entities::{DishCategory, DishTemperature};

/// A dish that somebody brings.
pub(super) struct Served {
    pub(super) name: &'static str,
    pub(super) category: DishCategory,
    pub(super) servings: i32,
    pub(super) temperature: DishTemperature,
    /// Hours before the start at which it is cooked, if that is told.
    pub(super) cooked_before: Option<i64>,
    pub(super) tags: &'static [DietTag],
    pub(super) contains: &'static [Allergen],
    pub(super) traces: &'static [Allergen],
    pub(super) free: &'static [Allergen],
    pub(super) ingredients: &'static [&'static str],
    pub(super) choking: bool,
    pub(super) note: Option<&'static str>,
}

/// All allergens: of some dishes their cook rules out each.
const EVERY: &[Allergen] = &[
    Gluten,
    Crustaceans,
    Fish,
    Egg,
    Peanut,
    Soy,
    Milk,
    Nuts,
    Celery,
    Mustard,
    Sesame,
    Sulphites,
    Lupin,
    Molluscs,
];

/// A dish of which nothing is told.
const PLAIN: Served = Served {
    name: "",
    category: DishCategory::Hot,
    servings: 24,
    temperature: DishTemperature::Hot,
    cooked_before: Some(1),
    tags: &[],
    contains: &[],
    traces: &[],
    free: &[],
    ingredients: &[],
    choking: false,
    note: None,
};

/// What the households bring, one each.
pub(super) const MENU: [Served; 35] = [
    Served {
        name: "桂花糖藕",
        category: DishCategory::Cold,
        servings: 22,
        temperature: DishTemperature::Cold,
        cooked_before: Some(4),
        tags: &[Vegetarian],
        free: &[Peanut, Egg, Milk],
        ingredients: &["莲藕", "糯米", "桂花"],
        ..PLAIN
    },
    Served {
        name: "盐水鸭",
        category: DishCategory::Cold,
        servings: 20,
        temperature: DishTemperature::Cold,
        cooked_before: Some(6),
        free: &[Peanut, Milk],
        ingredients: &["鸭", "花椒", "盐"],
        ..PLAIN
    },
    Served {
        name: "凉拌黄瓜",
        category: DishCategory::Cold,
        servings: 20,
        temperature: DishTemperature::Cold,
        cooked_before: Some(2),
        tags: &[Vegetarian, Vegan],
        contains: &[Sesame],
        traces: &[Peanut],
        free: &[Egg, Milk, Fish, Crustaceans],
        ingredients: &["黄瓜", "蒜", "香油"],
        ..PLAIN
    },
    Served {
        name: "老醋花生",
        category: DishCategory::Cold,
        servings: 20,
        temperature: DishTemperature::Ambient,
        cooked_before: Some(3),
        tags: &[Vegetarian, Vegan],
        contains: &[Peanut, Gluten],
        traces: &[Nuts],
        free: &[Egg, Milk],
        ingredients: &["花生", "陈醋", "香菜"],
        choking: true,
        ..PLAIN
    },
    Served {
        name: "五香牛肉",
        category: DishCategory::Cold,
        servings: 20,
        temperature: DishTemperature::Cold,
        cooked_before: Some(8),
        tags: &[Halal],
        contains: &[Soy, Gluten],
        free: &[Peanut, Egg, Milk],
        ingredients: &["牛腱", "酱油", "八角"],
        ..PLAIN
    },
    Served {
        name: "皮蛋豆腐",
        category: DishCategory::Cold,
        servings: 20,
        temperature: DishTemperature::Cold,
        cooked_before: Some(2),
        tags: &[Soft],
        contains: &[Egg, Soy],
        ingredients: &["皮蛋", "嫩豆腐"],
        ..PLAIN
    },
    Served {
        name: "凉拌鲜黄花菜",
        category: DishCategory::Cold,
        servings: 18,
        temperature: DishTemperature::Cold,
        cooked_before: Some(3),
        tags: &[Vegetarian],
        ingredients: &["鲜黄花菜", "蒜"],
        note: Some("自家菜园里刚摘的。"),
        ..PLAIN
    },
    Served {
        name: "木耳拌山药",
        category: DishCategory::Cold,
        servings: 20,
        temperature: DishTemperature::Cold,
        cooked_before: Some(2),
        tags: &[Vegetarian, Vegan, LowSugar],
        free: &[Peanut, Nuts, Egg, Milk],
        ingredients: &["木耳", "山药"],
        ..PLAIN
    },
    Served {
        name: "红烧肉",
        cooked_before: Some(3),
        tags: &[ContainsPork, ContainsAlcohol],
        contains: &[Soy, Gluten],
        free: &[Peanut],
        ingredients: &["五花肉", "冰糖", "黄酒"],
        ..PLAIN
    },
    Served {
        name: "清蒸鲈鱼",
        tags: &[LowSugar],
        contains: &[Fish, Soy],
        free: &[Peanut, Nuts, Milk],
        ingredients: &["鲈鱼", "葱", "姜"],
        note: Some("鱼刺已尽量剔除，请老人孩子慢用。"),
        ..PLAIN
    },
    Served {
        name: "白灼虾",
        tags: &[LowSugar],
        contains: &[Crustaceans],
        traces: &[Molluscs],
        free: &[Peanut, Milk, Egg],
        ingredients: &["基围虾", "姜"],
        ..PLAIN
    },
    Served {
        name: "清炖羊肉",
        cooked_before: Some(3),
        tags: &[Halal],
        free: &[Peanut, Egg, Milk, Gluten],
        ingredients: &["羊肉", "白萝卜"],
        ..PLAIN
    },
    Served {
        name: "清真大盘鸡",
        servings: 28,
        cooked_before: Some(2),
        tags: &[Halal],
        contains: &[Gluten],
        free: &[Peanut],
        ingredients: &["鸡", "土豆", "料酒"],
        ..PLAIN
    },
    Served {
        name: "麻婆豆腐",
        tags: &[Soft],
        contains: &[Soy],
        ingredients: &["豆腐", "牛肉末", "花椒"],
        ..PLAIN
    },
    Served {
        name: "宫保鸡丁",
        contains: &[Peanut, Soy],
        ingredients: &["鸡胸肉", "花生", "干辣椒"],
        choking: true,
        ..PLAIN
    },
    Served {
        name: "番茄炒蛋",
        tags: &[Vegetarian, Soft],
        contains: &[Egg],
        free: &[Peanut, Crustaceans, Fish, Nuts],
        ingredients: &["番茄", "鸡蛋"],
        ..PLAIN
    },
    Served {
        name: "干煸四季豆",
        tags: &[Vegetarian],
        ingredients: &["四季豆", "干辣椒"],
        note: Some("已焖炒 15 分钟，熟透。"),
        ..PLAIN
    },
    Served {
        name: "香菇油菜",
        tags: &[Vegetarian, Vegan],
        free: &[Peanut, Nuts, Egg, Milk, Fish, Crustaceans],
        ingredients: &["香菇", "油菜"],
        ..PLAIN
    },
    Served {
        name: "西芹百合",
        tags: &[Vegetarian, Vegan],
        contains: &[Celery],
        free: &[Peanut, Egg, Milk],
        ingredients: &["西芹", "百合"],
        ..PLAIN
    },
    Served {
        name: "梅干菜扣肉",
        cooked_before: Some(4),
        tags: &[ContainsPork],
        ..PLAIN
    },
    Served {
        name: "蛤蜊蒸蛋",
        tags: &[Soft],
        contains: &[Egg, Molluscs],
        free: &[Peanut],
        ingredients: &["蛤蜊", "鸡蛋"],
        ..PLAIN
    },
    Served {
        name: "粉蒸排骨",
        cooked_before: Some(3),
        tags: &[ContainsPork],
        ingredients: &["排骨", "米粉"],
        ..PLAIN
    },
    Served {
        name: "扬州炒饭",
        category: DishCategory::Staple,
        servings: 36,
        contains: &[Egg, Crustaceans],
        free: &[Peanut],
        ingredients: &["米饭", "鸡蛋", "虾仁"],
        ..PLAIN
    },
    Served {
        name: "三鲜水饺",
        category: DishCategory::Staple,
        servings: 40,
        tags: &[ContainsPork],
        contains: &[Gluten, Egg, Crustaceans],
        ingredients: &["面粉", "猪肉", "虾仁", "鸡蛋"],
        ..PLAIN
    },
    Served {
        name: "小米南瓜粥",
        category: DishCategory::Staple,
        servings: 40,
        cooked_before: Some(2),
        tags: &[Vegetarian, Vegan, Soft, LowSalt],
        free: EVERY,
        ingredients: &["小米", "南瓜"],
        ..PLAIN
    },
    Served {
        name: "葱油拌面",
        category: DishCategory::Staple,
        servings: 36,
        temperature: DishTemperature::Ambient,
        tags: &[Vegetarian],
        contains: &[Gluten, Soy],
        traces: &[Peanut],
        ingredients: &["面条", "葱"],
        ..PLAIN
    },
    Served {
        name: "菌菇老鸭汤",
        category: DishCategory::Soup,
        servings: 30,
        cooked_before: Some(4),
        free: &[Peanut, Egg, Milk],
        ingredients: &["老鸭", "香菇"],
        ..PLAIN
    },
    Served {
        name: "酒酿圆子",
        category: DishCategory::Dessert,
        tags: &[Vegetarian, ContainsAlcohol],
        free: &[Peanut, Nuts],
        ingredients: &["糯米粉", "酒酿"],
        choking: true,
        ..PLAIN
    },
    Served {
        name: "芝麻汤圆",
        category: DishCategory::Dessert,
        tags: &[Vegetarian],
        contains: &[Sesame],
        traces: &[Peanut],
        ingredients: &["糯米粉", "黑芝麻"],
        ..PLAIN
    },
    Served {
        name: "核桃酪",
        category: DishCategory::Dessert,
        servings: 20,
        cooked_before: Some(2),
        tags: &[Vegetarian, Soft],
        contains: &[Nuts, Milk],
        ingredients: &["核桃", "牛奶", "红枣"],
        ..PLAIN
    },
    Served {
        name: "鲜果拼盘",
        category: DishCategory::Dessert,
        servings: 40,
        temperature: DishTemperature::Cold,
        tags: &[Vegetarian, Vegan],
        free: EVERY,
        ingredients: &["苹果", "橙子", "葡萄"],
        choking: true,
        ..PLAIN
    },
    Served {
        name: "酸梅汤",
        category: DishCategory::Drink,
        servings: 60,
        temperature: DishTemperature::Cold,
        cooked_before: Some(6),
        tags: &[Vegetarian, Vegan],
        free: &[Peanut, Nuts, Milk, Egg],
        ingredients: &["乌梅", "山楂", "冰糖"],
        ..PLAIN
    },
    Served {
        name: "豆浆",
        category: DishCategory::Drink,
        servings: 50,
        cooked_before: Some(2),
        tags: &[Vegetarian, Vegan, LowSugar],
        contains: &[Soy],
        free: &[Peanut, Milk, Egg],
        ingredients: &["黄豆"],
        ..PLAIN
    },
    Served {
        name: "桂花米酒",
        category: DishCategory::Drink,
        servings: 40,
        temperature: DishTemperature::Ambient,
        cooked_before: None,
        tags: &[ContainsAlcohol],
        ingredients: &["糯米", "桂花"],
        ..PLAIN
    },
    Served {
        name: "菊花茶",
        category: DishCategory::Drink,
        servings: 50,
        tags: &[Vegetarian, Vegan, LowSugar],
        ingredients: &["菊花", "枸杞"],
        ..PLAIN
    },
];
