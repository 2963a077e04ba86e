-- Since when an enrolment waits for its first code. It expires: see drop_old_enrolment. A later migration fills it.
alter table neon_auth.two_factor_state add column "pendingSince" timestamptz;
