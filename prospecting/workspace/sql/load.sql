-- What scoring, services and screens read. Current connections only, unless said otherwise.

-- name: people
SELECT p.person_id, p.name, p.first_name, p.last_name, p.url, p.title, p.title_id, p.company,
    p.company_id, p.location, p.country, p.seniority_label, p.function_label, p.lifecycle,
    p.in_role_since, p.email_known, p.phone_known, p.sources, p.first_seen, p.last_seen,
    c.person_id IS NOT NULL AS is_client,
    m.person_id IS NOT NULL AS is_mine,
    s.person_id IS NOT NULL AS is_suppressed,
    d.person_id IS NOT NULL OR e.company_id IS NOT NULL AS in_talks
FROM person p
LEFT JOIN (SELECT DISTINCT person_id FROM client) c ON c.person_id = p.person_id
LEFT JOIN (
    SELECT DISTINCT person_id FROM connection_now
    WHERE owner_id = 0 AND current AND relation <> 'list'
) m ON m.person_id = p.person_id
LEFT JOIN suppressed_person s ON s.person_id = p.person_id
LEFT JOIN (SELECT DISTINCT person_id FROM open_deal WHERE person_id IS NOT NULL) d
    ON d.person_id = p.person_id
LEFT JOIN (SELECT DISTINCT company_id FROM open_deal WHERE company_id IS NOT NULL) e
    ON e.company_id = p.company_id
WHERE $ids IS NULL OR p.person_id IN (SELECT unnest(CAST($ids AS BIGINT[])))
ORDER BY p.person_id

-- name: titles
SELECT t.title_id, t.text, r.seniority, r.functions, r.decision_maker, r.current, r.confidence,
    r.reader
FROM title t LEFT JOIN title_reading r ON r.title_id = t.title_id
WHERE $unread_by IS NULL OR r.reader IS NULL OR r.reader <> $unread_by
ORDER BY t.title_id

-- name: clear_readings
DELETE FROM title_reading WHERE title_id IN (SELECT title_id FROM staged)

-- name: enter_readings
INSERT INTO title_reading
SELECT title_id, seniority, functions, decision_maker, current, confidence, $reader
FROM staged ORDER BY title_id

-- name: companies
SELECT c.company_id, c.key, c.name, c.domain, c.industry, c.size_min, c.size_max, c.country,
    c.parent, c.conflict
FROM company c ORDER BY c.company_id

-- name: company_facts
SELECT f.fact, f.text, f.size_min, f.size_max, f.import_id, i.file, f.rank
FROM company_fact f JOIN import_file i ON i.import_id = f.import_id
WHERE f.company_id = $id ORDER BY f.fact, f.rank DESC, f.row_id DESC

-- name: connections
SELECT owner_id, person_id, connected_on, relation, email_shared, first_seen, last_seen, current
FROM connection_now WHERE current OR NOT $current ORDER BY owner_id, person_id

-- name: messages
SELECT owner_id, person_id, outgoing, at_epoch, words, people FROM contact_event
WHERE kind = 'message' AND at_epoch IS NOT NULL
    AND ($owners IS NULL OR owner_id IN (SELECT unnest(CAST($owners AS BIGINT[]))))
ORDER BY owner_id, person_id, at_epoch, outgoing, words

-- name: tie_evidence
-- One row for each current connection of a client: all that the files say of how they know each
-- other. What an absent file would have said is null.
WITH own AS (
    SELECT n.owner_id, n.person_id, n.connected_on, n.relation, n.email_shared
    FROM connection_now n JOIN client c ON c.client_id = n.owner_id
    WHERE n.current AND n.person_id <> c.person_id
),
sizes AS (SELECT owner_id, count(*) AS n_connections FROM own GROUP BY owner_id),
shared AS (SELECT person_id, count(DISTINCT owner_id) AS owners FROM own GROUP BY person_id),
files AS (
    SELECT coalesce(a.client_id, f.owner_id) AS owner_id, f.import_id
    FROM import_file f LEFT JOIN client_alias a ON a.old_id = f.owner_id
    WHERE f.status = 'stored' AND f.owner_id IS NOT NULL
),
writers AS (
    SELECT DISTINCT o.owner_id FROM files o
    WHERE o.import_id IN (SELECT import_id FROM row_messages)
),
said AS (
    SELECT owner_id, person_id,
        count(*) FILTER (WHERE kind = 'message' AND NOT outgoing AND alone) AS messages_in,
        count(*) FILTER (WHERE kind = 'message' AND outgoing AND alone) AS messages_out,
        count(*) FILTER (WHERE kind = 'message' AND NOT alone) AS group_messages,
        max(at_epoch) FILTER (WHERE kind = 'message' AND alone) AS last_message_epoch,
        min(at_epoch) FILTER (WHERE kind = 'message' AND alone) AS first_message_epoch,
        bool_or(kind = 'recommendation' AND NOT outgoing) AS recommended_by,
        bool_or(kind = 'recommendation' AND outgoing) AS recommended,
        bool_or(kind = 'endorsement' AND NOT outgoing) AS endorsed_by,
        bool_or(kind = 'endorsement' AND outgoing) AS endorsed,
        bool_or(kind = 'invitation' AND words > 0) AS personal_invitation
    FROM (SELECT *, coalesce(people, 2) <= 2 AS alone FROM contact_event)
    GROUP BY owner_id, person_id
),
-- Whose address the owner keeps, in an address book of any kind.
book AS (
    SELECT DISTINCT o.owner_id, p.person_id
    FROM row_contacts r
    JOIN files o ON o.import_id = r.import_id
    JOIN row_person p ON p.row_id = r.row_id
    WHERE r.relation IN ('address book', 'imported contact')
),
followed AS (
    SELECT DISTINCT o.owner_id, g.company_id
    FROM row_follows r
    JOIN files o ON o.import_id = r.import_id
    JOIN company_ledger g ON g.key = r.company_key
),
-- Where owners and contacts worked: archives for owners, lead lists for contacts.
jobs AS (
    SELECT owner_id, company_key, started_on, finished_on FROM (
        SELECT o.owner_id, r.company_key, r.started_on, r.finished_on
        FROM row_positions r JOIN files o ON o.import_id = r.import_id
        WHERE r.person_url IS NULL AND r.person_name IS NULL AND r.company_key IS NOT NULL
        UNION
        SELECT c.client_id, g.key, NULL, NULL
        FROM client c JOIN company_ledger g ON g.company_id = c.company_id
        WHERE NOT EXISTS (
            SELECT 1 FROM row_positions r JOIN files o ON o.import_id = r.import_id
            WHERE o.owner_id = c.client_id AND r.company_key = g.key AND r.person_url IS NULL
                AND r.person_name IS NULL)
    )
),
their_jobs AS (
    SELECT p.person_id, r.company_key, r.started_on, r.finished_on
    FROM row_positions r
    JOIN identity_key k ON k.key = r.url_key
    JOIN person_key p ON p.key_id = k.key_id
    WHERE r.company_key IS NOT NULL
),
now_at AS (
    SELECT o.owner_id, o.person_id,
        bool_or(j.finished_on IS NULL) AS same_company_now,
        bool_or(j.finished_on IS NOT NULL) AS worked_at_company_before,
        bool_or(o.connected_on BETWEEN j.started_on AND j.finished_on) AS connected_meanwhile,
        max(CASE WHEN p.in_role_since IS NOT NULL AND j.started_on IS NOT NULL THEN greatest(0,
            (@days(least(coalesce(j.finished_on, $as_of), $as_of))
             - @days(greatest(j.started_on, p.in_role_since))) / 30.4375) END) AS months
    FROM own o
    JOIN person p ON p.person_id = o.person_id
    JOIN company_ledger g ON g.company_id = p.company_id
    JOIN jobs j ON j.owner_id = o.owner_id AND j.company_key = g.key
    GROUP BY o.owner_id, o.person_id
),
together AS (
    SELECT o.owner_id, o.person_id, sum(greatest(0,
        (@days(least(coalesce(j.finished_on, $as_of), coalesce(t.finished_on, $as_of)))
         - @days(greatest(j.started_on, t.started_on))) / 30.4375)) AS months
    FROM own o
    JOIN their_jobs t ON t.person_id = o.person_id
    JOIN jobs j ON j.owner_id = o.owner_id AND j.company_key = t.company_key
    WHERE j.started_on IS NOT NULL AND t.started_on IS NOT NULL
    GROUP BY o.owner_id, o.person_id
),
schools AS (
    SELECT o.owner_id, r.school_key, r.started_on, r.finished_on
    FROM row_education r JOIN files o ON o.import_id = r.import_id
    WHERE r.person_url IS NULL AND r.person_name IS NULL AND r.school_key IS NOT NULL
),
their_schools AS (
    SELECT p.person_id, r.school_key, r.started_on, r.finished_on
    FROM row_education r
    JOIN identity_key k ON k.key = r.url_key
    JOIN person_key p ON p.key_id = k.key_id
    WHERE r.school_key IS NOT NULL
),
learned AS (
    SELECT o.owner_id, o.person_id, TRUE AS same_school,
        bool_or(s.started_on <= coalesce(t.finished_on, $as_of)
            AND t.started_on <= coalesce(s.finished_on, $as_of)) AS school_overlap
    FROM own o
    JOIN their_schools t ON t.person_id = o.person_id
    JOIN schools s ON s.owner_id = o.owner_id AND s.school_key = t.school_key
    GROUP BY o.owner_id, o.person_id
),
answers AS (
    SELECT coalesce(a.client_id, k.client_id) AS client_id,
        coalesce(b.person_id, k.person_id) AS person_id,
        arg_max(k.answer, k.answer_id) AS answer, arg_max(k.on_date, k.answer_id) AS answer_on
    FROM knows_answer k
    LEFT JOIN client_alias a ON a.old_id = k.client_id
    LEFT JOIN person_alias b ON b.old_id = k.person_id
    GROUP BY 1, 2
)
SELECT o.owner_id AS client_id, o.person_id, o.connected_on,
    (@days($as_of) - @days(o.connected_on)) / 365.25 AS years_connected,
    o.relation, o.email_shared, z.n_connections,
    w.owner_id IS NOT NULL AS has_messages,
    coalesce(s.messages_in, 0) AS messages_in, coalesce(s.messages_out, 0) AS messages_out,
    coalesce(s.group_messages, 0) AS group_messages,
    s.last_message_epoch, s.first_message_epoch,
    coalesce(s.recommended_by, FALSE) AS recommended_by,
    coalesce(s.recommended, FALSE) AS recommended,
    coalesce(s.endorsed_by, FALSE) AS endorsed_by,
    coalesce(s.endorsed, FALSE) AS endorsed,
    coalesce(s.personal_invitation, FALSE) AS personal_invitation,
    h.owners - 1 AS other_clients,
    coalesce(t.months, n.months) AS overlap_months,
    coalesce(n.same_company_now, FALSE) AS same_company_now,
    coalesce(n.worked_at_company_before, FALSE) AS worked_at_company_before,
    coalesce(n.connected_meanwhile, FALSE) AS connected_meanwhile,
    b.person_id IS NOT NULL AS in_address_book,
    u.owner_id IS NOT NULL AS follows_company,
    coalesce(l.same_school, FALSE) AS same_school,
    coalesce(l.school_overlap, FALSE) AS school_overlap,
    a.answer, a.answer_on
FROM own o
JOIN sizes z ON z.owner_id = o.owner_id
JOIN shared h ON h.person_id = o.person_id
LEFT JOIN writers w ON w.owner_id = o.owner_id
LEFT JOIN said s ON s.owner_id = o.owner_id AND s.person_id = o.person_id
LEFT JOIN now_at n ON n.owner_id = o.owner_id AND n.person_id = o.person_id
LEFT JOIN together t ON t.owner_id = o.owner_id AND t.person_id = o.person_id
LEFT JOIN learned l ON l.owner_id = o.owner_id AND l.person_id = o.person_id
JOIN person q ON q.person_id = o.person_id
LEFT JOIN followed u ON u.owner_id = o.owner_id AND u.company_id = q.company_id
LEFT JOIN book b ON b.owner_id = o.owner_id AND b.person_id = o.person_id
LEFT JOIN answers a ON a.client_id = o.owner_id AND a.person_id = o.person_id
ORDER BY o.owner_id, o.person_id

-- name: clients
WITH sizes AS (SELECT owner_id, count(*) AS n FROM connection_now WHERE current GROUP BY owner_id),
notes AS (
    SELECT coalesce(a.client_id, n.client_id) AS client_id, max(n.note_id) AS note_version
    FROM client_note n LEFT JOIN client_alias a ON a.old_id = n.client_id GROUP BY 1
),
-- Won deals where the lists say nothing; of several currencies the one with the largest sum.
deals AS (
    SELECT client_id, sum(n) AS n,
        arg_max(total, struct_pack(t := coalesce(total, 0), c := coalesce(currency, ''))) AS total,
        arg_max(struct_pack(c := currency),
            struct_pack(t := coalesce(total, 0), c := coalesce(currency, ''))) AS money
    FROM (
        SELECT client_id, currency, sum(amount) AS total, count(*) AS n
        FROM won_deal GROUP BY client_id, currency
    ) GROUP BY client_id
)
SELECT c.client_id, c.person_id, c.company_id, c.kind, c.name, c.first_name, c.last_name, c.email,
    c.phone, c.title, c.company, c.url, c.country, c.location,
    coalesce(c.industry, f.industry) AS industry, f.size_min, f.size_max, c.language, c.since,
    c.last_touch, coalesce(c.revenue, d.total) AS revenue,
    CASE WHEN c.revenue IS NULL AND d.total IS NOT NULL THEN coalesce(d.money.c, c.currency)
        ELSE c.currency END AS currency,
    CAST(coalesce(c.deals_won, d.n) AS INTEGER) AS deals_won, c.nps, c.nps_on, c.status, c.complaint,
    c.do_not_ask, c.referred_before, c.account_owner, c.note,
    coalesce(s.n, 0) AS connections, coalesce(v.note_version, 0) AS note_version,
    p.person_id IS NOT NULL AS is_suppressed
FROM client c
LEFT JOIN company f ON f.company_id = c.company_id
LEFT JOIN sizes s ON s.owner_id = c.client_id
LEFT JOIN notes v ON v.client_id = c.client_id
LEFT JOIN deals d ON d.client_id = c.client_id
LEFT JOIN suppressed_person p ON p.person_id = c.person_id
ORDER BY c.client_id

-- name: client_notes
SELECT note_id, client_id, kind, on_date, until, number, text, user_id, written_at FROM (
    SELECT n.note_id, coalesce(a.client_id, n.client_id) AS client_id, n.kind, n.on_date, n.until,
        n.number, n.text, n.user_id, n.written_at
    FROM client_note n LEFT JOIN client_alias a ON a.old_id = n.client_id
    UNION ALL
    SELECT NULL, s.client_id, 'nps', coalesce(s.answered_on, f.collected_on), NULL, s.score,
        s.comment, f.user_id, f.written_at
    FROM survey_answer s JOIN row_surveys r ON r.row_id = s.row_id
    JOIN import_file f ON f.import_id = r.import_id
)
WHERE $client IS NULL OR client_id = $client
ORDER BY client_id, on_date, note_id NULLS FIRST, number

-- name: asks
WITH last AS (
    SELECT ask_id, max(number) AS events,
        arg_max(stage, number) AS stage, arg_max(on_date, number) AS stage_on,
        min(on_date) FILTER (WHERE stage = 'asked') AS first_asked_on,
        arg_max(amount, number) FILTER (WHERE amount IS NOT NULL) AS amount
    FROM ask_event WHERE $ask IS NULL OR ask_id = $ask GROUP BY ask_id
)
SELECT k.ask_id, coalesce(b.person_id, k.person_id) AS person_id,
    coalesce(a.client_id, k.client_id) AS client_id, k.profile_id, k.owner_user, k.currency,
    k.created_on, l.stage, l.stage_on, coalesce(l.events, 0) AS events, l.first_asked_on,
    l.amount, p.name AS person_name, c.name AS client_name, c.company_id AS client_company_id
FROM ask k
LEFT JOIN person_alias b ON b.old_id = k.person_id
LEFT JOIN client_alias a ON a.old_id = k.client_id
LEFT JOIN last l ON l.ask_id = k.ask_id
LEFT JOIN person p ON p.person_id = coalesce(b.person_id, k.person_id)
LEFT JOIN client c ON c.client_id = coalesce(a.client_id, k.client_id)
WHERE $ask IS NULL OR k.ask_id = $ask
ORDER BY k.ask_id

-- name: events
SELECT ask_id, number, event_id, stage, on_date, written_at, user_id, note, amount, currency,
    corrects_event, detail
FROM ask_event WHERE $ask IS NULL OR ask_id = $ask ORDER BY ask_id, number

-- name: wishes
SELECT person_id, client_id, kind, on_date, user_id FROM (
    SELECT coalesce(b.person_id, w.person_id) AS person_id,
        coalesce(a.client_id, w.client_id) AS client_id, w.kind, w.on_date, w.user_id, w.wish_id
    FROM wish w
    LEFT JOIN person_alias b ON b.old_id = w.person_id
    LEFT JOIN client_alias a ON a.old_id = w.client_id
)
QUALIFY row_number() OVER (PARTITION BY person_id, client_id ORDER BY wish_id DESC) = 1
    AND kind <> 'none'
ORDER BY person_id, client_id NULLS FIRST

-- name: answers
SELECT coalesce(a.client_id, k.client_id) AS client_id,
    coalesce(b.person_id, k.person_id) AS person_id, k.answer, k.on_date
FROM knows_answer k
LEFT JOIN client_alias a ON a.old_id = k.client_id
LEFT JOIN person_alias b ON b.old_id = k.person_id
QUALIFY row_number() OVER (
    PARTITION BY coalesce(a.client_id, k.client_id), coalesce(b.person_id, k.person_id)
    ORDER BY k.answer_id DESC) = 1
ORDER BY 1, 2

-- name: job_changes
SELECT person_id, old_title, old_company, new_title, new_company, company_changed, seen_on
FROM job_change WHERE $since IS NULL OR seen_on >= $since ORDER BY seen_on DESC, person_id

-- name: who_knows
SELECT n.person_id, n.owner_id, n.connected_on, n.relation, n.current
FROM connection_now n
WHERE n.person_id IN (SELECT unnest(CAST($people AS BIGINT[])))
ORDER BY n.person_id, n.owner_id

-- name: people_by_name
SELECT DISTINCT p.person_id FROM row_person p JOIN person_row r ON r.row_id = p.row_id
WHERE r.name_key = $key OR r.url_key = $url OR r.other_key = $url
ORDER BY p.person_id LIMIT $limit

-- name: people_like
-- Both sides without marks and without written-out umlauts, as plain() in identity/text.py. Names
-- are looked into as well as their keys, which leave titles and middle names out.
WITH spelt AS (
    SELECT person_id,
        replace(replace(replace(coalesce(name_key, ''), 'ae', 'a'), 'oe', 'o'), 'ue', 'u') AS key,
        replace(replace(replace(replace(replace(replace(translate(
            strip_accents(lower(coalesce(name, ''))), 'øłđðı', 'olddi'),
            'ß', 'ss'), 'æ', 'a'), 'œ', 'o'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u') AS name
    FROM person
)
SELECT person_id FROM spelt
WHERE list_has_all(string_split(key, ' '), CAST($words AS VARCHAR[]))
    OR key LIKE $like ESCAPE '\' OR name LIKE $like ESCAPE '\'
ORDER BY person_id LIMIT $limit

-- name: companies_like
SELECT company_id FROM company
WHERE key = $key OR (length($key) > 2 AND (' ' || key || ' ') LIKE $like ESCAPE '\')
ORDER BY key = $key DESC, length(key), company_id LIMIT $limit

-- name: people_at
SELECT person_id FROM person
WHERE company_id IN (SELECT unnest(CAST($companies AS BIGINT[]))) ORDER BY person_id

-- name: people_by_url
SELECT DISTINCT p.person_id FROM identity_key k JOIN person_key p ON p.key_id = k.key_id
WHERE k.key = $key
UNION
SELECT DISTINCT p.person_id FROM row_person p JOIN person_row r ON r.row_id = p.row_id
WHERE r.url_key = $key OR r.other_key = $key
ORDER BY 1

-- name: people_by_email
SELECT DISTINCT p.person_id FROM row_person p JOIN person_row r ON r.row_id = p.row_id
WHERE r.email_loose = $hash ORDER BY 1

-- name: clients_by_email
SELECT DISTINCT c.client_id FROM client c JOIN row_person p ON p.person_id = c.person_id
JOIN client_row r ON r.row_id = p.row_id WHERE r.email_hash = $hash ORDER BY 1

-- name: client_exists
SELECT count(*) FROM client WHERE client_id = $id

-- name: client_alias_of
SELECT client_id FROM client_alias WHERE old_id = $id

-- name: person_rows
SELECT r.row_id, r.import_id, f.file, f.format,
    CASE r.source WHEN 0 THEN 'contacts' WHEN 1 THEN 'clients' ELSE 'past asks' END AS source,
    r.owner_id, coalesce(r.full_name, trim(concat_ws(' ', r.first_name, r.last_name))) AS name,
    r.url, r.title, r.company, r.location, r.country, r.connected_on, r.relation,
    r.email_known, r.phone_known, r.collected_on, r.data_on
FROM person_row r JOIN row_person p ON p.row_id = r.row_id
JOIN import_file f ON f.import_id = r.import_id
WHERE p.person_id = $id ORDER BY r.row_id

-- name: review_queue
SELECT q.person_a, a.name AS name_a, a.title AS title_a, a.company AS company_a, a.url AS url_a,
    q.person_b, b.name AS name_b, b.title AS title_b, b.company AS company_b, b.url AS url_b,
    q.probability, q.reason
FROM review_pair q JOIN person a ON a.person_id = q.person_a
JOIN person b ON b.person_id = q.person_b
ORDER BY q.probability DESC, q.person_a, q.person_b
