-- What follows from rows and identities: people, companies, connections, evidence, clients.
-- touched (a temporary table) holds the people to be written anew.

-- name: work_facts
CREATE OR REPLACE TEMP TABLE work_fact AS
SELECT p.person_id, r.*,
    r.class * 288230376151711744 + @days(r.data_on) * 1099511627776 + r.row_id AS ord
FROM person_row r JOIN row_person p ON p.row_id = r.row_id
WHERE p.person_id IN (SELECT person_id FROM touched)

-- name: clear_all_people
DELETE FROM person

-- name: clear_people
DELETE FROM person WHERE person_id IN (SELECT person_id FROM touched)

-- name: fresh_titles
INSERT INTO title
SELECT $first - 1 + row_number() OVER (ORDER BY title), title
FROM (
    SELECT DISTINCT title FROM work_fact
    WHERE title IS NOT NULL AND title NOT IN (SELECT text FROM title)
)

-- name: count_fresh_titles
SELECT count(DISTINCT title) FROM work_fact
WHERE title IS NOT NULL AND title NOT IN (SELECT text FROM title)

-- name: reserve_titles
SELECT min(nextval('title_seq')) FROM range($n)

-- name: count_fresh_companies
SELECT count(DISTINCT company_key) FROM work_fact
WHERE company_key IS NOT NULL AND company_key NOT IN (SELECT key FROM company_ledger)

-- name: reserve_companies
SELECT min(nextval('company_seq')) FROM range($n)

-- name: fresh_companies
INSERT INTO company_ledger
SELECT company_key, $first - 1 + row_number() OVER (ORDER BY company_key)
FROM (
    SELECT DISTINCT company_key FROM work_fact
    WHERE company_key IS NOT NULL AND company_key NOT IN (SELECT key FROM company_ledger)
)

-- name: enter_people
-- Of each datum the newest, profile before hearsay; title and company always from one row.
-- Numbers are compared first and texts fetched afterwards, most of them from one row: a fraction
-- of the time of arg_max.
INSERT INTO person
WITH marks AS (
    SELECT person_id,
        -- A name written out is better than a newer one with an initial.
        coalesce(max(ord + CASE WHEN name_key IS NULL THEN 0 ELSE 1152921504606846976 END)
            FILTER (WHERE coalesce(last_name, full_name, first_name) IS NOT NULL), max(ord))
            % 1099511627776 AS main_row,
        max(ord) FILTER (WHERE url_key IS NOT NULL OR other_key IS NOT NULL)
            % 1099511627776 AS url_row,
        max(ord) FILTER (WHERE url_key IS NOT NULL) % 1099511627776 AS key_row,
        -- On one day a row with both is better than a later one with the company alone.
        max(ord + CASE WHEN title IS NULL OR company IS NULL THEN 0 ELSE 549755813888 END)
            FILTER (WHERE title IS NOT NULL OR company IS NOT NULL) % 549755813888 AS job_row,
        coalesce(bool_or(email_known), FALSE) AS email_known,
        coalesce(bool_or(phone_known), FALSE) AS phone_known,
        count(*) AS sources,
        max(data_on) AS last_seen
    FROM work_fact GROUP BY person_id
),
main AS (
    SELECT m.person_id, w.first_name, w.last_name, w.full_name, w.url, w.title, w.company,
        w.company_key, w.url_key, w.name_key
    FROM marks m JOIN work_fact w ON w.row_id = m.main_row
),
jobs AS (
    SELECT m.person_id, w.title, w.company, w.company_key
    FROM marks m JOIN work_fact w ON w.row_id = m.job_row WHERE m.job_row <> m.main_row
),
urls AS (
    SELECT m.person_id, w.url
    FROM marks m JOIN work_fact w ON w.row_id = m.url_row WHERE m.url_row <> m.main_row
),
keys AS (
    SELECT m.person_id, w.url_key
    FROM marks m JOIN work_fact w ON w.row_id = m.key_row WHERE m.key_row <> m.main_row
),
rare AS (
    SELECT person_id, arg_max(location, ord) AS location, arg_max(country, ord) AS country,
        arg_max(seniority_label, ord) AS seniority_label,
        arg_max(function_label, ord) AS function_label, arg_max(lifecycle, ord) AS lifecycle,
        arg_max(in_role_since, ord) AS in_role_since
    FROM work_fact
    WHERE coalesce(location, country, seniority_label, function_label, lifecycle) IS NOT NULL
        OR in_role_since IS NOT NULL
    GROUP BY person_id
),
first AS (
    SELECT p.person_id, min(k.first_on) AS first_seen
    FROM person_key p JOIN identity_key k ON k.key_id = p.key_id
    WHERE p.person_id IN (SELECT person_id FROM touched)
    GROUP BY p.person_id
),
told AS (
    SELECT m.person_id, a.first_name, a.last_name, a.full_name, a.name_key,
        CASE WHEN m.url_row = m.main_row THEN a.url ELSE u.url END AS url,
        CASE WHEN m.key_row = m.main_row THEN a.url_key ELSE k.url_key END AS url_key,
        CASE WHEN m.job_row = m.main_row THEN a.title ELSE j.title END AS title,
        CASE WHEN m.job_row = m.main_row THEN a.company ELSE j.company END AS company,
        CASE WHEN m.job_row = m.main_row THEN a.company_key ELSE j.company_key END AS company_key,
        m.email_known, m.phone_known, m.sources, m.last_seen
    FROM marks m
    JOIN main a ON a.person_id = m.person_id
    LEFT JOIN jobs j ON j.person_id = m.person_id
    LEFT JOIN urls u ON u.person_id = m.person_id
    LEFT JOIN keys k ON k.person_id = m.person_id
)
SELECT n.person_id,
    coalesce(n.full_name, trim(concat_ws(' ', n.first_name, n.last_name))),
    n.first_name, n.last_name, n.url, n.title, t.title_id, n.company, c.company_id,
    r.location, r.country, r.seniority_label, r.function_label, r.lifecycle, r.in_role_since,
    n.email_known, n.phone_known, n.sources, f.first_seen, greatest(n.last_seen, f.first_seen), n.url_key, n.name_key
FROM told n
JOIN first f ON f.person_id = n.person_id
LEFT JOIN rare r ON r.person_id = n.person_id
LEFT JOIN title t ON t.text = n.title
LEFT JOIN company_ledger c ON c.key = n.company_key

-- name: clear_all_jobs
DELETE FROM job_change

-- name: clear_jobs
DELETE FROM job_change WHERE person_id IN (SELECT person_id FROM touched)

-- name: enter_jobs
-- Only what people say of themselves, and only between exports of different days: of those they
-- speak of, or, where nobody was added in between, of those they came in.
INSERT INTO job_change
WITH several AS (
    SELECT person_id FROM work_fact
    WHERE class = 1 AND (title IS NOT NULL OR company IS NOT NULL)
    GROUP BY person_id
    HAVING min(data_on) <> max(data_on) OR min(collected_on) <> max(collected_on)
),
said AS (
    SELECT person_id, data_on, collected_on, ord, title, company,
        coalesce(company_key, lower(trim(company))) AS place, lower(trim(title)) AS post
    FROM work_fact
    WHERE class = 1 AND (title IS NOT NULL OR company IS NOT NULL)
        AND person_id IN (SELECT person_id FROM several)
),
moved AS (
    SELECT person_id FROM said GROUP BY person_id
    HAVING min(place) <> max(place) OR min(post) <> max(post)
),
days AS (
    SELECT person_id, data_on, collected_on, max(ord) AS ord, arg_max(title, ord) AS title,
        arg_max(company, ord) AS company, arg_max(place, ord) AS place, arg_max(post, ord) AS post
    FROM said WHERE person_id IN (SELECT person_id FROM moved)
    GROUP BY person_id, data_on, collected_on
),
steps AS (
    SELECT *, lag(title) OVER w AS old_title, lag(company) OVER w AS old_company,
        lag(place) OVER w AS old_place, lag(post) OVER w AS old_post,
        lag(data_on) OVER w AS old_on, lag(collected_on) OVER w AS came_on
    FROM days WINDOW w AS (PARTITION BY person_id ORDER BY data_on, ord)
)
SELECT person_id, old_title, old_company, title, company,
    coalesce(old_place <> place, FALSE),
    CASE WHEN data_on > old_on THEN data_on ELSE collected_on END AS seen_on,
    ord % 1099511627776
FROM steps
WHERE (old_place <> place OR old_post <> post) AND (data_on > old_on OR collected_on > came_on)
ORDER BY person_id, seen_on

-- name: clear_all_connections
DELETE FROM connection

-- name: clear_connections
DELETE FROM connection WHERE person_id IN (SELECT person_id FROM touched)

-- name: enter_connections
INSERT INTO connection
SELECT coalesce(a.client_id, w.owner_id) AS owner_id, w.person_id, min(w.connected_on),
    CASE max(CASE w.relation WHEN 'connection' THEN 5 WHEN 'by hand' THEN 4
            WHEN 'address book' THEN 3 WHEN 'imported contact' THEN 2 ELSE 1 END)
        WHEN 5 THEN 'connection' WHEN 4 THEN 'by hand' WHEN 3 THEN 'address book'
        WHEN 2 THEN 'imported contact' ELSE 'list' END,
    -- In an address book it is the owner's own note, not the contact's permission.
    coalesce(bool_or(w.email_known AND w.relation = 'connection'), FALSE),
    min(w.data_on), max(w.data_on),
    max(CASE WHEN w.relation = 'connection'
        THEN @days(w.data_on) * 1099511627776 + w.import_id END),
    coalesce(bool_or(w.relation <> 'connection' OR w.relation IS NULL), FALSE)
FROM work_fact w LEFT JOIN client_alias a ON a.old_id = w.owner_id
WHERE w.owner_id IS NOT NULL AND coalesce(w.degree, 1) = 1
    AND coalesce(w.relation, 'connection') <> 'follow'
GROUP BY 1, 2

-- name: stale_owners
-- Owners whose archive may now speak of other people than before.
CREATE OR REPLACE TEMP TABLE stale_owner AS
SELECT DISTINCT owner_id FROM connection WHERE person_id IN (SELECT person_id FROM touched)
UNION
SELECT DISTINCT coalesce(a.client_id, f.owner_id)
FROM import_file f LEFT JOIN client_alias a ON a.old_id = f.owner_id
WHERE f.owner_id IS NOT NULL AND f.import_id IN (SELECT unnest($imports))

-- name: more_stale_owners
INSERT INTO stale_owner
SELECT DISTINCT owner_id FROM connection
WHERE person_id IN (SELECT person_id FROM touched)
    AND owner_id NOT IN (SELECT owner_id FROM stale_owner)

-- name: clear_all_events
DELETE FROM contact_event

-- name: clear_events
DELETE FROM contact_event WHERE owner_id IN (SELECT owner_id FROM stale_owner)

-- name: enter_events
INSERT INTO contact_event
WITH owners AS (
    SELECT f.import_id, coalesce(a.client_id, f.owner_id) AS owner_id
    FROM import_file f LEFT JOIN client_alias a ON a.old_id = f.owner_id
    WHERE f.owner_id IS NOT NULL
        AND coalesce(a.client_id, f.owner_id) IN (SELECT owner_id FROM stale_owner)
),
said AS (
    SELECT DISTINCT o.owner_id, 'message' AS kind, m.url_key, m.name_key, m.outgoing,
        @seconds(m.sent_at) AS at_epoch, m.words, m.people
    FROM row_messages m JOIN owners o ON o.import_id = m.import_id
    UNION ALL
    SELECT DISTINCT o.owner_id, 'invitation', m.url_key, m.name_key, m.outgoing,
        @seconds(m.sent_at), CASE WHEN m.with_message THEN 1 ELSE 0 END, 2
    FROM row_invitations m JOIN owners o ON o.import_id = m.import_id
    UNION ALL
    SELECT DISTINCT o.owner_id, 'recommendation', NULL, m.name_key, m.given,
        @days(m.made_on) * 86400, NULL, 2
    FROM row_recommendations m JOIN owners o ON o.import_id = m.import_id
    WHERE coalesce(upper(m.status), 'VISIBLE') IN ('VISIBLE', 'HIDDEN', 'ACCEPTED')
    UNION ALL
    SELECT DISTINCT o.owner_id, 'endorsement', m.url_key, m.name_key, m.given,
        @days(m.made_on) * 86400, NULL, 2
    FROM row_endorsements m JOIN owners o ON o.import_id = m.import_id
    WHERE coalesce(upper(m.status), 'ACCEPTED') IN ('ACCEPTED', 'HIDDEN', 'VISIBLE')
),
by_url AS (
    SELECT k.key AS url_key, min(p.person_id) AS person_id
    FROM identity_key k JOIN person_key p ON p.key_id = k.key_id
    WHERE k.key IN (SELECT url_key FROM said) GROUP BY k.key
),
by_name AS (
    SELECT c.owner_id, p.name_key, min(c.person_id) AS person_id
    FROM connection c JOIN person p ON p.person_id = c.person_id
    WHERE c.owner_id IN (SELECT owner_id FROM stale_owner)
        AND p.name_key IN (SELECT name_key FROM said)
    GROUP BY c.owner_id, p.name_key HAVING count(*) = 1
)
-- Of one moment and direction there is one message: two archives of one request tell it twice, in
-- an older layout perhaps without the link, or before others joined the conversation.
SELECT s.owner_id, coalesce(u.person_id, n.person_id), s.kind, s.outgoing, s.at_epoch,
    max(s.words) AS words, max(s.people)
FROM said s
LEFT JOIN by_url u ON u.url_key = s.url_key
LEFT JOIN by_name n ON s.url_key IS NULL AND n.owner_id = s.owner_id AND n.name_key = s.name_key
WHERE coalesce(u.person_id, n.person_id) IS NOT NULL
GROUP BY 1, 2, 3, s.outgoing, s.at_epoch
ORDER BY 1, 2, 3, s.at_epoch, s.outgoing, words

-- name: clear_all_companies
DELETE FROM company

-- name: clear_all_company_facts
DELETE FROM company_fact

-- name: work_companies_all
CREATE OR REPLACE TEMP TABLE work_company AS SELECT key, company_id FROM company_ledger

-- name: stale_companies
-- Companies that the rows at hand speak of; taken down while all of these rows are still there.
CREATE OR REPLACE TEMP TABLE stale_company AS
SELECT company_key, domain_key FROM person_row WHERE row_id IN (SELECT row_id FROM todo)
UNION
SELECT company_key, domain_key FROM row_companies
WHERE import_id IN (SELECT unnest($imports))
    AND (company_key IN (SELECT key FROM company_ledger)
        OR company_key IN (SELECT listed FROM company_link)
        OR domain_key IN (SELECT domain FROM company))

-- name: more_stale_companies
INSERT INTO stale_company
SELECT DISTINCT company_key, domain_key FROM person_row WHERE row_id IN (SELECT row_id FROM todo)

-- name: work_companies
CREATE OR REPLACE TEMP TABLE work_company AS
SELECT key, company_id FROM company_ledger
WHERE key IN (SELECT company_key FROM stale_company)
    OR key IN (SELECT l.key FROM company_link l JOIN stale_company s ON s.company_key = l.listed)
    OR company_id IN (
        SELECT c.company_id FROM company c JOIN stale_company r ON r.domain_key = c.domain)

-- name: clear_companies
DELETE FROM company WHERE company_id IN (SELECT company_id FROM work_company)

-- name: clear_company_facts
DELETE FROM company_fact WHERE company_id IN (SELECT company_id FROM work_company)

-- name: work_mentions
CREATE OR REPLACE TEMP TABLE work_mention AS
SELECT w.company_id, w.key, r.company, r.domain_key, r.industry, r.size_min, r.size_max,
    CASE WHEN r.source = 1 THEN r.country END AS country, r.import_id, r.row_id,
    CASE WHEN r.source = 1 THEN 2 ELSE 1 END AS rank
FROM person_row r JOIN work_company w ON w.key = r.company_key

-- name: work_company_names
CREATE OR REPLACE TEMP TABLE work_company_name AS
WITH spelled AS (
    SELECT company_id, key, company, count(*) AS n FROM work_mention
    GROUP BY company_id, key, company
),
named AS (
    SELECT company_id, any_value(key) AS key,
        arg_max(company, struct_pack(n := n, t := company)) AS name
    FROM spelled GROUP BY company_id
),
hosts AS (
    SELECT company_id, domain_key, count(*) AS n FROM work_mention
    WHERE domain_key IS NOT NULL GROUP BY company_id, domain_key
),
hosted AS (
    SELECT company_id, arg_max(domain_key, struct_pack(n := n, t := domain_key)) AS domain
    FROM hosts GROUP BY company_id
)
SELECT n.company_id, n.key, n.name, h.domain
FROM named n LEFT JOIN hosted h ON h.company_id = n.company_id

-- name: work_listed
-- The few rows of the lists that speak of the companies at hand: a list may have millions.
CREATE OR REPLACE TEMP TABLE work_listed AS
SELECT company_key, domain_key, industry, size_min, size_max, country, parent, import_id, row_id
FROM row_companies
WHERE company_key IN (SELECT key FROM work_company_name)
    OR domain_key IN (SELECT domain FROM work_company_name)
    OR company_key IN (SELECT listed FROM company_link)

-- name: enter_company_facts
INSERT INTO company_fact
WITH direct AS (
    SELECT w.company_id, r.industry, r.size_min, r.size_max, r.country, r.import_id, r.row_id,
        3 AS rank
    FROM work_listed r JOIN work_company_name w ON w.domain = r.domain_key
    UNION
    SELECT w.company_id, r.industry, r.size_min, r.size_max, r.country, r.import_id, r.row_id, 3
    FROM work_listed r JOIN work_company_name w ON w.key = r.company_key
    WHERE w.domain IS NULL OR r.domain_key IS NULL OR r.domain_key = w.domain
        OR NOT EXISTS (SELECT 1 FROM work_listed d WHERE d.domain_key = w.domain)
),
-- What a list says of a name that is very likely meant; no better than a client's own record.
linked AS (
    SELECT w.company_id, r.industry, r.size_min, r.size_max, r.country, r.import_id, r.row_id,
        2 AS rank
    FROM company_link l JOIN work_company_name w ON w.key = l.key
    JOIN work_listed r ON r.company_key = l.listed
    WHERE w.company_id NOT IN (SELECT company_id FROM direct)
),
told AS (
    SELECT company_id, industry, size_min, size_max, country, import_id, row_id, rank FROM direct
    UNION ALL
    SELECT company_id, industry, size_min, size_max, country, import_id, row_id, rank FROM linked
    UNION ALL
    SELECT company_id, industry, size_min, size_max, country, import_id, row_id, rank
    FROM work_mention
)
SELECT company_id, 'industry', industry, NULL, NULL, import_id, rank, row_id FROM told
WHERE industry IS NOT NULL
UNION ALL
SELECT company_id, 'size', NULL, size_min, size_max, import_id, rank, row_id FROM told
WHERE size_min IS NOT NULL OR size_max IS NOT NULL
UNION ALL
SELECT company_id, 'country', country, NULL, NULL, import_id, rank, row_id FROM told
WHERE country IS NOT NULL
ORDER BY 1, 2, 8

-- name: enter_companies
-- The best source speaks; among equals what most say, then the larger company, then the newest.
INSERT INTO company
WITH facts AS (
    SELECT company_id, fact, text, size_min, size_max, rank, count(*) AS n, max(row_id) AS newest
    FROM company_fact WHERE company_id IN (SELECT company_id FROM work_company)
    GROUP BY company_id, fact, text, size_min, size_max, rank
),
best AS (
    SELECT company_id, fact, text, size_min, size_max,
        count(*) OVER (PARTITION BY company_id, fact, rank) AS rivals
    FROM facts
    QUALIFY row_number() OVER (
        PARTITION BY company_id, fact
        ORDER BY rank DESC, n DESC, size_max DESC NULLS LAST, newest DESC) = 1
),
wide AS (
    SELECT company_id,
        max(text) FILTER (WHERE fact = 'industry') AS industry,
        max(size_min) FILTER (WHERE fact = 'size') AS size_min,
        max(size_max) FILTER (WHERE fact = 'size') AS size_max,
        max(text) FILTER (WHERE fact = 'country') AS country,
        bool_or(rivals > 1) AS conflict
    FROM best GROUP BY company_id
),
parents AS (
    SELECT w.company_id, max(r.parent) AS parent
    FROM work_listed r JOIN work_company_name w ON w.key = r.company_key
    WHERE r.parent IS NOT NULL GROUP BY w.company_id
)
SELECT n.company_id, n.key, n.name, n.domain, w.industry, w.size_min, w.size_max, w.country,
    p.parent, coalesce(w.conflict, FALSE)
FROM work_company_name n
LEFT JOIN wide w ON w.company_id = n.company_id
LEFT JOIN parents p ON p.company_id = n.company_id
ORDER BY n.company_id

-- name: clear_clients
DELETE FROM client

-- name: work_clients
CREATE OR REPLACE TEMP TABLE work_client AS
SELECT p.person_id, r.*, @days(f.data_on) * 1099511627776 + r.row_id AS ord
FROM client_row r JOIN row_person p ON p.row_id = r.row_id
JOIN import_file f ON f.import_id = r.import_id

-- name: work_client_ids
-- The ledger's people as they are now; the eldest id of a person stays.
CREATE OR REPLACE TEMP TABLE work_client_id AS
SELECT l.client_id, coalesce(a.person_id, l.person_id) AS person_id
FROM client_ledger l LEFT JOIN person_alias a ON a.old_id = l.person_id

-- name: fresh_clients
SELECT count(DISTINCT person_id) FROM work_client
WHERE person_id NOT IN (SELECT person_id FROM work_client_id)

-- name: reserve_clients
SELECT min(nextval('client_seq')) FROM range($n)

-- name: enter_client_ledger
INSERT INTO client_ledger
SELECT $first - 1 + row_number() OVER (ORDER BY first_row), person_id
FROM (
    SELECT person_id, min(row_id) AS first_row FROM work_client
    WHERE person_id NOT IN (SELECT person_id FROM work_client_id) GROUP BY person_id
)

-- name: old_client_aliases
SELECT old_id, client_id FROM client_alias ORDER BY old_id, client_id

-- name: clear_client_aliases
DELETE FROM client_alias

-- name: enter_client_aliases
INSERT INTO client_alias
SELECT client_id, lead FROM (
    SELECT client_id, min(client_id) OVER (PARTITION BY person_id) AS lead FROM work_client_id
) WHERE client_id <> lead ORDER BY client_id

-- name: enter_clients
INSERT INTO client
WITH newest AS (
    SELECT person_id,
        arg_max(kind, ord) AS kind,
        arg_max(struct_pack(f := first_name, l := last_name, n := full_name), ord)
            FILTER (WHERE coalesce(last_name, full_name, first_name) IS NOT NULL) AS name,
        arg_max(email, ord) AS email, arg_max(phone, ord) AS phone,
        arg_max(title, ord) AS title,
        arg_max(struct_pack(c := company, k := company_key), ord)
            FILTER (WHERE company IS NOT NULL) AS company,
        arg_max(url, ord) AS url, arg_max(country, ord) AS country,
        arg_max(location, ord) AS location, arg_max(industry, ord) AS industry,
        arg_max(language, ord) AS language, arg_max(since, ord) AS since,
        max(last_touch) AS last_touch,
        arg_max(struct_pack(r := revenue, c := currency), ord)
            FILTER (WHERE revenue IS NOT NULL) AS money,
        arg_max(deals_won, ord) AS deals_won,
        arg_max(struct_pack(n := nps, d := nps_on), ord) FILTER (WHERE nps IS NOT NULL) AS nps,
        arg_max(status, ord) AS status,
        -- A complaint that the newest file of the same shape no longer shows is over.
        arg_max(struct_pack(c := complaint), ord) AS complaint,
        arg_max(do_not_ask, ord) AS do_not_ask,
        bool_or(referred_before) AS referred_before,
        arg_max(account_owner, ord) AS account_owner,
        arg_max(note, ord) AS note,
        arg_max(email_hash, ord) AS email_hash
    FROM work_client GROUP BY person_id
),
ids AS (SELECT person_id, min(client_id) AS client_id FROM work_client_id GROUP BY person_id),
-- What the seller's own CRM tells of calls, meetings and mails.
talk AS (
    SELECT r.row_id, r.source_id, r.relation, split_part(f.format, '-', 1) AS family,
        r.last_touch AS on_date
    FROM row_contacts r JOIN import_file f ON f.import_id = r.import_id
    JOIN import_batch b ON b.batch_id = f.batch_id
    -- A day to come is a plan.
    WHERE r.last_touch <= b.as_of AND f.owner_id IS NULL
),
spoken AS (
    SELECT person_id, max(on_date) AS on_date
    FROM (
        SELECT row_id, on_date FROM talk
        UNION ALL
        -- An activity tells its contact by the id that the same CRM's contacts have.
        SELECT r.row_id, k.on_date
        FROM talk k JOIN (
            SELECT row_id, import_id, source_id FROM row_contacts
            WHERE relation IS DISTINCT FROM 'activity'
            UNION ALL
            SELECT row_id, import_id, source_id FROM row_clients
        ) r ON r.source_id = k.source_id
        JOIN import_file f ON f.import_id = r.import_id
            AND split_part(f.format, '-', 1) = k.family
        WHERE k.relation = 'activity'
    ) t JOIN row_person p ON p.row_id = t.row_id
    GROUP BY person_id
)
SELECT i.client_id, n.person_id, c.company_id, coalesce(n.kind, 'client'),
    coalesce(n.name.n, nullif(trim(concat_ws(' ', n.name.f, n.name.l)), ''), n.email),
    n.name.f, n.name.l, n.email, n.phone, n.title, n.company.c, n.url, n.country, n.location,
    n.industry, n.language, n.since, greatest(n.last_touch, s.on_date), n.money.r, n.money.c, n.deals_won,
    n.nps.n, n.nps.d, n.status, n.complaint.c, n.do_not_ask, n.referred_before,
    n.account_owner, n.note, n.email_hash
FROM newest n
JOIN ids i ON i.person_id = n.person_id
LEFT JOIN spoken s ON s.person_id = n.person_id
LEFT JOIN company_ledger c ON c.key = n.company.k
ORDER BY i.client_id

-- name: clear_surveys
DELETE FROM survey_answer

-- name: enter_surveys
INSERT INTO survey_answer
WITH mails AS (
    SELECT DISTINCT c.client_id, r.email_hash
    FROM client c JOIN row_person p ON p.person_id = c.person_id
    JOIN client_row r ON r.row_id = p.row_id WHERE r.email_hash IS NOT NULL
),
names AS (
    SELECT min(c.client_id) AS client_id, p.name_key
    FROM client c JOIN person p ON p.person_id = c.person_id
    WHERE p.name_key IS NOT NULL GROUP BY p.name_key HAVING count(*) = 1
)
SELECT coalesce(m.client_id, n.client_id), s.score, s.answered_on, s.comment, s.row_id
FROM row_surveys s
LEFT JOIN (SELECT email_hash, min(client_id) AS client_id FROM mails GROUP BY email_hash) m
    ON m.email_hash = s.email_hash
LEFT JOIN names n ON s.email_hash IS NULL AND n.name_key = s.name_key
WHERE coalesce(m.client_id, n.client_id) IS NOT NULL AND s.score IS NOT NULL
ORDER BY s.row_id

-- name: clear_deals
DELETE FROM open_deal

-- name: enter_deals
INSERT INTO open_deal
WITH open_row AS (SELECT * FROM deal_now WHERE status = 'open'),
ids AS (
    SELECT row_id, family, trim(unnest(string_split(contact_source_ids, ';'))) AS source_id
    FROM open_row
),
people AS (
    SELECT p.person_id, r.email_hash, r.source_id, r.company_source_id, r.company_key, r.import_id,
        lower(coalesce(r.full_name, trim(concat_ws(' ', r.first_name, r.last_name)))) AS name
    FROM (
        SELECT row_id, email_hash, source_id, company_source_id, company_key, import_id,
            full_name, first_name, last_name
        FROM row_contacts
        WHERE source_id IS NOT NULL OR email_hash IN (SELECT email_hash FROM open_row)
            OR company_key IN (SELECT company_key FROM open_row WHERE contact IS NOT NULL)
        UNION ALL
        SELECT row_id, email_hash, source_id, company_source_id, company_key, import_id,
            full_name, first_name, last_name
        FROM row_clients
    ) r JOIN row_person p ON p.row_id = r.row_id
),
families AS (SELECT import_id, split_part(format, '-', 1) AS family FROM import_file)
SELECT DISTINCT person_id, company_id, row_id FROM (
    SELECT p.person_id, NULL AS company_id, o.row_id
    FROM open_row o JOIN people p ON p.email_hash = o.email_hash
    UNION ALL
    SELECT p.person_id, NULL, i.row_id
    FROM ids i JOIN people p ON p.source_id = i.source_id
    JOIN families f ON f.import_id = p.import_id AND f.family = i.family
    UNION ALL
    SELECT p.person_id, NULL, o.row_id
    FROM open_row o JOIN people p ON p.company_key = o.company_key
        AND p.name = lower(trim(split_part(o.contact, ' (', 1)))
    UNION ALL
    -- A deal with an account and no name of it: the people of that account.
    SELECT p.person_id, NULL, a.row_id
    FROM (
        SELECT row_id, family, trim(unnest(string_split(company_source_ids, ';'))) AS source_id
        FROM open_row WHERE company_key IS NULL
    ) a JOIN people p ON p.company_source_id = a.source_id
    JOIN families f ON f.import_id = p.import_id AND f.family = a.family
    UNION ALL
    SELECT NULL, c.company_id, a.row_id
    FROM (
        SELECT row_id, family, trim(unnest(string_split(company_source_ids, ';'))) AS source_id
        FROM open_row WHERE company_key IS NULL
    ) a JOIN row_companies r ON r.source_id = a.source_id
    JOIN families f ON f.import_id = r.import_id AND f.family = a.family
    JOIN company_ledger c ON c.key = r.company_key
    UNION ALL
    SELECT NULL, c.company_id, o.row_id
    FROM open_row o JOIN company_ledger c ON c.key = o.company_key
) ORDER BY row_id, person_id, company_id

-- name: clear_reviews
DELETE FROM review_pair
WHERE person_a IN (SELECT person_id FROM touched) OR person_b IN (SELECT person_id FROM touched)

-- name: clear_suppressed
DELETE FROM suppressed_person

-- name: suppression_count
SELECT count(*) FROM suppression

-- name: match_suppressed
CREATE OR REPLACE TEMP TABLE on_list AS
WITH seek AS (
    SELECT DISTINCT person_id, kind, v FROM (
        SELECT p.person_id, 'url' AS kind, r.url_key AS v
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id WHERE r.url_key IS NOT NULL
        UNION ALL
        SELECT p.person_id, 'url', replace(r.url_key, 'ß', 'ss')
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id WHERE contains(r.url_key, 'ß')
        UNION ALL
        SELECT p.person_id, 'url', r.other_key
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id WHERE r.other_key IS NOT NULL
        UNION ALL
        SELECT p.person_id, 'name_company', r.name_key || '|' || r.company_key
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id
        WHERE r.name_key IS NOT NULL AND r.company_key IS NOT NULL
        UNION ALL
        -- In any order of its words, umlauts written out or not: as loose_name in keyed.py.
        SELECT p.person_id, 'name_company',
            array_to_string(list_sort(string_split(
                replace(replace(replace(r.name_key, 'ae', 'a'), 'oe', 'o'), 'ue', 'u'), ' ')), ' ')
            || '|' || replace(replace(replace(r.company_key, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id
        WHERE r.name_key IS NOT NULL AND r.company_key IS NOT NULL
        UNION ALL
        -- Under what the company's key was when the entry was made.
        SELECT p.person_id, 'name_company', r.name_key || '|' || o.old
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id
        JOIN old_company_key o ON o.key = r.company_key WHERE r.name_key IS NOT NULL
        UNION ALL
        SELECT p.person_id, 'name_company',
            array_to_string(list_sort(string_split(
                replace(replace(replace(r.name_key, 'ae', 'a'), 'oe', 'o'), 'ue', 'u'), ' ')), ' ')
            || '|' || replace(replace(replace(o.old, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')
        FROM person_row r JOIN row_person p ON p.row_id = r.row_id
        JOIN old_company_key o ON o.key = r.company_key WHERE r.name_key IS NOT NULL
        UNION ALL
        SELECT p.person_id, 'company', c.key
        FROM person p JOIN company c ON c.company_id = p.company_id
        UNION ALL
        SELECT p.person_id, 'company', o.old
        FROM person p JOIN company c ON c.company_id = p.company_id
        JOIN old_company_key o ON o.key = c.key
        UNION ALL
        SELECT p.person_id, 'domain', c.domain
        FROM person p JOIN company c ON c.company_id = p.company_id WHERE c.domain IS NOT NULL
    )
),
-- HMAC-SHA256 in the engine: half a million hashes in a fraction of a second.
hashed AS (
    SELECT s.person_id, s.kind, k.key_id,
        sha256(k.outer_pad || unhex(sha256(k.inner_pad || encode(s.v)))) AS hash
    FROM seek s CROSS JOIN hash_pads k
    WHERE s.kind IN (SELECT kind FROM suppression)
),
mailed AS (
    SELECT p.person_id, r.email_loose AS hash
    FROM person_row r JOIN row_person p ON p.row_id = r.row_id WHERE r.email_loose IS NOT NULL
)
SELECT DISTINCT person_id, reason FROM (
    SELECT h.person_id, s.reason FROM hashed h
    JOIN suppression s ON s.kind = h.kind AND s.key_id = h.key_id AND s.hash = h.hash
    UNION ALL
    SELECT m.person_id, s.reason FROM mailed m
    JOIN suppression s ON s.kind = 'email_loose' AND s.hash = m.hash
)

-- name: enter_suppressed
INSERT INTO suppressed_person SELECT DISTINCT person_id FROM on_list ORDER BY person_id

-- name: erased_again
SELECT DISTINCT person_id FROM on_list WHERE reason = 'erased' ORDER BY person_id

-- name: touch_everyone
CREATE OR REPLACE TEMP TABLE touched AS SELECT person_id FROM person
