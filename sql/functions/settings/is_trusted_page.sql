-- is_trusted_page reports whether a mail queued by SQL may lead to an address: an absolute one in ASCII, at a trusted
-- origin, on localhost if that is allowed, or of a trusted native app. It trusts nothing that isTrusted in
-- sidecar/api/origins.go refuses, which decides again when the link is opened; TestWildcardOriginsMatchNoOtherDomain
-- compares the two. SQL does not know the address of the sidecar itself.
create function neon_auth_internal.is_trusted_page(address text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  parts  constant text[] := regexp_match(address, '^([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)$');
  scheme constant text := lower(parts[1] collate "C");
  web    constant boolean := scheme in ('http', 'https');
  host   constant text := regexp_replace(lower(parts[2] collate "C"), case scheme when 'https' then ':(443)?$' else ':(80)?$' end, '');
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if parts is null or address !~ '^[!-~]+$' or strpos(split_part(address, '?', 1), chr(92)) > 0 or strpos(parts[2], '@') > 0
    or web and host !~ E'^([a-z0-9_-]+([.][a-z0-9_-]+)*[.]?|\\[[0-9a-f:.]+\\])(:[1-9][0-9]{0,4})?$'
  then
    return false;
  elsif web and config.allow_localhost and scheme = 'http' and host like 'localhost:%' then
    return true;
  end if;
  return exists (
    select
    from jsonb_array_elements(config.trusted_origins) o
    cross join lateral (select coalesce(o ->> 'domain', o #>> '{}') as entry) e
    cross join lateral (select lower(e.entry collate "C") as small, e.entry ~ '[*?]' as is_pattern) p
    where neon_auth_internal.origin_problem(o) is null
      and case
        when not web then -- an entry such as myapp://, or with a host
          not p.is_pattern and p.small !~ '^https?://' and starts_with(address, e.entry)
          and (e.entry ~ '/$' or substr(address, length(e.entry) + 1, 1) in ('', '/', '?', '#'))
        when not p.is_pattern then
          substring(p.small from '^https?://[^/?#]*') in (scheme || '://' || host, scheme || '://' || host || case scheme when 'https' then ':443' else ':80' end)
        else
          (p.small !~ E'^([a-z*?]+://)?[0-9.*?]+(:[0-9*?]+)?$' or p.small !~ '[0-9]' or host ~ '^[0-9]+([.][0-9]+){3}(:[0-9]+)?$')
          and case when p.small like '%://%' then scheme || '://' || host else host end
            ~ ('^' || replace(replace(regexp_replace(p.small, '([^a-z0-9*?])', E'\\\\\\1', 'g'), '*', '[^/]*'), '?', '[^/]') || '$')
      end);
end
$$;
