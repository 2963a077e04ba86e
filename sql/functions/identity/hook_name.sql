-- hook_name returns the name under which the settings store a hook, or null for null. It refuses a function that
-- find_claims_hook does not accept; refusal says what such a function cannot do.
create function neon_auth_internal.hook_name(hook regprocedure, refusal text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  named text := (
    select format('%I.%I(jsonb)', n.nspname, p.proname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.oid = hook);
begin
  if hook is not null and neon_auth_internal.find_claims_hook(named) is distinct from hook then
    raise exception '% %', hook, refusal using
      errcode = 'invalid_parameter_value',
      hint = 'It must be f(jsonb) returns jsonb, security definer, and belong to the database''s owner.';
  end if;
  return named;
end
$$;
