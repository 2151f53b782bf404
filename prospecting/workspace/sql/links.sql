-- Names of companies that no list has as written, compared with the lists by likeness.

-- name: newest_listed
SELECT coalesce(max(row_id), 0) FROM row_companies

-- name: matcher
SELECT count(*) FROM meta WHERE name = 'company matcher' AND value = $matcher

-- name: forget_matcher
DELETE FROM meta WHERE name = 'company matcher'

-- name: set_matcher
INSERT INTO meta VALUES ('company matcher', $matcher)

-- name: doubt_all
-- To be compared anew: what an older matcher said.
UPDATE company_link SET tried = 0 WHERE tried > 0

-- name: listed_by_import
SELECT count(*) FROM row_companies WHERE import_id = $id

-- name: doubt_of_import
-- To be compared anew: names that this list may have spoken for, or that it may have left in doubt.
UPDATE company_link SET tried = 0
WHERE tried > 0 AND (
    split_part(key, ' ', 1) IN (
        SELECT split_part(company_key, ' ', 1) FROM row_companies WHERE import_id = $id)
    OR replace(key, ' ', '') IN (
        SELECT replace(company_key, ' ', '') FROM row_companies WHERE import_id = $id)
    OR split_part(key, ' ', 1) IN (
        SELECT split_part(former_key, ' ', 1) FROM former_company WHERE import_id = $id)
    OR listed IN (SELECT company_key FROM row_companies WHERE import_id = $id))

-- name: work_left
-- Companies in no list by name or domain, and not compared yet with all that is listed.
CREATE OR REPLACE TEMP TABLE link_left AS
WITH listed AS MATERIALIZED (
    SELECT DISTINCT company_key FROM row_companies WHERE company_key IN (SELECT key FROM company)
),
hosts AS MATERIALIZED (
    SELECT DISTINCT domain_key FROM row_companies WHERE domain_key IN (SELECT domain FROM company)
),
known AS (SELECT key, max(tried) AS tried FROM company_link GROUP BY key)
SELECT c.key, c.name, split_part(c.key, ' ', 1) AS head,
    split_part(c.key, ' ', 1) || ' ' || split_part(c.key, ' ', 2) AS two,
    split_part(c.key, ' ', 1) || ' ' || split_part(c.key, ' ', 2)
        || ' ' || split_part(c.key, ' ', 3) AS three,
    replace(c.key, ' ', '') AS glued, coalesce(k.tried, 0) AS tried
FROM company c LEFT JOIN known k ON k.key = c.key
WHERE coalesce(k.tried, 0) < $newest
    AND c.key NOT IN (SELECT company_key FROM listed)
    AND (c.domain IS NULL OR c.domain NOT IN (SELECT domain_key FROM hosts))

-- name: left_with_more
-- Names that may hold another one: in parentheses, or behind "formerly".
SELECT key, name, tried FROM link_left
WHERE name LIKE '%(%' OR name LIKE '%[%' OR lower(name) LIKE '%former%'
    OR lower(name) LIKE '%fka%' OR lower(name) LIKE '%vormals%' OR lower(name) LIKE '%ehemals%'
    OR lower(name) LIKE '%previously%' OR lower(name) LIKE '%voorheen%'
    OR lower(name) LIKE '%anciennement%' OR lower(name) LIKE '%dawniej%'
    OR lower(name) LIKE '%tidligere%' OR lower(name) LIKE '%tidigare%' OR lower(name) LIKE '% now %'
ORDER BY key

-- name: enter_left
INSERT INTO link_left
SELECT key, name, split_part(other, ' ', 1),
    split_part(other, ' ', 1) || ' ' || split_part(other, ' ', 2),
    split_part(other, ' ', 1) || ' ' || split_part(other, ' ', 2)
        || ' ' || split_part(other, ' ', 3),
    replace(other, ' ', ''), tried
FROM staged ORDER BY key, other

-- name: former_rows
SELECT row_id, import_id, company_key, former_names FROM row_companies
WHERE row_id > $after AND former_names IS NOT NULL AND company_key IS NOT NULL
ORDER BY row_id LIMIT $most

-- name: newest_former
SELECT coalesce(max(row_id), 0) FROM former_company

-- name: enter_former
INSERT INTO former_company
SELECT row_id, import_id, former_key, former, listed FROM staged ORDER BY row_id, former_key

-- name: drop_former
DELETE FROM former_company WHERE import_id = $id

-- name: work_right
-- What is listed, and by which other names.
CREATE OR REPLACE TEMP TABLE link_right AS
SELECT listed AS key, min(former) AS name, max(row_id) AS row_id,
    split_part(former_key, ' ', 1) AS head,
    split_part(former_key, ' ', 1) || ' ' || split_part(former_key, ' ', 2) AS two,
    split_part(former_key, ' ', 1) || ' ' || split_part(former_key, ' ', 2)
        || ' ' || split_part(former_key, ' ', 3) AS three,
    replace(former_key, ' ', '') AS glued
FROM former_company
WHERE split_part(former_key, ' ', 1) IN (SELECT head FROM link_left)
    OR replace(former_key, ' ', '') IN (SELECT glued FROM link_left)
GROUP BY listed, former_key
UNION ALL
SELECT company_key AS key, min(name) AS name, max(row_id) AS row_id,
    split_part(company_key, ' ', 1) AS head,
    split_part(company_key, ' ', 1) || ' ' || split_part(company_key, ' ', 2) AS two,
    split_part(company_key, ' ', 1) || ' ' || split_part(company_key, ' ', 2)
        || ' ' || split_part(company_key, ' ', 3) AS three,
    replace(company_key, ' ', '') AS glued
FROM row_companies
WHERE company_key IS NOT NULL AND name IS NOT NULL
    AND (split_part(company_key, ' ', 1) IN (SELECT head FROM link_left)
        OR replace(company_key, ' ', '') IN (SELECT glued FROM link_left))
GROUP BY company_key

-- name: work_pairs
-- Names that share the first word, if few begin with it; else the first two, or three, or all
-- letters. Where anything is new among them, a name is compared with all: two lists may leave it in
-- doubt.
CREATE OR REPLACE TEMP TABLE link_pair AS
WITH heads AS (SELECT head FROM link_right GROUP BY head HAVING count(*) <= $common),
twos AS (SELECT two FROM link_right GROUP BY two HAVING count(*) <= $common),
threes AS (SELECT three FROM link_right GROUP BY three HAVING count(*) <= $common),
found AS MATERIALIZED (
    SELECT l.key, r.key AS listed, l.tried, r.row_id
    FROM link_left l JOIN link_right r ON r.head = l.head WHERE l.head IN (SELECT head FROM heads)
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.two = l.two
    WHERE l.two IN (SELECT two FROM twos)
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.three = l.three
    WHERE l.three IN (SELECT three FROM threes)
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.glued = l.glued
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.glued = l.head
)
SELECT key, listed FROM found WHERE key IN (SELECT key FROM found WHERE row_id > tried)

-- name: to_compare
SELECT count(DISTINCT key) FROM link_pair

-- name: left_names
SELECT DISTINCT key, name FROM link_left WHERE key IN (SELECT key FROM link_pair) ORDER BY key

-- name: right_names
SELECT DISTINCT r.key, r.name FROM link_pair p JOIN link_right r ON r.key = p.listed
WHERE p.key BETWEEN $low AND $high ORDER BY r.key

-- name: work_judged
CREATE OR REPLACE TEMP TABLE link_judged AS
SELECT DISTINCT key FROM link_left WHERE tried = 0 OR key IN (SELECT key FROM link_pair)

-- name: work_before
CREATE OR REPLACE TEMP TABLE link_before AS
SELECT key, listed FROM company_link
WHERE listed IS NOT NULL AND key IN (SELECT key FROM link_judged)

-- name: forget
DELETE FROM company_link WHERE key IN (SELECT key FROM link_judged)

-- name: remember_rest
-- The new list has nothing like them: what the others said of them holds.
UPDATE company_link SET tried = $newest WHERE key IN (SELECT key FROM link_left)

-- name: remember
INSERT INTO company_link
SELECT l.key, s.listed, s.probability, $newest
FROM link_judged l LEFT JOIN staged s ON s.key = l.key ORDER BY l.key

-- name: work_companies
-- Companies of whom another list speaks than before, or none any more.
CREATE OR REPLACE TEMP TABLE work_company AS
WITH now AS (
    SELECT key, listed FROM company_link
    WHERE listed IS NOT NULL AND key IN (SELECT key FROM link_judged)
)
SELECT key, company_id FROM company_ledger
WHERE key IN (
        SELECT key FROM (SELECT key, listed FROM now EXCEPT SELECT key, listed FROM link_before))
    OR key IN (
        SELECT key FROM (SELECT key, listed FROM link_before EXCEPT SELECT key, listed FROM now))

-- name: changed
SELECT count(*) FROM work_company

-- name: linked
SELECT count(*) FROM work_company
WHERE key IN (SELECT key FROM company_link WHERE listed IS NOT NULL)

-- name: load
SELECT l.key, c.name, l.listed, l.probability
FROM company_link l JOIN company c ON c.key = l.key
WHERE l.listed IN (SELECT company_key FROM row_companies) ORDER BY l.key
