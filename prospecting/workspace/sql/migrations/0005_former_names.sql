-- Schema 5. Former and further names that lists give a company lead to it as well.

-- A name from the list's row, its key, and the key of the company as the list calls it now.
CREATE TABLE former_company (
    row_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    former_key VARCHAR NOT NULL,
    former VARCHAR NOT NULL,
    listed VARCHAR NOT NULL
);
