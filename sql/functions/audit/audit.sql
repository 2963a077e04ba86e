-- audit writes a change of a row into audit_log, in the same transaction, whoever makes it. The trigger's arguments are
-- the columns whose values are nobody's to read: of them it tells that they have changed.
create function neon_auth_internal.audit()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  id_form  constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
  secrets  text[] := coalesce(tg_argv, '{}');
  -- Anybody can set a setting: who acts is believed of the sidecar's login, and of whom neon_auth is open to anyway.
  believed boolean :=
    pg_has_role(session_user, 'neon_auth_sidecar', 'member') or pg_has_role(session_user, 'neon_auth', 'member');
  old_row  jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row  jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  one_row  jsonb := coalesce(new_row, old_row);
  secret   text;
  previous jsonb := old_row - secrets;
  present  jsonb := new_row - secrets;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
    into previous, present
    from jsonb_each(old_row - secrets) o
    where o.key not in ('updatedAt', 'updated_at') and o.value <> new_row -> o.key;

    foreach secret in array secrets loop
      if old_row -> secret <> new_row -> secret then
        present := coalesce(present, '{}') || jsonb_build_object(secret, 'changed');
      end if;
    end loop;
    -- A session that is prolonged or seen is no change of anybody's making.
    if coalesce(present, '{}') - 'expiresAt' = '{}' and tg_table_name = 'session' or present is null then
      return null;
    end if;
  elsif tg_op = 'DELETE' and tg_table_name = 'session' and (old_row ->> 'expiresAt')::timestamptz <= now() then
    return null;
  end if;

  insert into neon_auth.audit_log
    (entity, action, target, "userId", "actorId", "impersonatorId", "ipAddress", "userAgent", before, after)
  values (
    tg_table_name,
    lower(tg_op),
    one_row ->> 'id',
    (one_row ->> case tg_table_name when 'user' then 'id' when 'invitation' then 'inviterId' else 'userId' end)::uuid,
    case when believed then substring(current_setting('neon_auth.acting_user', true), id_form)::uuid end,
    case when believed then substring(current_setting('neon_auth.impersonator', true), id_form)::uuid end,
    case when believed then nullif(current_setting('neon_auth.ip_address', true), '') end,
    case when believed then nullif(current_setting('neon_auth.user_agent', true), '') end,
    previous,
    present);
  return null;
end
$$;
