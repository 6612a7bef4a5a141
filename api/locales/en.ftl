# What clients show. Each text tells the reason and the way out.

UNAUTHENTICATED = Sign in first, and send the access token as "Authorization: Bearer …".
FORBIDDEN = Your role does not allow this. Ask an administrator of the area.
UNAVAILABLE = The service is interrupted. Try again in a minute; nothing was changed.

REQUIRED = { $field } must be given and not be blank.
INVALID_LENGTH = { $field } must have { $min } to { $max } characters.
OUT_OF_RANGE = { $field } must be from { $min } to { $max }.
TOO_MANY_ITEMS = { $field } may hold at most { $max }.
CONTROL_CHARACTERS = { $field } holds control characters. Remove them.
MALFORMED_ID = { $field } is not an id of this service. Use an id as a query answered it.
ID_OF_ANOTHER_TYPE = { $field } must be the id of { $wanted }; this one is of { $is }.
NOT_FOUND = { $field }: nothing there that you may see. It may be gone, or not be yours.
INVALID_FORMAT = { $field } must be { $expected }.
UNKNOWN_TIME_ZONE = { $field } is not a time zone. Give an IANA name such as Asia/Shanghai.
TIME_DOES_NOT_EXIST = { $field } does not exist: the clocks of its zone skip it. Choose an earlier or later time.
END_BEFORE_START = { $field } must be after startsAt.
TOO_LONG = { $field } is more than { $days } days after startsAt. Plan a series of shorter events.
IN_THE_PAST = { $field } has passed. Choose a time to come.
NOT_BEFORE = { $field } does not go with { $other }: one must come before the other.
ONLY_TOGETHER = { $field } does not fit { $other }. Change one of the two.
DUPLICATE = { $field } is given twice.
ELSEWHERE = { $field } does not belong here. Choose one of the same area.
WRONG_LEVEL = { $field }: an area of this kind does not stand there. The order is CITY, STREET, COMMUNITY, GRID, UNIT.
IDEMPOTENCY_KEY_REUSED = { $field } was used for something else in the last 24 hours. Use a new key for a new request.
VERSION_CONFLICT = Somebody else changed this meanwhile; it is at version { $current } now. Look at it and try again.

EVENT_CANCELLED = The event was cancelled.
EVENT_ENDED = The event was over at { $at }.
EVENT_STARTED = The event began at { $at }.
EVENT_NOT_PUBLISHED = The event is a draft. It takes answers once it is published.
EVENT_FULL = Too few seats are free for your party (free: { $free }). Join the waitlist (waiting: { $waitlist }), or come with fewer.
PARTY_DOES_NOT_FIT = Too few seats are free for so many more (free: { $free }). Your answer stands as it was; come with fewer.
PARTY_TOO_LARGE = A party may have at most { $max } at this event. Answer for fewer.
RSVP_NOT_OPEN_YET = Answers are taken from { $at }. Try again then.
RSVP_CLOSED = Answers were taken until { $at }. Call the organisers if you still want to come.
