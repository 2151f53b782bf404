-- What users record: notes, answers, wishes, asks and their events, drafts, plans. Appended only,
-- but for the undoing of notes: what was written of somebody by mistake is not to stay.

-- name: add_note
INSERT INTO client_note
SELECT nextval('event_seq'), $client, $kind, $on_date, $until, $number, $text, $user, $at
RETURNING note_id

-- name: drop_notes
DELETE FROM client_note WHERE note_id IN (SELECT unnest(CAST($notes AS BIGINT[])))
RETURNING note_id

-- name: note_version
SELECT max(note_id) FROM client_note n LEFT JOIN client_alias a ON a.old_id = n.client_id
WHERE coalesce(a.client_id, n.client_id) = $client

-- name: note_at
SELECT kind, user_id, on_date FROM client_note WHERE note_id = $note

-- name: add_answer
INSERT INTO knows_answer
SELECT nextval('event_seq'), $client, $person, $answer, $on_date, NULL, $user, $at
RETURNING answer_id

-- name: answers_by
SELECT DISTINCT user_id FROM knows_answer
WHERE answer_id IN (SELECT unnest(CAST($answers AS BIGINT[])))

-- name: drop_answers
DELETE FROM knows_answer WHERE answer_id IN (SELECT unnest(CAST($answers AS BIGINT[])))
RETURNING answer_id

-- name: add_wish
INSERT INTO wish
SELECT nextval('event_seq'), $kind, $person, $client, $on_date, $user, $at RETURNING wish_id

-- name: find_ask
SELECT k.ask_id FROM ask k
LEFT JOIN person_alias b ON b.old_id = k.person_id
LEFT JOIN client_alias a ON a.old_id = k.client_id
WHERE coalesce(b.person_id, k.person_id) = $person AND coalesce(a.client_id, k.client_id) = $client
ORDER BY k.ask_id DESC LIMIT 1

-- name: add_ask
INSERT INTO ask
SELECT nextval('ask_seq'), $person, $client, $profile, $user, $import, $currency, $on_date, $at
RETURNING ask_id

-- name: ask_exists
SELECT count(*) FROM ask WHERE ask_id = $ask

-- name: last_event
SELECT number, stage, user_id, on_date FROM ask_event WHERE ask_id = $ask
ORDER BY number DESC LIMIT 1

-- name: add_event
INSERT INTO ask_event
SELECT $ask, $number, nextval('event_seq'), $stage, $on_date, $at, $user, $note, $amount,
    $currency, $corrects, $detail, NULL
RETURNING event_id

-- name: set_ask_owner
UPDATE ask SET owner_user = $owner WHERE ask_id = $ask

-- name: add_draft
INSERT INTO draft
SELECT nextval('event_seq'), $ask, $person, $client, $kind, $channel, $language, $source, $body,
    $user, $at
RETURNING draft_id

-- name: drafts
SELECT d.draft_id, d.ask_id, coalesce(b.person_id, d.person_id) AS person_id,
    coalesce(a.client_id, d.client_id) AS client_id, d.kind, d.channel, d.language, d.source,
    d.body, d.user_id, d.written_at
FROM draft d
LEFT JOIN person_alias b ON b.old_id = d.person_id
LEFT JOIN client_alias a ON a.old_id = d.client_id
WHERE ($person IS NULL OR coalesce(b.person_id, d.person_id) = $person)
    AND ($client IS NULL OR coalesce(a.client_id, d.client_id) = $client)
ORDER BY d.draft_id

-- name: add_plan
INSERT INTO plan_snapshot
SELECT nextval('event_seq'), $profile, $as_of, $version, $body, $user, $at RETURNING plan_id

-- name: latest_plan
SELECT plan_id, profile_id, as_of, data_version, body FROM plan_snapshot
WHERE $profile IS NULL OR profile_id = $profile ORDER BY plan_id DESC LIMIT 1

-- name: old_plans
DELETE FROM plan_snapshot WHERE plan_id NOT IN (
    SELECT plan_id FROM plan_snapshot ORDER BY plan_id DESC LIMIT $keep)

-- name: add_vectors
INSERT INTO text_vector
SELECT $model, text, CAST(vector AS FLOAT[]) FROM staged
WHERE text NOT IN (SELECT text FROM text_vector WHERE model = $model)

-- name: vectors
SELECT text, vector FROM text_vector
WHERE model = $model AND text IN (SELECT unnest(CAST($texts AS VARCHAR[]))) ORDER BY text

-- name: texts_with_vectors
SELECT text FROM text_vector WHERE model = $model ORDER BY text

-- name: pending_count
SELECT (SELECT count(*) FROM row_past_asks
        WHERE row_id NOT IN (SELECT row_id FROM ask_event WHERE row_id IS NOT NULL))
    + (SELECT count(*) FROM row_answers
        WHERE row_id NOT IN (SELECT row_id FROM knows_answer WHERE row_id IS NOT NULL))

-- name: work_past
-- Imported asks that are not among the events yet, with who is meant.
CREATE OR REPLACE TEMP TABLE work_past AS
WITH mails AS (
    SELECT r.email_hash, min(c.client_id) AS client_id
    FROM client c JOIN row_person p ON p.person_id = c.person_id
    JOIN client_row r ON r.row_id = p.row_id WHERE r.email_hash IS NOT NULL GROUP BY r.email_hash
),
names AS (
    SELECT min(c.client_id) AS client_id, p.name_key
    FROM client c JOIN person p ON p.person_id = c.person_id
    WHERE p.name_key IS NOT NULL GROUP BY p.name_key HAVING count(*) = 1
)
SELECT r.row_id, coalesce(m.client_id, n.client_id) AS client_id, p.person_id, r.import_id,
    r.stage, coalesce(r.happened_on, f.collected_on) AS happened_on, r.amount, r.currency, r.note,
    f.user_id
FROM row_past_asks r
JOIN row_person p ON p.row_id = r.row_id
JOIN import_file f ON f.import_id = r.import_id
LEFT JOIN mails m ON m.email_hash = r.client_hash
LEFT JOIN names n ON r.client_hash IS NULL AND n.name_key = r.client_name_key
WHERE coalesce(m.client_id, n.client_id) IS NOT NULL AND r.stage IS NOT NULL
    AND r.row_id NOT IN (SELECT row_id FROM ask_event WHERE row_id IS NOT NULL)

-- name: work_pairs
CREATE OR REPLACE TEMP TABLE work_pair AS
SELECT w.client_id, w.person_id, max(k.ask_id) AS ask_id, min(w.row_id) AS first_row,
    min(w.happened_on) AS since
FROM (SELECT client_id, person_id, row_id, happened_on FROM work_past) w
LEFT JOIN (
    SELECT k.ask_id, coalesce(b.person_id, k.person_id) AS person_id,
        coalesce(a.client_id, k.client_id) AS client_id
    FROM ask k LEFT JOIN person_alias b ON b.old_id = k.person_id
    LEFT JOIN client_alias a ON a.old_id = k.client_id
) k ON k.person_id = w.person_id AND k.client_id = w.client_id
GROUP BY w.client_id, w.person_id

-- name: fresh_pairs
SELECT count(*) FROM work_pair WHERE ask_id IS NULL

-- name: reserve_asks
SELECT min(nextval('ask_seq')) FROM range($n)

-- name: work_asks
CREATE OR REPLACE TEMP TABLE work_ask AS
SELECT client_id, person_id, ask_id IS NULL AS fresh, since, first_row,
    coalesce(ask_id, $first - 1 + row_number() OVER (
        PARTITION BY ask_id IS NULL ORDER BY first_row)) AS ask_id
FROM work_pair

-- name: enter_past_asks
INSERT INTO ask
SELECT w.ask_id, w.person_id, w.client_id, NULL, p.user_id, p.import_id, p.currency, w.since, $at
FROM work_ask w JOIN work_past p ON p.row_id = w.first_row WHERE w.fresh ORDER BY w.ask_id

-- name: enter_past_events
-- An event that is there already (the file was exported again) is not entered twice.
INSERT INTO ask_event
WITH fresh AS (
    SELECT w.ask_id, p.* FROM work_past p
    JOIN work_ask w ON w.client_id = p.client_id AND w.person_id = p.person_id
    WHERE NOT EXISTS (
        SELECT 1 FROM ask_event e WHERE e.ask_id = w.ask_id AND e.stage = p.stage
            AND e.on_date = p.happened_on)
),
have AS (SELECT ask_id, max(number) AS number FROM ask_event GROUP BY ask_id)
SELECT f.ask_id,
    coalesce(h.number, 0) + row_number() OVER (
        PARTITION BY f.ask_id ORDER BY f.happened_on, f.row_id),
    nextval('event_seq'), f.stage, f.happened_on, $at, f.user_id, f.note, f.amount, f.currency,
    NULL, NULL, f.row_id
FROM fresh f LEFT JOIN have h ON h.ask_id = f.ask_id

-- name: enter_sheet_answers
INSERT INTO knows_answer
WITH mails AS (
    SELECT r.email_hash, min(c.client_id) AS client_id
    FROM client c JOIN row_person p ON p.person_id = c.person_id
    JOIN client_row r ON r.row_id = p.row_id WHERE r.email_hash IS NOT NULL GROUP BY r.email_hash
),
by_url AS (
    SELECT k.key AS url_key, min(p.person_id) AS person_id
    FROM identity_key k JOIN person_key p ON p.key_id = k.key_id
    WHERE k.key IN (SELECT url_key FROM row_answers) GROUP BY k.key
),
by_name AS (
    SELECT c.owner_id, p.name_key, min(c.person_id) AS person_id
    FROM connection c JOIN person p ON p.person_id = c.person_id
    WHERE p.name_key IN (SELECT name_key FROM row_answers)
    GROUP BY c.owner_id, p.name_key HAVING count(*) = 1
),
found AS (
    SELECT r.row_id, m.client_id,
        coalesce(i.person_id, b.person_id, u.person_id, n.person_id) AS person_id,
        r.answer, coalesce(r.answered_on, f.collected_on) AS answered_on, f.user_id
    FROM row_answers r
    JOIN import_file f ON f.import_id = r.import_id
    JOIN mails m ON m.email_hash = r.email_hash
    LEFT JOIN person i ON i.person_id = TRY_CAST(r.prospect_id AS BIGINT)
    LEFT JOIN person_alias b ON b.old_id = TRY_CAST(r.prospect_id AS BIGINT)
    LEFT JOIN by_url u ON u.url_key = r.url_key
    LEFT JOIN by_name n ON n.owner_id = m.client_id AND n.name_key = r.name_key
    WHERE r.answer IN ('well', 'little', 'not')
        AND r.row_id NOT IN (SELECT row_id FROM knows_answer WHERE row_id IS NOT NULL)
)
SELECT nextval('event_seq'), client_id, person_id, answer, answered_on, row_id, user_id, $at
FROM (SELECT * FROM found WHERE person_id IS NOT NULL ORDER BY answered_on, row_id)

-- name: take_out_events
DELETE FROM ask_event WHERE row_id IN (SELECT row_id FROM row_past_asks WHERE import_id = $id)

-- name: take_out_asks
DELETE FROM ask WHERE import_id = $id AND ask_id NOT IN (SELECT ask_id FROM ask_event)

-- name: take_out_answers
DELETE FROM knows_answer WHERE row_id IN (SELECT row_id FROM row_answers WHERE import_id = $id)

-- name: unmatched_asks
SELECT count(*) FROM row_past_asks r
WHERE r.import_id = $id
    AND NOT EXISTS (
        SELECT 1 FROM client_row c WHERE c.email_hash = r.client_hash OR (
            r.client_hash IS NULL AND c.name_key = r.client_name_key))

-- name: start_job
INSERT INTO job SELECT nextval('event_seq'), $kind, 'running', 0, NULL, NULL, $user, $at, NULL
RETURNING job_id

-- name: end_job
UPDATE job SET state = $state, done = $done, total = $total, message = $message, ended_at = $at
WHERE job_id = $job

-- name: lost_jobs
UPDATE job SET state = 'lost', ended_at = $at WHERE state = 'running'

-- name: running_jobs
SELECT count(*) FROM job WHERE state = 'running'

-- name: jobs
SELECT job_id, kind, state, done, total, message, user_id, started_at, ended_at FROM job
ORDER BY job_id
