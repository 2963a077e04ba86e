-- The type of the result, for sqlc. No role may select from it.
create view neon_auth_api.passkey_ceremony_row as
select
  ''::text as failure,
  ''::text as rp_id,
  ''::text as origins,
  false as needs_verification,
  ''::text as public_key,
  ''::text as user_id;

create function neon_auth_api.find_passkey_registration(token_hash text, challenge_hash text)
returns setof neon_auth_api.passkey_ceremony_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own  neon_auth.session := neon_auth_internal.require_passkey_owner(token_hash);
  held neon_auth.verification := neon_auth_internal.find_passkey_challenge('register', challenge_hash);
begin
  if held.value <> own."userId"::text then -- the browser has changed users since
    perform neon_auth_internal.take_passkey_challenge('register', challenge_hash);
  end if;
  return query
  select
    case
      when held.id is null then 'PASSKEY_CHALLENGE_NOT_FOUND'
      when held.value <> own."userId"::text then 'PASSKEY_NOT_YOURS'
      else ''
    end,
    coalesce(o.rp_id, ''), o.origins, o.user_verification = 'required', '', own."userId"::text
  from neon_auth_internal.passkey_option o;
end
$$;

comment on function neon_auth_api.find_passkey_registration(text, text) is
  'POST /passkey/verify-registration, first step: what the authenticator''s response is verified against. challenge_hash: '
  'sha256 of the token in the cookie. rp_id: the domain, empty for the host of this server. origins: pages that may use '
  'passkeys, separated by blanks, empty for the trusted ones. failure is PASSKEY_CHALLENGE_NOT_FOUND, PASSKEY_NOT_YOURS or '
  'empty. Fails with UNAUTHORIZED, IMPERSONATING, SESSION_NOT_FRESH.';
