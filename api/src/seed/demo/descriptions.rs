//! What the events of the demo say about themselves, in Markdown.

pub(super) const LANTERN: &str = "\
## 元宵灯会游园会

正月十五，桂花文化广场**万盏花灯**，邻里同乐。猜灯谜、舞龙灯、看评弹、尝一碗热汤圆。

- 入口在桂花路一侧，轮椅席在舞台前第一排
- 灯谜兑奖处在邻里中心一楼
- 汤圆、年糕请老人和孩子**小口慢食**

---

*Lantern Festival garden party: a thousand lanterns, riddles, a dragon dance, ballads and sweet
dumplings. Free for all neighbours; wheelchair places are in front of the stage.*
";

pub(super) const WORKSHOP: &str = "\
用竹篾和宣纸做一盏自己的灯，晚上带去游园。材料由社区准备，每组一盏。

*Make a lantern of bamboo and paper, and carry it in the evening. Materials are provided.*
";

pub(super) const BANQUET: &str = "\
## 百家宴

一家一道菜，百家一桌饭。每户请带**一道拿手菜**（约六人份），并写明用料。

1. 16:30 起交菜、登记过敏原
2. 17:30 入席
3. 19:30 评选“最受欢迎的一道菜”

> 不知道有没有，不等于没有：用料说不清的菜，请写“不清楚”。

*Hundred-family banquet: one dish a household, enough for six. Please write down what is in it;
unknown is not the same as none.*
";

pub(super) const SERVICE_DAY: &str = "\
每月28日上午，摊位摆到家门口：

| 服务 | 摊位 |
| --- | --- |
| 理发 | 1–3 |
| 磨刀、修伞 | 4 |
| 小家电维修 | 5–6 |
| 血压血糖、用药咨询 | 7–8 |
| 法律咨询 | 9 |

不收费，不用预约；行动不便的老人请联系邻长**上门**。

*Convenience-service day, on the 28th of each month: haircuts, knives, small repairs, blood
pressure, legal advice. Free; stewards arrange home visits.*
";

pub(super) const DUMPLINGS: &str = "\
跟着王阿姨学擀皮、调馅、捏褶。名额少，**满员请候补**，有人退出会按顺序通知。

*Dumpling class. Places are few: join the waitlist and you move up when somebody leaves.*
";

pub(super) const COUNCIL: &str = "\
议题：

1. 3号楼加装电梯的方案
2. 非机动车停放
3. 楼道照明

请第一网格的居民参加；不能到场的可请邻长转达意见。

*Round table of the first grid, for its residents: a lift, bicycles, light in the stairways.*
";

pub(super) const MARKET: &str = "\
闲置换一换，旧物有新家。摊位自带一块布，**谢绝商贩**。

*Swap market: bring a blanket and what you no longer need. No traders.*
";

pub(super) const OUTING: &str = "\
草稿：路线和车辆待定。

*Draft: route and coaches to be settled.*
";

pub(super) const CINEMA: &str = "\
草坪上看老电影，自带小板凳。

*Open-air cinema on the lawn; bring a stool.*
";

pub(super) const TEA: &str = "\
邻里中心一壶茶，坐下来聊聊天，新邻居尤其欢迎。自带茶杯。

*Tea with the neighbours. Newcomers are most welcome; bring a cup.*
";

pub(super) const MID_AUTUMN: &str = "\
每年农历八月十五，一起赏月、分月饼、猜灯谜。

- 请自带小板凳；
- 月饼每户一份，现场领取；
- 有轮椅通道，老人坐前排。

*Moon viewing on the fifteenth of the eighth lunar month: moon cakes and riddles. Bring a stool; there
is a way for wheelchairs.*
";

pub(super) const CLEAN_UP: &str = "\
桂花河边一起拾垃圾、扫落叶，社区备手套和夹子，九点在文化广场集合。

*Litter and leaves along the river; gloves and tongs are provided. Meet at nine in the square.*
";
