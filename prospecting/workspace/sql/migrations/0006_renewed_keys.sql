-- Schema 6. A newer program may give the same rows other keys: ids go on under the new ones.

-- Keys of the ledger that became one with another key; the ids they were given lead to its person.
CREATE TABLE key_heir (key_id BIGINT NOT NULL, heir BIGINT NOT NULL);
-- What a company's key was before, for lists of companies and people to be left alone.
CREATE TABLE old_company_key (old VARCHAR NOT NULL, key VARCHAR NOT NULL);
