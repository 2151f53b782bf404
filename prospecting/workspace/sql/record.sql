-- What users record: notes, answers, wishes, asks and their events, drafts, plans. Appended only.

-- name: add_note
INSERT INTO client_note
SELECT nextval('event_seq'), $client, $kind, $on_date, $until, $number, $text, $user, $at
RETURNING note_id

-- name: note_version
SELECT max(note_id) FROM client_note n LEFT JOIN client_alias a ON a.old_id = n.client_id
WHERE coalesce(a.client_id, n.client_id) = $client

-- name: note_at
SELECT kind, user_id, on_date FROM client_note WHERE note_id = $note

-- name: add_answer
INSERT INTO knows_answer
SELECT nextval('event_seq'), $client, $person, $answer, $on_date, $user, $at RETURNING answer_id

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
    $currency, $corrects, $detail
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
