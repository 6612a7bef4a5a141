-- One answer, with nothing around it. Nobody answers twice: each client has residents of its own, and
-- residents take the events in turn. An event's id is known from its number.
-- The statement with the condition comes first, as it holds the row.
\set i :i + 1
\set n :client_id * :each + :i
\set e (:n - 1) % :events
BEGIN;
UPDATE event_seats SET
    taken = taken + CASE WHEN taken < capacity THEN 1 ELSE 0 END,
    waitlisted = waitlisted + CASE WHEN taken < capacity THEN 0 ELSE 1 END,
    next_queue_no = next_queue_no + 1
WHERE event_id = (:prefix::text || lpad(to_hex(:e::integer), 12, '0'))::uuid
RETURNING event_id AS event, next_queue_no - 1 AS place, CASE waitlisted WHEN 0 THEN 'GOING' ELSE 'WAITLISTED' END AS state \gset
INSERT INTO rsvp (id, root_area_id, event_id, person_id, household_id, unit_id, state, adults,
    children, respondent_comes, withdrew_late, form_version, queue_no, answer_rev, schedule_rev, via,
    answered_by, answered_at, created_at)
SELECT gen_random_uuid(), root_area_id, :event::uuid, person_id, household_id, unit_id, :state::text, 1,
    0, TRUE, FALSE, 0, :place::bigint, 0, 1, 'APP', person_id, now(), now()
FROM bench_resident WHERE n = :n;
COMMIT;
