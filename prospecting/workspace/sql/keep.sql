-- Copies, the rewriting of the file, the doctor's checks.

-- name: checkpoint
CHECKPOINT

-- name: attach_old
ATTACH $path AS old (READ_ONLY)

-- name: attach_fresh
ATTACH $path AS fresh

-- name: copy_everything
COPY FROM DATABASE old TO fresh

-- name: detach_fresh
DETACH fresh

-- name: detach_old
DETACH old

-- name: rewrite_is_due
SELECT count(*) FROM meta WHERE name = 'rewrite'

-- name: ask_for_rewrite
INSERT INTO meta VALUES ('rewrite', 'due')

-- name: rewritten
DELETE FROM meta WHERE name = 'rewrite'

-- name: summary
SELECT (SELECT count(*) FROM person) AS people,
    (SELECT count(*) FROM client) AS clients,
    (SELECT count(*) FROM connection) AS connections,
    (SELECT count(*) FROM import_file WHERE status = 'stored') AS imports,
    (SELECT count(*) FROM ask) AS asks,
    (SELECT count(*) FROM ask_event) AS events,
    (SELECT count(*) FROM suppression) AS suppressions,
    (SELECT max(written_at) FROM change) AS last_change

-- name: sequence_values
SELECT sequence_name, last_value FROM duckdb_sequences() WHERE last_value IS NOT NULL
ORDER BY sequence_name

-- name: advance
SELECT max(nextval($name)) FROM range($n)

-- name: add_old_key
INSERT INTO hash_key SELECT coalesce(max(key_id), 0) + 1, $value, $at FROM hash_key
RETURNING key_id

-- name: add_old_suppression
INSERT INTO suppression
SELECT nextval('event_seq'), $kind, $key_id, $hash, $reason, $user, $at
WHERE NOT EXISTS (
    SELECT 1 FROM suppression WHERE kind = $kind AND key_id = $key_id AND hash = $hash
        AND reason IS NOT DISTINCT FROM $reason)

-- name: add_old_proof
INSERT INTO erasure_proof VALUES ($proof_id, $written_at, $user_id, $reason, $detail)

-- name: add_old_audit
INSERT INTO audit_event VALUES ($audit_id, $written_at, $user_id, $action, $detail)

-- name: stored_files
SELECT import_id, sha256 FROM import_file WHERE status = 'stored' ORDER BY import_id

-- name: withdrawn_files
SELECT import_id, sha256, permission_withdrawn_on AS on_date FROM import_file
WHERE permission_withdrawn_on IS NOT NULL ORDER BY import_id

-- name: withdrawn_records
SELECT * FROM import_file WHERE permission_withdrawn_on IS NOT NULL ORDER BY import_id

-- name: add_withdrawn_records
INSERT INTO import_file BY NAME
SELECT * FROM staged WHERE import_id NOT IN (SELECT import_id FROM import_file)

-- name: rows_without_person
SELECT count(*) FROM person_row WHERE row_id NOT IN (SELECT row_id FROM row_person)

-- name: persons_without_row
SELECT count(*) FROM row_person WHERE row_id NOT IN (SELECT row_id FROM person_row)

-- name: people_without_record
SELECT count(*) FROM (
    SELECT DISTINCT person_id FROM row_person
    WHERE person_id NOT IN (SELECT person_id FROM person))

-- name: connections_without_person
SELECT count(*) FROM connection WHERE person_id NOT IN (SELECT person_id FROM person)

-- name: events_without_ask
SELECT count(*) FROM ask_event WHERE ask_id NOT IN (SELECT ask_id FROM ask)

-- name: drop_events_without_ask
DELETE FROM ask_event WHERE ask_id NOT IN (SELECT ask_id FROM ask)

-- name: doubled_events
SELECT count(*) - count(DISTINCT (ask_id, number)) FROM ask_event

-- name: event_count
SELECT count(*) FROM ask_event

-- name: event_keys
SELECT ask_id, number FROM ask_event ORDER BY hash(ask_id, number) LIMIT $n

-- name: event_by_key
SELECT count(*) FROM ask_event WHERE ask_id = $ask AND number = $number

-- name: request_keys
SELECT key FROM idempotency ORDER BY hash(key) LIMIT $n

-- name: request_by_key
SELECT count(*) FROM idempotency WHERE key = $key

-- name: lost_hash_keys
SELECT count(*) FROM suppression WHERE key_id NOT IN (SELECT key_id FROM hash_key)

-- name: hash_key_count
SELECT count(*) FROM hash_key

-- name: orphan_rows
SELECT sum(n) FROM (
    SELECT count(*) AS n FROM row_contacts WHERE import_id NOT IN (
        SELECT import_id FROM import_file WHERE status = 'stored')
    UNION ALL SELECT count(*) FROM row_clients WHERE import_id NOT IN (
        SELECT import_id FROM import_file WHERE status = 'stored')
    UNION ALL SELECT count(*) FROM row_messages WHERE import_id NOT IN (
        SELECT import_id FROM import_file WHERE status = 'stored')
    UNION ALL SELECT count(*) FROM row_companies WHERE import_id NOT IN (
        SELECT import_id FROM import_file WHERE status = 'stored'))

-- name: drop_orphan_contacts
DELETE FROM row_contacts WHERE import_id NOT IN (
    SELECT import_id FROM import_file WHERE status = 'stored')

-- name: drop_orphan_clients
DELETE FROM row_clients WHERE import_id NOT IN (
    SELECT import_id FROM import_file WHERE status = 'stored')

-- name: drop_orphan_messages
DELETE FROM row_messages WHERE import_id NOT IN (
    SELECT import_id FROM import_file WHERE status = 'stored')

-- name: drop_orphan_companies
DELETE FROM row_companies WHERE import_id NOT IN (
    SELECT import_id FROM import_file WHERE status = 'stored')

-- name: stored_against_files
-- Rows of each stored file that went into a table of people or companies cannot be more than the
-- file says it stored.
SELECT count(*) FROM import_file f
LEFT JOIN (SELECT import_id, count(*) AS n FROM row_contacts GROUP BY import_id) c
    ON c.import_id = f.import_id
WHERE f.status = 'stored' AND coalesce(c.n, 0) > f.stored

-- name: free_key_number
SELECT 1 + greatest(
    (SELECT coalesce(max(key_id), 0) FROM suppression),
    (SELECT coalesce(max(key_id), 0) FROM hash_key))

-- name: rows_by_import
SELECT import_id, count(*) AS n FROM (
    SELECT import_id FROM row_contacts UNION ALL SELECT import_id FROM row_clients)
GROUP BY import_id ORDER BY import_id
