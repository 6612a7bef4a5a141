# 给居民看的话：先说原因，再说怎么办。

UNAUTHENTICATED = 请先登录，并带上访问令牌（Authorization: Bearer …）。
FORBIDDEN = 您的权限不够。请联系本区域的管理员。
UNAVAILABLE = 服务暂时中断，什么都没有改动。请过一分钟再试。

REQUIRED = 请填写 { $field }，不能留空。
INVALID_LENGTH = { $field } 需要 { $min } 到 { $max } 个字。
OUT_OF_RANGE = { $field } 需要在 { $min } 到 { $max } 之间。
TOO_MANY_ITEMS = { $field } 最多 { $max } 项。
CONTROL_CHARACTERS = { $field } 含有控制字符，请删除。
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
DUPLICATE = { $field } 重复了。
ELSEWHERE = { $field } 不属于这里，请选择同一区域的。
WRONG_LEVEL = { $field }：这一级区域不能放在这里。顺序是 CITY、STREET、COMMUNITY、GRID、UNIT。
IDEMPOTENCY_KEY_REUSED = { $field } 在 24 小时内已用于别的请求，新的请求请用新的键。
VERSION_CONFLICT = 别人刚刚改过，现在是第 { $current } 版。请看过再试。

EVENT_CANCELLED = 活动已经取消。
EVENT_ENDED = 活动已于 { $at } 结束。
EVENT_STARTED = 活动已于 { $at } 开始。
EVENT_NOT_PUBLISHED = 活动还是草稿，发布后才能报名。
EVENT_FULL = 名额不够（还剩 { $free } 个），坐不下您这一行。可以排队等候（前面有 { $waitlist } 家），或减少人数。
PARTY_DOES_NOT_FIT = 名额不够增加这么多人（还剩 { $free } 个）。您原来的报名不变，请减少人数。
PARTY_TOO_LARGE = 这个活动每家最多 { $max } 人，请减少人数。
RSVP_NOT_OPEN_YET = 报名从 { $at } 开始，请到时再试。
RSVP_CLOSED = 报名已于 { $at } 截止。还想参加，请给组织者打电话。
