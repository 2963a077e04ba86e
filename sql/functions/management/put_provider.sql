-- put_provider stores an entry of social_providers. Its arguments and its result are those of
-- manage_change_provider, after the key.
create function neon_auth_internal.put_provider(
  config jsonb, id text, fields jsonb, sealed text, context text, saved text)
returns setof neon_auth_api.sealing_row
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  entry   constant jsonb := (select p from jsonb_array_elements(config -> 'social_providers') p where p ->> 'id' = put_provider.id limit 1);
  merged  constant jsonb := neon_auth_internal.merged_provider(put_provider.id, entry, fields);
  is_new  constant boolean := fields ? 'client_secret';
  secret  text := case when not is_new then entry ->> 'clientSecret' end;
  new_entry jsonb;
  present constant text := neon_auth_internal.secret_context('provider', merged);
begin
  if is_new or secret <> '' and present <> neon_auth_internal.secret_context('provider', entry) then
    if present is distinct from put_provider.context or coalesce(secret, '') <> put_provider.saved then
      return query select present, coalesce(secret, ''), null::jsonb;
      return;
    end if;
    secret := sealed;
  end if;
  new_entry := merged || jsonb_strip_nulls(jsonb_build_object('clientSecret', secret));
  perform neon_auth_internal.store_config(jsonb_set(config, '{social_providers}', (
    select jsonb_agg(p.entry order by p.place)
    from (
      select case when p.entry ->> 'id' = put_provider.id then new_entry else p.entry end, p.place
      from jsonb_array_elements(config -> 'social_providers') with ordinality as p (entry, place)
      union all
      select new_entry, 1 + jsonb_array_length(config -> 'social_providers')
      where not config -> 'social_providers' @> jsonb_build_array(jsonb_build_object('id', put_provider.id))
    ) as p (entry, place))));
  return query select '', '', neon_auth_internal.managed_provider(new_entry);
end
$$;
