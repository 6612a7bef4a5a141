-- What src/feed/query.graphql answers, as text, in one statement.
-- $1 the viewer, a resident without a role; $2 the area; $3 now.
WITH viewer AS (
    SELECT person.id, area.path
    FROM person JOIN area ON area.id = person.unit_id
    WHERE person.id = $1
), page AS MATERIALIZED (
    SELECT
        row_number() OVER () AS place,
        translate(encode(convert_to(
            (extract(epoch FROM event_area.starts_at) * 1000000)::bigint || ' '
                || replace(event_area.event_id::text, '-', ''), 'UTF8'),
            'base64'), E'+/=\n', '-_') AS cursor,
        event.*
    FROM event_area
    JOIN event ON event.id = event_area.event_id
    CROSS JOIN viewer
    WHERE event_area.area_id = $2 AND event_area.starts_at >= $3
        AND event.state = 'PUBLISHED'
        AND (event.visibility = 'PUBLIC'
            OR event.visibility = 'AUDIENCE' AND starts_with(viewer.path, event.area_path))
    ORDER BY event_area.starts_at, event_area.event_id
    LIMIT 21
)
SELECT '{"data":{"events":{"edges":' || coalesce((
    SELECT json_agg(edge) FROM (
        SELECT page.cursor, (SELECT row_to_json(node) FROM (SELECT
            'event_' || translate(encode(uuid_send(page.root_area_id) || uuid_send(page.id),
                'base64'), '+/=', '-_') AS id,
            page.kind, page.state, page.title, page.description,
            to_char(page.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "startsAt",
            to_char(page.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "endsAt",
            page.time_zone AS "timeZone",
            (SELECT row_to_json(spot) FROM (SELECT
                'venue_' || translate(encode(uuid_send(venue.root_area_id) || uuid_send(venue.id),
                    'base64'), '+/=', '-_') AS id,
                venue.name, venue.address,
                (SELECT row_to_json(point) FROM (SELECT venue.latitude, venue.longitude
                    WHERE venue.latitude IS NOT NULL) AS point) AS position,
                venue.step_free AS "stepFree"
                FROM venue WHERE venue.id = page.venue_id) AS spot) AS venue,
            (SELECT row_to_json(held) FROM (SELECT
                event_seats.capacity, event_seats.taken,
                CASE WHEN event_seats.capacity IS NOT NULL
                    THEN greatest(event_seats.capacity - event_seats.taken, 0) END AS free,
                event_seats.waitlisted
                FROM event_seats WHERE event_seats.event_id = page.id) AS held) AS seats,
            (SELECT row_to_json(own) FROM (SELECT
                'rsvp_' || translate(encode(uuid_send(rsvp.root_area_id) || uuid_send(rsvp.id),
                    'base64'), '+/=', '-_') AS id,
                rsvp.state,
                (SELECT row_to_json(party) FROM (SELECT rsvp.adults, rsvp.children) AS party)
                    AS party
                FROM rsvp WHERE rsvp.event_id = page.id AND rsvp.person_id = $1) AS own)
                AS "viewerRsvp",
            coalesce((SELECT json_agg(coming) FROM (SELECT
                CASE char_length(person.name)
                    WHEN 0 THEN ''
                    WHEN 1 THEN person.name || '*'
                    WHEN 2 THEN left(person.name, 1) || '*'
                    ELSE left(person.name, 1)
                        || repeat('*', least(char_length(person.name) - 2, 4))
                        || right(person.name, 1)
                END AS name,
                rsvp.adults + rsvp.children AS "partySize"
                FROM rsvp JOIN person ON person.id = rsvp.person_id
                WHERE rsvp.event_id = page.id AND rsvp.state = 'GOING'
                ORDER BY rsvp.queue_no, rsvp.id LIMIT 5) AS coming), '[]'::json) AS attendees
            ) AS node) AS node
        FROM page WHERE page.place <= 20
    ) AS edge
), '[]'::json)::text || ',"pageInfo":' || (
    SELECT row_to_json(info)::text FROM (SELECT
        count(*) > 20 AS "hasNextPage",
        max(page.cursor) FILTER (WHERE page.place = least(20, (SELECT count(*) FROM page)))
            AS "endCursor"
    FROM page) AS info
) || '}}}'
