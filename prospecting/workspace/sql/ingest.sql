-- name: reserve_rows
SELECT min(nextval('row_seq')) FROM range($n)

-- name: new_batch
INSERT INTO import_batch SELECT nextval('batch_seq'), $user, $at, $as_of RETURNING batch_id

-- name: new_import
SELECT nextval('import_seq')

-- name: draw_imports
SELECT max(nextval('import_seq')) FROM range($n)

-- name: known_files
SELECT f.sha256, f.import_id, coalesce(a.client_id, f.owner_id) FROM import_file f
LEFT JOIN client_alias a ON a.old_id = f.owner_id WHERE f.status = 'stored'

-- name: withdrawn_files
-- Files whose giver allows their use no more, unless they came again with a new permission.
SELECT sha256, max(permission_withdrawn_on) FROM import_file
WHERE permission_withdrawn_on IS NOT NULL
    AND sha256 NOT IN (SELECT sha256 FROM import_file WHERE status = 'stored')
GROUP BY sha256 ORDER BY sha256

-- name: network_exports
SELECT owner_id, data_on, import_id, connections FROM network_export
ORDER BY owner_id, data_on, import_id

-- name: enter_files
INSERT INTO import_file BY NAME SELECT * FROM staged

-- name: enter_rejects
INSERT INTO import_reject BY NAME SELECT * FROM staged

-- name: enter_contacts
INSERT INTO row_contacts BY NAME SELECT * FROM staged

-- name: enter_clients
INSERT INTO row_clients BY NAME SELECT * FROM staged

-- name: enter_companies
INSERT INTO row_companies BY NAME SELECT * FROM staged

-- name: enter_deals
INSERT INTO row_deals BY NAME SELECT * FROM staged

-- name: enter_surveys
INSERT INTO row_surveys BY NAME SELECT * FROM staged

-- name: enter_messages
INSERT INTO row_messages BY NAME SELECT * FROM staged

-- name: enter_invitations
INSERT INTO row_invitations BY NAME SELECT * FROM staged

-- name: enter_recommendations
INSERT INTO row_recommendations BY NAME SELECT * FROM staged

-- name: enter_endorsements
INSERT INTO row_endorsements BY NAME SELECT * FROM staged

-- name: enter_positions
INSERT INTO row_positions BY NAME SELECT * FROM staged

-- name: enter_education
INSERT INTO row_education BY NAME SELECT * FROM staged

-- name: enter_follows
INSERT INTO row_follows BY NAME SELECT * FROM staged

-- name: enter_owner_profile
INSERT INTO row_owner_profile BY NAME SELECT * FROM staged

-- name: enter_owner_emails
INSERT INTO row_owner_emails BY NAME SELECT * FROM staged

-- name: enter_answers
INSERT INTO row_answers BY NAME SELECT * FROM staged

-- name: enter_past_asks
INSERT INTO row_past_asks BY NAME SELECT * FROM staged

-- name: drop_contacts
DELETE FROM row_contacts WHERE import_id = $id

-- name: drop_clients
DELETE FROM row_clients WHERE import_id = $id

-- name: drop_companies
DELETE FROM row_companies WHERE import_id = $id

-- name: drop_deals
DELETE FROM row_deals WHERE import_id = $id

-- name: drop_surveys
DELETE FROM row_surveys WHERE import_id = $id

-- name: drop_messages
DELETE FROM row_messages WHERE import_id = $id

-- name: drop_invitations
DELETE FROM row_invitations WHERE import_id = $id

-- name: drop_recommendations
DELETE FROM row_recommendations WHERE import_id = $id

-- name: drop_endorsements
DELETE FROM row_endorsements WHERE import_id = $id

-- name: drop_positions
DELETE FROM row_positions WHERE import_id = $id

-- name: drop_education
DELETE FROM row_education WHERE import_id = $id

-- name: drop_follows
DELETE FROM row_follows WHERE import_id = $id

-- name: drop_owner_profile
DELETE FROM row_owner_profile WHERE import_id = $id

-- name: drop_owner_emails
DELETE FROM row_owner_emails WHERE import_id = $id

-- name: drop_answers
DELETE FROM row_answers WHERE import_id = $id

-- name: drop_past_asks
DELETE FROM row_past_asks WHERE import_id = $id

-- name: drop_rejects
DELETE FROM import_reject WHERE import_id = $id

-- name: set_status
UPDATE import_file SET status = $status WHERE import_id = $id

-- name: set_withdrawn
UPDATE import_file SET status = 'withdrawn', permission_withdrawn_on = $on_date
WHERE import_id = $id

-- name: set_permission
UPDATE import_file SET permission_on = $on_date WHERE import_id = $id

-- name: one_import
SELECT import_id, file, format, status, stored, rows, owner_id FROM import_file
WHERE import_id = $id

-- name: imports
SELECT f.import_id, f.batch_id, f.file, f.format, f.status, f.owner_id,
    CASE WHEN f.owner_id = 0 THEN 'me' ELSE c.name END AS owner_name,
    CASE WHEN f.owner_id = 0 THEN 'me' ELSE c.email END AS owner_email,
    f.owner_how, f.purpose, f.given_by, f.given_on, f.permission_on, f.permission_withdrawn_on,
    f.collected_on, f.data_on, f.rows, f.stored, f.rejected, f.encoding, f.delimiter, f.warnings,
    f.user_id, f.written_at
FROM import_file f
LEFT JOIN client_alias a ON a.old_id = f.owner_id
LEFT JOIN client c ON c.client_id = coalesce(a.client_id, f.owner_id)
ORDER BY f.import_id

-- name: rejects
SELECT line, member, reason, mend, cells FROM import_reject WHERE import_id = $id
ORDER BY member NULLS FIRST, line, reason

-- name: known_clients
SELECT c.client_id, c.name, c.email, p.name_key FROM client c
LEFT JOIN person p ON p.person_id = c.person_id ORDER BY c.client_id

-- name: client_keys
-- Every e-mail hash, profile key and name key that client rows give to a person, with the client.
SELECT DISTINCT c.client_id, r.email_hash, coalesce(r.url_key, r.other_key) AS url_key, r.name_key
FROM client c JOIN row_person p ON p.person_id = c.person_id
JOIN client_row r ON r.row_id = p.row_id ORDER BY ALL

-- name: person_of_import
SELECT max(p.person_id) FROM row_person p JOIN person_row r ON r.row_id = p.row_id
WHERE r.import_id = $id

-- name: grow_file
UPDATE import_file SET rows = rows + $rows, stored = stored + $stored,
    rejected = rejected + $rejected
WHERE import_id = $id

-- name: count_imports
SELECT count(*) FROM import_file WHERE status = 'stored'
