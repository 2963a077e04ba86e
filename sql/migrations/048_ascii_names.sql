-- Names are compared in small letters, of which only A to Z are made. Before, that depended on the database's language. A later
-- migration validates the check, and changes usernames.
alter table neon_auth."organizationRole"
drop constraint role_is_not_predefined,
add constraint role_is_not_predefined check (lower(role collate "C") not in ('owner', 'admin', 'member')) not valid;
