-- Schema 2. Names of companies are linked to lists that spell them otherwise; clients are told from
-- leads by won deals and by their company's stage; a part of a network retires nobody.

-- A company's key and the key it stands under in a list, found by likeness; null: nothing like it
-- in the lists up to the row "tried". So each name is compared once with each list.
CREATE TABLE company_link (
    key VARCHAR NOT NULL,
    listed VARCHAR,
    probability DOUBLE,
    tried BIGINT NOT NULL
);

-- Rows of contacts whom the seller's own CRM shows to be clients: derived.
CREATE TABLE promoted_row (row_id BIGINT NOT NULL);
-- Won deals and whose they were: derived.
CREATE TABLE won_deal (
    client_id BIGINT NOT NULL,
    row_id BIGINT NOT NULL,
    amount DOUBLE,
    currency VARCHAR,
    closed_on DATE
);

-- Each deal as its newest row has it; ids of deals hold within one CRM.
CREATE VIEW deal_now AS
SELECT d.*, split_part(f.format, '-', 1) AS family
FROM row_deals d JOIN import_file f ON f.import_id = d.import_id
QUALIFY d.source_id IS NULL OR row_number() OVER (
    PARTITION BY split_part(f.format, '-', 1), d.source_id ORDER BY d.row_id DESC) = 1;

-- Every row that tells of a client.
CREATE VIEW client_row AS
SELECT row_id, import_id, first_name, last_name, full_name, url, email, phone, company, title,
    location, country, industry, kind, language, since, last_touch, revenue, currency, deals_won,
    nps, nps_on, status, complaint, do_not_ask, referred_before, account_owner, note, source_id,
    company_source_id, url_key, other_key, email_hash, name_key, company_key, domain_key
FROM row_clients
UNION ALL
SELECT row_id, import_id, first_name, last_name, full_name, url, email, phone, company, title,
    location, country, industry, 'client', NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, source_id,
    company_source_id, url_key, other_key, email_hash, name_key, company_key, domain_key
FROM row_contacts WHERE row_id IN (SELECT row_id FROM promoted_row);

-- Exports of networks in their order; one with fewer than half of the connections that an earlier
-- one had is a part of the network.
CREATE VIEW network_export AS
SELECT owner_id, import_id, data_on, export_code, connections,
    coalesce(2 * connections < max(connections) OVER (
        PARTITION BY owner_id ORDER BY export_code
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), FALSE) AS partial
FROM (
    SELECT coalesce(a.client_id, f.owner_id) AS owner_id, f.import_id, f.data_on, f.connections,
        @days(f.data_on) * 1099511627776 + f.import_id AS export_code
    FROM import_file f LEFT JOIN client_alias a ON a.old_id = f.owner_id
    WHERE f.status = 'stored' AND f.owner_id IS NOT NULL AND f.connections > 0
);

-- A connection is current while the owner's newest whole export has it, or a later part.
CREATE OR REPLACE VIEW newest_export AS
SELECT owner_id, max(export_code) AS export_code FROM network_export
WHERE NOT partial GROUP BY owner_id;
CREATE OR REPLACE VIEW connection_now AS
SELECT c.owner_id, c.person_id, c.connected_on, c.relation, c.email_shared, c.first_seen,
    c.last_seen, c.other_way OR c.export_code >= n.export_code AS current
FROM connection c LEFT JOIN newest_export n ON n.owner_id = c.owner_id;

-- What is derived has to be derived anew once.
INSERT INTO meta SELECT 'derive', 'again' WHERE EXISTS (SELECT 1 FROM import_file);
