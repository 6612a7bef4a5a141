# 给居民看的话：先说原因，再说怎么办。

UNAUTHENTICATED = 请先登录，并带上访问令牌（Authorization: Bearer …）。
FORBIDDEN = 您的权限不够。请联系本区域的管理员。
UNAVAILABLE = 服务暂时中断，什么都没有改动。请过一分钟再试。
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
UNKNOWN_TIME_ZONE = { $field } 不是时区名，请写 IANA 名称，例如 Asia/Shanghai。
TIME_DOES_NOT_EXIST = { $field } 这个时刻不存在：当地时钟跳过了它。请改早一点或晚一点。
END_BEFORE_START = { $field } 必须晚于 startsAt。
TOO_LONG = { $field } 比 startsAt 晚了 { $days } 天以上，请分成几次较短的活动。
IN_THE_PAST = { $field } 已经过去，请选择将来的时间。
NOT_BEFORE = { $field } 与 { $other } 的先后不对，请调整。
ONLY_TOGETHER = { $field } 与 { $other } 不相符，请修改其中一个。
DUPLICATE = { $field } 重复了或已被使用，请换一个。
ELSEWHERE = { $field } 不属于这里，请选择同一区域的。
OF_OTHERS = { $field } 由别人主办。请对方把您加为协办人，或不填这一项。
WRONG_LEVEL = { $field }：这里要选另一级的区域。顺序是 市、街道、社区、网格、邻；居民登记在“邻”。
IDEMPOTENCY_KEY_REUSED = { $field } 在 24 小时内已用于别的请求，新的请求请用新的键。
NO_TEXT_MESSAGES = { $field } 收不到短信（例如固定电话）。请换手机号或邮箱，或请邻长帮忙。
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
COMES_WITH_PARTY = 这位与家人一起报了名。请凭入场码或姓名给那一行签到。

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
export-sign-in-sheet = 签到表
