-- One call, with nothing around it: the queue is held, the head of the lane whose turn it is goes to a
-- station, and the turn and the move are written. Each call is of a station of its own, whose id is
-- known from its number.
\set i :i + 1
\set n :client_id * :each + :i - 1
BEGIN;
SELECT priority_run AS priority, booked_run AS booked FROM service_queue
WHERE service_id = :service::uuid AND day = :day::date FOR UPDATE \gset
UPDATE ticket SET state = 'CALLED', times_called = 1, moves = moves + 1, version = version + 1,
    station_id = (:prefix::text || lpad(to_hex(:n::integer), 12, '0'))::uuid,
    called_at = now(), updated_at = now()
FROM (
    SELECT id, state FROM (
        (SELECT id, state, CASE WHEN :priority::integer < 3 THEN 0 ELSE 4 END AS turn FROM ticket
         WHERE service_id = :service::uuid AND day = :day::date AND lane = 'PRIORITY'
             AND state IN ('CHECKED_IN', 'WAITING', 'SKIPPED')
         ORDER BY rank, number LIMIT 1)
        UNION ALL
        (SELECT id, state, CASE WHEN :booked::integer < 2 THEN 1 ELSE 3 END FROM ticket
         WHERE service_id = :service::uuid AND day = :day::date AND lane = 'BOOKED'
             AND state IN ('CHECKED_IN', 'WAITING', 'SKIPPED')
         ORDER BY rank, number LIMIT 1)
        UNION ALL
        (SELECT id, state, 2 FROM ticket
         WHERE service_id = :service::uuid AND day = :day::date AND lane = 'WALK_IN'
             AND state IN ('CHECKED_IN', 'WAITING', 'SKIPPED')
         ORDER BY rank, number LIMIT 1)
    ) AS heads ORDER BY turn LIMIT 1
) AS head
WHERE ticket.id = head.id
RETURNING ticket.id AS ticket, head.state AS before, lane, rank, moves AS move \gset
UPDATE service_queue SET
    priority_run = CASE :lane::text WHEN 'PRIORITY' THEN least(priority_run + 1, 3) ELSE 0 END,
    booked_run = CASE :lane::text
        WHEN 'PRIORITY' THEN booked_run WHEN 'BOOKED' THEN least(booked_run + 1, 2) ELSE 0 END
WHERE service_id = :service::uuid AND day = :day::date
RETURNING event_id AS event, priority_run AS priority, booked_run AS booked \gset
INSERT INTO ticket_move (ticket_id, move_no, event_id, service_id, verb, from_state, to_state,
    station_id, rank, lane, times_called, misses, priority_run, booked_run, undone, by_id, at)
VALUES (:ticket::uuid, :move::integer, :event::uuid, :service::uuid, 'CALL', :before::text, 'CALLED',
    (:prefix::text || lpad(to_hex(:n::integer), 12, '0'))::uuid, :rank::bigint, :lane::text, 1, 0,
    :priority::integer, :booked::integer, FALSE, :by::uuid, now());
COMMIT;
