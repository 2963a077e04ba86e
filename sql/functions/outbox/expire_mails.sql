-- expire_mails deletes up to batch old mails of each kind: sent after a week, dead or held after thirty days, and those
-- that expired a week ago. It returns the largest number of one kind.
create function neon_auth_internal.expire_mails(batch integer)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  sent    integer;
  dead    integer;
  waiting integer;
begin
  delete from neon_auth.outbox o
  where o.id = any (array(
    select old.id from neon_auth.outbox old
    where old.state = 'sent' and old."finishedAt" < now() - interval '7 days'
    order by old."finishedAt" limit batch for update skip locked));
  get diagnostics sent = row_count;

  delete from neon_auth.outbox o
  where o.id = any (array(
    select old.id from neon_auth.outbox old
    where old.state = 'dead' and old."finishedAt" < now() - interval '30 days'
    order by old."finishedAt" limit batch for update skip locked));
  get diagnostics dead = row_count;

  delete from neon_auth.outbox o
  where o.id = any (array(
    select old.id from neon_auth.outbox old
    where old.state = 'waiting' and (
      old."expiresAt" < now() - interval '7 days'
      or old."createdAt" < now() - interval '30 days'
        and (old.branch <> neon_auth.branch_identity()
          or not neon_auth_internal.is_sent(old.kind, (select neon_auth_internal.outbound()))))
    order by old."nextAttemptAt" limit batch for update skip locked));
  get diagnostics waiting = row_count;
  return greatest(sent, dead, waiting);
end
$$;
