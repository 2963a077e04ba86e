-- audit records a change of a row in audit_log, in the same transaction. The trigger's arguments are the mode and the
-- hidden columns of audit_coverage.
create function neon_auth_internal.audit()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  id_form  constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
  secrets  text[] := coalesce(tg_argv[1:], '{}');
  -- Any role can change a setting, so the acting user is only trusted from the sidecar's login, and from roles with
  -- access to neon_auth. served: by a sidecar, a login that can only call the API.
  owns     boolean := pg_has_role(session_user, 'neon_auth', 'member');
  believed boolean := owns or pg_has_role(session_user, 'neon_auth_sidecar', 'member');
  served   boolean := believed and not owns;
  old_row  jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row  jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  one_row  jsonb := coalesce(new_row, old_row);
  secret   text;
  previous jsonb := old_row - secrets;
  present  jsonb := new_row - secrets;
  actor    uuid;
  acting   uuid;
  most     integer := case when served then 256 else 8192 end; -- bytes of a value
begin
  if served and tg_argv[0] = 'sql' then
    return null;
  elsif tg_table_name = 'session_origin' and tg_op = 'DELETE'
    and not exists (select from neon_auth.session s where s.id = (old_row ->> 'sessionId')::uuid)
  then
    return null; -- it was deleted with the session
  elsif tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
    into previous, present
    from jsonb_each(old_row - secrets) o
    where o.key not in ('updatedAt', 'updated_at') and o.value <> new_row -> o.key;

    foreach secret in array secrets loop
      if old_row -> secret <> new_row -> secret then
        present := coalesce(present, '{}') || jsonb_build_object(secret, 'changed');
      end if;
    end loop;
    -- Prolonging a session through the API is not a change made by a user.
    if present is null or served and tg_table_name = 'session' and present - 'expiresAt' = '{}' then
      return null;
    end if;
  end if;

  if believed then
    actor := substring(current_setting('neon_auth.acting_user', true), id_form)::uuid;
    acting := substring(current_setting('neon_auth.impersonator', true), id_form)::uuid;
  end if;
  if served then
    perform neon_auth_internal.count_write(coalesce(acting, actor), current_setting('neon_auth.ip_address', true));
  end if;
  if tg_table_name = 'verification' and one_row is not null then
    present := coalesce(present, '{}') || jsonb_build_object(
      'purpose', substring(one_row ->> 'identifier' from '^(?:[a-z]+-)*(?:otp|account|password|email)'));
  end if;

  insert into neon_auth.audit_log
    (entity, action, target, "userId", "actorId", "impersonatorId", "managementKey", "ipAddress", "userAgent", before, after)
  values (
    tg_table_name,
    lower(tg_op collate "C"),
    left(coalesce(
      one_row ->> 'id', one_row ->> 'sessionId', one_row ->> 'invitationId', one_row ->> 'fingerprint',
      one_row ->> 'sourceId', one_row ->> 'branch'), 128),
    substring(one_row ->> case tg_table_name
      when 'user' then 'id' when 'invitation' then 'inviterId' when 'verification' then 'value' else 'userId' end
      from id_form)::uuid,
    actor,
    acting,
    case when believed then left(nullif(current_setting('neon_auth.management_key', true), ''), 128) end,
    case when believed then left(nullif(current_setting('neon_auth.ip_address', true), ''), 64) end,
    case when believed then left(nullif(current_setting('neon_auth.user_agent', true), ''), 256) end,
    case when octet_length(previous::text) > most then neon_auth_internal.shorten_values(previous, most) else previous end,
    case when octet_length(present::text) > most then neon_auth_internal.shorten_values(present, most) else present end);
  return null;
end
$$;
