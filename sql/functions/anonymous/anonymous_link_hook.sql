create or replace function neon_auth.anonymous_link_hook(hook regprocedure)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  named text;
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.anonymous_link_hook(%L)', hook::oid));
    return;
  end if;
  named := neon_auth_internal.hook_name(hook, 'cannot be called when anonymous users are linked');
  update neon_auth.project_config c
  set plugin_configs = case
    when hook is null then c.plugin_configs #- '{anonymous,config,onLink}'
    else coalesce(c.plugin_configs, '{}') || jsonb_build_object('anonymous', coalesce(c.plugin_configs -> 'anonymous', '{}')
      || jsonb_build_object('config', coalesce(c.plugin_configs #> '{anonymous,config}', '{}') || jsonb_build_object('onLink', named)))
  end;
end
$$;

comment on function neon_auth.anonymous_link_hook(regprocedure) is
  'Sets the function that is called when an anonymous user becomes an account, before their rows move. It receives '
  'anonymousUser and newUser as jsonb; what it returns is ignored. If it raises an exception, the sign-in is refused with '
  'its message, and nothing moves. Null removes the hook.';
