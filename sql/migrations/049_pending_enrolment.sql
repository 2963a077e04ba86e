-- Since when an enrolment waits for its first code. It expires: see drop_old_enrolment. Those of before wait from now on.
alter table neon_auth.two_factor_state add column "pendingSince" timestamptz;

insert into neon_auth.two_factor_state ("userId", "pendingSince")
select t."userId", now()
from neon_auth."twoFactor" t
join neon_auth."user" u on u.id = t."userId" and u."twoFactorEnabled" is not true
on conflict ("userId") do update set "pendingSince" = now();

update neon_auth.two_factor_state set "pendingSince" = now() where secret is not null;
