-- Schema 1. Rows are kept as imported, by import; people, companies and connections are derived
-- from them. Ids come from sequences and are never used again. Few keys and no secondary index:
-- repeated updates of indexed columns are where the engine had its corruption bugs.
-- Texts that hardly ever recur are not compressed: looking for a way to do it would take longer
-- than anything else at import.

CREATE SEQUENCE import_seq;
CREATE SEQUENCE batch_seq;
CREATE SEQUENCE row_seq;
CREATE SEQUENCE key_seq;
CREATE SEQUENCE person_seq;
CREATE SEQUENCE company_seq;
CREATE SEQUENCE client_seq;
CREATE SEQUENCE title_seq;
CREATE SEQUENCE ask_seq;
CREATE SEQUENCE event_seq;

CREATE TABLE meta (name VARCHAR NOT NULL, value VARCHAR NOT NULL);

-- Keys of the keyed hashes; the newest is used for new hashes, all are tried when looking up.
CREATE TABLE hash_key (key_id BIGINT NOT NULL, value BLOB NOT NULL, created_at TIMESTAMP NOT NULL);

-- What changed, area by area: the highest number is the version that callers compare.
CREATE TABLE change (
    change_id BIGINT NOT NULL,
    area VARCHAR NOT NULL,          -- people | clients | asks | wishes | settings | rights
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);

CREATE TABLE import_batch (
    batch_id BIGINT NOT NULL,
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL,
    as_of DATE NOT NULL
);

CREATE TABLE import_file (
    import_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    status VARCHAR NOT NULL,        -- stored | undone | withdrawn
    owner_id BIGINT,                -- network owner: 0 me, else a client id; null: nobody's network
    owner_how VARCHAR,              -- said | mapping | profile | email | messages | file name …
    purpose VARCHAR,
    given_by VARCHAR,
    given_on DATE,
    permission_on DATE,
    permission_withdrawn_on DATE,
    collected_on DATE NOT NULL,     -- the day of the import
    data_on DATE NOT NULL,          -- the day the file speaks of: its newest date, else the import
    connections BIGINT NOT NULL,    -- rows that say "is connected to the owner"
    rows BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    encoding VARCHAR,
    delimiter VARCHAR,
    warnings VARCHAR,               -- JSON list
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);

CREATE TABLE import_reject (
    import_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    member VARCHAR,
    reason VARCHAR NOT NULL,
    mend VARCHAR,
    cells VARCHAR                   -- JSON list, as read
);

-- Rows as read: one table for each staged table, and the keys computed from them ---------------

CREATE TABLE row_contacts (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    first_name VARCHAR,
    last_name VARCHAR USING COMPRESSION uncompressed,
    full_name VARCHAR,
    url VARCHAR USING COMPRESSION uncompressed,
    other_url VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    company VARCHAR,
    company_domain VARCHAR,
    title VARCHAR,
    location VARCHAR,
    country VARCHAR,
    industry VARCHAR,
    size_min DOUBLE,
    size_max DOUBLE,
    connected_on DATE,
    degree TINYINT,
    shared_connections INTEGER,
    seniority_label VARCHAR,
    function_label VARCHAR,
    in_role_since DATE,
    source_id VARCHAR,
    company_source_id VARCHAR,
    lifecycle VARCHAR,
    referred_by VARCHAR,
    relation VARCHAR,
    email_known BOOLEAN,
    phone_known BOOLEAN,
    url_key VARCHAR USING COMPRESSION uncompressed,
    other_key VARCHAR,
    email_hash VARCHAR,
    email_loose VARCHAR,
    name_key VARCHAR USING COMPRESSION uncompressed,
    company_key VARCHAR,
    domain_key VARCHAR
);

CREATE TABLE row_clients (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    first_name VARCHAR,
    last_name VARCHAR,
    full_name VARCHAR,
    url VARCHAR,
    other_url VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    company VARCHAR,
    company_domain VARCHAR,
    title VARCHAR,
    location VARCHAR,
    country VARCHAR,
    industry VARCHAR,
    size_min DOUBLE,
    size_max DOUBLE,
    kind VARCHAR,
    language VARCHAR,
    since DATE,
    last_touch DATE,
    revenue DOUBLE,
    currency VARCHAR,
    deals_won INTEGER,
    nps TINYINT,
    nps_on DATE,
    status VARCHAR,
    complaint VARCHAR,
    do_not_ask BOOLEAN,
    referred_before BOOLEAN,
    account_owner VARCHAR,
    note VARCHAR,
    source_id VARCHAR,
    company_source_id VARCHAR,
    email_known BOOLEAN,
    url_key VARCHAR,
    other_key VARCHAR,
    email_hash VARCHAR,
    email_loose VARCHAR,
    name_key VARCHAR,
    company_key VARCHAR,
    domain_key VARCHAR
);

CREATE TABLE row_companies (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    name VARCHAR,
    domain VARCHAR,
    url VARCHAR,
    country VARCHAR,
    location VARCHAR,
    industry VARCHAR,
    size_min DOUBLE,
    size_max DOUBLE,
    parent VARCHAR,
    former_names VARCHAR,
    lifecycle VARCHAR,
    source_id VARCHAR,
    company_key VARCHAR,
    domain_key VARCHAR
);

CREATE TABLE row_deals (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    name VARCHAR,
    stage VARCHAR,
    status VARCHAR,
    amount DOUBLE,
    currency VARCHAR,
    closed_on DATE,
    company VARCHAR,
    contact VARCHAR,
    contact_email VARCHAR,
    contact_source_ids VARCHAR,
    company_source_ids VARCHAR,
    source_id VARCHAR,
    company_key VARCHAR,
    email_hash VARCHAR
);

CREATE TABLE row_surveys (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    email VARCHAR,
    full_name VARCHAR,
    company VARCHAR,
    score TINYINT,
    answered_on DATE,
    comment VARCHAR,
    email_hash VARCHAR,
    name_key VARCHAR,
    company_key VARCHAR
);

CREATE TABLE row_messages (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    conversation VARCHAR,
    outgoing BOOLEAN,
    other_name VARCHAR,
    other_url VARCHAR,
    from_name VARCHAR,
    from_url VARCHAR,
    sent_at TIMESTAMP,
    people INTEGER,
    words INTEGER,
    url_key VARCHAR,
    name_key VARCHAR
);

CREATE TABLE row_invitations (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    outgoing BOOLEAN,
    other_name VARCHAR,
    other_url VARCHAR,
    sent_at TIMESTAMP,
    with_message BOOLEAN,
    url_key VARCHAR,
    name_key VARCHAR
);

CREATE TABLE row_recommendations (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    given BOOLEAN,
    other_name VARCHAR,
    company VARCHAR,
    title VARCHAR,
    made_on DATE,
    status VARCHAR,
    name_key VARCHAR,
    company_key VARCHAR
);

CREATE TABLE row_endorsements (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    given BOOLEAN,
    other_name VARCHAR,
    other_url VARCHAR,
    skill VARCHAR,
    made_on DATE,
    status VARCHAR,
    url_key VARCHAR,
    name_key VARCHAR
);

CREATE TABLE row_positions (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    person_name VARCHAR,
    person_url VARCHAR,
    company VARCHAR,
    title VARCHAR,
    location VARCHAR,
    started_on DATE,
    finished_on DATE,
    url_key VARCHAR,
    name_key VARCHAR,
    company_key VARCHAR
);

CREATE TABLE row_education (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    person_name VARCHAR,
    person_url VARCHAR,
    school VARCHAR,
    degree VARCHAR,
    started_on DATE,
    finished_on DATE,
    url_key VARCHAR,
    name_key VARCHAR,
    school_key VARCHAR
);

CREATE TABLE row_follows (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    company VARCHAR,
    followed_on DATE,
    company_key VARCHAR
);

CREATE TABLE row_owner_profile (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    first_name VARCHAR,
    last_name VARCHAR,
    maiden_name VARCHAR,
    headline VARCHAR,
    industry VARCHAR,
    location VARCHAR,
    url VARCHAR,
    url_key VARCHAR,
    name_key VARCHAR
);

CREATE TABLE row_owner_emails (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    email VARCHAR,
    "primary" BOOLEAN,
    email_hash VARCHAR
);

CREATE TABLE row_answers (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    client_email VARCHAR,
    prospect_id VARCHAR,
    prospect_name VARCHAR,
    prospect_url VARCHAR,
    answer VARCHAR,
    answered_on DATE,
    url_key VARCHAR,
    email_hash VARCHAR,
    name_key VARCHAR
);

CREATE TABLE row_past_asks (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    line INTEGER,
    member VARCHAR,
    client_email VARCHAR,
    client_name VARCHAR,
    prospect_name VARCHAR,
    prospect_url VARCHAR,
    prospect_email VARCHAR,
    prospect_company VARCHAR,
    stage VARCHAR,
    happened_on DATE,
    amount DOUBLE,
    currency VARCHAR,
    note VARCHAR,
    email_known BOOLEAN,
    url_key VARCHAR,
    other_key VARCHAR,
    email_hash VARCHAR,
    email_loose VARCHAR,
    name_key VARCHAR,
    company_key VARCHAR,
    domain_key VARCHAR,
    client_hash VARCHAR,
    client_name_key VARCHAR
);

-- Every row that tells of a person. Class 1 is what people say of themselves on their profile
-- (newest wins), class 0 what others keep about them.
CREATE VIEW person_row AS
SELECT r.row_id, r.import_id, 0 AS source, f.owner_id, f.collected_on, f.data_on,
    r.first_name, r.last_name, r.full_name, r.url, r.company, r.title, r.location, r.country,
    r.industry, r.size_min, r.size_max, r.connected_on, r.degree, r.relation,
    r.seniority_label, r.function_label, r.in_role_since, r.lifecycle, r.email_known,
    r.phone_known, r.url_key, r.other_key, r.email_hash, r.email_loose, r.name_key,
    r.company_key, r.domain_key,
    CASE WHEN r.relation IN ('connection', 'list', 'by hand') THEN 1 ELSE 0 END AS class
FROM row_contacts r JOIN import_file f ON f.import_id = r.import_id
UNION ALL
SELECT r.row_id, r.import_id, 1, NULL, f.collected_on, f.data_on,
    r.first_name, r.last_name, r.full_name, r.url, r.company, r.title, r.location, r.country,
    r.industry, r.size_min, r.size_max, NULL, NULL, 'client',
    NULL, NULL, NULL, NULL, r.email_known,
    r.phone IS NOT NULL, r.url_key, r.other_key, r.email_hash, r.email_loose, r.name_key,
    r.company_key, r.domain_key, 0
FROM row_clients r JOIN import_file f ON f.import_id = r.import_id
UNION ALL
SELECT r.row_id, r.import_id, 2, NULL, f.collected_on, f.data_on,
    NULL, NULL, r.prospect_name, r.prospect_url, r.prospect_company, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, 'past ask',
    NULL, NULL, NULL, NULL, r.email_known,
    FALSE, r.url_key, r.other_key, r.email_hash, r.email_loose, r.name_key,
    r.company_key, r.domain_key, 0
FROM row_past_asks r JOIN import_file f ON f.import_id = r.import_id;

-- Identity -------------------------------------------------------------------------------------

-- The ledger: which person a key was first given to, and when. Rows may go and come back; the
-- id stays.
CREATE TABLE identity_key (
    key_id BIGINT NOT NULL,
    key VARCHAR NOT NULL USING COMPRESSION uncompressed,
    person_id BIGINT NOT NULL,
    first_on DATE NOT NULL
);

CREATE TABLE identity_event (
    event_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- merge | apart
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL,
    note VARCHAR
);
CREATE TABLE identity_event_key (
    event_id BIGINT NOT NULL,
    side TINYINT NOT NULL,
    key VARCHAR NOT NULL
);
-- Rows that share a key but were parted by the user: their key is replaced.
CREATE TABLE identity_override (
    event_id BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    new_key VARCHAR NOT NULL
);

-- What joins rows into people: the first key that a row has, and its name with its company. An
-- e-mail address goes with the initial and the surname, since families share one.
CREATE VIEW keyed_row AS
SELECT b.*, coalesce(o.new_key, b.base_key) AS key
FROM (
    SELECT *,
        name_key || '|' || company_key AS name_company,
        CASE WHEN name_key IS NOT NULL
            THEN left(name_key, 1) || ' ' || split_part(name_key, ' ', -1) END AS name_tag,
        coalesce(
            url_key,
            other_key,
            'e:' || email_hash || coalesce('|' || left(name_key, 1) || ' '
                || split_part(name_key, ' ', -1), ''),
            'n:' || name_key || '|' || company_key,
            'x:' || coalesce(CAST(owner_id AS VARCHAR), '') || '|' || name_key || '|'
                || coalesce(CAST(connected_on AS VARCHAR), ''),
            'r:' || CAST(row_id AS VARCHAR)
        ) AS base_key
    FROM person_row
) b
LEFT JOIN identity_override o ON o.key = b.base_key AND o.name_key = b.name_key;

CREATE TABLE row_person (row_id BIGINT NOT NULL, person_id BIGINT NOT NULL);
CREATE TABLE person_key (key_id BIGINT NOT NULL, person_id BIGINT NOT NULL);
-- Ids that a merge took out of use, and who they are now.
CREATE TABLE person_alias (old_id BIGINT NOT NULL, person_id BIGINT NOT NULL);

CREATE TABLE review_pair (
    person_a BIGINT NOT NULL,
    person_b BIGINT NOT NULL,
    probability DOUBLE NOT NULL,
    reason VARCHAR
);

CREATE TABLE title (title_id BIGINT NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE title_reading (
    title_id BIGINT NOT NULL,
    seniority VARCHAR,
    functions VARCHAR,              -- joined by "|", best first
    decision_maker BOOLEAN NOT NULL,
    current BOOLEAN NOT NULL,
    confidence DOUBLE NOT NULL,
    reader VARCHAR NOT NULL         -- which version of the grammar read it
);
CREATE TABLE text_vector (model VARCHAR NOT NULL, text VARCHAR NOT NULL, vector FLOAT[] NOT NULL);

CREATE TABLE company_ledger (key VARCHAR NOT NULL, company_id BIGINT NOT NULL);

CREATE TABLE person (
    person_id BIGINT NOT NULL,
    name VARCHAR USING COMPRESSION uncompressed,
    first_name VARCHAR,
    last_name VARCHAR USING COMPRESSION uncompressed,
    url VARCHAR USING COMPRESSION uncompressed,
    title VARCHAR,
    title_id BIGINT,
    company VARCHAR,
    company_id BIGINT,
    location VARCHAR,
    country VARCHAR,
    seniority_label VARCHAR,
    function_label VARCHAR,
    lifecycle VARCHAR,
    in_role_since DATE,
    email_known BOOLEAN NOT NULL,
    phone_known BOOLEAN NOT NULL,
    sources BIGINT NOT NULL,        -- rows that tell of the person
    first_seen DATE NOT NULL,       -- first collected; a re-import does not renew it
    last_seen DATE NOT NULL,
    url_key VARCHAR USING COMPRESSION uncompressed,
    name_key VARCHAR USING COMPRESSION uncompressed
);

CREATE TABLE job_change (
    person_id BIGINT NOT NULL,
    old_title VARCHAR,
    old_company VARCHAR,
    new_title VARCHAR,
    new_company VARCHAR,
    company_changed BOOLEAN NOT NULL,
    seen_on DATE NOT NULL,
    row_id BIGINT NOT NULL
);

CREATE TABLE company (
    company_id BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    domain VARCHAR,
    industry VARCHAR,
    size_min DOUBLE,
    size_max DOUBLE,
    country VARCHAR,
    parent VARCHAR,
    conflict BOOLEAN NOT NULL
);
CREATE TABLE company_fact (
    company_id BIGINT NOT NULL,
    fact VARCHAR NOT NULL,          -- industry | size | country
    text VARCHAR,
    size_min DOUBLE,
    size_max DOUBLE,
    import_id BIGINT NOT NULL,
    rank INTEGER NOT NULL,          -- 3 company list, 2 client record, 1 contact record
    row_id BIGINT NOT NULL
);

CREATE TABLE connection (
    owner_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    connected_on DATE,
    relation VARCHAR NOT NULL,
    email_shared BOOLEAN NOT NULL,
    first_seen DATE NOT NULL,
    last_seen DATE NOT NULL,
    export_code BIGINT,             -- the newest export that lists it, day and import in one
    other_way BOOLEAN NOT NULL      -- listed elsewhere too: address book, by hand
);
CREATE TABLE client_ledger (client_id BIGINT NOT NULL, person_id BIGINT NOT NULL);
CREATE TABLE client_alias (old_id BIGINT NOT NULL, client_id BIGINT NOT NULL);

-- A connection is current while the owner's newest export has it.
CREATE VIEW newest_export AS
SELECT coalesce(a.client_id, f.owner_id) AS owner_id,
    max(@days(f.data_on) * 1099511627776 + f.import_id) AS export_code
FROM import_file f LEFT JOIN client_alias a ON a.old_id = f.owner_id
WHERE f.status = 'stored' AND f.owner_id IS NOT NULL AND f.connections > 0
GROUP BY 1;
CREATE VIEW connection_now AS
SELECT c.owner_id, c.person_id, c.connected_on, c.relation, c.email_shared, c.first_seen,
    c.last_seen, c.other_way OR c.export_code = n.export_code AS current
FROM connection c LEFT JOIN newest_export n ON n.owner_id = c.owner_id;

-- What passed between an owner and a person, from the archives; a message twice counts once.
CREATE TABLE contact_event (
    owner_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- message | invitation | recommendation | endorsement
    outgoing BOOLEAN,
    at_epoch BIGINT,
    words INTEGER,
    people INTEGER
);

-- Clients ---------------------------------------------------------------------------------------

CREATE TABLE client (
    client_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    company_id BIGINT,              -- the client account: budgets and quiet times hold for it too
    kind VARCHAR NOT NULL,
    name VARCHAR,
    first_name VARCHAR,
    last_name VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    title VARCHAR,
    company VARCHAR,
    url VARCHAR,
    country VARCHAR,
    location VARCHAR,
    industry VARCHAR,
    language VARCHAR,
    since DATE,
    last_touch DATE,
    revenue DOUBLE,
    currency VARCHAR,
    deals_won INTEGER,
    nps TINYINT,
    nps_on DATE,
    status VARCHAR,
    complaint VARCHAR,
    do_not_ask BOOLEAN,
    referred_before BOOLEAN,
    account_owner VARCHAR,
    note VARCHAR,
    email_hash VARCHAR
);
-- Answers to surveys, found to be a client's.
CREATE TABLE survey_answer (
    client_id BIGINT NOT NULL,
    score TINYINT NOT NULL,
    answered_on DATE,
    comment VARCHAR,
    row_id BIGINT NOT NULL
);
-- With whom, or with which company, the seller already has an open deal.
CREATE TABLE open_deal (person_id BIGINT, company_id BIGINT, row_id BIGINT NOT NULL);
CREATE TABLE client_note (
    note_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    on_date DATE NOT NULL,
    until DATE,
    number DOUBLE,
    text VARCHAR,
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);

-- The seller, profiles, wishes, answers, asks ----------------------------------------------------

CREATE TABLE setting (
    setting_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,         -- JSON; the newest row of a name holds
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE profile (
    version_id BIGINT NOT NULL,
    profile_id BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,         -- JSON; the newest version holds
    removed BOOLEAN NOT NULL,
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE wish (
    wish_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- pin | refuse | none
    person_id BIGINT NOT NULL,
    client_id BIGINT,
    on_date DATE NOT NULL,
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE knows_answer (
    answer_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    answer VARCHAR NOT NULL,        -- well | little | not
    on_date DATE NOT NULL,
    row_id BIGINT,                  -- the imported row it was taken from, if it was
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE ask (
    ask_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    profile_id BIGINT,
    owner_user VARCHAR NOT NULL,
    import_id BIGINT,               -- where it came from, if it was made elsewhere
    currency VARCHAR,
    created_on DATE NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE ask_event (
    ask_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    event_id BIGINT NOT NULL,
    stage VARCHAR NOT NULL,
    on_date DATE NOT NULL,
    written_at TIMESTAMP NOT NULL,
    user_id VARCHAR NOT NULL,
    note VARCHAR,
    amount DOUBLE,
    currency VARCHAR,
    corrects_event BIGINT,
    detail VARCHAR,                 -- JSON: estimates at the time, reason of a decline …
    row_id BIGINT,                  -- the imported row it was taken from, if it was
    PRIMARY KEY (ask_id, number)
);
CREATE TABLE idempotency (
    key VARCHAR PRIMARY KEY,
    result VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE draft (
    draft_id BIGINT NOT NULL,
    ask_id BIGINT,
    person_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    body VARCHAR NOT NULL,          -- JSON of the whole draft
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE plan_snapshot (
    plan_id BIGINT NOT NULL,
    profile_id BIGINT,
    as_of DATE NOT NULL,
    data_version BIGINT NOT NULL,
    body VARCHAR NOT NULL,          -- JSON
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);

-- Work and rights -------------------------------------------------------------------------------

CREATE TABLE job (
    job_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,         -- running | done | failed | cancelled | lost
    done BIGINT NOT NULL,
    total BIGINT,
    message VARCHAR,
    user_id VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE TABLE suppression (
    suppression_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,          -- url | email | email_loose | name_company | company | domain
    key_id BIGINT NOT NULL,
    hash VARCHAR NOT NULL,
    reason VARCHAR,
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
CREATE TABLE suppressed_person (person_id BIGINT NOT NULL);
CREATE TABLE audit_event (
    audit_id BIGINT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    user_id VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    detail VARCHAR                  -- JSON of numbers and names of things, never of people
);
CREATE TABLE erasure_proof (
    proof_id BIGINT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    user_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,        -- erased | expired
    detail VARCHAR NOT NULL         -- JSON: rows taken out, by table
);
CREATE TABLE mapping (
    mapping_id BIGINT NOT NULL,
    shape_key VARCHAR NOT NULL,
    value VARCHAR NOT NULL,         -- TOML
    user_id VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);
