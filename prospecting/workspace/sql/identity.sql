-- Which rows are one person. Work happens in temporary tables of the writing cursor: todo (rows to
-- resolve anew), work_key (their keys), work_member (row and key), work_comp (keys joined).

-- name: todo_all
CREATE OR REPLACE TEMP TABLE todo AS SELECT row_id FROM person_row

-- name: todo_imports
CREATE OR REPLACE TEMP TABLE todo AS
SELECT row_id FROM person_row WHERE import_id IN (SELECT unnest($imports))

-- name: todo_companies
-- Rows that name their company by an id which a list among these imports explains.
INSERT INTO todo
WITH told AS (
    SELECT split_part(f.format, '-', 1) AS family, r.source_id
    FROM row_companies r JOIN import_file f ON f.import_id = r.import_id
    WHERE r.import_id IN (SELECT unnest($imports)) AND r.source_id IS NOT NULL
),
wanting AS (
    SELECT row_id, import_id, trim(unnest(string_split(company_source_id, ';'))) AS id
    FROM (
        SELECT row_id, import_id, company_source_id FROM row_contacts
        WHERE company IS NULL AND company_source_id IS NOT NULL
        UNION ALL
        SELECT row_id, import_id, company_source_id FROM row_clients
        WHERE company IS NULL AND company_source_id IS NOT NULL
    )
)
SELECT DISTINCT w.row_id
FROM wanting w JOIN import_file f ON f.import_id = w.import_id
JOIN told t ON t.family = split_part(f.format, '-', 1)
    AND CASE WHEN t.family = 'salesforce' THEN left(t.source_id, 15) ELSE t.source_id END
        = CASE WHEN t.family = 'salesforce' THEN left(w.id, 15) ELSE w.id END
WHERE w.row_id NOT IN (SELECT row_id FROM todo)

-- name: clear_all_company_names
DELETE FROM company_by_id

-- name: clear_company_names
DELETE FROM company_by_id WHERE row_id IN (SELECT row_id FROM todo)

-- name: old_company_names
SELECT count(*) FROM company_by_id WHERE row_id IN (SELECT row_id FROM todo)

-- name: enter_company_names
-- The first company of the row's ids that the same CRM's newest list has. Salesforce's ids are
-- one whether written with 15 characters (reports) or with 18 (exports).
INSERT INTO company_by_id
WITH wanting AS (
    SELECT row_id, import_id, company_source_id,
        trim(unnest(string_split(company_source_id, ';'))) AS id
    FROM (
        SELECT row_id, import_id, company_source_id FROM row_contacts
        WHERE company IS NULL AND company_source_id IS NOT NULL
            AND row_id IN (SELECT row_id FROM todo)
        UNION ALL
        SELECT row_id, import_id, company_source_id FROM row_clients
        WHERE company IS NULL AND company_source_id IS NOT NULL
            AND row_id IN (SELECT row_id FROM todo)
    )
),
asked AS (
    SELECT w.row_id, split_part(f.format, '-', 1) AS family,
        CASE WHEN f.format LIKE 'salesforce-%' THEN left(w.id, 15) ELSE w.id END AS id,
        instr(w.company_source_id, w.id) AS place
    FROM wanting w JOIN import_file f ON f.import_id = w.import_id
),
firms AS (
    SELECT split_part(f.format, '-', 1) AS family,
        CASE WHEN f.format LIKE 'salesforce-%' THEN left(r.source_id, 15)
            ELSE r.source_id END AS id,
        r.name, r.company_key, r.row_id AS listed
    FROM row_companies r JOIN import_file f ON f.import_id = r.import_id
    WHERE r.source_id IS NOT NULL AND r.name IS NOT NULL
)
SELECT a.row_id, f.name, f.company_key
FROM asked a JOIN firms f ON f.family = a.family AND f.id = a.id
WHERE a.id <> ''
QUALIFY row_number() OVER (PARTITION BY a.row_id ORDER BY a.place, f.listed DESC) = 1
ORDER BY a.row_id

-- name: todo_people
CREATE OR REPLACE TEMP TABLE todo AS
SELECT row_id FROM row_person WHERE person_id IN (SELECT unnest($people))

-- name: todo_count
SELECT count(*) FROM todo

-- name: resolved_count
SELECT count(*) FROM row_person

-- name: todo_keys
CREATE OR REPLACE TEMP TABLE todo_key AS
WITH mine AS (
    SELECT key, url_key, other_key, email_hash, name_company
    FROM keyed_row WHERE row_id IN (SELECT row_id FROM todo)
),
direct AS (
    SELECT 'k' AS kind, key AS v FROM mine
    UNION SELECT 'k', url_key FROM mine WHERE url_key IS NOT NULL
    UNION SELECT 'k', other_key FROM mine WHERE other_key IS NOT NULL
    UNION SELECT 'e', email_hash FROM mine WHERE email_hash IS NOT NULL
    UNION SELECT 'n', name_company FROM mine WHERE name_company IS NOT NULL
),
-- Keys that the ledger gave to the same person, and keys that a decision of the user names.
ledger AS (
    SELECT DISTINCT other.key AS v
    FROM identity_key one JOIN identity_key other ON other.person_id = one.person_id
    WHERE one.key IN (SELECT v FROM direct WHERE kind = 'k')
),
decided AS (
    SELECT DISTINCT key AS v FROM identity_event_key
    WHERE event_id IN (
        SELECT event_id FROM identity_event_key
        WHERE key IN (SELECT v FROM direct WHERE kind = 'k')
    )
)
SELECT kind, v FROM direct
UNION SELECT 'k', v FROM ledger
UNION SELECT 'k', v FROM decided

-- name: todo_grow
CREATE OR REPLACE TEMP TABLE todo AS
SELECT row_id FROM keyed_row
WHERE key IN (SELECT v FROM todo_key WHERE kind = 'k')
    OR url_key IN (SELECT v FROM todo_key WHERE kind = 'k')
    OR other_key IN (SELECT v FROM todo_key WHERE kind = 'k')
    OR email_hash IN (SELECT v FROM todo_key WHERE kind = 'e')
    OR name_company IN (SELECT v FROM todo_key WHERE kind = 'n')

-- name: old_people
CREATE OR REPLACE TEMP TABLE work_old AS
SELECT DISTINCT person_id FROM row_person WHERE row_id IN (SELECT row_id FROM todo)

-- name: keep_todo
-- Rows that were taken out meanwhile share no key with any other, yet what they led to has to go.
CREATE OR REPLACE TEMP TABLE todo_kept AS SELECT row_id FROM todo

-- name: add_kept
INSERT INTO todo SELECT row_id FROM todo_kept WHERE row_id NOT IN (SELECT row_id FROM todo)

-- name: more_old_people
INSERT INTO work_old
SELECT DISTINCT person_id FROM row_person
WHERE row_id IN (SELECT row_id FROM todo) AND person_id NOT IN (SELECT person_id FROM work_old)

-- name: work_rows
CREATE OR REPLACE TEMP TABLE work_row AS
SELECT row_id, key, url_key, other_key, email_hash, name_tag, name_company, collected_on
FROM keyed_row WHERE row_id IN (SELECT row_id FROM todo)

-- name: work_groups
CREATE OR REPLACE TEMP TABLE work_group AS
SELECT g.key, g.first_row, g.has_url, g.first_on, k.key_id, k.person_id AS ledger_person,
    CASE WHEN g.has_url THEN 0
        WHEN g.key LIKE 'e:%' THEN 2 WHEN g.key LIKE 'n:%' THEN 3
        WHEN g.key LIKE 'x:%' THEN 4 WHEN g.key LIKE 'r:%' THEN 5 ELSE 1 END AS rank
FROM (
    SELECT key, min(row_id) AS first_row, bool_or(url_key IS NOT NULL) AS has_url,
        min(collected_on) AS first_on
    FROM work_row GROUP BY key
) g
LEFT JOIN identity_key k ON k.key = g.key

-- name: fresh_keys
SELECT count(*) FROM work_group WHERE key_id IS NULL

-- name: reserve_keys
SELECT min(nextval('key_seq')) FROM range($n)

-- name: work_keys
CREATE OR REPLACE TEMP TABLE work_key AS
SELECT coalesce(key_id, $first - 1 + row_number() OVER (
        PARTITION BY key_id IS NULL ORDER BY first_row, key)) AS gid,
    key, first_row, has_url, first_on, ledger_person, rank, key_id IS NULL AS fresh
FROM work_group

-- name: work_members
CREATE OR REPLACE TEMP TABLE work_member AS
SELECT r.row_id, k.gid, r.other_key, r.email_hash, r.name_tag, r.name_company
FROM work_row r JOIN work_key k ON k.key = r.key

-- name: sure_edges
-- Two addresses of one profile in one row; one e-mail address under one name.
WITH alias AS (
    SELECT 'o' || other_key AS v, gid FROM work_member WHERE other_key IS NOT NULL
    UNION
    SELECT 'o' || key, gid FROM work_key
    WHERE key IN (SELECT other_key FROM work_member WHERE other_key IS NOT NULL)
),
mail AS (
    SELECT DISTINCT email_hash, name_tag, gid FROM work_member WHERE email_hash IS NOT NULL
),
names AS (
    SELECT email_hash, count(DISTINCT name_tag) AS n, min(name_tag) AS only_tag
    FROM mail GROUP BY email_hash
),
shared AS (
    SELECT v, gid FROM alias
    UNION
    SELECT 'e' || m.email_hash || '|' || CASE WHEN n.n <= 1 THEN coalesce(n.only_tag, '')
        ELSE m.name_tag END, m.gid
    FROM mail m JOIN names n ON n.email_hash = m.email_hash
    WHERE n.n <= 1 OR m.name_tag IS NOT NULL
),
led AS (SELECT gid, min(gid) OVER (PARTITION BY v) AS lead FROM shared)
SELECT DISTINCT lead AS a, gid AS b FROM led WHERE lead <> gid ORDER BY a, b

-- name: work_comps
CREATE OR REPLACE TEMP TABLE work_comp AS
SELECT k.gid, coalesce(f.comp, k.gid) AS comp, k.has_url
FROM work_key k LEFT JOIN found f ON f.gid = k.gid

-- name: needy
SELECT count(*) FROM (SELECT comp FROM work_comp GROUP BY comp HAVING NOT bool_or(has_url))

-- name: name_edges
-- Who has no profile address goes with the one person of that name at that company, if there is
-- exactly one; those without any address go together.
WITH state AS (SELECT comp, bool_or(has_url) AS has_url FROM work_comp GROUP BY comp),
nc AS (
    SELECT DISTINCT m.name_company AS v, s.comp, s.has_url
    FROM work_member m JOIN work_comp c ON c.gid = m.gid JOIN state s ON s.comp = c.comp
    WHERE m.name_company IS NOT NULL
),
offers AS (
    SELECT DISTINCT n.comp AS needy, o.comp AS offer
    FROM nc n JOIN nc o ON o.v = n.v AND o.has_url WHERE NOT n.has_url
),
taken AS (SELECT needy, min(offer) AS offer FROM offers GROUP BY needy HAVING count(*) = 1),
peers AS (
    SELECT v, comp, min(comp) OVER (PARTITION BY v) AS lead FROM nc
    WHERE NOT has_url AND comp NOT IN (SELECT needy FROM offers)
)
SELECT a, b FROM (
    SELECT offer AS a, needy AS b FROM taken
    UNION SELECT lead, comp FROM peers WHERE lead <> comp
) ORDER BY a, b

-- name: decisions
-- Decisions on keys that are at hand: the user's before the program's, the newest first.
SELECT e.event_id, e.kind, k.side, w.gid
FROM identity_event e
JOIN identity_event_key k ON k.event_id = e.event_id
JOIN work_key w ON w.key = k.key
ORDER BY e.user_id = 'program', e.event_id DESC, k.side, w.gid

-- name: work_claims
-- Which id each joined set of keys may have: the ledger's, by its strongest key.
CREATE OR REPLACE TEMP TABLE work_claim AS
SELECT c.comp, min(k.first_row) AS first_row,
    min(k.rank * 281474976710656 + k.ledger_person) AS best
FROM work_comp c JOIN work_key k ON k.gid = c.gid
GROUP BY c.comp

-- name: work_winners
CREATE OR REPLACE TEMP TABLE work_winner AS
SELECT comp, first_row, best % 281474976710656 AS claimed,
    best IS NOT NULL AND row_number() OVER (
        PARTITION BY best % 281474976710656 ORDER BY best, comp) = 1 AS won
FROM work_claim

-- name: fresh_people
SELECT count(*) FROM work_winner WHERE NOT won

-- name: reserve_people
SELECT min(nextval('person_seq')) FROM range($n)

-- name: work_people
CREATE OR REPLACE TEMP TABLE work_person AS
SELECT comp, claimed, won, CASE WHEN won THEN claimed ELSE $first - 1 + row_number() OVER (
    PARTITION BY won ORDER BY first_row, comp) END AS person_id
FROM work_winner

-- name: contested
SELECT count(*) FROM work_person WHERE NOT won AND claimed IS NOT NULL

-- name: repoint
UPDATE identity_key SET person_id = w.person_id
FROM work_comp c JOIN work_person w ON w.comp = c.comp
WHERE identity_key.key_id = c.gid AND NOT w.won AND identity_key.person_id = w.claimed

-- name: work_map
CREATE OR REPLACE TEMP TABLE work_map AS
SELECT c.gid, p.person_id FROM work_comp c JOIN work_person p ON p.comp = c.comp

-- name: enter_ledger
INSERT INTO identity_key
SELECT k.gid, k.key, m.person_id, k.first_on FROM work_key k JOIN work_map m ON m.gid = k.gid
WHERE k.fresh ORDER BY k.gid

-- name: clear_all_rows
DELETE FROM row_person

-- name: clear_rows
DELETE FROM row_person WHERE row_id IN (SELECT row_id FROM todo)

-- name: enter_rows
INSERT INTO row_person
SELECT r.row_id, m.person_id FROM work_member r JOIN work_map m ON m.gid = r.gid
ORDER BY r.row_id

-- name: touched_people
CREATE OR REPLACE TEMP TABLE touched AS
SELECT person_id FROM work_old UNION SELECT person_id FROM work_map

-- name: clear_all_keys
DELETE FROM person_key

-- name: clear_keys
DELETE FROM person_key WHERE person_id IN (SELECT person_id FROM touched)

-- name: enter_keys
INSERT INTO person_key SELECT gid, person_id FROM work_map ORDER BY gid

-- name: clear_aliases
DELETE FROM person_alias

-- name: enter_aliases
INSERT INTO person_alias
SELECT k.person_id, arg_min(p.person_id, k.key_id)
FROM identity_key k LEFT JOIN key_heir h ON h.key_id = k.key_id
JOIN person_key p ON p.key_id = coalesce(h.heir, k.key_id)
WHERE k.person_id <> p.person_id
    AND k.person_id NOT IN (SELECT person_id FROM person_key)
GROUP BY k.person_id ORDER BY k.person_id

-- name: alias_of
SELECT person_id FROM person_alias WHERE old_id = $id

-- name: person_exists
SELECT count(*) FROM person WHERE person_id = $id

-- name: keys_of_people
SELECT p.person_id, k.key FROM person_key p JOIN identity_key k ON k.key_id = p.key_id
WHERE p.person_id IN (SELECT unnest($people)) ORDER BY k.key

-- name: add_event
INSERT INTO identity_event SELECT nextval('event_seq'), $kind, $user, $at, $note RETURNING event_id

-- name: add_event_key
INSERT INTO identity_event_key VALUES ($event, $side, $key)

-- name: add_override
INSERT INTO identity_override VALUES ($event, $key, $name_key, $new_key)

-- name: rows_with_keys
SELECT row_id, key, name_key FROM keyed_row
WHERE row_id IN (SELECT row_id FROM row_person WHERE person_id = $person) ORDER BY row_id

-- name: load_decisions
SELECT e.event_id, e.kind, e.user_id, e.written_at, e.note,
    min(p.person_id) AS person_a, max(p.person_id) AS person_b
FROM identity_event e
JOIN identity_event_key k ON k.event_id = e.event_id
LEFT JOIN identity_key i ON i.key = k.key
LEFT JOIN person_key p ON p.key_id = i.key_id
GROUP BY ALL ORDER BY e.event_id

-- name: people_of_decision
SELECT DISTINCT p.person_id FROM identity_event_key k
JOIN identity_key i ON i.key = k.key JOIN person_key p ON p.key_id = i.key_id
WHERE k.event_id = $event ORDER BY 1

-- name: drop_event
DELETE FROM identity_event WHERE event_id = $event

-- name: drop_keys_of_event
DELETE FROM identity_event_key WHERE event_id = $event

-- name: drop_overrides_of_event
DELETE FROM identity_override WHERE event_id = $event

-- name: person_of_row
SELECT person_id FROM row_person WHERE row_id = $row

-- name: needy_people
-- People whom no public profile address tells apart from others.
SELECT count(*) FROM person p WHERE p.url_key IS NULL

-- name: doubtful
-- Those people, and everybody who shares their family name and, beside it, the company or the
-- first letter: other pairs cannot become likely enough to ask about.
WITH needy AS (
    SELECT split_part(name_key, ' ', -1) AS family, left(name_key, 1) AS initial, company_id
    FROM person WHERE url_key IS NULL AND name_key IS NOT NULL
),
near AS (
    SELECT p.person_id FROM person p JOIN needy n
        ON split_part(p.name_key, ' ', -1) = n.family AND left(p.name_key, 1) = n.initial
    UNION
    SELECT p.person_id FROM person p JOIN needy n
        ON split_part(p.name_key, ' ', -1) = n.family AND p.company_id = n.company_id
)
SELECT p.person_id, p.first_name, p.last_name, p.name AS full_name, p.url, p.company, p.title,
    p.location, p.url_key, p.name_key, p.company_id, m.email_hash
FROM person p
LEFT JOIN (
    SELECT p.person_id, min(r.email_hash) AS email_hash
    FROM person_row r JOIN row_person p ON p.row_id = r.row_id
    WHERE r.email_hash IS NOT NULL GROUP BY p.person_id
) m ON m.person_id = p.person_id
WHERE p.person_id IN (SELECT person_id FROM near)
ORDER BY p.person_id

-- name: parted
-- Pairs that somebody has already decided on.
SELECT DISTINCT a.person_id AS one, b.person_id AS two
FROM identity_event e
JOIN identity_event_key ka ON ka.event_id = e.event_id AND ka.side = 1
JOIN identity_event_key kb ON kb.event_id = e.event_id AND kb.side = 2
JOIN identity_key ia ON ia.key = ka.key JOIN person_key a ON a.key_id = ia.key_id
JOIN identity_key ib ON ib.key = kb.key JOIN person_key b ON b.key_id = ib.key_id
WHERE a.person_id <> b.person_id ORDER BY ALL

-- name: clear_queue
DELETE FROM review_pair

-- name: fill_queue
INSERT INTO review_pair SELECT person_a, person_b, probability, reason FROM staged
ORDER BY person_a, person_b

-- name: queue_size
SELECT count(*) FROM review_pair
