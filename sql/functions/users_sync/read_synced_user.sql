-- read_synced_user returns an outside provider's user in the form of Stack Auth's API, beside what the provider sent: the
-- data of a webhook event. Fields of a wrong type are null.
create function neon_auth_internal.read_synced_user(data jsonb)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case when octet_length((data || facts.own)::text) <= 262144 then data || facts.own else facts.own end
  from (
    select coalesce(jsonb_object_agg(e.key, e.value), '{}') as said from jsonb_each(data) e where jsonb_typeof(e.value) = 'string'
  ) as texts
  cross join lateral (
    select coalesce((
      select m from jsonb_array_elements(case jsonb_typeof(data -> 'email_addresses') when 'array' then data -> 'email_addresses' else '[]' end) m
      where jsonb_typeof(m -> 'email_address') = 'string' and m -> 'id' = texts.said -> 'primary_email_address_id'
      limit 1), '{}') as clerk
  ) as address
  cross join lateral (
    select jsonb_build_object(
      'id', data -> 'id',
      'display_name', left(coalesce(
        said ->> 'display_name', nullif(btrim(concat_ws(' ', said ->> 'first_name', said ->> 'last_name')), ''),
        said ->> 'name', said ->> 'username'), 2000),
      'primary_email', left(coalesce(said ->> 'primary_email', address.clerk ->> 'email_address', said ->> 'email'), 255),
      'primary_email_verified', coalesce(
        coalesce(data -> 'primary_email_verified', data -> 'email_verified') = 'true'
          or address.clerk #>> '{verification,status}' = 'verified', false),
      'profile_image_url', left(coalesce(
        said ->> 'profile_image_url', said ->> 'profile_picture_url', said ->> 'image_url', said ->> 'image'), 2048),
      'signed_up_at_millis', trunc(extract(epoch from coalesce(
        neon_auth_internal.event_moment(data -> 'signed_up_at_millis'),
        neon_auth_internal.event_moment(data -> 'created_at'))) * 1000)::bigint) as own
  ) as facts
$$;
