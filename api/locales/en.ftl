# What clients show. Each text tells the reason and the way out.

UNAUTHENTICATED = Sign in first, and send the access token as "Authorization: Bearer …".
FORBIDDEN = Your role does not allow this. Ask an administrator of the area.
UNAVAILABLE = The service is interrupted. Try again in a minute; nothing was changed.
THROTTLED = Many people are answering at this moment. Try again in a few seconds; nothing was changed.
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
UNKNOWN_TEMPLATE = { $field } is not a reminder template. Choose one of { $known }, or leave it out for the standard reminder.
UNKNOWN_TIME_ZONE = { $field } is not a time zone. Give an IANA name such as Asia/Shanghai.
TIME_DOES_NOT_EXIST = { $field } does not exist: the clocks of its zone skip it. Choose an earlier or later time.
END_BEFORE_START = { $field } must be after the start.
TOO_LONG = { $field } is more than { $days } days after startsAt. Plan a series of shorter events.
OUTSIDE_CALENDAR = { $field } must lie in the years from 1950 to 2100, for which the lunar calendar was checked.
TOO_MANY_DAYS = { $field } lies too far from the first day: at most { $max } days are told at once. Ask for fewer.
NEVER_OCCURS = { $field } never comes: no day satisfies it, as 30 February or a leap twelfth month, or none before the end. Choose other days, or another end.
TOO_OFTEN = { $field } makes events that overlap, or more than 600 in 18 months. Let them come less often, last less long, or end earlier.
NOT_OF_THE_RULE = { $field } names a day on which the series has no event. Give days as the rule has them, before the offset.
CONTRADICTION = { $field } does not go together with what else is said. A halal dish holds neither pork nor alcohol; a vegetarian one no pork, fish, crustaceans or molluscs; a vegan one no eggs and milk either. Correct one of them.
IN_THE_PAST = { $field } has passed. Choose a time to come.
IN_THE_FUTURE = { $field } lies ahead. Choose a time that has passed, or leave it out for now.
TOO_EARLY = { $field } is more than { $days } days before { $other }: what is cooked earlier does not keep. Choose a later time.
NOT_BEFORE = { $field } does not go with { $other }: one must come before the other.
ONLY_TOGETHER = { $field } goes only with a { $other } that fits it. Change one of the two, or leave { $field } out.
NOT_TOGETHER = { $field } and { $other } exclude each other. Give one of the two.
DUPLICATE = { $field } is given twice or taken already. Choose another.
ELSEWHERE = { $field } does not belong here. Choose one of the same area.
OF_OTHERS = { $field } is run by others. Ask them to make you a co-organiser, or leave it out.
WRONG_LEVEL = { $field }: this takes an area of another level. The order is CITY, STREET, COMMUNITY, GRID, UNIT; people live in a UNIT.
IDEMPOTENCY_KEY_REUSED = { $field } was used for something else in the last 24 hours. Use a new key for a new request.
NO_TEXT_MESSAGES = { $field } is a number that takes no text messages. Give a mobile number or an e-mail address, or ask your steward for help.
INVITATION_USED_UP = This link has invited as many people as it may. Ask the organisers for another.
INVITATION_OVER = This link does not invite any more: it was taken back, or its time is over. Ask the organisers for another.
TOO_MANY_ANNOUNCEMENTS = At most { $max } announcements of an event may wait for their time. Cancel one of them, or wait until one is sent.
ANNOUNCEMENT_SENT = The announcement went out and cannot be called back. Announce a correction.
TOO_MANY_INVITATION_LINKS = An event has at most { $max } invitation links at a time. Take back one that is not needed any more, then make this one.
TOO_MANY_CALENDAR_FEEDS = You have { $max } calendar addresses already. Take back one that is not needed any more, then make this one.
UNFIT_FOR_KIND = { $field } does not suit the kind of this question. Leave it out, and give what the question asks for.
UNANSWERED = Who comes must answer this question: "{ $label }". Answer it, or say that you may come or do not come.
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
REFUSED_BEFORE = This was refused when the same request came first, and a repeated request does nothing. Send it anew with another idempotencyKey.
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
TABLES_NOT_SET = The banquet has no tables yet. Set them with setTables first.
TABLE_TOO_SMALL = { $taken } seats of table { $table } are taken, and it would have { $capacity }. Give it more seats, or move guests away first.
SEATING_IMPOSSIBLE = { $reason ->
    [TOO_FEW_SEATS] { $wanted } guests come, and all tables together have { $there } seats. Add tables
    [LARGER_THAN_EVERY_TABLE] The household of { $household } comes with { $wanted }, more than any table that it may sit at has seats. Add a larger table
    [PINS_OVERFILL] { $wanted } guests are pinned to table { $table }, which has { $there } seats. Take a pin away, or give the table more seats
    [PINNED_APART] The households of { $household } and { $other } have to sit apart, and both are pinned to table { $table }. Take one of these rules away
    [PIN_NOT_ACCESSIBLE] The household of { $household } needs an accessible table, and is pinned to table { $table }, which is none. Pin it to another
    [NO_ACCESSIBLE_TABLE] The household of { $household } needs an accessible table, and there is none for it. Add one
    [TOO_FEW_ACCESSIBLE_SEATS] { $wanted } guests come with households that need an accessible table, and these tables have { $there } seats. Add one
    [APART_FROM_ITSELF] The household of { $household } would have to sit apart from itself. Take that rule away
    *[ALONE_EVERYWHERE] The household of { $household } would sit alone wherever there is a seat. Take away a rule that keeps others from it
  }. Then arrange the tables again.
TABLE_FULL = Table { $table } has { $free } free seats, which are too few. Choose another table, or move others away first.
MUST_BE_APART = The household of { $other } sits at table { $table }, and the two have to sit apart. Choose another table.
TABLE_NOT_ACCESSIBLE = Somebody of this household needs an accessible table, and table { $table } is none. Choose another.
HEAD_TABLE = Table { $table } is a head table: only who is pinned to it sits there. Pin the household to it, or choose another table.
PINNED_ELSEWHERE = The household is pinned to table { $table }. Take the pin away first.
ALONE_AT_TABLE = The guest would sit alone at table { $table }. Choose a table with company.
seating-not-seated = The household of { $household } has no table: none is free for it without a rule broken. Add seats, or take a rule away.
seating-over-capacity = Table { $table } has more guests than seats. Move somebody away.
seating-not-at-pin = The household of { $household } is pinned to another table. Arrange the tables again.
seating-not-apart = The households of { $household } and { $other } have to sit apart, and both sit at table { $table }. Move one of them.
seating-not-accessible = The household of { $household } needs an accessible table, and table { $table } is none. Move it.
seating-alone = A guest sits alone at table { $table }. Move them to a table with company.
seating-at-head-table = The household of { $household } sits at the head table { $table } and is not pinned to it. Pin or move it.
seating-left-alone = A guest is left alone at table { $table }. Move them to a table with company, too.
seating-worse-elders = Fewer elders sit near the entrance.
seating-worse-buildings = More tables have neighbours of one building only.
seating-worse-balance = The tables are filled less evenly.
seating-worse-dishes = Fewer kinds of dishes come to some table.
seating-worse-min-guests = A table has fewer guests than it should have.
seating-worse-keep-place = A household has another table than before.
VOTE_NOT_OPEN = Guests do not vote yet. Ask those who run the banquet when they do.
VOTE_CLOSED = The votes were counted at { $at }. Load the banquet anew to see the results.
NO_VOTES_TO_GIVE = Guests have no votes to give at this banquet. Set the votes a guest to at least 1, then open the vote.
NOT_A_GUEST = Only guests of the banquet vote. Answer the event first, and come; or have your household name you in its answer.
OWN_DISH = Nobody votes for a dish of their own household. Leave this one out, and choose others.
VOTE_CAP_EXCEEDED = A guest gives one dish at most { $max } votes. Give this one fewer.
VOTE_BUDGET_EXCEEDED = The ballot has { $given } votes, and a guest has { $budget }. Give fewer.
CALL_DONE = Somebody has made this call and noted how it ended. Load the list anew and go on with the next.
CALL_LAPSED = This call is of no more use: the event has begun, was moved or cancelled, or the person changed the answer. Load the list anew.
COMES_WITH_PARTY = This person comes with a party. Check that party in instead, by its code or by name.
SERIES_ENDED = The series was ended, and nothing more is made of it. Create a new one.
OCCURRENCES_ANSWERED = { $parties } parties have answered events that would move ({ $moved }) or be cancelled ({ $cancelled }). Nothing was changed. If that is meant, send it again with acceptAnswered: true; everybody is told.
NOT_IN_A_SERIES = This event belongs to no series. Use updateEvent, rescheduleEvent or cancelEvent.
OCCURRENCE_PAST = This event has begun or is over. Choose one to come.
NOT_A_BANQUET = Nobody has planned a banquet for this event. Those who run it do so with planBanquet.
IS_A_BANQUET = This event is a banquet already. Edit what it wants with updateBanquet.
VOTE_HAS_BEGUN = Guests have begun to vote, so that the numbers of votes stay as they are. Leave them out.
HOUSEHOLD_NOT_GOING = Nobody of the household comes to this banquet. Answer the event with GOING first, then promise a dish.
WANTED_DISH_TAKEN = Others were quicker: all of these dishes are promised. Choose another that is asked for, or bring something else with bringDish.
WANTED_DISH_REMOVED = This dish is asked for no longer. Choose another that is, or bring something else with bringDish.
WANTED_DISH_CLAIMED = { $claimed } households have promised one already. Ask for at least as many.
TOO_MANY_DISHES = A household brings at most { $max } dishes to a banquet. Take one back, or put two into one.
STALL_HAS_TICKETS = { $tickets } people hold a ticket for it. Serve them or cancel their tickets first.
SERVICE_LETTER_IN_USE = Numbers that begin with { $prefix } were told to people. Keep that letter for the service, or add another service with another letter.
SLOT_HAS_BOOKINGS = These slots are booked: { $starts }. Keep them in the list, or move who booked them first.
STALL_GONE = This stall was taken away. Add a new one with addStall.
STATION_STATE = The station is { $state ->
    [OPEN] open
    [PAUSED] paused
   *[CLOSED] closed
 }. Open it first.
SLOT_FULL = { $at ->
    [NONE] Nobody else fits into this slot, nor into another one of this service. Wait for a place with waitlist: true, or draw a number on the day.
   *[other] Nobody else fits into this slot. The next one with places starts at { $at }. Book that one, or wait for a place with waitlist: true.
 }
SLOT_OVER = This slot began at { $at }. Choose a later one.
SLOT_OF_OTHER_SERVICE = This slot is of another service than the ticket. Choose one of the same service, or cancel the ticket and book anew.
TICKET_ACTIVE_ELSEWHERE = The person has a ticket of this service already. Use that one, or cancel it first.
TICKET_STATE = The ticket is { $state ->
    [WAITLISTED] waiting for a slot
    [BOOKED] booked and its holder not there yet
    [CHECKED_IN] waiting
    [WAITING] waiting
    [CALLED] called
    [SERVING] being served
    [DONE] done
    [ON_HOLD] on hold
    [SKIPPED] skipped
    [NO_SHOW] a no-show
    [CANCELLED] cancelled
    [TRANSFERRED] transferred
    [RECEIVED] left at the stall
    [READY] ready to collect
   *[COLLECTED] collected
 }: this step is not one from there. Look at it anew.
STATION_BUSY = The station has { $number }. Finish, skip or return that ticket first.
STATION_NOT_OPEN = The station is not open. Open it with openStation.
CALL_AGAIN_FIRST = The ticket was called { $called } of { $needed } times. Call it again before you skip it.
NOT_THE_DAY = It is not the day of it. Numbers are drawn, stations open and people checked in on the day itself.
NOTHING_TO_UNDO = The last step of this ticket cannot be undone: others were told of it, or it was undone already.
UNDO_TOO_LATE = The last step was at { $at }. Steps are undone within 30 minutes.
SERVICE_GONE = The stall does this no longer. Choose another service.
NOT_STAFF = This person does not serve at the stall. Name somebody of its team, or add them to it with addTeamMember.
QUALIFICATION_MISSING = This asks for a qualification in { $skill ->
    [HAIRDRESSING] cutting hair
    [MEDICINE] medicine
    [NURSING] nursing
    [CHINESE_MEDICINE] Chinese medicine
    [OPTOMETRY] optometry
    [KNIFE_GRINDING] grinding knives
    [SHOE_REPAIR] mending shoes
    [APPLIANCE_REPAIR] mending appliances
    [ELECTRICAL_WORK] electrical work
    [SEWING] sewing
    [FIRST_AID] first aid
    [COOKING] cooking
    [DRIVING] driving
    [TRANSLATION] translating
    [LEGAL_ADVICE] legal advice
    [PHOTOGRAPHY] taking pictures
    [TEACHING] teaching
   *[STEWARDING] keeping order
 } that is valid and whose paper somebody has seen. Record it with recordQualification and show it to a lead.
OWN_APPROVAL = Nobody decides this for themselves. Ask another lead, or those who run the event.
MEMBER_STATE = This membership is { $state ->
    [REQUESTED] asked for
    [ACTIVE] active
   *[ENDED] over
 }. Look at it anew.
QUALIFICATION_ENDED = This qualification was taken away, or has expired. Record the new one.
OTHER_CITY = Teams take people of their own city. Choose a team of yours.
SHIFT_FULL = All places of this role are taken. Wait for one with waitlist: true, or choose another role.
SHIFT_ALREADY_SIGNED_UP = The volunteer is on this shift already.
SHIFT_OVERLAPS = { $name ->
    [NONE] The volunteer signed up for another shift at that time this moment.
   *[other] The volunteer is on “{ $name }” at that time, from { $at }.
 } Choose another time, or leave the other shift first.
SHIFT_DAY_LIMIT = That would be more than { $most } minutes on one day. Choose a shift of another day.
SHIFT_WEEK_LIMIT = That would be more than { $most } minutes in one week. Choose a shift of another week.
SHIFT_REST = Between two shifts there are at least { $least } minutes of rest. Choose a shift earlier or later.
SKILL_MISSING = This role asks for { $skill ->
    [HAIRDRESSING] cutting hair
    [MEDICINE] medicine
    [NURSING] nursing
    [CHINESE_MEDICINE] Chinese medicine
    [OPTOMETRY] optometry
    [KNIFE_GRINDING] grinding knives
    [SHOE_REPAIR] mending shoes
    [APPLIANCE_REPAIR] mending appliances
    [ELECTRICAL_WORK] electrical work
    [SEWING] sewing
    [FIRST_AID] first aid
    [COOKING] cooking
    [DRIVING] driving
    [TRANSLATION] translating
    [LEGAL_ADVICE] legal advice
    [PHOTOGRAPHY] taking pictures
    [TEACHING] teaching
   *[STEWARDING] keeping order
 }. If the volunteer can do that, say so with setSkills.
GUARDIAN_NEEDED = A minor is signed up by a grown-up of the household. Ask one of them.
MINORS_NOT_TAKEN = { $age ->
    [0] Minors cannot help on this shift.
   *[other] Minors can help on this shift from the age of { $age }.
 } Ask those who look after it.
SIGN_UP_LOCKED = The volunteer twice did not come. They can sign up again from { $at }.
SHIFT_BEGUN = The shift began at { $at }. Ask those who look after it.
CANCEL_TOO_LATE = Volunteers could take themselves off until { $at }. Ask those who look after the shift, or offer it with offerShiftSwap.
SHIFT_CANCELLED = The shift does not take place.
SIGN_UP_STATE = The volunteer is { $state ->
    [SIGNED_UP] signed up
    [WAITLISTED] on the waitlist
    [CANCELLED] cancelled
    [ATTENDED] attended
   *[NO_SHOW] did not come
 }: this is no step from there. Look at it anew.
SHIFT_HAS_SIGN_UPS = { $volunteers } volunteers have places that would be gone. Take them off first, or keep the places.
SWAP_NOT_OFFERED = This shift is not offered to the volunteer, or not any more.
ATTENDANCE_CODE_WRONG = That is not the code that is shown there now. Read it again: it changes every half minute.
ATTENDANCE_TRIES = Too many tries. Try again from { $at }, or ask who looks after the shift.
ATTENDANCE_NOT_YET = That can be told from { $at }.
SERVICE_CERTIFIED = What was done is certified. Put it right with correctServiceRecord.
CALLED_RECENTLY = Volunteers were asked a short time ago. Ask again from { $at }.
NOBODY_TO_CALL = There is nobody to ask: all places are taken, or all who could come are on it already or somewhere else.
NOT_ATTENDED = The volunteer is { $state ->
    [SIGNED_UP] signed up
    [WAITLISTED] on the waitlist
    [CANCELLED] cancelled
    [ATTENDED] attended
   *[NO_SHOW] did not come
 }. Only what was done is certified: confirm the attendance, and wait for the end of the shift.
ALREADY_CERTIFIED = This is certified already. Put it right with correctServiceRecord.
RECORD_CORRECTED = Another record stands in the place of this one. Correct that one.
HOURS_NEVER_FALL = The record counts { $minutes } minutes, and hours once served are not taken off. Give a time at least as long.
NOTHING_SERVED = Nothing was certified in that time. Choose other days.
POINTS_INSUFFICIENT = The account holds { $balance } points, and this costs { $cost }.
REWARD_OUT_OF_STOCK = None of these is left. Choose another.
REWARD_ENDED = This is not given any more. Choose another.
OWN_REDEMPTION = Nobody hands something over to themselves. Ask another organiser.
REDEMPTION_STATE = It was { $state ->
    [REQUESTED] asked for
    [HANDED_OVER] handed over
   *[CANCELLED] called off
 } already. Look at it anew.
SAMPLE_STILL_KEPT = The sample is kept until { $until }, in case somebody falls ill. Throw it away after that.
FILING_NOT_NEEDED = Fewer come than the policy asks to be filed. Nothing has to be noted.
RULE_ENDED = This rule is over, and what was held to it stays as it is. Enter a new one instead.
DISH_WITHDRAWN = This dish does not come any more: it was taken back, or nobody of its household comes. Promise a new one with bringDish.

# What to know of a dish, and of what it is told.
DISH_BANNED_INGREDIENT = { $name } may not be served here. { $reason }
DISH_HALAL_CONFLICT = The dish is said to be halal, but its name or an ingredient sounds of pork or alcohol. Ask the cook before you eat it.
DISH_CHOKING_HAZARD = Elders and small children may choke on it. Cut it small, and stay with them while they eat.
DISH_ALLERGENS_NOT_DECLARED = The cook has not said whether it contains { $allergens }. If you react to one of these, ask the cook first.
DISH_CONTAINS_ALLERGEN = It contains { $allergen }.
DISH_MAY_CONTAIN_ALLERGEN = It may contain traces of { $allergen }.
DISH_ALLERGEN_NOT_DECLARED = The cook has not said whether it contains { $allergen }. Ask before you eat.
DISH_AGAINST_DIET = It contains { $allergen }, or may, which does not go with this diet: { $diet }.
DISH_CONTAINS_PORK = It contains pork.
DISH_CONTAINS_ALCOHOL = It contains alcohol.
DISH_NAMES_PORK = Its name or an ingredient sounds of pork. Ask before you eat.
DISH_NAMES_ALCOHOL = Its name or an ingredient sounds of alcohol. Ask before you eat.
DISH_DIET_NOT_DECLARED = The cook has not said that it goes with this diet: { $diet }. Ask before you eat.
DISH_NOT_COMPARED = More is kept of what the person does not eat than could be compared. Ask before you eat.
ALLERGEN_GLUTEN = cereals with gluten
ALLERGEN_CRUSTACEANS = crustaceans
ALLERGEN_FISH = fish
ALLERGEN_EGG = eggs
ALLERGEN_PEANUT = peanuts
ALLERGEN_SOY = soybeans
ALLERGEN_MILK = milk
ALLERGEN_NUTS = nuts
ALLERGEN_CELERY = celery
ALLERGEN_MUSTARD = mustard
ALLERGEN_SESAME = sesame
ALLERGEN_SULPHITES = sulphites
ALLERGEN_LUPIN = lupin
ALLERGEN_MOLLUSCS = molluscs
DIET_HALAL = halal
DIET_VEGETARIAN = vegetarian
DIET_VEGAN = vegan
DIET_NO_PORK = no pork
DIET_NO_ALCOHOL = no alcohol
DIET_LOW_SALT = low salt
DIET_LOW_SUGAR = low sugar
DIET_SOFT_FOOD = soft food

# The page behind a personal link. Short sentences: most readers are old, and read on a telephone.
page-when = When
page-from = { $value }
page-to = to { $value }
page-where = Where
page-step-free = No steps on the way in
page-cancelled = The event is cancelled. Please do not come.
page-reason = The organisers say:
page-description = More about the event
page-your-answer = Your answer
page-no-answer = You have not answered yet.
page-state-GOING = You are coming. Your seats are kept.
page-state-MAYBE = You may come. No seats are kept for you.
page-state-DECLINED = You are not coming.
page-state-WAITLISTED = You are waiting for seats. We tell you as soon as there are some.
page-state-WITHDRAWN = You took your answer back.
page-state-OFFERED = There are seats for you now.
page-state-REQUESTED = You asked to come. The organisers still have to say yes.
page-state-REFUSED = The organisers could not let you in this time.
page-state-EXPIRED = The time to take the seats is over. Others get them.
page-held-until = They are kept for you until { $value }. Please answer before then.
page-offer = Do you take the seats?
page-accept = Yes, I am coming
page-give-up = No, give them to others
page-approval = The organisers look at each answer first. They tell you whether you can come.
page-waitlist-position = Your place in the waitlist: { $value }
page-adults = Adults: { $value }
page-children = Children: { $value }
page-code = QR code for the entrance
page-code-show = Show this at the entrance.
page-desk = When you arrive, just tell the desk your name.
page-answer = Please answer
page-change = Change your answer
page-full = All seats are taken. If you press “Coming”, you wait in line.
page-party = Who comes?
page-adults-label = Adults, you among them
page-children-label = Children
page-note = A word to the organisers (you may leave it empty)
page-question = Are you coming?
page-going = Coming
page-maybe = Perhaps
page-declined = Not coming
page-withdraw = Take my answer back
page-withdraw-sure = Take your answer back?
page-withdraw-means = Your seats then go to others. You can answer again as long as answers are taken.
page-withdraw-yes = Yes, take it back
page-withdraw-no = No, leave it as it is
page-done-saved = Thank you, we have your answer. It stands as you see below.
page-done-withdrawn = Your answer is taken back.
page-done-stale = Your page was from before, so nothing was changed. Below you see how it stands now.
page-faults = Nothing was saved yet:
page-ask = Questions? Call
page-private = This page is for you alone. Please do not pass its address on.
page-gone = This link does not open
page-gone-help = It may have ended with the event, have been taken back, or be incomplete. Copy it once more from the message. If that does not help, ask whoever sent you the message, your steward, or the organisers of the event for a new one.
page-not-taken = This was not taken
page-not-taken-help = Nothing was changed. Open the link in your message once more, and answer there.
page-away = Please try again soon
page-adults-field = “Adults”
page-children-field = “Children”
page-party-field = Adults and children together
page-note-field = The word to the organisers
page-answer-field = One of the buttons
page-questions = The organisers ask
page-required = (needed if you come)
page-YES = Yes
page-NO = No
page-no-choice = No answer
page-quoted = “{ $value }”
page-number-wanted = Please give a whole number, such as 3.
page-date-wanted = Please give a day, such as 2027-02-20.
page-choice-wanted = Please choose from what is there.
page-number-between = From { $min } to { $max }
page-number-least = At least { $min }
page-number-most = At most { $max }
page-number-exactly = { $min }
page-choose-between = Choose { $min } to { $max }
page-choose-exactly = Choose { $min }
page-form-changed = The organisers have changed their questions. Please answer them as they stand below.
page-invites = { $value } invites you.
page-taking = How to take the invitation
page-taking-sign-in = Sign in to the app of your neighbourhood, or register there.
page-taking-open = Open this address in the app, or type this code where it asks for an invitation:
page-taking-code = Invitation code
page-taking-until = It counts until { $value }.
page-taking-help = No app? Your steward or the organisers can sign you up.
page-invitation-used-up = This invitation is taken
page-invitation-used-up-help = As many people as it was for have taken it. Nobody did anything wrong. Please ask whoever sent it to you for another one.
page-invitation-over = This invitation has ended
page-invitation-over-help = It was taken back, or its time is over. Please ask whoever sent it to you whether there is another one.

# The page on how one is told
settings-title = How we tell you
settings-hello = Hello { $value }! Here you can change how our messages reach you.
settings-done = It is changed.
settings-purpose-SERVICE = What you signed up for: reminders, changes, cancellations, seats. How shall we tell you?
settings-purpose-PROMOTION = Other events and news. Shall we tell you?
settings-channel-EMAIL = E-mail
settings-channel-SMS = Text message
settings-channel-CALL = Telephone call
settings-no-address = not known
settings-order = First by
settings-order-ours = You choose ({ $value })
settings-quiet = When shall we leave you alone at night?
settings-quiet-from = From
settings-quiet-until = Until
settings-ours = As for all ({ $value })
settings-quiet-help = The same time twice means that any time is fine. Sign-in codes always come.
settings-zone = On whose clocks?
settings-zone-none = Those of the place of the event
settings-zone-unknown = This is no time zone that we know. Please choose one of the list.
settings-zone-Asia-Shanghai = Beijing
settings-zone-Asia-Urumqi = Urumqi (Xinjiang)
settings-zone-Asia-Tokyo = Tokyo
settings-zone-Asia-Seoul = Seoul
settings-zone-Asia-Singapore = Singapore
settings-zone-Asia-Bangkok = Bangkok
settings-zone-Asia-Dubai = Dubai
settings-zone-Europe-Moscow = Moscow
settings-zone-Europe-Paris = Paris, Berlin
settings-zone-Europe-London = London
settings-zone-America-New_York = New York
settings-zone-America-Chicago = Chicago
settings-zone-America-Los_Angeles = Los Angeles
settings-zone-Australia-Sydney = Sydney
settings-zone-Pacific-Auckland = Auckland
settings-remind = When else shall we remind you of an event?
settings-remind-help = Every event has reminders of its own. Choose none if those are enough, and five at most.
settings-remind-other = Or so many hours before
settings-remind-days = { $value ->
    [one] { $value } day before
   *[other] { $value } days before
}
settings-remind-hours = { $value ->
    [one] { $value } hour before
   *[other] { $value } hours before
}
settings-remind-minutes = { $value ->
    [one] { $value } minute before
   *[other] { $value } minutes before
}
settings-remind-seconds = { $value ->
    [one] { $value } second before
   *[other] { $value } seconds before
}
settings-remind-start = When it begins
settings-remind-many = At most { $value } can be chosen. Please take some away.
settings-remind-twice = You have chosen this time already. Please choose it once.
settings-remind-number = Please write a whole number from 1 to { $value }.
settings-faults = Nothing is changed yet. Please look at what is marked below.
settings-digest = What can wait
settings-digest-none = Each message at its time
settings-digest-at = All in one message at { $value }
settings-locale = Language
settings-save = Save
settings-private = This page is for you alone. Please do not pass its address on.
settings-unsubscribe-EMAIL = No more e-mails?
settings-unsubscribe-SMS = No more text messages?
settings-unsubscribe-CALL = No more calls?
settings-unsubscribe-SERVICE = What you signed up for may change, and we will not tell you this way any more.
settings-unsubscribe-PROMOTION = We will not tell you of other events and news this way any more.
settings-unsubscribe-yes = Yes, no more of these
settings-unsubscribe-other = Another way, or other settings
settings-unsubscribed = Understood. We will not tell you this way any more.
settings-unsubscribed-help = You can choose another way, or have it back, at any time.

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
export-table-cards = Table cards
export-guests = { $guests } guests
export-sign-in-sheet = Sign-in sheet
export-dish-labels = Dish labels
certificate-title = Certificate of volunteer service
certificate-serial = Number
certificate-name = Name
certificate-days = Period
certificate-hours = Hours
certificate-records = Services
certificate-issued = Issued on
certificate-code = Code
certificate-check = Whether this certificate is genuine is told at
certificate-day = Day
certificate-time = Time
certificate-content = What was done
certificate-erased = Whoever it was issued to is not known any more; what was served stands.
certificate-unknown = No certificate has this code. Check the code, or ask whoever showed it to you.
figures-measure = Measure
figures-key = Of
figures-value = Number
figures-from = First day
figures-until = Last day
figures-as-of = As of
figures-events-held = Events held
figures-attendances = Attendances
figures-anonymous = Attendances without a name
figures-people = People
figures-households = Households
figures-served = Tickets served
figures-items-repaired = Items repaired
figures-volunteers = Volunteers
figures-service-minutes = Minutes of service
figures-events-by-kind = Events held, by kind
figures-served-by-service = Tickets served, by service
figures-items-by-service = Items repaired, by service
figures-by-residence = People, by where they live
figures-by-age = People, by age
figures-served-by-age = Served, by age
figures-kind-FESTIVAL = Festivals
figures-kind-BANQUET = Banquets
figures-kind-SERVICE_DAY = Service days
figures-kind-GATHERING = Gatherings
figures-other-services = Other services
figures-elsewhere = Elsewhere
figures-age-unknown = Unknown
label-number = No. { $value }
label-contains = Contains:
label-may-contain = May contain traces of:
label-undeclared = Not declared:
label-free-from = Free from:
label-nothing-declared = Nothing is declared about allergens. If you react to anything, ask the cook before you eat.
label-tags = The cook says:
label-cooked = Cooked:
label-keep-hot = Keep hot, at 60 °C or above.
label-keep-cold = Keep cold, at 8 °C or below.
label-choking = Elders and small children may choke on it.
label-cook = From the home of { $value }
label-as-told = As the cook told it. What is not declared may be in it.
label-vegetarian = vegetarian
label-vegan = vegan
label-halal = halal
label-contains-pork = contains pork
label-contains-alcohol = contains alcohol
label-low-salt = low salt
label-low-sugar = low sugar
label-soft = easy to chew
label-gone = There is no such dish
label-gone-help = Nobody brings this dish any more, or the address is not whole. Scan the code on the label once more, or ask the organisers.

FILE_TOO_LARGE = The file is larger than { $max } KiB. Split it, or export fewer months.
NOT_TEXT = The file is no text in UTF-8. Export it again as UTF-8.
NOT_A_CALENDAR = This is not a calendar: its first line must be BEGIN:VCALENDAR. Export it as iCalendar (.ics), or choose CSV.
NOT_A_TABLE = The table has no line that names its columns. Name at least title, start and end (标题、开始、结束) in the first line.
NESTED_TOO_DEEP = More than { $max } components stand within one another; the rest was not read. Export the calendar again.
UNBALANCED = A component does not end where it should; the rest was not read. Export the calendar again: this file is damaged.
TOO_MANY_ENTRIES = The file has more than { $max } entries. Split it.
TOO_MANY_OCCURRENCES = What repeats in this file would make more than { $max } events at once. Give its rules an end, or split the file.
TOO_MANY_FAULTS = There are { $max } faults or more; the rest was not read. Correct these first.
BAD_LINE = The line cannot be read. In a calendar it must be NAME:value, in a table it must have the columns of the first line.
UNKNOWN_COLUMN = { $field } is not a column that is known. Rename or remove it.
BAD_TIME = { $field } is not a date or time that can stand here. Write it as 2027-02-20 18:30 in a table, as 20270220T183000 in a calendar; what repeats begins at a full minute.
BAD_VALUE = { $field } has a value that cannot stand here.
ZONE_NOT_KNOWN = { $field }: the time zone { $name } is not known. Use an IANA name such as Asia/Shanghai.
ENDS_BEFORE_IT_BEGINS = { $field }: the entry does not end after it begins.
SEVERAL_TIMES_A_DAY = { $field }: the entry repeats more often than once a day. Make one entry for each time of the day.
UNSUPPORTED = { $field }: { $what } is not supported. Write the entry without it, or make the event by hand.
START_NOT_IN_RULE = { $field }: the entry does not begin on a day of its own rule. Move its start to the first day that the rule means.

# Calendars that other programs read
calendar-own = My neighbourhood events
calendar-not-found = There is no calendar at this address that you may see. It may be gone, or the address was taken back. Copy the address from the app anew.
calendar-failed = The calendar cannot be written at the moment. Please try again later.
