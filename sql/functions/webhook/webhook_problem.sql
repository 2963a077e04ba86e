-- webhook_problem returns what is wrong with a webhook's address, null when it is valid. The sidecar checks the
-- resolved address when it connects. This function rejects addresses that can only be internal. For tests, a session
-- may `set neon_auth.webhook_allow_private = on`; the sidecar still checks whether it connects to private addresses.
create function neon_auth_internal.webhook_problem(url text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  parts   text[] := regexp_match(
    lower(url) collate "C", E'^https://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::([0-9]{1,5}))?(?:[/?][^\\s#\\\\]*)?$');
  host    text := parts[1];
  address inet;
begin
  if current_setting('neon_auth.webhook_allow_private', true) = 'on' then
    return case when url ~ E'^https?://[^\\s#@\\\\]+$' then null else 'is not an http or https address' end;
  elsif host is null then
    return 'must be an address like https://example.com/path: https, without user name and fragment';
  elsif coalesce(parts[2], '443') not in ('443', '8443') then
    return 'has a port other than 443 and 8443';
  elsif host like '[%' or host ~ E'(^|\\.)([0-9]+|0x[0-9a-f]*)\\.?$' then
    -- Programs read 2130706433, 0177.1 and 0x7f.1 as 127.0.0.1: only the plain form is accepted.
    if host not like '[%' and host !~ E'^(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}$' then
      return 'must have an IP address in the form 198.51.100.1';
    end if;
    begin
      address := trim(host, '[]')::inet;
    exception when invalid_text_representation then
      return 'has no IP address';
    end;
    if family(address) = 6 and not address <<= '2000::/3' or address <<= any ('{0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10,
      127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, 192.88.99.0/24, 192.168.0.0/16,
      198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, 224.0.0.0/3, 2001::/23, 2001:db8::/32, 2002::/16}'::inet[]) then
      return 'has a private address';
    end if;
  elsif host !~ E'^([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$'
    or host ~ E'\\.(localhost|local|internal|intranet|lan|arpa|nip\\.io|sslip\\.io|localtest\\.me|lvh\\.me)$'
    or host ~ E'^(nip\\.io|sslip\\.io|localtest\\.me|lvh\\.me)$' then
    return 'must have a public host name';
  end if;
  return null;
end
$$;
