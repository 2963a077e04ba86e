-- read_supabase reads rows of GoTrue's auth.users with their "identities" (provider, provider_id, created_at) and
-- "factors", the number of second factors. Only the name and the picture are read from raw_user_meta_data, because
-- users can write it themselves.
create function neon_auth_internal.read_supabase(batch jsonb)
returns setof neon_auth_internal.foreign_user
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    r ->> 'id',
    r ->> 'email',
    r ->> 'email_confirmed_at' is not null,
    coalesce(r -> 'raw_user_meta_data' ->> 'full_name', r -> 'raw_user_meta_data' ->> 'name'),
    coalesce(r -> 'raw_user_meta_data' ->> 'avatar_url', r -> 'raw_user_meta_data' ->> 'picture'),
    (r ->> 'created_at')::timestamptz,
    coalesce((r ->> 'banned_until')::timestamptz > now(), false),
    null,
    (r ->> 'banned_until')::timestamptz,
    nullif(r ->> 'encrypted_password', ''),
    identities.kept,
    case
      when r ->> 'deleted_at' is not null then 'deleted there'
      when (r ->> 'is_sso_user')::boolean then 'single sign-on'
      when (r ->> 'is_anonymous')::boolean then 'anonymous'
    end,
    array_remove(array_remove(identities.left_behind, case when phone.number is not null then 'account of phone' end) || array[
      case when (r ->> 'factors')::integer > 0 then 'second factor' end,
      case when (r ->> 'is_super_admin')::boolean or coalesce(r ->> 'role', '') not in ('', 'authenticated') then 'role' end,
      case when coalesce(r ->> 'phone', '') <> '' and phone.number is null then 'phone number' end], null),
    phone.number,
    null,
    null,
    null
  from jsonb_array_elements(batch) r
  cross join lateral (
    select
      jsonb_agg(jsonb_build_object(
        'provider', case i ->> 'provider'
          when 'azure' then 'microsoft' when 'linkedin_oidc' then 'linkedin' when 'slack_oidc' then 'slack'
          else i ->> 'provider' end,
        'account', coalesce(i ->> 'provider_id', i ->> 'id'), -- it was called id until 2023
        'createdAt', i -> 'created_at'))
        filter (where i ->> 'provider' !~ '^(email$|phone$|web3$|sso:)') as kept,
      coalesce(array_agg(distinct 'account of ' || (i ->> 'provider'))
        filter (where i ->> 'provider' ~ '^(phone$|web3$|sso:)'), '{}') as left_behind
    from jsonb_array_elements(r -> 'identities') i
  ) identities
  cross join lateral ( -- stored without the +
    select case when r ->> 'phone_confirmed_at' is not null and neon_auth_internal.is_phone_number('+' || ltrim(r ->> 'phone', '+'))
      then '+' || ltrim(r ->> 'phone', '+') end as number
  ) phone
$$;
