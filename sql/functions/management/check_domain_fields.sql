-- check_domain_fields fails with 400 unless the body of a request about domains has two fields: the auth_provider of
-- this server, and the named one.
create function neon_auth_internal.check_domain_fields(body jsonb, field text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  unknown constant text := case jsonb_typeof(body) when 'object' then (
    select o.key from jsonb_each(body) o where o.key not in (field, 'auth_provider') order by o.key limit 1) end;
  problem constant text := case
    when jsonb_typeof(body) is distinct from 'object' then 'The body must be a JSON object'
    when unknown is not null then format('%s is not a field here. The fields are: auth_provider, %s', to_json(left(unknown, 100)), field)
    when not body ? field then field || ' is missing'
    when not body ? 'auth_provider' then 'auth_provider is missing'
    when body -> 'auth_provider' <> '"better_auth"'
      then 'auth_provider must be better_auth, not ' || left((body -> 'auth_provider')::text, 100)
  end;
begin
  if problem is not null then
    perform neon_auth_internal.refuse_request(problem);
  end if;
end
$$;
