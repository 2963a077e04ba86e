-- shorten_values returns a row in which no value is longer than `most` bytes. A longer value is replaced by its
-- beginning, its length and its hash, which identifies it. So repeated changes of a long value cannot fill the disk.
create function neon_auth_internal.shorten_values(audited jsonb, most integer)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(audited::text) <= most then audited
    else (
      select jsonb_object_agg(e.key, case
        when octet_length(e.value::text) <= most then e.value
        else to_jsonb(format('%s… (%s bytes, sha256 %s)', left(audited ->> e.key, 64), octet_length(audited ->> e.key),
          encode(sha256(convert_to(audited ->> e.key, 'UTF8')), 'hex')))
        end)
      from jsonb_each(audited) e)
  end
$$;
