-- redact_user removes personal data from the rows of audit_log about a user and by them, and records that it has. addresses:
-- theirs, also earlier ones. The caller locks audit_horizon.
create function neon_auth_internal.redact_user(user_id uuid, addresses text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  redacted bigint[];
begin
  with gone as (
    update neon_auth.audit_log l
    set before = null, after = null, "ipAddress" = null, "userAgent" = null
    where l."userId" = redact_user.user_id
      or l.entity in ('invitation', 'sign_up_rule') and (l.before ->> 'email' = any (redact_user.addresses) or l.after ->> 'email' = any (redact_user.addresses))
    returning l.id
  )
  select array_agg(g.id) into redacted from gone g;
  with gone as (
    update neon_auth.audit_log l
    set
      before = l.before - '{ipAddress,userAgent}'::text[],
      after = l.after - '{ipAddress,userAgent}'::text[],
      "ipAddress" = null,
      "userAgent" = null
    where l."actorId" = redact_user.user_id or l."impersonatorId" = redact_user.user_id -- each by its index
      or l.before ->> 'impersonatedBy' = redact_user.user_id::text or l.after ->> 'impersonatedBy' = redact_user.user_id::text
    returning l.id
  )
  select redacted || array_agg(g.id) into redacted from gone g;
  perform neon_auth_internal.seal_rows('redaction', array(
    select distinct r.id from unnest(redacted) r (id), neon_auth.audit_horizon h where r.id <= h."lastId"));
  insert into neon_auth.audit_log (entity, action, "userId", after)
  values ('audit_log', 'redact', redact_user.user_id, jsonb_build_object('rows', cardinality(redacted)));
end
$$;
