-- Clients told from leads by the seller's own CRM, and what they bought.

-- name: stages
SELECT DISTINCT lifecycle FROM row_companies WHERE lifecycle IS NOT NULL ORDER BY lifecycle

-- name: clear_promoted
DELETE FROM promoted_row

-- name: enter_promoted
-- Contacts whom a won deal names; and everybody at a company that is a customer, or that a won
-- deal names without naming anybody. Never a contact of somebody's network.
INSERT INTO promoted_row
WITH listed AS (
    SELECT r.row_id, r.source_id, r.company_source_id, r.email_hash, r.company_key,
        lower(coalesce(r.full_name, trim(concat_ws(' ', r.first_name, r.last_name)))) AS name,
        split_part(f.format, '-', 1) AS family, f.format LIKE '%leads' AS is_lead
    FROM row_contacts r JOIN import_file f ON f.import_id = r.import_id
    WHERE r.relation = 'list' AND f.owner_id IS NULL
),
won AS (SELECT * FROM deal_now WHERE status = 'won'),
named AS (
    SELECT family, trim(unnest(string_split(contact_source_ids, ';'))) AS source_id FROM won
),
-- Where the deals have no ids of people: the contact's name at the deal's company.
by_name AS (
    SELECT family, lower(trim(split_part(contact, ' (', 1))) AS name, company_key
    FROM won WHERE contact IS NOT NULL AND company_key IS NOT NULL
),
firms AS (
    SELECT split_part(f.format, '-', 1) AS family, c.source_id, c.company_key
    FROM row_companies c JOIN import_file f ON f.import_id = c.import_id
    WHERE c.lifecycle IN (SELECT unnest(CAST($customer AS VARCHAR[])))
    UNION
    SELECT family, trim(unnest(string_split(coalesce(company_source_ids, ''), ';'))), company_key
    FROM won WHERE email_hash IS NULL AND contact_source_ids IS NULL AND contact IS NULL
)
SELECT row_id FROM listed
WHERE email_hash IN (SELECT email_hash FROM won WHERE email_hash IS NOT NULL)
    OR family || ' ' || source_id IN (
        SELECT family || ' ' || source_id FROM named WHERE source_id <> '')
    OR family || ' ' || name || '|' || company_key IN (
        SELECT family || ' ' || name || '|' || company_key FROM by_name)
    OR (NOT is_lead AND (
        family || ' ' || company_source_id IN (
            SELECT family || ' ' || source_id FROM firms WHERE source_id <> '')
        OR family || ' ' || company_key IN (
            SELECT family || ' ' || company_key FROM firms WHERE company_key IS NOT NULL)))
ORDER BY row_id

-- name: clear_won
DELETE FROM won_deal

-- name: enter_won
-- Whose a won deal was: the clients it names, by id or e-mail; if it names none, those of its company.
INSERT INTO won_deal
WITH won AS (SELECT * FROM deal_now WHERE status = 'won'),
signs AS (
    SELECT c.client_id, r.email_hash, r.source_id, r.company_source_id, r.company_key,
        lower(coalesce(r.full_name, trim(concat_ws(' ', r.first_name, r.last_name)))) AS name,
        split_part(f.format, '-', 1) AS family
    FROM client c JOIN row_person p ON p.person_id = c.person_id
    JOIN client_row r ON r.row_id = p.row_id JOIN import_file f ON f.import_id = r.import_id
),
named AS (
    SELECT w.row_id, s.client_id FROM won w JOIN signs s ON s.email_hash = w.email_hash
    UNION
    SELECT w.row_id, s.client_id
    FROM (
        SELECT row_id, family, trim(unnest(string_split(contact_source_ids, ';'))) AS source_id
        FROM won
    ) w JOIN signs s ON s.family = w.family AND s.source_id = w.source_id
    UNION
    SELECT w.row_id, s.client_id FROM won w JOIN signs s ON s.company_key = w.company_key
        AND s.name = lower(trim(split_part(w.contact, ' (', 1)))
),
rest AS (SELECT * FROM won WHERE row_id NOT IN (SELECT row_id FROM named)),
firms AS (
    SELECT w.row_id, s.client_id
    FROM (
        SELECT row_id, family, trim(unnest(string_split(company_source_ids, ';'))) AS source_id
        FROM rest
    ) w JOIN signs s ON s.family = w.family AND s.company_source_id = w.source_id
    UNION
    SELECT w.row_id, s.client_id FROM rest w JOIN signs s ON s.company_key = w.company_key
)
SELECT n.client_id, w.row_id, w.amount, w.currency, w.closed_on
FROM (SELECT * FROM named UNION SELECT * FROM firms) n JOIN won w ON w.row_id = n.row_id
ORDER BY n.client_id, w.row_id

-- name: derive_is_due
SELECT count(*) FROM meta WHERE name = 'derive'

-- name: derive_is_done
DELETE FROM meta WHERE name = 'derive'
