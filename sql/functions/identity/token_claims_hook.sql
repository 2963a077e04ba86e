create or replace function neon_auth.token_claims_hook(hook regprocedure)
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
    perform neon_auth_internal.run_restricted(format('select neon_auth.token_claims_hook(%L)', hook));
    return;
  end if;
  named := neon_auth_internal.hook_name(hook, 'cannot add claims');
  update neon_auth.project_config c
  set options = case
    when hook is null then c.options #- '{jwt,claimsHook}'
    else coalesce(c.options, '{}') || jsonb_build_object(
      'jwt', coalesce(c.options -> 'jwt', '{}') || jsonb_build_object('claimsHook', named))
  end;
end
$$;

comment on function neon_auth.token_claims_hook(regprocedure) is
  'Sets the function that adds claims to each token. It receives the claims as jsonb and returns more, at most 4 KB. '
  'It cannot replace standard claims. If it fails or takes longer than two seconds, no token is issued. Null removes '
  'the hook.';
