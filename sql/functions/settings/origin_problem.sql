-- origin_problem returns why an entry of trusted_origins can never match an address, or trusts pages of anyone, or null.
-- Entries with a problem have no effect: get_config does not return them, and is_trusted_page does not use them.
create function neon_auth_internal.origin_problem(entry jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  kind    constant text := jsonb_typeof(entry);
  origin  constant text := case kind when 'object' then entry ->> 'domain' else entry #>> '{}' end;
  parts   constant text[] := regexp_match(origin, '^([^:/]*)://([^/]*)(.*)$');
  scheme  constant text := lower(parts[1] collate "C");
  place   constant text := lower(parts[2] collate "C");
  pattern constant boolean := origin ~ '[*?]';
  host    constant text := coalesce(place, lower(origin collate "C"));
  -- The last label with a wildcard, and the domain after it. Nobody can register names below the special domains.
  wild    constant text[] := case when host !~ '[.](corp|example|home|internal|intranet|invalid|lan|local|localhost|private|test)[.]?(:|$)'
    then regexp_match(host, '^(?:.*[.])?([^.:]*[*?][^.:]*)[.]([^*?:]*[a-z][^.*?:]*)[.]?(?::[0-9*?]*)?$') end;
begin
  return case
    when kind not in ('string', 'object') or kind = 'object' and (entry - 'domain' <> '{}' or jsonb_typeof(entry -> 'domain') is distinct from 'string')
      then 'is neither text nor {"domain": "…"}'
    when origin !~ '^[!-~]+$' or strpos(origin, chr(92)) > 0 then 'is empty, or has characters that are invalid in an origin. Write a host name in its ASCII form'
    when parts is null and not pattern then 'has no scheme. Write https://' || left(origin, 200)
    when strpos(host, '@') > 0 then 'has a user name, which is invalid in an origin'
    when scheme in ('javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'filesystem') then 'has a scheme that is never trusted'
    when scheme !~ '^(https?|[a-z*?]*[*?][a-z*?]*)$' then case
      when scheme !~ '^[a-z][a-z0-9+.-]*$' then 'has no valid scheme'
      when pattern then 'has a wildcard, which works for http and https only. Write the app''s scheme alone, as in ' || scheme || '://'
    end
    when scheme ~ '[*?]' and not ('http' like translate(scheme, '*?', '%_') or 'https' like translate(scheme, '*?', '%_'))
      then 'matches neither http nor https'
    when pattern and (parts[3] <> '' or parts is null and strpos(origin, '/') > 0) then 'has a path after a pattern: origins have none, so it never matches'
    when pattern and (scheme = 'https' and host ~ ':443$' or scheme = 'http' and host ~ ':80$')
      then 'has the default port, which origins leave out, so it never matches'
    when pattern and host !~ E'^([a-z0-9_.*?-]+|\\[[0-9a-f:.*?]+\\])(:[0-9*?]{1,5})?$' then 'has no valid host'
    when regexp_replace(host, ':[0-9*?]*$', '') ~ '[*?][^.]*$' and host ~ '[a-z0-9_-]' and host !~ E'^([0-9.*?]+(:[0-9*?]+)?|\\[.*)$'
      then 'ends in a wildcard, which matches domains of anyone. Write the domain in full, as in https://*.example.com'
    when wild is not null and wild[1] ~ '[a-z0-9_-]' and neon_auth_internal.is_shared_domain(wild[2], registries => true)
      then 'has a wildcard within the name of the domain, which matches domains of anyone. Write a dot after it, as in https://*.example.com'
    when wild is not null and wild[1] !~ '[a-z0-9_-]' and neon_auth_internal.is_shared_domain(wild[2])
      then 'matches sites of anyone below ' || wild[2] || '. Write your own name there, as in https://*.example.' || wild[2]
    when not pattern and host !~ E'^([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\\.?|\\[[0-9a-f:.]+\\])(:[0-9]{0,5})?$' then 'has no valid host'
    when not pattern and scheme ~ '^https?$' and (host ~ E'\\.\\.' or host ~ E'(^|\\.)([0-9]+|0x[0-9a-f]*)\\.?(:|$)'
      and host !~ E'^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?=[0-9])|(?=:|$))){4}(:|$)') then 'has no valid host'
    when coalesce(substring(host, ':([0-9]{1,5})$')::integer not between 1 and 65535, false) then 'has a port outside 1 to 65535'
  end;
end
$$;
