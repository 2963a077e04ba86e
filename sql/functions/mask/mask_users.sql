create or replace function neon_auth.mask_users(keep text[] default '{}', leave text[] default '{}')
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Thrown away at the end, so that nobody can compute a made-up value from a real one and compare.
  secret    constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  addresses constant text[] := array(
    select neon_auth_internal.normalize_email(k) from unnest(mask_users.keep) k where k is not null);
  ids       text[];
  undecided text;
  watched   boolean; -- code of the app may run
  masked    bigint;
begin
  if not neon_auth_internal.is_copy() then
    perform neon_auth_internal.fail('NOT_A_COPY');
  elsif current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    raise exception 'mask_users needs read committed: an older snapshot does not show all rows' using errcode = 'active_sql_transaction';
  elsif neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(
      format('select neon_auth.mask_users(%L::text[], %L::text[])', mask_users.keep, mask_users.leave))::bigint;
  end if;
  select string_agg(format('%s.%s', c.relation, c.name), ', ' order by c.relation, c.name)
  into undecided
  from neon_auth_internal.mask_column c
  where c.treatment is null and (c.relation || '.' || c.name = any (mask_users.leave)) is not true;
  if undecided is not null then
    raise exception 'mask_users does not know what these columns contain: %', undecided
      using errcode = 'feature_not_supported', hint = 'Columns without personal data: mask_users(leave => array[''table.column'']).';
  end if;

  execute (
    select format('lock table %s in access exclusive mode', string_agg(distinct c.on_table::text, ', '))
    from neon_auth_internal.mask_column c
    where c.treatment <> 'keep');
  ids := array(
    select u.id::text from neon_auth."user" u where neon_auth_internal.normalize_email(u.email) = any (addresses));
  select count(*) into masked from neon_auth."user" u where (u.id::text = any (ids)) is not true;
  perform neon_auth_internal.own_triggers(false);
  -- Without its secret, nobody could pass a second factor.
  update neon_auth."user" u set "twoFactorEnabled" = false where u."twoFactorEnabled" and (u.id::text = any (ids)) is not true;
  watched := neon_auth_internal.is_watched('user');
  perform neon_auth_internal.mask_columns(secret, ids, addresses, with_keys => not watched);
  if watched then
    perform neon_auth_internal.mask_keys(secret, ids);
  end if;
  perform neon_auth_internal.empty_tables(ids, addresses);
  perform neon_auth_internal.forget_statistics();
  perform neon_auth_internal.check_masked(ids, addresses);
  perform neon_auth_internal.own_triggers(true);
  insert into neon_auth.audit_log (entity, action, after)
  values ('user', 'mask', jsonb_build_object('masked', masked, 'kept', cardinality(ids)));
  return masked;
end
$$;

comment on function neon_auth.mask_users(text[], text[]) is
  'On a copy: replaces names, addresses, pictures and accounts at providers by made-up ones (the same for the same value, '
  'and not computable from it), deletes passwords, tokens of providers, sessions, codes, mails, events and the audit log. '
  'Ids stay. keep: addresses of users who keep theirs, with their password. leave: "table.column" of columns that the '
  'database''s owner added and that need no masking. Returns the number of masked users. Raises NA409 on a database that '
  'is no copy or a confirmed one. The app''s own tables are not changed, except by its triggers and foreign keys.';
