# 给居民看的话：先说原因，再说怎么办。

UNAUTHENTICATED = 请先登录，并带上访问令牌（Authorization: Bearer …）。
FORBIDDEN = 您的权限不够。请联系本区域的管理员。
UNAVAILABLE = 服务暂时中断，什么都没有改动。请过一分钟再试。
THROTTLED = 现在人很多，什么都没有改动。请过几秒再试。
TOKEN_INVALID = 访问令牌无效。请重新登录。
TOKEN_EXPIRED = 访问令牌已过期。请刷新令牌，或重新登录。
TOKEN_OF_NOBODY = 这个访问令牌已不属于任何人。请重新登录，或请邻长帮忙。
LINK_INVALID = 这个专属链接已失效：已被收回，或活动已结束。请要一个新链接，或登录。
ISSUER_UNAVAILABLE = 暂时无法核对外部登录。请过一分钟再试，或用验证码登录。

REQUIRED = 请填写 { $field }，不能留空。
INVALID_LENGTH = { $field } 需要 { $min } 到 { $max } 个字。
OUT_OF_RANGE = { $field } 需要在 { $min } 到 { $max } 之间。
TOO_MANY_ITEMS = { $field } 最多 { $max } 项。
CONTROL_CHARACTERS = { $field } 含有控制字符或看不见的字符，请删除。
MIXED_SCRIPTS = { $field } 的同一个词里混用了形状相似的不同字母（如拉丁字母与西里尔字母），每个词请只用一种字母。
MALFORMED_ID = { $field } 不是本平台的编号，请使用查询得到的编号。
ID_OF_ANOTHER_TYPE = { $field } 需要 { $wanted } 的编号，您给的是 { $is } 的编号。
NOT_FOUND = { $field }：没有找到您可以查看的内容，可能已删除，或不属于您。
INVALID_FORMAT = { $field } 的写法不对，应为：{ $expected }。
UNKNOWN_TEMPLATE = { $field } 不是提醒模板的名称。请从 { $known } 中选一个；不填就用标准提醒。
UNKNOWN_TIME_ZONE = { $field } 不是时区名，请写 IANA 名称，例如 Asia/Shanghai。
TIME_DOES_NOT_EXIST = { $field } 这个时刻不存在：当地时钟跳过了它。请改早一点或晚一点。
END_BEFORE_START = { $field } 必须晚于开始。
TOO_LONG = { $field } 比 startsAt 晚了 { $days } 天以上，请分成几次较短的活动。
OUTSIDE_CALENDAR = { $field } 需要在 1950 年到 2100 年之间，农历只核对过这些年份。
TOO_MANY_DAYS = { $field } 离第一天太远，一次最多查 { $max } 天，请分几次查。
NEVER_OCCURS = { $field } 永远不会出现：没有这样的日子（如 2 月 30 日、闰十二月），或在结束之前一天也没有。请换个日子，或改结束日期。
TOO_OFTEN = { $field } 太密：前一次还没结束就到了下一次，或 18 个月内超过 600 次。请减少次数、缩短时长，或提早结束。
NOT_OF_THE_RULE = { $field } 里有一天本来就没有活动。请填写规则中的日子（按提前、推后之前算）。
CONTRADICTION = { $field } 与其他内容矛盾。清真菜不含猪肉和酒精；素食不含猪肉、鱼类、甲壳类和软体动物；纯素还不含蛋和乳。请改正其中一项。
IN_THE_PAST = { $field } 已经过去，请选择将来的时间。
IN_THE_FUTURE = { $field } 还没有到，请选择已过去的时间，或不填（按现在计算）。
TOO_EARLY = { $field } 比 { $other } 早了 { $days } 天以上，太早做的菜放不住，请选晚一点的时间。
NOT_BEFORE = { $field } 与 { $other } 的先后不对，请调整。
ONLY_TOGETHER = { $field } 只能与相符的 { $other } 一起使用，请修改其中一个，或不填 { $field }。
NOT_TOGETHER = { $field } 和 { $other } 不能同时给出，请只给其中一个。
DUPLICATE = { $field } 重复了或已被使用，请换一个。
ELSEWHERE = { $field } 不属于这里，请选择同一区域的。
OF_OTHERS = { $field } 由别人主办。请对方把您加为协办人，或不填这一项。
WRONG_LEVEL = { $field }：这里要选另一级的区域。顺序是 市、街道、社区、网格、邻；居民登记在“邻”。
IDEMPOTENCY_KEY_REUSED = { $field } 在 24 小时内已用于别的请求，新的请求请用新的键。
NO_TEXT_MESSAGES = { $field } 收不到短信（例如固定电话）。请换手机号或邮箱，或请邻长帮忙。
INVITATION_USED_UP = 这个邀请链接的名额已用完，请向组织者要一个新的。
INVITATION_OVER = 这个邀请链接已失效：已被收回或已过期。请向组织者要一个新的。
TOO_MANY_ANNOUNCEMENTS = 一个活动最多可以有 { $max } 条等待发送的公告。请先取消一条，或者等一条发出以后再试。
ANNOUNCEMENT_SENT = 这条公告已经发出，不能收回。请另发一条更正。
TOO_MANY_INVITATION_LINKS = 一个活动最多同时有 { $max } 个有效的邀请链接。请先收回一个不再需要的，再建新的。
TOO_MANY_CALENDAR_FEEDS = 您已经有 { $max } 个日历订阅地址。请先收回一个不再需要的，再建新的。
UNFIT_FOR_KIND = { $field } 与问题的类型不符，请去掉它，按问题要求填写。
UNANSWERED = 参加前需要回答：“{ $label }”。请填写；不确定或不来则不必填。
VERSION_CONFLICT = 别人刚刚改过，现在是第 { $current } 版。请看过再试。

EVENT_CANCELLED = 活动已经取消。
EVENT_ENDED = 活动已于 { $at } 结束。
EVENT_STARTED = 活动已于 { $at } 开始。
EVENT_NOT_PUBLISHED = 活动还是草稿，发布后才能报名。
EVENT_FULL = 名额不够（还剩 { $free } 个），坐不下您这一行。可以排队等候（前面有 { $waitlist } 家），或减少人数。
PARTY_DOES_NOT_FIT = 名额不够增加这么多人（还剩 { $free } 个）。您原来的报名不变，请减少人数。
NOT_IN_AUDIENCE = 这个活动不面向此人：住在别处，或登记还在等邻长确认。请选择别的活动，或请组织者发邀请。
HOUSEHOLD_LIMIT = 这个活动每户最多 { $max } 个名额，您家还可以报 { $left } 个。请减少人数，或者请家人先取消一些。
MEMBER_HAS_SEAT = 您填写的同行人已经在另一份报名里了。请不要填写这位家人，或者请他先取消那份报名。
IN_ANOTHER_PARTY = 家人报名时已经把这位写进同行人里了。请家人先修改那份报名。
REQUEST_REFUSED = 组织者没能安排名额。情况有变化的话，请打电话给组织者。
NOT_REQUESTED = 这份报名不再等待审核，请重新查看。
REFUSED_BEFORE = 同一请求第一次已被拒绝，重复发送不会再办理。请换一个 idempotencyKey 重新提交。
PARTY_TOO_LARGE = 这个活动每家最多 { $max } 人，请减少人数。
RSVP_NOT_OPEN_YET = 报名从 { $at } 开始，请到时再试。
RSVP_CLOSED = 报名已于 { $at } 截止。还想参加，请给组织者打电话。
CONSENT_REQUIRED = 本人还没有同意由您代办。请先征得本人同意，并用 recordConsent 记录（用途 ACT_ON_BEHALF）。
OPTED_OUT = 本人不希望家人代办。请由本人操作，或联系邻长。
NOT_AN_ADULT = 只有成年人可以替别人办理。请由家里的大人操作。
REGISTRATION_PENDING = 登记还在等邻长确认。确认后再试，或联系邻长。
REGISTRATION_NOT_PENDING = 这份登记不在等待确认，无需处理。
RECORD_CLOSED = 这份档案已合并或已注销，不能再改。请使用现行档案。
ADULT_MUST_REGISTER = 未满 14 周岁的孩子不能自己登记。请由家长或邻长登记。
SAME_RECORD = 两个编号是同一份档案。请选择另一份重复的档案。
CONSENT_NOT_OPEN = 这条同意记录不需要确认：它已撤回、已过期或已确认。如仍需要，请重新记录。
ANOTHER_OFFICER_REQUIRED = 记录同意的人不能自己确认。请让另一位邻长、格长或管理员确认。
GUARDIAN_REQUIRED = 未满 14 周岁的孩子不能自己同意此事。请由家里的大人或邻长办理。
UNKNOWN_POLICY_VERSION = 这不是现行的隐私政策版本。请用 privacyPolicy 查询现行版本，出示后再提交该版本号。
SENSITIVE_CONSENT_REQUIRED = 本人还没有同意保存敏感信息。请先用 recordConsent 记录同意（用途 SENSITIVE_DATA）。
ONLY_ONESELF = 此事只能由本人办理；未成年人由同户成年人代办，其他情况须经本人同意后由邻长代办。请让本人办理。
CONFIRMATION_MISMATCH = 您填写的姓名与档案不符。请照档案中的姓名原样填写；注销后无法恢复。
LAST_ADMINISTRATOR = 本市没有其他管理员。请先用 grantRole 将本市的 ADMIN 角色授予他人。
CODE_SENT_RECENTLY = 验证码刚刚发过。请查收，或在 { $at } 之后再要一个。
TOO_MANY_REQUESTS = 请求太多了。请在 { $at } 之后再试，或请邻长帮忙。
WRONG_CODE = 验证码不对，还可以试 { $guesses } 次。请核对收到的最新一条。
CODE_EXPIRED = 没有可用的验证码：可能已用过、过期或试错太多次。请重新获取。
NOT_REGISTERED = 验证码正确，但没有人登记这个号码或邮箱。请用同一个验证码调用 registerMyself，或请邻长登记。
SESSION_OVER = 登录已失效。请重新登录。
IDENTITY_TOKEN_INVALID = 这不是本平台认可的外部登录令牌，或令牌已过期。请在对方平台重新登录，再提交新的令牌。
IDENTITY_NOT_LINKED = 外部登录成功，但该账号还没有关联到这里的任何人。请先用验证码登录，再用 linkIdentity 关联，或请组织者帮忙。
IDENTITY_TAKEN = 该账号已关联到另一个人。请换一个账号，或请对方先用 unlinkIdentity 解除关联。
STEWARD_REQUIRED = 这个出生年份会改变是否成年，请由不同住一户的邻长来改。
CONSENT_NOTED_BEFORE = 您以前记录过这项同意，一直没有人确认，或已撤回。请由本人、另一位邻长或管理员来记录。
CHECK_IN_CODE_INVALID = 这不是本平台的入场码，或者码已损坏。请重新扫码，或用 checkInSearch 按姓名查找。
CHECK_IN_CODE_OF_ANOTHER_EVENT = 这是另一场活动的入场码。请出示本场活动的入场码，或用 checkInSearch 按姓名查找。
NOT_GOING = { $state ->
    [WAITLISTED] 这一行还在排队等候名额
    [OFFERED] 给这一行留的名额还没有确认
    [REQUESTED] 这一行还在等组织者审核
    [REFUSED] 组织者没能给这一行安排名额
    [MAYBE] 这一行只答了“可能来”，没有占名额
    [WITHDRAWN] 这一行已经取消报名
    [EXPIRED] 这一行没有按时确认名额
    *[DECLINED] 这一行答了“不来”
  }。请重新报名，或用 recordWalkIn 登记为现场参加。
CHECK_IN_LIST_CLOSED = 此处签到时间为 { $opens } 至 { $closes }。请换一个签到单，或请组织者调整时间。
TABLES_NOT_SET = 这场百家宴还没有排桌子。请先用 setTables 设置桌子。
TABLE_TOO_SMALL = { $table } 已坐 { $taken } 人，不能改成 { $capacity } 个座位。请增加座位，或先把客人换到别的桌。
SEATING_IMPOSSIBLE = { $reason ->
    [TOO_FEW_SEATS] 一共来 { $wanted } 人，所有桌子只有 { $there } 个座位。请加桌
    [LARGER_THAN_EVERY_TABLE] { $household } 家来 { $wanted } 人，他们能坐的桌子都坐不下。请加一张更大的桌子
    [PINS_OVERFILL] 固定坐 { $table } 的有 { $wanted } 人，这张桌子只有 { $there } 个座位。请取消一户的固定，或增加座位
    [PINNED_APART] { $household } 家和 { $other } 家要分开坐，却都固定在 { $table }。请取消其中一条规则
    [PIN_NOT_ACCESSIBLE] { $household } 家需要无障碍的桌子，却固定在 { $table }。请固定到别的桌
    [NO_ACCESSIBLE_TABLE] { $household } 家需要无障碍的桌子，但没有能坐的。请加一张
    [TOO_FEW_ACCESSIBLE_SEATS] 需要无障碍桌子的各家共 { $wanted } 人，这些桌子只有 { $there } 个座位。请加桌
    [APART_FROM_ITSELF] { $household } 家不能和自己家分开坐。请取消这条规则
    *[ALONE_EVERYWHERE] { $household } 家无论坐哪桌都会一个人单独坐。请取消限制别人和他们同桌的规则
  }，然后重新排桌。
TABLE_FULL = { $table } 只剩 { $free } 个座位，坐不下。请换一张桌子，或先把别家换走。
MUST_BE_APART = { $other } 家坐在 { $table }，这两家要分开坐。请换一张桌子。
TABLE_NOT_ACCESSIBLE = 这家有人需要无障碍的桌子，{ $table } 不是。请换一张桌子。
HEAD_TABLE = { $table } 是主桌，只有固定在这里的人家可以坐。请先固定，或换一张桌子。
PINNED_ELSEWHERE = 这家固定坐 { $table }。请先取消固定。
ALONE_AT_TABLE = 这位客人会一个人坐在 { $table }。请换一张有人同坐的桌子。
seating-not-seated = { $household } 家还没有桌子：不违反规则就没有空位。请增加座位，或取消一条规则。
seating-over-capacity = { $table } 的人数超过座位。请换走几位。
seating-not-at-pin = { $household } 家固定在别的桌。请重新排桌。
seating-not-apart = { $household } 家和 { $other } 家要分开坐，现在都在 { $table }。请换走一家。
seating-not-accessible = { $household } 家需要无障碍的桌子，{ $table } 不是。请给他们换桌。
seating-alone = 有一位客人单独坐在 { $table }。请换到有人同坐的桌子。
seating-at-head-table = { $household } 家坐在主桌 { $table }，但没有固定在这里。请固定，或换桌。
seating-left-alone = { $table } 只剩一位客人单独坐。请也给这位客人换一张有人同坐的桌子。
seating-worse-elders = 坐在门口附近的老人变少了。
seating-worse-buildings = 有更多桌子坐的都是同一栋楼的邻居。
seating-worse-balance = 各桌人数不如之前均匀。
seating-worse-dishes = 有的桌子菜的种类变少了。
seating-worse-min-guests = 有的桌子人数不够最低人数。
seating-worse-keep-place = 有人家换了桌子。
VOTE_NOT_OPEN = 投票还没有开始。请问一下组织者什么时候投票。
VOTE_CLOSED = 投票已于 { $at } 结束并计票。请刷新百家宴，查看结果。
NO_VOTES_TO_GIVE = 这场百家宴没有给来宾设票数。请先把每人票数设为至少 1 票，再开始投票。
NOT_A_GUEST = 只有来参加的人可以投票。请先报名参加，或请家人在报名时写上您的名字。
OWN_DISH = 不能给自己家的菜投票。请去掉这道菜，投给别家的菜。
VOTE_CAP_EXCEEDED = 每人最多给一道菜投 { $max } 票。请给这道菜少投几票。
VOTE_BUDGET_EXCEEDED = 您投了 { $given } 票，每人只有 { $budget } 票。请少投几票。
CALL_DONE = 这个电话已经有人打完并记下了结果。请刷新列表，打下一个。
CALL_LAPSED = 这个电话不用再打了：活动已经开始、改动或取消，或对方改了回复。请刷新列表。
COMES_WITH_PARTY = 这位与家人一起报了名。请凭入场码或姓名给那一行签到。
SERIES_ENDED = 这个系列已经结束，不再安排新的活动。请另建一个系列。
OCCURRENCES_ANSWERED = 已有 { $parties } 家报名了将要改时间（{ $moved } 场）或取消（{ $cancelled } 场）的活动。什么都没有改动。确认要改，请带上 acceptAnswered: true 再提交一次，我们会通知所有人。
NOT_IN_A_SERIES = 这个活动不属于任何系列。请使用 updateEvent、rescheduleEvent 或 cancelEvent。
OCCURRENCE_PAST = 这场活动已经开始或已经结束。请选择以后的一场。
NOT_A_BANQUET = 这个活动还没有筹划百家宴。请活动负责人先用 planBanquet 筹划。
IS_A_BANQUET = 这个活动已经是百家宴。如需修改，请用 updateBanquet。
VOTE_HAS_BEGUN = 投票已经开始，票数规则不能再改。请不要填写这几项。
HOUSEHOLD_NOT_GOING = 您家还没有人确定参加这次百家宴。请先报名参加，再认领菜品。
WANTED_DISH_TAKEN = 这些菜刚刚都被别家认领了。请选其他需要的菜，或者用 bringDish 带别的菜。
WANTED_DISH_REMOVED = 这道菜已经不再需要。请选其他需要的菜，或者用 bringDish 带别的菜。
WANTED_DISH_CLAIMED = 已有 { $claimed } 户认领了这道菜，数量不能比这更少。
TOO_MANY_DISHES = 每户最多带 { $max } 道菜。请先撤回一道，或者把两道合成一道。
STALL_HAS_TICKETS = 还有 { $tickets } 人持有号票。请先为他们服务或取消号票。
SERVICE_LETTER_IN_USE = 以 { $prefix } 开头的号码已经发给居民。请保留此服务的字母，或另增服务并使用其他字母。
SLOT_HAS_BOOKINGS = 以下时段已有人预约：{ $starts }。请保留这些时段，或先为预约者改期。
STALL_GONE = 该摊位已撤销。请用 addStall 新增摊位。
STATION_STATE = 该服务台目前{ $state ->
    [OPEN] 开放
    [PAUSED] 暂停
   *[CLOSED] 关闭
 }。请先开放服务台。
SLOT_FULL = { $at ->
    [NONE] 该时段已满，本服务也没有其他空余时段。可以设 waitlist: true 候补，或在当天取号。
   *[other] 该时段已满。下一个有空位的时段从 { $at } 开始。请预约该时段，或设 waitlist: true 候补。
 }
SLOT_OVER = 该时段已于 { $at } 开始。请选择更晚的时段。
SLOT_OF_OTHER_SERVICE = 该时段属于另一项服务。请选择同一服务的时段，或先取消再重新预约。
TICKET_ACTIVE_ELSEWHERE = 此人已有该服务的号票。请使用原号票，或先取消。
TICKET_STATE = 该号票目前{ $state ->
    [WAITLISTED] 正在候补
    [BOOKED] 已预约、尚未到场
    [CHECKED_IN] 正在等候
    [WAITING] 正在等候
    [CALLED] 已叫号
    [SERVING] 正在服务
    [DONE] 已完成
    [ON_HOLD] 已挂起
    [SKIPPED] 已过号
    [NO_SHOW] 未到场
    [CANCELLED] 已取消
    [TRANSFERRED] 已转出
    [RECEIVED] 物品已收下
    [READY] 可以取件
   *[COLLECTED] 已取件
 }，不能进行这一步。请重新查看。
STATION_BUSY = 该服务台正有 { $number } 号。请先完成、过号或退回该号票。
STATION_NOT_OPEN = 该服务台未开放。请用 openStation 开放。
CALL_AGAIN_FIRST = 该号票叫了 { $called } 次，需叫满 { $needed } 次才能过号。请再叫一次。
NOT_THE_DAY = 还不是当天。取号、开放服务台和签到都在活动当天进行。
NOTHING_TO_UNDO = 该号票的上一步不能撤销：已经通知了别人，或已经撤销过。
UNDO_TOO_LATE = 上一步发生在 { $at }。只能在 30 分钟内撤销。
SERVICE_GONE = 该摊位不再提供此服务。请选择其他服务。
NOT_STAFF = 此人不是该摊位的服务人员。请填写该摊位团队的成员，或先用 addTeamMember 添加。
QUALIFICATION_MISSING = 需要有效且经他人查验的{ $skill ->
    [HAIRDRESSING] 理发
    [MEDICINE] 医疗
    [NURSING] 护理
    [CHINESE_MEDICINE] 中医
    [OPTOMETRY] 验光
    [KNIFE_GRINDING] 磨刀
    [SHOE_REPAIR] 修鞋
    [APPLIANCE_REPAIR] 家电维修
    [ELECTRICAL_WORK] 电工
    [SEWING] 缝纫
    [FIRST_AID] 急救
    [COOKING] 烹饪
    [DRIVING] 驾驶
    [TRANSLATION] 翻译
    [LEGAL_ADVICE] 法律咨询
    [PHOTOGRAPHY] 摄影
    [TEACHING] 教学
   *[STEWARDING] 秩序引导
 }资质。请用 recordQualification 登记，并出示给负责人查验。
OWN_APPROVAL = 不能由本人为自己确认。请另一位负责人或活动组织者办理。
MEMBER_STATE = 该成员身份为{ $state ->
    [REQUESTED] 申请中
    [ACTIVE] 有效
   *[ENDED] 已结束
 }。请重新查看。
QUALIFICATION_ENDED = 该资质已撤销或已过期。请登记新的资质。
OTHER_CITY = 团队只接受本市居民。请选择本市的团队。
SHIFT_FULL = 该岗位名额已满。可用 waitlist: true 候补，或选择其他岗位。
SHIFT_ALREADY_SIGNED_UP = 该志愿者已在此班次。
SHIFT_OVERLAPS = { $name ->
    [NONE] 该志愿者刚刚报名了同一时间的其他班次。
   *[other] 该志愿者在同一时间已有班次“{ $name }”（{ $at } 开始）。
 }请选择其他时间，或先退出另一班次。
SHIFT_DAY_LIMIT = 一天的服务将超过 { $most } 分钟。请选择其他日期的班次。
SHIFT_WEEK_LIMIT = 一周的服务将超过 { $most } 分钟。请选择其他周的班次。
SHIFT_REST = 两个班次之间至少休息 { $least } 分钟。请选择更早或更晚的班次。
SKILL_MISSING = 该岗位需要会{ $skill ->
    [HAIRDRESSING] 理发
    [MEDICINE] 医疗
    [NURSING] 护理
    [CHINESE_MEDICINE] 中医
    [OPTOMETRY] 验光
    [KNIFE_GRINDING] 磨刀
    [SHOE_REPAIR] 修鞋
    [APPLIANCE_REPAIR] 家电维修
    [ELECTRICAL_WORK] 电工
    [SEWING] 缝纫
    [FIRST_AID] 急救
    [COOKING] 烹饪
    [DRIVING] 驾驶
    [TRANSLATION] 翻译
    [LEGAL_ADVICE] 法律咨询
    [PHOTOGRAPHY] 摄影
    [TEACHING] 教学
   *[STEWARDING] 秩序引导
 }。如果会，请用 setSkills 说明。
GUARDIAN_NEEDED = 未成年人须由同户的成年人报名。请家中成年人办理。
MINORS_NOT_TAKEN = { $age ->
    [0] 该班次不接受未成年人。
   *[other] 该班次接受 { $age } 岁以上的未成年人。
 }请咨询班次负责人。
SIGN_UP_LOCKED = 该志愿者两次未到。{ $at } 起可再次报名。
SHIFT_BEGUN = 班次已于 { $at } 开始。请咨询班次负责人。
CANCEL_TOO_LATE = 自行退出截止于 { $at }。请联系班次负责人，或用 offerShiftSwap 请人接替。
SHIFT_CANCELLED = 该班次已取消。
SIGN_UP_STATE = 该志愿者的状态为{ $state ->
    [SIGNED_UP] 已报名
    [WAITLISTED] 候补中
    [CANCELLED] 已取消
    [ATTENDED] 已到岗
   *[NO_SHOW] 未到
 }，不能进行此操作。请重新查看。
SHIFT_HAS_SIGN_UPS = 有 { $volunteers } 名志愿者的名额将不存在。请先请其退出，或保留名额。
SWAP_NOT_OFFERED = 该班次没有请此志愿者接替，或已不再寻找接替。
ATTENDANCE_CODE_WRONG = 这不是现场当前显示的签到码。请重新读取：每半分钟更换一次。
ATTENDANCE_TRIES = 尝试次数过多。请在 { $at } 之后再试，或请班次负责人确认。
ATTENDANCE_NOT_YET = { $at } 起才能登记。
SERVICE_CERTIFIED = 该服务已认证。请用 correctServiceRecord 更正。
CALLED_RECENTLY = 刚刚招募过志愿者。{ $at } 起可再次招募。
NOBODY_TO_CALL = 没有可招募的人：名额已满，或能来的人都已在此班次或另有班次。
NOT_ATTENDED = 该志愿者的状态为{ $state ->
    [SIGNED_UP] 已报名
    [WAITLISTED] 候补中
    [CANCELLED] 已取消
    [ATTENDED] 已到岗
   *[NO_SHOW] 未到
 }。只认证已完成的服务：请先确认到岗，并等班次结束。
ALREADY_CERTIFIED = 已经认证。请用 correctServiceRecord 更正。
RECORD_CORRECTED = 该记录已被更正。请更正最新的记录。
HOURS_NEVER_FALL = 该记录为 { $minutes } 分钟，已服务的时长不会减少。请填写不短于此的时间。
NOTHING_SERVED = 这段时间没有已认证的服务。请选择其他日期。
POINTS_INSUFFICIENT = 账户有 { $balance } 积分，兑换需要 { $cost } 积分。
REWARD_OUT_OF_STOCK = 已兑完。请选择其他奖品。
REWARD_ENDED = 该奖品已停止兑换。请选择其他奖品。
OWN_REDEMPTION = 不能给自己发放。请另一位组织者办理。
REDEMPTION_STATE = { $state ->
    [REQUESTED] 已申请兑换
    [HANDED_OVER] 已发放
   *[CANCELLED] 已取消
 }。请重新查看。
SAMPLE_STILL_KEPT = 留样须保存到 { $until }，以备有人不适时查验。到时再销毁。
FILING_NOT_NEEDED = 就餐人数未达到备案标准，无需登记备案。
RULE_ENDED = 该规定已经失效，不能再修改。请另行录入新的规定。
DISH_WITHDRAWN = 这道菜已经不来了：已被撤回，或者这家没有人参加了。请用 bringDish 重新认领。

# 菜品须知，以及其中的名称。
DISH_BANNED_INGREDIENT = 这里不得供应{ $name }。{ $reason }
DISH_HALAL_CONFLICT = 这道菜标为清真，但菜名或配料像含有猪肉或酒。吃之前请问一问做菜的人。
DISH_CHOKING_HAZARD = 老人和幼儿容易噎住。请切成小块，吃的时候有人陪着。
DISH_ALLERGENS_NOT_DECLARED = 做菜的人没有说是否含有{ $allergens }。对其中任何一种过敏的人请先问清楚。
DISH_CONTAINS_ALLERGEN = 含有{ $allergen }。
DISH_MAY_CONTAIN_ALLERGEN = 可能含有微量的{ $allergen }。
DISH_ALLERGEN_NOT_DECLARED = 做菜的人没有说是否含有{ $allergen }。吃之前请先问。
DISH_AGAINST_DIET = 含有或可能含有{ $allergen }，与这种饮食不合：{ $diet }。
DISH_CONTAINS_PORK = 含有猪肉。
DISH_CONTAINS_ALCOHOL = 含有酒。
DISH_NAMES_PORK = 菜名或配料像含有猪肉。吃之前请先问。
DISH_NAMES_ALCOHOL = 菜名或配料像含有酒。吃之前请先问。
DISH_DIET_NOT_DECLARED = 做菜的人没有说它适合这种饮食：{ $diet }。吃之前请先问。
DISH_NOT_COMPARED = 这位客人还有别的忌口没有比对。吃之前请先问。
ALLERGEN_GLUTEN = 含麸质的谷物
ALLERGEN_CRUSTACEANS = 甲壳类
ALLERGEN_FISH = 鱼类
ALLERGEN_EGG = 蛋类
ALLERGEN_PEANUT = 花生
ALLERGEN_SOY = 大豆
ALLERGEN_MILK = 乳
ALLERGEN_NUTS = 坚果
ALLERGEN_CELERY = 芹菜
ALLERGEN_MUSTARD = 芥末
ALLERGEN_SESAME = 芝麻
ALLERGEN_SULPHITES = 亚硫酸盐
ALLERGEN_LUPIN = 羽扇豆
ALLERGEN_MOLLUSCS = 软体动物
DIET_HALAL = 清真
DIET_VEGETARIAN = 素食
DIET_VEGAN = 纯素
DIET_NO_PORK = 不吃猪肉
DIET_NO_ALCOHOL = 不沾酒
DIET_LOW_SALT = 低盐
DIET_LOW_SUGAR = 低糖
DIET_SOFT_FOOD = 软食

# 专属链接打开的页面。句子要短：读的多是老人，用的是手机。
page-when = 时间
page-from = { $value }
page-to = 到 { $value }
page-where = 地点
page-step-free = 入口没有台阶
page-cancelled = 活动取消了，请不要来。
page-reason = 组织者说：
page-description = 活动介绍
page-your-answer = 您的回复
page-no-answer = 您还没有回复。
page-state-GOING = 您来。位子给您留好了。
page-state-MAYBE = 您可能来。没有给您留位子。
page-state-DECLINED = 您不来。
page-state-WAITLISTED = 您在排队等位子。有了位子马上告诉您。
page-state-WITHDRAWN = 您撤回了回复。
page-state-OFFERED = 有您的位子了。
page-state-REQUESTED = 您报了名，等组织者同意。
page-state-REFUSED = 这次组织者没能安排您的位子。
page-state-EXPIRED = 过了回复的时间，位子让给别人了。
page-held-until = 位子给您留到 { $value }，请在这之前回复。
page-offer = 您要这些位子吗？
page-accept = 要，我来
page-give-up = 不要，让给别人
page-approval = 组织者要先看报名，再告诉您能不能来。
page-waitlist-position = 您排在第 { $value } 位。
page-adults = 大人 { $value } 位
page-children = 孩子 { $value } 位
page-code = 入场二维码
page-code-show = 到场时给工作人员看。
page-desk = 到场时，把您的名字告诉工作人员就行。
page-answer = 请您回复
page-change = 修改回复
page-full = 位子满了。按“我来”就排队等位子。
page-party = 来几位？
page-adults-label = 大人（包括您）
page-children-label = 孩子
page-note = 想对组织者说的话（可以不写）
page-question = 您来吗？
page-going = 我来
page-maybe = 可能来
page-declined = 不来
page-withdraw = 撤回我的回复
page-withdraw-sure = 要撤回您的回复吗？
page-withdraw-means = 您的位子会让给别人。报名没截止时，您还可以再回复。
page-withdraw-yes = 是，撤回
page-withdraw-no = 不，保留
page-done-saved = 谢谢，收到您的回复了。现在的情况如下。
page-done-withdrawn = 您的回复已经撤回。
page-done-stale = 您刚才的页面是旧的，什么都没有改动。现在的情况如下。
page-faults = 还没有保存：
page-ask = 有事请打电话：
page-private = 这个页面只给您一个人用，请不要转发它的网址。
page-gone = 这个链接打不开
page-gone-help = 可能活动已经结束、链接被收回了，或没有复制完整。请从消息里再复制一次。还是不行，请找给您发消息的人、邻长或活动组织者要一个新的。
page-not-taken = 没有收到
page-not-taken-help = 什么都没有改动。请再打开一次消息里的链接，在那里回复。
page-away = 请稍后再试
page-adults-field = “大人”
page-children-field = “孩子”
page-party-field = 大人和孩子一共
page-note-field = 对组织者说的话
page-answer-field = 下面的按钮
page-questions = 组织者想问
page-required = （来的话要填）
page-YES = 是
page-NO = 不是
page-no-choice = 不回答
page-quoted = “{ $value }”
page-number-wanted = 请填一个整数，比如 3。
page-date-wanted = 请填一个日期，比如 2027-02-20。
page-choice-wanted = 请从下面选。
page-number-between = 从 { $min } 到 { $max }
page-number-least = 最少 { $min }
page-number-most = 最多 { $max }
page-number-exactly = { $min }
page-choose-between = 选 { $min } 到 { $max } 项
page-choose-exactly = 选 { $min } 项
page-form-changed = 组织者改了问题，请按下面的问题再回答一次。
page-invites = { $value }请您来。
page-taking = 怎样接受邀请
page-taking-sign-in = 登录社区的应用；没有账号就先注册。
page-taking-open = 在应用里打开这个网址，或者在接受邀请的地方填下面的邀请码。
page-taking-code = 邀请码
page-taking-until = 有效到 { $value }。
page-taking-help = 没有应用？请邻长或组织者帮您报名。
page-invitation-used-up = 这个邀请的名额用完了
page-invitation-used-up-help = 它能邀请的人数已经满了，不是您的错。请找给您发链接的人再要一个。
page-invitation-over = 这个邀请已经结束
page-invitation-over-help = 它被收回了，或者过了时间。请问问给您发链接的人还有没有别的邀请。

# 设置怎样收消息的页面
settings-title = 怎样收消息
settings-hello = { $value }，您好！您可以在这里改怎样收到我们的消息。
settings-done = 改好了。
settings-purpose-SERVICE = 您报名的事：提醒、改时间、取消、位子。用什么告诉您？
settings-purpose-PROMOTION = 别的活动和消息。要不要告诉您？
settings-channel-EMAIL = 邮件
settings-channel-SMS = 短信
settings-channel-CALL = 打电话
settings-no-address = 没有登记
settings-order = 先用哪种
settings-order-ours = 你们来定（{ $value }）
settings-quiet = 晚上什么时候不要打扰您？
settings-quiet-from = 从
settings-quiet-until = 到
settings-ours = 照大家的（{ $value }）
settings-quiet-help = 两个时间一样，就是随时都可以。登录验证码不受影响。
settings-zone = 按哪里的时间？
settings-zone-none = 活动当地的时间
settings-zone-unknown = 我们不认识这个时区，请从列表里选一个。
settings-zone-Asia-Shanghai = 北京时间
settings-zone-Asia-Urumqi = 新疆时间（乌鲁木齐）
settings-zone-Asia-Tokyo = 东京
settings-zone-Asia-Seoul = 首尔
settings-zone-Asia-Singapore = 新加坡
settings-zone-Asia-Bangkok = 曼谷
settings-zone-Asia-Dubai = 迪拜
settings-zone-Europe-Moscow = 莫斯科
settings-zone-Europe-Paris = 巴黎、柏林
settings-zone-Europe-London = 伦敦
settings-zone-America-New_York = 纽约
settings-zone-America-Chicago = 芝加哥
settings-zone-America-Los_Angeles = 洛杉矶
settings-zone-Australia-Sydney = 悉尼
settings-zone-Pacific-Auckland = 奥克兰
settings-remind = 活动之前，还要什么时候提醒您？
settings-remind-help = 每个活动自己都有提醒。够了就不用选，最多选五个。
settings-remind-other = 或者提前几个小时
settings-remind-days = { $value } 天前
settings-remind-hours = { $value } 小时前
settings-remind-minutes = { $value } 分钟前
settings-remind-seconds = { $value } 秒前
settings-remind-start = 开始的时候
settings-remind-many = 最多选 { $value } 个，请去掉几个。
settings-remind-twice = 这个时间已经选过了，选一次就行。
settings-remind-number = 请写 1 到 { $value } 的整数。
settings-faults = 还没有改。请看下面标出来的地方。
settings-digest = 不急的消息
settings-digest-none = 有一条发一条
settings-digest-at = 合成一条，{ $value } 发
settings-locale = 用什么话
settings-save = 保存
settings-private = 这个页面只给您一个人用，请不要转发它的网址。
settings-unsubscribe-EMAIL = 不再用邮件告诉您？
settings-unsubscribe-SMS = 不再用短信告诉您？
settings-unsubscribe-CALL = 不再打电话告诉您？
settings-unsubscribe-SERVICE = 您报名的事有变动，就不再这样告诉您了。
settings-unsubscribe-PROMOTION = 别的活动和消息，就不再这样告诉您了。
settings-unsubscribe-yes = 是，不再这样告诉我
settings-unsubscribe-other = 换一种方式，或改别的设置
settings-unsubscribed = 知道了，不再这样告诉您。
settings-unsubscribed-help = 想换一种方式，或再收到，可以随时改。

export-name = 姓名
export-unit = 邻
export-building = 楼栋
export-adults = 成人
export-children = 儿童
export-checked-in = 签到时间
export-phone = 电话
export-email = 邮箱
export-party = 人数
export-signature = 签名
export-table-cards = 桌牌
export-guests = { $guests } 人
export-sign-in-sheet = 签到表
export-dish-labels = 菜品标签
certificate-title = 志愿服务证明
certificate-serial = 编号
certificate-name = 姓名
certificate-days = 服务期间
certificate-hours = 时长
certificate-records = 服务次数
certificate-issued = 开具日期
certificate-code = 验证码
certificate-check = 扫码或访问以下网址，可验证此证明的真伪：
certificate-day = 日期
certificate-time = 时间
certificate-content = 服务内容
certificate-erased = 此证明的持有人信息已删除；其服务记录依然有效。
certificate-unknown = 没有此验证码对应的证明。请核对验证码，或询问出示者。
figures-measure = 指标
figures-key = 项目
figures-value = 数值
figures-from = 起始日期
figures-until = 截止日期
figures-as-of = 统计截止时间
figures-events-held = 场次
figures-attendances = 人次
figures-anonymous = 其中未登记姓名的人次
figures-people = 人数
figures-households = 户数
figures-served = 服务人次
figures-items-repaired = 维修件数
figures-volunteers = 志愿者人数
figures-service-minutes = 志愿服务分钟数
figures-events-by-kind = 场次（按类型）
figures-served-by-service = 服务人次（按项目）
figures-items-by-service = 维修件数（按项目）
figures-by-residence = 人数（按居住地）
figures-by-age = 人数（按年龄）
figures-served-by-age = 服务人次（按年龄）
figures-kind-FESTIVAL = 节庆活动
figures-kind-BANQUET = 百家宴
figures-kind-SERVICE_DAY = 便民服务日
figures-kind-GATHERING = 其他活动
figures-other-services = 其他服务
figures-elsewhere = 其他地方
figures-age-unknown = 未知
label-number = { $value }号
label-contains = 含有：
label-may-contain = 可能含有微量：
label-undeclared = 没有注明：
label-free-from = 不含：
label-nothing-declared = 过敏原没有注明。容易过敏的人吃之前请先问做菜的人。
label-tags = 做菜的人说：
label-cooked = 制作时间：
label-keep-hot = 请保温，不低于60 °C。
label-keep-cold = 请冷藏，不高于8 °C。
label-choking = 老人和幼儿容易噎住，请小心。
label-cook = { $value }家
label-as-told = 以上由做菜的人提供。没有注明不等于不含。
label-vegetarian = 素食
label-vegan = 纯素
label-halal = 清真
label-contains-pork = 含猪肉
label-contains-alcohol = 含酒
label-low-salt = 低盐
label-low-sugar = 低糖
label-soft = 软食
label-gone = 没有这道菜
label-gone-help = 这道菜已经不带了，或者网址不完整。请再扫一次标签上的二维码，或问问组织者。

FILE_TOO_LARGE = 文件超过 { $max } KiB。请拆分，或少导出几个月。
NOT_TEXT = 文件不是 UTF-8 文本。请以 UTF-8 重新导出。
NOT_A_CALENDAR = 这不是日历文件：首行应为 BEGIN:VCALENDAR。请导出为 iCalendar（.ics），或选择 CSV。
NOT_A_TABLE = 表格没有列名行。首行至少应有标题、开始、结束（title、start、end）。
NESTED_TOO_DEEP = 组件嵌套超过 { $max } 层，其余未读取。请重新导出日历。
UNBALANCED = 有组件未在应在之处结束，其余未读取。文件已损坏，请重新导出日历。
TOO_MANY_ENTRIES = 文件条目超过 { $max } 条。请拆分。
TOO_MANY_OCCURRENCES = 文件中重复的条目会一次生成超过 { $max } 个活动。请为规则设定结束日期，或拆分文件。
TOO_MANY_FAULTS = 错误达到 { $max } 处或更多，其余未读取。请先改正这些。
BAD_LINE = 这一行无法读取。日历中应为“名称:值”，表格中各列应与首行一致。
UNKNOWN_COLUMN = { $field } 不是可识别的列。请改名或删除。
BAD_TIME = { $field } 不是此处可用的日期或时间。表格中请写 2027-02-20 18:30，日历中请写 20270220T183000；重复的条目须在整分开始。
BAD_VALUE = { $field } 的值不能用在此处。
ZONE_NOT_KNOWN = { $field }：时区 { $name } 无法识别。请用 IANA 名称，如 Asia/Shanghai。
ENDS_BEFORE_IT_BEGINS = { $field }：结束时间不在开始时间之后。
SEVERAL_TIMES_A_DAY = { $field }：一天内重复多次。请为每个时段各写一条。
UNSUPPORTED = { $field }：不支持 { $what }。请去掉它，或手工创建活动。
START_NOT_IN_RULE = { $field }：开始日期不在其重复规则之内。请把开始改到规则的第一天。

# 供其他程序订阅的日历
calendar-own = 我的邻里活动
calendar-not-found = 这个地址没有您可以查看的日历：可能已删除，或者地址已被收回。请从应用里重新复制地址。
calendar-failed = 暂时无法生成日历，请稍后再试。
