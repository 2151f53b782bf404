-- Objection, erasure, access, retention.

-- name: person_signs
-- By what a person is known: addresses, name with company, e-mail hashes.
SELECT DISTINCT r.url_key, r.other_key, r.name_key, r.company_key, r.email_loose
FROM person_row r JOIN row_person p ON p.row_id = r.row_id
WHERE p.person_id = $person ORDER BY ALL

-- name: add_suppression
INSERT INTO suppression
SELECT nextval('event_seq'), $kind, $key_id, $hash, $reason, $user, $at
WHERE NOT EXISTS (
    SELECT 1 FROM suppression WHERE kind = $kind AND key_id = $key_id AND hash = $hash
        AND reason IS NOT DISTINCT FROM $reason)
RETURNING suppression_id

-- name: drop_suppression
DELETE FROM suppression WHERE suppression_id = $id

-- name: suppressions
-- What only serves to know erased people again is no entry of its own.
SELECT suppression_id, kind, hash, reason, user_id, written_at FROM suppression
WHERE kind NOT LIKE 'erased%' ORDER BY suppression_id

-- name: all_suppressions
SELECT suppression_id, kind, key_id, hash, reason, user_id, written_at FROM suppression
ORDER BY suppression_id

-- name: erased_signs
SELECT DISTINCT kind, hash FROM suppression WHERE reason = 'erased' ORDER BY kind, hash

-- name: screen
-- Which of the texts sought are on the list as signs of somebody erased.
SELECT DISTINCT s.at FROM sought s CROSS JOIN hash_pads k
JOIN (SELECT DISTINCT hash FROM suppression WHERE kind = $kind AND reason = 'erased') l
    ON l.hash = sha256(k.outer_pad || unhex(sha256(k.inner_pad || encode(s.v))))
WHERE s.v IS NOT NULL
ORDER BY s.at

-- name: gone_names
SELECT DISTINCT name_key FROM gone_row WHERE name_key IS NOT NULL ORDER BY name_key

-- name: gone_network_names
SELECT owner_id, name_key FROM gone_in_network ORDER BY owner_id, name_key

-- name: listed
SELECT count(*) FROM suppression s
JOIN (SELECT unnest(CAST($kinds AS VARCHAR[])) AS kind, unnest(CAST($hashes AS VARCHAR[])) AS hash) w
    ON w.kind = s.kind AND w.hash = s.hash

-- name: suppressed_people
SELECT person_id FROM suppressed_person ORDER BY person_id

-- name: is_suppressed_person
SELECT count(*) FROM suppressed_person WHERE person_id = $person

-- name: gone
CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest(CAST($people AS BIGINT[])) AS person_id

-- name: gone_details
CREATE OR REPLACE TEMP TABLE gone_row AS
SELECT r.* FROM person_row r JOIN row_person p ON p.row_id = r.row_id
WHERE p.person_id IN (SELECT person_id FROM gone)

-- name: gone_keys
-- Also keys from files that were taken back since: the ledger still has them.
CREATE OR REPLACE TEMP TABLE gone_key AS
SELECT k.key_id, k.key FROM identity_key k
WHERE k.key_id IN (SELECT key_id FROM person_key WHERE person_id IN (SELECT person_id FROM gone))
    OR k.key IN (SELECT url_key FROM gone_row) OR k.key IN (SELECT other_key FROM gone_row)
    OR (k.person_id IN (SELECT person_id FROM gone_id) AND k.key_id NOT IN (
        SELECT key_id FROM person_key WHERE person_id NOT IN (SELECT person_id FROM gone)))

-- name: gone_in_networks
-- Under which name each owner knows them, for files that hold no address; only where the name is
-- nobody else's in that network.
CREATE OR REPLACE TEMP TABLE gone_in_network AS
WITH names AS (
    SELECT DISTINCT f.owner_id, r.name_key, p.person_id
    FROM person_row r JOIN row_person p ON p.row_id = r.row_id
    JOIN import_file f ON f.import_id = r.import_id
    WHERE f.owner_id IS NOT NULL AND r.name_key IN (SELECT name_key FROM gone_row)
)
SELECT owner_id, name_key FROM names GROUP BY owner_id, name_key
HAVING bool_and(person_id IN (SELECT person_id FROM gone))

-- name: gone_clients
CREATE OR REPLACE TEMP TABLE gone_client AS
SELECT client_id FROM client WHERE person_id IN (SELECT person_id FROM gone)
UNION
SELECT a.old_id FROM client_alias a JOIN client c ON c.client_id = a.client_id
WHERE c.person_id IN (SELECT person_id FROM gone)

-- name: gone_imports
-- A client's own archive is about him: it goes with him.
CREATE OR REPLACE TEMP TABLE gone_import AS
SELECT import_id FROM import_file
WHERE owner_id IN (SELECT client_id FROM gone_client) AND status = 'stored'

-- name: gone_import_list
SELECT import_id FROM gone_import ORDER BY import_id

-- name: gone_words
SELECT DISTINCT coalesce(full_name, trim(concat_ws(' ', first_name, last_name))) AS name,
    first_name, last_name, url, url_key
FROM gone_row ORDER BY ALL

-- name: gone_texts
SELECT DISTINCT email FROM row_clients
WHERE row_id IN (SELECT row_id FROM gone_row) AND email IS NOT NULL
UNION
SELECT DISTINCT email FROM row_contacts
WHERE row_id IN (SELECT row_id FROM gone_row) AND email IS NOT NULL

-- name: touched_imports
SELECT DISTINCT import_id FROM gone_row ORDER BY import_id

-- name: drop_contacts
DELETE FROM row_contacts WHERE row_id IN (SELECT row_id FROM gone_row)

-- name: drop_clients
DELETE FROM row_clients WHERE row_id IN (SELECT row_id FROM gone_row)

-- name: drop_past_asks
DELETE FROM row_past_asks WHERE row_id IN (SELECT row_id FROM gone_row)

-- name: blank_past_asks
-- Asks made by somebody who is erased: the prospect's row stays, the client's name goes.
UPDATE row_past_asks SET client_email = NULL, client_name = NULL, client_hash = NULL,
    client_name_key = NULL
WHERE client_hash IN (
    SELECT email_hash FROM client_row WHERE row_id IN (SELECT row_id FROM gone_row))
    OR client_name_key IN (
        SELECT name_key FROM client_row WHERE row_id IN (SELECT row_id FROM gone_row))

-- name: drop_messages
DELETE FROM row_messages
WHERE url_key IN (SELECT key FROM gone_key)
    OR row_id IN (
        SELECT m.row_id FROM row_messages m JOIN import_file f ON f.import_id = m.import_id
        JOIN gone_in_network g ON g.owner_id = f.owner_id AND g.name_key = m.name_key
        WHERE m.url_key IS NULL)

-- name: drop_invitations
DELETE FROM row_invitations
WHERE url_key IN (SELECT key FROM gone_key)
    OR row_id IN (
        SELECT m.row_id FROM row_invitations m JOIN import_file f ON f.import_id = m.import_id
        JOIN gone_in_network g ON g.owner_id = f.owner_id AND g.name_key = m.name_key
        WHERE m.url_key IS NULL)

-- name: drop_recommendations
DELETE FROM row_recommendations
WHERE row_id IN (
    SELECT m.row_id FROM row_recommendations m JOIN import_file f ON f.import_id = m.import_id
    JOIN gone_in_network g ON g.owner_id = f.owner_id AND g.name_key = m.name_key)
    OR name_key || '|' || company_key IN (
        SELECT name_key || '|' || company_key FROM gone_row
        WHERE name_key IS NOT NULL AND company_key IS NOT NULL)

-- name: drop_endorsements
DELETE FROM row_endorsements
WHERE url_key IN (SELECT key FROM gone_key)
    OR row_id IN (
        SELECT m.row_id FROM row_endorsements m JOIN import_file f ON f.import_id = m.import_id
        JOIN gone_in_network g ON g.owner_id = f.owner_id AND g.name_key = m.name_key
        WHERE m.url_key IS NULL)

-- name: drop_positions
DELETE FROM row_positions WHERE url_key IN (SELECT key FROM gone_key)

-- name: drop_education
DELETE FROM row_education WHERE url_key IN (SELECT key FROM gone_key)

-- name: drop_surveys
DELETE FROM row_surveys
WHERE email_hash IN (SELECT email_hash FROM gone_row)
    OR name_key || '|' || company_key IN (
        SELECT name_key || '|' || company_key FROM gone_row
        WHERE name_key IS NOT NULL AND company_key IS NOT NULL)
    OR row_id IN (
        SELECT row_id FROM survey_answer WHERE client_id IN (SELECT client_id FROM gone_client))

-- name: blank_deals
UPDATE row_deals SET contact = NULL, contact_email = NULL, email_hash = NULL,
    contact_source_ids = NULL
WHERE email_hash IN (SELECT email_hash FROM gone_row) OR lower(contact) IN (
    SELECT lower(coalesce(full_name, trim(concat_ws(' ', first_name, last_name)))) FROM gone_row)

-- name: blank_referred
UPDATE row_contacts SET referred_by = NULL
WHERE lower(referred_by) IN (
    SELECT lower(coalesce(full_name, trim(concat_ws(' ', first_name, last_name)))) FROM gone_row)

-- name: drop_answers
DELETE FROM row_answers
WHERE url_key IN (SELECT key FROM gone_key)
    OR TRY_CAST(prospect_id AS BIGINT) IN (SELECT person_id FROM gone)
    OR email_hash IN (SELECT email_hash FROM client_row WHERE row_id IN (SELECT row_id FROM gone_row))
    OR name_key IN (
        SELECT g.name_key FROM gone_in_network g
        WHERE g.owner_id IN (SELECT owner_id FROM connection WHERE person_id IN (SELECT person_id FROM gone)))

-- name: blank_asks
UPDATE ask_event SET note = NULL, detail = NULL
WHERE ask_id IN (
    SELECT ask_id FROM ask WHERE person_id IN (SELECT person_id FROM gone_id)
        OR client_id IN (SELECT client_id FROM gone_client))

-- name: gone_ids
-- The ids that were theirs, old ones too.
CREATE OR REPLACE TEMP TABLE gone_id AS
SELECT person_id FROM gone
UNION SELECT old_id FROM person_alias WHERE person_id IN (SELECT person_id FROM gone)

-- name: people_of_old_key
-- Whom the ledger knows by a key, though no row tells of the person any more.
SELECT DISTINCT person_id FROM identity_key
WHERE (key = $url OR starts_with(key, 'e:' || $mail))
    AND person_id NOT IN (SELECT person_id FROM row_person)
ORDER BY person_id

-- name: drop_drafts
DELETE FROM draft
WHERE person_id IN (SELECT person_id FROM gone_id) OR client_id IN (SELECT client_id FROM gone_client)

-- name: drop_notes
DELETE FROM client_note WHERE client_id IN (SELECT client_id FROM gone_client)

-- name: drop_wishes
DELETE FROM wish
WHERE person_id IN (SELECT person_id FROM gone_id) OR client_id IN (SELECT client_id FROM gone_client)

-- name: drop_knows
DELETE FROM knows_answer
WHERE person_id IN (SELECT person_id FROM gone_id) OR client_id IN (SELECT client_id FROM gone_client)

-- name: drop_plans
-- Plans are made anew at any time; the old ones name people.
DELETE FROM plan_snapshot

-- name: drop_reviews
DELETE FROM review_pair
WHERE person_a IN (SELECT person_id FROM gone) OR person_b IN (SELECT person_id FROM gone)

-- name: drop_event_keys
DELETE FROM identity_event_key WHERE key IN (SELECT key FROM gone_key)

-- name: drop_overrides
DELETE FROM identity_override WHERE key IN (SELECT key FROM gone_key)
    OR new_key IN (SELECT key FROM gone_key)

-- name: drop_ledger
DELETE FROM identity_key WHERE key_id IN (SELECT key_id FROM gone_key)

-- name: drop_heirs
DELETE FROM key_heir WHERE key_id IN (SELECT key_id FROM gone_key)
    OR heir IN (SELECT key_id FROM gone_key)

-- name: drop_client_ledger
DELETE FROM client_ledger WHERE client_id IN (SELECT client_id FROM gone_client)

-- name: unused_titles
DELETE FROM title_reading WHERE title_id NOT IN (
    SELECT t.title_id FROM title t WHERE t.text IN (
        SELECT title FROM row_contacts UNION SELECT title FROM row_clients))

-- name: drop_unused_titles
DELETE FROM title WHERE text NOT IN (
    SELECT title FROM row_contacts WHERE title IS NOT NULL
    UNION SELECT title FROM row_clients WHERE title IS NOT NULL)

-- name: drop_unused_vectors
DELETE FROM text_vector
WHERE text IN (SELECT title FROM gone_row WHERE title IS NOT NULL)
    AND text NOT IN (SELECT text FROM title)

-- name: drop_unused_companies
DELETE FROM company_ledger
WHERE key IN (SELECT company_key FROM gone_row)
    AND key NOT IN (SELECT company_key FROM person_row WHERE company_key IS NOT NULL)
    AND key NOT IN (SELECT company_key FROM row_companies WHERE company_key IS NOT NULL)

-- name: drop_unused_old_names
DELETE FROM old_company_key WHERE key NOT IN (SELECT key FROM company_ledger)
    AND key NOT IN (SELECT company_key FROM row_companies WHERE company_key IS NOT NULL)

-- name: old_company_names
SELECT key, old FROM old_company_key ORDER BY key, old

-- name: drop_unused_links
DELETE FROM company_link WHERE key NOT IN (SELECT key FROM company_ledger)

-- name: rejects_with_cells
SELECT import_id, line, member, cells FROM import_reject WHERE cells IS NOT NULL AND cells <> '[]'

-- name: blank_reject
UPDATE import_reject SET cells = '[]'
WHERE import_id = $import AND line = $line AND member IS NOT DISTINCT FROM $member

-- name: old_rejects
UPDATE import_reject SET cells = '[]'
WHERE import_id IN (SELECT import_id FROM import_file WHERE collected_on <= $before)

-- name: file_names
SELECT import_id, file, given_by, warnings FROM import_file

-- name: set_file_name
UPDATE import_file SET file = $file, given_by = $given_by, warnings = $warnings
WHERE import_id = $id

-- name: free_texts
SELECT 'setting' AS place, setting_id AS id, value FROM setting
UNION ALL SELECT 'profile', version_id, value FROM profile

-- name: set_setting_text
UPDATE setting SET value = $value WHERE setting_id = $id

-- name: set_profile_text
UPDATE profile SET value = $value WHERE version_id = $id

-- name: note_texts
SELECT 'note' AS place, note_id AS id, text AS value FROM client_note WHERE text IS NOT NULL
UNION ALL SELECT 'event', event_id, note FROM ask_event WHERE note IS NOT NULL
UNION ALL SELECT 'detail', event_id, detail FROM ask_event WHERE detail IS NOT NULL
UNION ALL SELECT 'draft', draft_id, body FROM draft
UNION ALL SELECT 'client', row_id, note FROM row_clients WHERE note IS NOT NULL
UNION ALL SELECT 'job', job_id, message FROM job WHERE message IS NOT NULL
UNION ALL SELECT 'deal', row_id, name FROM row_deals WHERE name IS NOT NULL
UNION ALL SELECT 'comment', row_id, comment FROM row_surveys WHERE comment IS NOT NULL
UNION ALL SELECT 'past', row_id, note FROM row_past_asks WHERE note IS NOT NULL
UNION ALL SELECT 'contact', row_id, contact FROM row_deals WHERE contact IS NOT NULL
UNION ALL SELECT 'referred', row_id, referred_by FROM row_contacts WHERE referred_by IS NOT NULL
UNION ALL SELECT 'sender', min(row_id), from_name FROM row_messages
    WHERE from_name IS NOT NULL GROUP BY from_name
UNION ALL SELECT 'group', min(row_id), other_name FROM row_messages
    WHERE other_name IS NOT NULL AND people > 2 GROUP BY other_name

-- name: set_note
UPDATE client_note SET text = $value WHERE note_id = $id

-- name: set_event
UPDATE ask_event SET note = $value WHERE event_id = $id

-- name: set_detail
UPDATE ask_event SET detail = NULL WHERE event_id = $id AND $value IS NOT NULL

-- name: set_draft
DELETE FROM draft WHERE draft_id = $id AND $value IS NOT NULL

-- name: set_client
UPDATE row_clients SET note = $value WHERE row_id = $id

-- name: set_job
UPDATE job SET message = $value WHERE job_id = $id

-- name: set_deal
UPDATE row_deals SET name = $value WHERE row_id = $id

-- name: set_comment
UPDATE row_surveys SET comment = $value WHERE row_id = $id

-- name: set_past
UPDATE row_past_asks SET note = $value WHERE row_id = $id

-- name: set_contact
UPDATE row_deals SET contact = $value WHERE row_id = $id

-- name: set_referred
UPDATE row_contacts SET referred_by = $value WHERE row_id = $id

-- name: set_sender
UPDATE row_messages SET from_name = NULL, from_url = NULL
WHERE from_name = (SELECT from_name FROM row_messages WHERE row_id = $id) AND $value IS NOT NULL

-- name: set_group
UPDATE row_messages SET other_name = $value
WHERE other_name = (SELECT other_name FROM row_messages WHERE row_id = $id) AND people > 2

-- name: gone_counts
SELECT (SELECT count(*) FROM gone_row) AS rows, (SELECT count(*) FROM gone) AS people,
    (SELECT count(*) FROM gone_client) AS clients, (SELECT count(*) FROM gone_import) AS imports

-- name: add_proof
INSERT INTO erasure_proof SELECT nextval('event_seq'), $at, $user, $reason, $detail
RETURNING proof_id

-- name: proofs
SELECT proof_id, written_at, user_id, reason, detail FROM erasure_proof ORDER BY proof_id

-- name: due
-- From first collection, or the person's own reply; a re-import renews neither.
WITH replied AS (
    SELECT coalesce(b.person_id, k.person_id) AS person_id, max(e.on_date) AS on_date
    FROM ask_event e JOIN ask k ON k.ask_id = e.ask_id
    LEFT JOIN person_alias b ON b.old_id = k.person_id
    WHERE e.stage IN ('opted-in', 'replied', 'meeting', 'opportunity', 'won')
    GROUP BY 1
)
SELECT p.person_id, p.name, p.first_seen, r.on_date AS replied_on,
    @day_of(@days(greatest(p.first_seen, coalesce(r.on_date, p.first_seen))) + $days) AS due_on
FROM person p LEFT JOIN replied r ON r.person_id = p.person_id
WHERE p.person_id NOT IN (SELECT person_id FROM client)
    AND @days(greatest(p.first_seen, coalesce(r.on_date, p.first_seen))) + $days <= @days($as_of)
ORDER BY due_on, p.person_id

-- name: kept_until
-- Null for clients, who are kept as long as they are clients.
WITH replied AS (
    SELECT max(e.on_date) AS on_date FROM ask_event e JOIN ask k ON k.ask_id = e.ask_id
    LEFT JOIN person_alias b ON b.old_id = k.person_id
    WHERE e.stage IN ('opted-in', 'replied', 'meeting', 'opportunity', 'won')
        AND coalesce(b.person_id, k.person_id) = $person
)
SELECT @day_of(@days(greatest(p.first_seen, coalesce(r.on_date, p.first_seen))) + $days)
FROM person p CROSS JOIN replied r
WHERE p.person_id = $person AND p.person_id NOT IN (SELECT person_id FROM client)

-- name: about_exports
SELECT written_at, user_id, action FROM audit_event
WHERE action LIKE 'export %'
    AND @days(written_at) >= (SELECT @days(first_seen) FROM person WHERE person_id = $person)
ORDER BY audit_id

-- name: about_connections
SELECT n.owner_id, CASE WHEN n.owner_id = 0 THEN 'you' ELSE c.name END AS owner,
    n.connected_on, n.relation, n.first_seen, n.last_seen, n.current
FROM connection_now n LEFT JOIN client c ON c.client_id = n.owner_id
WHERE n.person_id = $person ORDER BY n.owner_id

-- name: about_contacts
SELECT CASE WHEN e.owner_id = 0 THEN 'you' ELSE c.name END AS owner, e.kind, e.outgoing,
    count(*) AS count, min(e.at_epoch) AS first_epoch, max(e.at_epoch) AS last_epoch
FROM contact_event e LEFT JOIN client c ON c.client_id = e.owner_id
WHERE e.person_id = $person GROUP BY ALL ORDER BY ALL

-- name: about_asks
SELECT k.ask_id, c.name AS introducer, e.stage, e.on_date, e.user_id, e.note, e.amount, e.currency
FROM ask k JOIN ask_event e ON e.ask_id = k.ask_id
LEFT JOIN person_alias b ON b.old_id = k.person_id
LEFT JOIN client_alias a ON a.old_id = k.client_id
LEFT JOIN client c ON c.client_id = coalesce(a.client_id, k.client_id)
WHERE coalesce(b.person_id, k.person_id) = $person ORDER BY k.ask_id, e.number

-- name: about_drafts
SELECT d.kind, d.channel, d.language, d.source, c.name AS to_introducer, d.body, d.user_id,
    d.written_at
FROM draft d LEFT JOIN person_alias b ON b.old_id = d.person_id
LEFT JOIN client_alias a ON a.old_id = d.client_id
LEFT JOIN client c ON c.client_id = coalesce(a.client_id, d.client_id)
WHERE coalesce(b.person_id, d.person_id) = $person OR c.person_id = $person ORDER BY d.draft_id

-- name: about_asked_of
-- What the person was asked as a client; about whom stands in the drafts.
SELECT k.ask_id, e.stage, e.on_date, e.user_id, e.note
FROM ask k JOIN ask_event e ON e.ask_id = k.ask_id
LEFT JOIN client_alias a ON a.old_id = k.client_id
JOIN client c ON c.client_id = coalesce(a.client_id, k.client_id)
WHERE c.person_id = $person ORDER BY k.ask_id, e.number

-- name: about_notes
SELECT n.kind, n.on_date, n.until, n.number, n.text, n.user_id, n.written_at
FROM client_note n LEFT JOIN client_alias a ON a.old_id = n.client_id
JOIN client c ON c.client_id = coalesce(a.client_id, n.client_id)
WHERE c.person_id = $person ORDER BY n.note_id

-- name: about_answers
SELECT c.name AS introducer, k.answer, k.on_date FROM knows_answer k
LEFT JOIN person_alias b ON b.old_id = k.person_id
LEFT JOIN client_alias a ON a.old_id = k.client_id
LEFT JOIN client c ON c.client_id = coalesce(a.client_id, k.client_id)
WHERE coalesce(b.person_id, k.person_id) = $person ORDER BY k.answer_id

-- name: about_sources
SELECT DISTINCT f.import_id, f.file, f.format, f.purpose, f.given_by, f.given_on,
    f.permission_on, f.collected_on,
    CASE WHEN f.owner_id = 0 THEN 'you' ELSE c.name END AS network_of
FROM row_person p JOIN person_row r ON r.row_id = p.row_id
JOIN import_file f ON f.import_id = r.import_id
LEFT JOIN client_alias a ON a.old_id = f.owner_id
LEFT JOIN client c ON c.client_id = coalesce(a.client_id, f.owner_id)
WHERE p.person_id = $person ORDER BY f.import_id

-- name: client_row
SELECT * FROM client WHERE person_id = $person

-- name: client_of_person
SELECT client_id FROM client WHERE person_id = $person

-- name: person_of_client
SELECT person_id FROM client WHERE client_id = $client
