-- import_passkeys adds the passkeys of the imported users, from "passkeys" of Better Auth's rows, and returns those that
-- are left out, with the reason. Users are not informed by mail, because nothing has changed for them.
create function neon_auth_internal.import_passkeys(people neon_auth_internal.import_row[], batch jsonb)
returns table ("sourceId" text, part text, reason text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found record;
begin
  perform set_config('neon_auth.provider', 'import', true);
  part := 'passkey';
  for found in
    select (p.person).id as source_id, p.id, k.key
    from unnest(people) p
    join jsonb_array_elements(batch) r on r ->> 'id' = (p.person).id
    cross join lateral jsonb_array_elements(case jsonb_typeof(r -> 'passkeys') when 'array' then r -> 'passkeys' else '[]' end) k (key)
    where p.verdict = ''
  loop
    reason := case
      when not neon_auth_internal.is_passkey_acceptable(found.key) then 'malformed'
      when (neon_auth_internal.insert_passkey(
        found.id,
        found.key || jsonb_build_object(
          'name', left(found.key ->> 'name', 255),
          'credentialID', rtrim(found.key ->> 'credentialID', '='),
          'transports', substring(found.key ->> 'transports' from '^[a-z,-]{1,255}$'),
          'aaguid', left(found.key ->> 'aaguid', 36)),
        neon_auth_internal.past_time((found.key ->> 'createdAt')::timestamptz))).id is null then 'is another user''s'
    end;
    "sourceId" := found.source_id;
    if reason is not null then
      return next;
    end if;
  end loop;
  perform set_config('neon_auth.provider', '', true);
end
$$;
