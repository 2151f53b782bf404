-- Names of companies that no list has as written, compared with the lists by likeness.

-- name: newest_listed
SELECT coalesce(max(row_id), 0) FROM row_companies

-- name: work_left
-- Companies in no list by name or domain, not linked to a list that is still there, and not
-- compared yet with all that is listed.
CREATE OR REPLACE TEMP TABLE link_left AS
WITH listed AS MATERIALIZED (
    SELECT DISTINCT company_key FROM row_companies
    WHERE company_key IN (SELECT key FROM company)
        OR company_key IN (SELECT listed FROM company_link)
),
hosts AS MATERIALIZED (
    SELECT DISTINCT domain_key FROM row_companies WHERE domain_key IN (SELECT domain FROM company)
),
known AS (
    SELECT key, max(tried) AS tried,
        bool_or(listed IN (SELECT company_key FROM listed)) AS linked
    FROM company_link GROUP BY key
)
SELECT c.key, c.name, split_part(c.key, ' ', 1) AS head,
    split_part(c.key, ' ', 1) || ' ' || split_part(c.key, ' ', 2) AS two,
    replace(c.key, ' ', '') AS glued, coalesce(k.tried, 0) AS tried
FROM company c LEFT JOIN known k ON k.key = c.key
WHERE coalesce(k.tried, 0) < $newest AND NOT coalesce(k.linked, FALSE)
    AND c.key NOT IN (SELECT company_key FROM listed)
    AND (c.domain IS NULL OR c.domain NOT IN (SELECT domain_key FROM hosts))

-- name: work_right
CREATE OR REPLACE TEMP TABLE link_right AS
SELECT company_key AS key, min(name) AS name, max(row_id) AS row_id,
    split_part(company_key, ' ', 1) AS head,
    split_part(company_key, ' ', 1) || ' ' || split_part(company_key, ' ', 2) AS two,
    replace(company_key, ' ', '') AS glued
FROM row_companies
WHERE company_key IS NOT NULL AND name IS NOT NULL
    AND (split_part(company_key, ' ', 1) IN (SELECT head FROM link_left)
        OR replace(company_key, ' ', '') IN (SELECT glued FROM link_left))
GROUP BY company_key

-- name: work_pairs
-- Names that share the first word, if few begin with it; else the first two, or all letters.
CREATE OR REPLACE TEMP TABLE link_pair AS
WITH rare AS (SELECT head FROM link_right GROUP BY head HAVING count(*) <= $common),
found AS (
    SELECT l.key, r.key AS listed, l.tried, r.row_id
    FROM link_left l JOIN link_right r ON r.head = l.head WHERE l.head IN (SELECT head FROM rare)
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.two = l.two
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.glued = l.glued
    UNION
    SELECT l.key, r.key, l.tried, r.row_id FROM link_left l JOIN link_right r ON r.key = l.head
)
SELECT key, listed FROM found WHERE row_id > tried

-- name: to_compare
SELECT count(DISTINCT key) FROM link_pair

-- name: left_names
SELECT key, name FROM link_left WHERE key IN (SELECT key FROM link_pair) ORDER BY key

-- name: right_names
SELECT DISTINCT r.key, r.name FROM link_pair p JOIN link_right r ON r.key = p.listed
WHERE p.key BETWEEN $low AND $high ORDER BY r.key

-- name: forget
DELETE FROM company_link WHERE key IN (SELECT key FROM link_left)

-- name: remember
INSERT INTO company_link
SELECT l.key, s.listed, s.probability, $newest
FROM link_left l LEFT JOIN staged s ON s.key = l.key ORDER BY l.key

-- name: work_companies
CREATE OR REPLACE TEMP TABLE work_company AS
SELECT key, company_id FROM company_ledger
WHERE key IN (SELECT l.key FROM link_left l JOIN company_link k ON k.key = l.key
    WHERE k.listed IS NOT NULL)

-- name: load
SELECT l.key, c.name, l.listed, l.probability
FROM company_link l JOIN company c ON c.key = l.key
WHERE l.listed IN (SELECT company_key FROM row_companies) ORDER BY l.key
