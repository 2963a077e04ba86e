-- online
-- Administrators sort and filter users by the columns of plugins. user_username_key and "user_phoneNumber_key" serve their
-- columns already. No nulls: without these plugins the indexes are empty, and cost nothing.
create index concurrently if not exists "user_displayUsername_idx"
on neon_auth."user" ("displayUsername", id) where "displayUsername" is not null;
create index concurrently if not exists "user_lastLoginMethod_idx"
on neon_auth."user" ("lastLoginMethod", id) where "lastLoginMethod" is not null;
