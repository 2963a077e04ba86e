create or replace function neon_auth.import_users(source text, batch jsonb)
returns table (imported integer, known integer, skipped integer)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  people neon_auth_internal.import_row[];
begin
  if neon_auth_internal.must_restrict() then
    return query select r.* from json_to_record(neon_auth_internal.run_restricted(
      'select to_json(i) from neon_auth.import_users($1[1], $1[2]::jsonb) i', array[source, batch::text])::json)
      r (imported integer, known integer, skipped integer);
    return;
  end if;
  if import_users.source in ('supabase', 'better-auth', 'stack-auth') is not true then
    perform neon_auth_internal.fail('VALIDATION_ERROR', 'source is supabase, better-auth or stack-auth');
  end if;
  perform neon_auth_internal.lock_task('import'); -- one batch at a time, so that each sees the results of the previous ones

  -- In the order of the ids: of two users with one address, always the same one is imported.
  people := array(
    select j from neon_auth_internal.classify_users(import_users.source, batch) j order by (j.person).id collate "C");
  perform set_config('neon_auth.provider', 'import', true); -- imported users are not new: no user.created
  people := array(select i from neon_auth_internal.insert_users(people) i);
  perform set_config('neon_auth.provider', '', true);

  insert into neon_auth.imported_user (source, "sourceId", "userId")
  select import_users.source, (p.person).id, p.id from unnest(people) p where p.verdict = '';

  delete from neon_auth.import_skipped s
  using unnest(people) p
  where s.source = import_users.source and s."sourceId" = (p.person).id and s.part = 'user';

  insert into neon_auth.import_skipped (source, "sourceId", part, reason, email)
  select
    import_users.source, (p.person).id, l.part, l.reason,
    case when p.verdict <> 'removed here' then left(p.address, 320) end -- the address of an erased user is not stored again
  from unnest(people) p
  join (
    select (v.person).id, 'user', v.verdict from unnest(people) v where v.verdict not in ('', 'known')
    union all
    select (v.person).id, 'picture', 'too long' from unnest(people) v
    where v.verdict = '' and octet_length((v.person).image) > 131072
    union all
    select * from neon_auth_internal.link_users(people)
    union all
    select * from neon_auth_internal.import_passkeys(people, batch)
  ) l (id, part, reason) on l.id = (p.person).id
  on conflict do nothing;

  return query
  select
    count(*) filter (where p.verdict = '')::integer,
    count(*) filter (where p.verdict = 'known')::integer,
    count(*) filter (where p.verdict not in ('', 'known'))::integer
  from unnest(people) p;
end
$$;

comment on function neon_auth.import_users(text, jsonb) is
  'Imports users from source ''supabase'' (rows of auth.users, each with "identities" and "factors") or '
  '''better-auth'' (rows of "user", each with "accounts" and "passkeys") or ''stack-auth'' (users as its API lists them), given as a json array. Returns how many were imported, '
  'imported before, and skipped; import_skipped has the reasons. It can be repeated: users who were imported before, '
  'or removed here since, stay as they are. Ids that are uuids are kept; imported_user maps the others. Verified '
  'addresses stay verified and passwords stay valid. No user becomes an administrator, and providers'' tokens are not '
  'imported. Sign-up rules do not apply.';
