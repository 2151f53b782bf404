-- Schema 4. A CRM's day of the last contact is kept for people who are no clients (yet), too.

ALTER TABLE row_contacts ADD COLUMN last_touch DATE;
