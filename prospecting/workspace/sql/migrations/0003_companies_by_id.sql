-- Schema 3. Whose company a CRM tells by its id only gets the company's name from the CRM's own list.

-- The company of rows that name none, by the id that the same CRM's list has it under: derived.
CREATE TABLE company_by_id (row_id BIGINT NOT NULL, company VARCHAR NOT NULL, company_key VARCHAR);

-- Every row that tells of a person. Class 1 is what people say of themselves on their profile
-- (newest wins), class 0 what others keep about them.
CREATE OR REPLACE VIEW person_row AS
SELECT r.row_id, r.import_id, 0 AS source, f.owner_id, f.collected_on, f.data_on,
    r.first_name, r.last_name, r.full_name, r.url, coalesce(r.company, j.company) AS company, r.title,
    r.location, r.country, r.industry, r.size_min, r.size_max, r.connected_on, r.degree, r.relation,
    r.seniority_label, r.function_label, r.in_role_since, r.lifecycle, r.email_known,
    r.phone_known, r.url_key, r.other_key, r.email_hash, r.email_loose, r.name_key,
    coalesce(r.company_key, j.company_key) AS company_key, r.domain_key,
    CASE WHEN r.relation IN ('connection', 'list', 'by hand') THEN 1 ELSE 0 END AS class
FROM row_contacts r JOIN import_file f ON f.import_id = r.import_id
LEFT JOIN company_by_id j ON j.row_id = r.row_id
UNION ALL
SELECT r.row_id, r.import_id, 1, NULL, f.collected_on, f.data_on,
    r.first_name, r.last_name, r.full_name, r.url, coalesce(r.company, j.company) AS company, r.title,
    r.location, r.country, r.industry, r.size_min, r.size_max, NULL, NULL, 'client',
    NULL, NULL, NULL, NULL, r.email_known,
    r.phone IS NOT NULL, r.url_key, r.other_key, r.email_hash, r.email_loose, r.name_key,
    coalesce(r.company_key, j.company_key), r.domain_key, 0
FROM row_clients r JOIN import_file f ON f.import_id = r.import_id
LEFT JOIN company_by_id j ON j.row_id = r.row_id
UNION ALL
SELECT r.row_id, r.import_id, 2, NULL, f.collected_on, f.data_on,
    NULL, NULL, r.prospect_name, r.prospect_url, r.prospect_company, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, 'past ask',
    NULL, NULL, NULL, NULL, r.email_known,
    FALSE, r.url_key, r.other_key, r.email_hash, r.email_loose, r.name_key,
    r.company_key, r.domain_key, 0
FROM row_past_asks r JOIN import_file f ON f.import_id = r.import_id;

-- Every row that tells of a client.
CREATE OR REPLACE VIEW client_row AS
SELECT r.row_id, r.import_id, r.first_name, r.last_name, r.full_name, r.url, r.email, r.phone,
    coalesce(r.company, j.company) AS company, r.title, r.location, r.country, r.industry, r.kind,
    r.language, r.since, r.last_touch, r.revenue, r.currency, r.deals_won,
    r.nps, r.nps_on, r.status, r.complaint, r.do_not_ask, r.referred_before, r.account_owner, r.note,
    r.source_id, r.company_source_id, r.url_key, r.other_key, r.email_hash, r.name_key,
    coalesce(r.company_key, j.company_key) AS company_key, r.domain_key
FROM row_clients r LEFT JOIN company_by_id j ON j.row_id = r.row_id
UNION ALL
SELECT r.row_id, r.import_id, r.first_name, r.last_name, r.full_name, r.url, r.email, r.phone,
    coalesce(r.company, j.company) AS company, r.title, r.location, r.country, r.industry, 'client', NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r.source_id,
    r.company_source_id, r.url_key, r.other_key, r.email_hash, r.name_key,
    coalesce(r.company_key, j.company_key) AS company_key, r.domain_key
FROM row_contacts r LEFT JOIN company_by_id j ON j.row_id = r.row_id
WHERE r.row_id IN (SELECT row_id FROM promoted_row);

-- What is derived has to be derived anew once.
INSERT INTO meta SELECT 'derive', 'again' WHERE EXISTS (SELECT 1 FROM import_file)
    AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'derive');
