# What clients show. Each text tells the reason and the way out.

UNAUTHENTICATED = Sign in first, and send the access token as "Authorization: Bearer …".
FORBIDDEN = Your role does not allow this. Ask an administrator of the area.
UNAVAILABLE = The service is interrupted. Try again in a minute; nothing was changed.
TOKEN_INVALID = The access token is not valid. Sign in again.
TOKEN_EXPIRED = The access token has expired. Refresh it, or sign in again.
TOKEN_OF_NOBODY = Nobody has this access token any more. Sign in again, or ask your steward for help.
LINK_INVALID = This personal link does not count any more: it was taken back, or the event is over. Ask for a new one, or sign in.
ISSUER_UNAVAILABLE = The outside sign-in cannot be checked now. Try again in a minute, or sign in by code.

REQUIRED = { $field } must be given and not be blank.
INVALID_LENGTH = { $field } must have { $min } to { $max } characters.
OUT_OF_RANGE = { $field } must be from { $min } to { $max }.
TOO_MANY_ITEMS = { $field } may hold at most { $max }.
CONTROL_CHARACTERS = { $field } holds control or invisible characters. Remove them.
MIXED_SCRIPTS = { $field } mixes letters of different alphabets that look alike within one word. Write each word in one alphabet.
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
DUPLICATE = { $field } is given twice or taken already. Choose another.
ELSEWHERE = { $field } does not belong here. Choose one of the same area.
OF_OTHERS = { $field } is run by others. Ask them to make you a co-organiser, or leave it out.
WRONG_LEVEL = { $field }: this takes an area of another level. The order is CITY, STREET, COMMUNITY, GRID, UNIT; people live in a UNIT.
IDEMPOTENCY_KEY_REUSED = { $field } was used for something else in the last 24 hours. Use a new key for a new request.
NO_TEXT_MESSAGES = { $field } is a number that takes no text messages. Give a mobile number or an e-mail address, or ask your steward for help.
VERSION_CONFLICT = Somebody else changed this meanwhile; it is at version { $current } now. Look at it and try again.

EVENT_CANCELLED = The event was cancelled.
EVENT_ENDED = The event was over at { $at }.
EVENT_STARTED = The event began at { $at }.
EVENT_NOT_PUBLISHED = The event is a draft. It takes answers once it is published.
EVENT_FULL = Too few seats are free for your party (free: { $free }). Join the waitlist (waiting: { $waitlist }), or come with fewer.
PARTY_DOES_NOT_FIT = Too few seats are free for so many more (free: { $free }). Your answer stands as it was; come with fewer.
NOT_IN_AUDIENCE = This event is for others: the person lives elsewhere, or their registration waits for the steward. Choose another event, or ask the organisers for an invitation.
HOUSEHOLD_LIMIT = A household has at most { $max } seats at this event; yours may still have { $left }. Come with fewer, or let others of the household give seats back.
MEMBER_HAS_SEAT = Somebody whom you named already comes with another party. Leave them out, or let them take back that answer first.
IN_ANOTHER_PARTY = Somebody of the household has named this person in their party. Let them change it first.
REQUEST_REFUSED = The organisers could not give you seats. Call them if something has changed.
NOT_REQUESTED = This answer does not wait for approval any more. Look at it again.
PARTY_TOO_LARGE = A party may have at most { $max } at this event. Answer for fewer.
RSVP_NOT_OPEN_YET = Answers are taken from { $at }. Try again then.
RSVP_CLOSED = Answers were taken until { $at }. Call the organisers if you still want to come.
CONSENT_REQUIRED = The person has not agreed that you act for them. Ask them first and note it with recordConsent (purpose ACT_ON_BEHALF).
OPTED_OUT = The person does not want the household to act for them. Let them do it themselves, or ask the steward.
NOT_AN_ADULT = Only adults act for others. Let an adult of the household do it.
REGISTRATION_PENDING = The registration waits for the steward's word. Try again after that, or ask the steward.
REGISTRATION_NOT_PENDING = This registration waits for nobody; there is nothing to do.
RECORD_CLOSED = This record was merged or erased and cannot be changed. Use the record that counts.
ADULT_MUST_REGISTER = A child under 14 does not register alone. Let a parent or the steward register the child.
SAME_RECORD = Both ids are the same record. Choose the other, duplicate one.
CONSENT_NOT_OPEN = This consent needs no confirmation: it was withdrawn, has lapsed, or is confirmed. Record it anew if it is still wanted.
ANOTHER_OFFICER_REQUIRED = Who recorded a consent cannot confirm it. Let another steward or administrator do so.
GUARDIAN_REQUIRED = A child under 14 cannot agree to this. Let an adult of the household, or the steward, do so.
UNKNOWN_POLICY_VERSION = This is not the privacy policy in force. Ask privacyPolicy for its version, show that one, and send its version.
SENSITIVE_CONSENT_REQUIRED = The person has not agreed that sensitive facts are kept. Note their consent first with recordConsent (purpose SENSITIVE_DATA).
ONLY_ONESELF = Only the person may do this, for a child an adult of the household, and otherwise the steward with the person's consent. Let them do it.
CONFIRMATION_MISMATCH = What you wrote is not the name in the record. Write the name exactly as it stands there; what is erased cannot be brought back.
LAST_ADMINISTRATOR = Nobody else runs this city. Give another person the role ADMIN over it first, with grantRole.
CODE_SENT_RECENTLY = A code was sent a moment ago. Look for it, or ask for another after { $at }.
TOO_MANY_REQUESTS = That is too many requests. Try again after { $at }, or ask the steward for help.
WRONG_CODE = The code is wrong; { $guesses } more tries are left. Use the newest message.
CODE_EXPIRED = No code counts any more: it was used, is too old, or was guessed at too often. Ask for a new one.
NOT_REGISTERED = The code is right, but nobody is registered with this address. Call registerMyself with the same code, or let the steward register you.
SESSION_OVER = The session is over. Sign in again.
IDENTITY_TOKEN_INVALID = This is no token of an outside sign-in that is accepted here, or its time is over. Sign in there again and send the new token.
IDENTITY_NOT_LINKED = You are signed in there, but nobody here is linked with that account. Sign in here by code and link it with linkIdentity, or ask your organiser.
IDENTITY_TAKEN = That account is linked with somebody else. Use another account, or let that person unlink it first with unlinkIdentity.
STEWARD_REQUIRED = This year of birth makes a child an adult, or an adult a child. A steward who lives in another household must change it.
CONSENT_NOTED_BEFORE = You noted this consent before, and nobody confirmed it or it was taken back. Let the person, another steward or an administrator note it.
CHECK_IN_CODE_INVALID = This is no entry code of ours, or it was damaged. Scan it again, or find the party by name with checkInSearch.
CHECK_IN_CODE_OF_ANOTHER_EVENT = This entry code is for another event. Ask for the code of this event, or find the party by name with checkInSearch.
NOT_GOING = { $state ->
    [WAITLISTED] The party waits for seats
    [OFFERED] The party has not taken the seats that are held for it
    [REQUESTED] The party waits for the organisers' approval
    [REFUSED] The organisers could not give the party seats
    [MAYBE] The party answered perhaps and holds no seats
    [WITHDRAWN] The party took its answer back
    [EXPIRED] The party did not take its seats in time
    *[DECLINED] The party said that it does not come
  }. Let them answer the event again, or note them with recordWalkIn.
CHECK_IN_LIST_CLOSED = People are checked in here from { $opens } until { $closes }. Choose another list, or ask the organisers to change its times.
COMES_WITH_PARTY = This person comes with a party. Check that party in instead, by its code or by name.

export-name = Name
export-unit = Unit
export-building = Building
export-adults = Adults
export-children = Children
export-checked-in = Checked in at
export-phone = Telephone
export-email = E-mail
export-party = Party
export-signature = Signature
export-sign-in-sheet = Sign-in sheet
