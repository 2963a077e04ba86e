-- read_stack_auth reads users in the form of Stack Auth's API (GET /users). It exports neither password hashes nor keys of
-- second factors. A hash that was added as password_hash is accepted.
create function neon_auth_internal.read_stack_auth(batch jsonb)
returns setof neon_auth_internal.foreign_user
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    s.id,
    r ->> 'primary_email',
    coalesce(r -> 'primary_email_verified' = 'true', false),
    r ->> 'display_name',
    r ->> 'profile_image_url',
    neon_auth_internal.event_moment(r -> 'signed_up_at_millis'),
    coalesce(r -> 'restricted_by_admin' = 'true', false),
    r ->> 'restricted_by_admin_reason',
    null::timestamptz,
    nullif(r ->> 'password_hash', ''),
    providers.kept,
    case
      when r -> 'is_anonymous' = 'true' then 'anonymous'
      when coalesce(r ->> 'id', '') = '' then 'no id'
      when octet_length(r ->> 'id') > 255 then 'id is too long'
      when row_number() over (partition by s.id order by position) > 1 then 'listed twice'
    end,
    array_remove(array[
      case when r -> 'has_password' = 'true' and coalesce(r ->> 'password_hash', '') = '' then 'password' end,
      case when r -> 'requires_totp_mfa' = 'true' then 'second factor' end,
      case when r -> 'passkey_auth_enabled' = 'true' then 'passkey' end,
      case when r -> 'has_metadata' = 'true' then 'metadata' end], null),
    null,
    null,
    null,
    null
  from jsonb_array_elements(batch) with ordinality as b (r, position)
  cross join lateral (
    -- Users without a usable id are reported under a digest of what is known about them.
    select case when octet_length(r ->> 'id') between 1 and 255 then r ->> 'id'
      else 'without id: ' || left(encode(sha256(convert_to(r::text, 'UTF8')), 'hex'), 16) end as id
  ) s
  cross join lateral (
    select jsonb_agg(jsonb_build_object(
      'provider', case p ->> 'id' when 'x' then 'twitter' else left(p ->> 'id', 255) end,
      'account', p ->> 'account_id',
      'createdAt', to_jsonb(neon_auth_internal.event_moment(r -> 'signed_up_at_millis'))))
      filter (where p ->> 'id' not in ('credential', '')) as kept
    from jsonb_array_elements(case jsonb_typeof(r -> 'oauth_providers') when 'array' then r -> 'oauth_providers' else '[]' end) p
  ) providers
$$;
