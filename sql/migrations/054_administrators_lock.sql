-- One transaction at a time removes, demotes or bans an administrator, see lock_administrators.
insert into neon_auth.task_lock (name) values ('administrators');
