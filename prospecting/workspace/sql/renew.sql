-- Keys of stored rows computed anew by a newer program, and what was kept under the older ones.

-- name: version
SELECT value FROM meta WHERE name = 'derived by'

-- name: forget_version
DELETE FROM meta WHERE name = 'derived by'

-- name: set_version
INSERT INTO meta VALUES ('derived by', $version)

-- name: row_count
SELECT count(*) FROM import_file

-- name: keys_before
CREATE OR REPLACE TEMP TABLE old_row AS
SELECT row_id, key, base_key, name_key, company_key FROM keyed_row

-- name: listed_before
CREATE OR REPLACE TEMP TABLE old_listed AS
SELECT row_id, company_key FROM row_companies WHERE company_key IS NOT NULL

-- name: suppressed_before
CREATE OR REPLACE TEMP TABLE old_suppressed AS SELECT person_id FROM suppressed_person

-- name: overrides
-- Partings of rows that shared a key, under the key that they share now.
UPDATE identity_override SET key = m.key, name_key = m.name_key
FROM (
    SELECT o.base_key AS old_key, o.name_key AS old_name,
        arg_min(n.base_key, n.row_id) AS key, arg_min(n.name_key, n.row_id) AS name_key
    FROM old_row o JOIN keyed_row n ON n.row_id = o.row_id
    WHERE (o.base_key <> n.base_key OR o.name_key <> n.name_key) AND n.name_key IS NOT NULL
    GROUP BY 1, 2
) m
WHERE identity_override.key = m.old_key AND identity_override.name_key = m.old_name

-- name: moves
-- Keys of the ledger that no row has any more, and the key that their eldest row has now.
CREATE OR REPLACE TEMP TABLE key_move AS
WITH now AS (SELECT row_id, key FROM keyed_row),
moved AS (
    SELECT o.key AS old, arg_min(n.key, n.row_id) AS new
    FROM old_row o JOIN now n ON n.row_id = o.row_id WHERE o.key <> n.key GROUP BY o.key
)
SELECT k.key_id, m.old, m.new, k.first_on,
    coalesce(t.key_id, min(k.key_id) OVER (PARTITION BY m.new)) AS heir
FROM moved m JOIN identity_key k ON k.key = m.old LEFT JOIN identity_key t ON t.key = m.new
WHERE m.old NOT IN (SELECT key FROM now)

-- name: rename_keys
-- The eldest goes on under the new key with its id, and the first day of all.
UPDATE identity_key SET key = m.new FROM key_move m
WHERE identity_key.key_id = m.key_id AND m.heir = m.key_id

-- name: swaps
-- Where the elder person's key became one with a younger's, the elder's id stays.
CREATE OR REPLACE TEMP TABLE key_swap AS
WITH claims AS (
    SELECT m.heir, arg_min(k.key_id, k.person_id) AS key_id, min(k.person_id) AS person_id
    FROM key_move m JOIN identity_key k ON k.key_id = m.key_id
    WHERE m.heir <> m.key_id GROUP BY m.heir
)
SELECT c.heir, h.person_id AS younger, c.key_id, c.person_id AS elder
FROM claims c JOIN identity_key h ON h.key_id = c.heir WHERE c.person_id < h.person_id

-- name: swap_people
UPDATE identity_key SET person_id = s.person_id
FROM (
    SELECT heir AS key_id, elder AS person_id FROM key_swap
    UNION ALL SELECT key_id, younger FROM key_swap
) s
WHERE identity_key.key_id = s.key_id

-- name: keep_first_days
UPDATE identity_key SET first_on = least(identity_key.first_on, m.first_on)
FROM (SELECT heir, min(first_on) AS first_on FROM key_move GROUP BY heir) m
WHERE identity_key.key_id = m.heir

-- name: move_heirs
UPDATE key_heir SET heir = m.heir FROM key_move m
WHERE key_heir.heir = m.key_id AND m.heir <> m.key_id

-- name: enter_heirs
INSERT INTO key_heir SELECT key_id, heir FROM key_move WHERE heir <> key_id ORDER BY key_id

-- name: move_decisions
UPDATE identity_event_key SET key = m.new FROM key_move m WHERE identity_event_key.key = m.old

-- name: drop_empty_partings
-- What was held apart and has one key now cannot be told apart any more.
DELETE FROM identity_event_key WHERE (event_id, key) IN (
    SELECT event_id, key FROM identity_event_key GROUP BY event_id, key
    HAVING count(DISTINCT side) > 1)

-- name: company_moves
CREATE OR REPLACE TEMP TABLE company_move AS
WITH before AS (
    SELECT row_id, company_key FROM old_row WHERE company_key IS NOT NULL
    UNION ALL SELECT row_id, company_key FROM old_listed
),
now AS (
    SELECT row_id, company_key FROM person_row WHERE company_key IS NOT NULL
    UNION ALL SELECT row_id, company_key FROM row_companies WHERE company_key IS NOT NULL
),
moved AS (
    SELECT o.company_key AS old, arg_min(n.company_key, n.row_id) AS new
    FROM before o JOIN now n ON n.row_id = o.row_id
    WHERE o.company_key <> n.company_key GROUP BY o.company_key
)
SELECT m.old, m.new, l.company_id, t.company_id AS there
FROM moved m LEFT JOIN company_ledger l ON l.key = m.old LEFT JOIN company_ledger t ON t.key = m.new
WHERE m.old NOT IN (SELECT company_key FROM now)

-- name: company_heirs
-- The eldest id of those that became one company stays.
CREATE OR REPLACE TEMP TABLE company_heir AS
SELECT new AS key, min(least(company_id, there)) AS company_id FROM company_move
WHERE company_id IS NOT NULL GROUP BY new

-- name: drop_moved_companies
DELETE FROM company_ledger
WHERE key IN (SELECT old FROM company_move) OR key IN (SELECT key FROM company_heir)

-- name: enter_moved_companies
INSERT INTO company_ledger SELECT key, company_id FROM company_heir ORDER BY company_id

-- name: move_old_companies
UPDATE old_company_key SET key = m.new FROM company_move m WHERE old_company_key.key = m.old

-- name: enter_old_companies
INSERT INTO old_company_key SELECT old, new FROM company_move
WHERE old NOT IN (SELECT old FROM old_company_key) ORDER BY old

-- name: drop_own_names
DELETE FROM old_company_key WHERE old = key

-- name: links_anew
-- Links to lists are compared anew; until then what was found holds under the new keys.
CREATE OR REPLACE TEMP TABLE new_link AS
SELECT coalesce(m.new, l.key) AS key, coalesce(t.new, l.listed) AS listed, l.probability,
    0 AS tried
FROM company_link l
LEFT JOIN company_move m ON m.old = l.key LEFT JOIN company_move t ON t.old = l.listed
QUALIFY row_number() OVER (
    PARTITION BY coalesce(m.new, l.key) ORDER BY l.probability DESC NULLS LAST, l.listed) = 1

-- name: drop_links
DELETE FROM company_link

-- name: enter_links
INSERT INTO company_link SELECT key, listed, probability, tried FROM new_link ORDER BY key

-- name: drop_former
DELETE FROM former_company

-- name: freed
-- Whom a newer key would take off the list of people left alone.
SELECT DISTINCT coalesce(a.person_id, o.person_id) AS person_id
FROM old_suppressed o LEFT JOIN person_alias a ON a.old_id = o.person_id
WHERE coalesce(a.person_id, o.person_id) IN (SELECT person_id FROM person)
    AND coalesce(a.person_id, o.person_id) NOT IN (SELECT person_id FROM suppressed_person)
ORDER BY 1

-- name: rows_contacts
SELECT * FROM row_contacts WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_contacts
UPDATE row_contacts SET url_key = s.url_key, other_key = s.other_key, name_key = s.name_key,
    company_key = s.company_key, domain_key = s.domain_key
FROM staged s WHERE row_contacts.row_id = s.row_id

-- name: rows_clients
SELECT * FROM row_clients WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_clients
UPDATE row_clients SET url_key = s.url_key, other_key = s.other_key, name_key = s.name_key,
    company_key = s.company_key, domain_key = s.domain_key
FROM staged s WHERE row_clients.row_id = s.row_id

-- name: rows_past_asks
SELECT * FROM row_past_asks WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_past_asks
UPDATE row_past_asks SET url_key = s.url_key, other_key = s.other_key, name_key = s.name_key,
    company_key = s.company_key, client_name_key = s.client_name_key
FROM staged s WHERE row_past_asks.row_id = s.row_id

-- name: rows_companies
SELECT * FROM row_companies WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_companies
UPDATE row_companies SET company_key = s.company_key, domain_key = s.domain_key
FROM staged s WHERE row_companies.row_id = s.row_id

-- name: rows_deals
SELECT * FROM row_deals WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_deals
UPDATE row_deals SET company_key = s.company_key
FROM staged s WHERE row_deals.row_id = s.row_id

-- name: rows_surveys
SELECT * FROM row_surveys WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_surveys
UPDATE row_surveys SET name_key = s.name_key, company_key = s.company_key
FROM staged s WHERE row_surveys.row_id = s.row_id

-- name: rows_messages
SELECT * FROM row_messages WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_messages
UPDATE row_messages SET url_key = s.url_key, name_key = s.name_key
FROM staged s WHERE row_messages.row_id = s.row_id

-- name: rows_invitations
SELECT * FROM row_invitations WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_invitations
UPDATE row_invitations SET url_key = s.url_key, name_key = s.name_key
FROM staged s WHERE row_invitations.row_id = s.row_id

-- name: rows_endorsements
SELECT * FROM row_endorsements WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_endorsements
UPDATE row_endorsements SET url_key = s.url_key, name_key = s.name_key
FROM staged s WHERE row_endorsements.row_id = s.row_id

-- name: rows_recommendations
SELECT * FROM row_recommendations WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_recommendations
UPDATE row_recommendations SET name_key = s.name_key, company_key = s.company_key
FROM staged s WHERE row_recommendations.row_id = s.row_id

-- name: rows_positions
SELECT * FROM row_positions WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_positions
UPDATE row_positions SET url_key = s.url_key, name_key = s.name_key, company_key = s.company_key
FROM staged s WHERE row_positions.row_id = s.row_id

-- name: rows_education
SELECT * FROM row_education WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_education
UPDATE row_education SET url_key = s.url_key, name_key = s.name_key, school_key = s.school_key
FROM staged s WHERE row_education.row_id = s.row_id

-- name: rows_follows
SELECT * FROM row_follows WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_follows
UPDATE row_follows SET company_key = s.company_key
FROM staged s WHERE row_follows.row_id = s.row_id

-- name: rows_owner_profile
SELECT * FROM row_owner_profile WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_owner_profile
UPDATE row_owner_profile SET url_key = s.url_key, name_key = s.name_key
FROM staged s WHERE row_owner_profile.row_id = s.row_id

-- name: rows_answers
SELECT * FROM row_answers WHERE row_id > $after ORDER BY row_id LIMIT $most

-- name: set_answers
UPDATE row_answers SET url_key = s.url_key, name_key = s.name_key
FROM staged s WHERE row_answers.row_id = s.row_id
