-- name: tables
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY table_name

-- name: create_migration
CREATE TABLE migration (number INTEGER NOT NULL, written_at TIMESTAMP NOT NULL)

-- name: schema_number
SELECT max(number) FROM migration

-- name: note_migration
INSERT INTO migration VALUES ($number, current_localtimestamp())

-- name: application
SELECT value FROM meta WHERE name = 'application'

-- name: first_facts
INSERT INTO meta VALUES ('application', $application), ('workspace', $workspace)

-- name: add_hash_key
INSERT INTO hash_key VALUES ($number, $key, current_localtimestamp())

-- name: hash_keys
SELECT key_id, value FROM hash_key ORDER BY key_id

-- name: note_change
INSERT INTO change SELECT nextval('event_seq'), $area, $user, $at RETURNING change_id

-- name: versions
SELECT area, max(change_id) AS version FROM change GROUP BY area ORDER BY area

-- name: audit
INSERT INTO audit_event SELECT nextval('event_seq'), $at, $user, $action, $detail

-- name: load_audit
SELECT audit_id, written_at, user_id, action, detail FROM audit_event ORDER BY audit_id DESC

-- name: remembered
SELECT result FROM idempotency WHERE key = $key

-- name: remember
INSERT INTO idempotency VALUES ($key, $result, $at)

-- name: set_setting
INSERT INTO setting SELECT nextval('event_seq'), $name, $value, $user, $at RETURNING setting_id

-- name: get_setting
SELECT setting_id, value FROM setting WHERE name = $name ORDER BY setting_id DESC LIMIT 1

-- name: setting_value
SELECT value FROM setting WHERE name = $name AND setting_id = $id

-- name: profile_value
SELECT value FROM profile WHERE version_id = $id

-- name: save_profile
INSERT INTO profile
SELECT nextval('event_seq'),
    coalesce((SELECT max(profile_id) FROM profile WHERE name = $name), nextval('event_seq')),
    $name, $value, $removed, $user, $at
RETURNING version_id, profile_id

-- name: profiles
SELECT profile_id, version_id, name, value, user_id, written_at FROM profile
QUALIFY row_number() OVER (PARTITION BY profile_id ORDER BY version_id DESC) = 1 AND NOT removed
ORDER BY name, profile_id

-- name: save_mapping
INSERT INTO mapping SELECT nextval('event_seq'), $shape, $value, $user, $at

-- name: find_mapping
SELECT value FROM mapping WHERE shape_key = $shape ORDER BY mapping_id DESC LIMIT 1

-- name: mapping_saved_on
SELECT CAST(written_at AS DATE) FROM mapping WHERE shape_key = $shape
ORDER BY mapping_id DESC LIMIT 1

-- name: mappings
SELECT shape_key, value, user_id, written_at FROM mapping
QUALIFY row_number() OVER (PARTITION BY shape_key ORDER BY mapping_id DESC) = 1
ORDER BY shape_key
