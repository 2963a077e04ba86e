create or replace function auth.login(session_token text)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  here   text := neon_auth.branch_identity();
  opened record;
  claims jsonb;
begin
  perform set_config('neon_auth.context', '', true);

  select u as who, s."expiresAt" as until, s."activeOrganizationId" as active, s.id as session_id, o as origin into opened
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = here
  join neon_auth."user" u on u.id = s."userId"
  where s.token = encode(sha256(convert_to(split_part(session_token, '.', 1), 'UTF8')), 'hex') -- without a cookie's signature
    and s."expiresAt" > clock_timestamp()
    and not neon_auth_internal.is_banned(u);
  if not found then
    return null;
  end if;

  claims := neon_auth_internal.token_claims(opened.who)::jsonb
    || neon_auth_internal.organization_claim(opened.active, (opened.who).id, opened.session_id)
    || neon_auth_internal.assurance_claims(opened.origin);
  perform neon_auth_internal.open_context(
    here,
    claims || neon_auth_internal.call_claims_hook(claims) || jsonb_build_object(
      'iat', extract(epoch from now())::bigint, 'exp', extract(epoch from opened.until)::bigint),
    opened.until);
  return (opened.who).id;
end
$$;

comment on function auth.login(text) is
  'Opens the identity of a session token, or of the session cookie''s value, for this transaction: auth.uid() and the other '
  'readers return its user, with the claims a token would have. Returns the user''s id. Returns null, and raises no error, for a token that is '
  'wrong, expired, revoked or of another branch, or whose user is banned: auth.uid() is null then.';
