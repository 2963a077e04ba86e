-- user_search returns the condition of a search for users u, which an index answers, or null when there is no such
-- index. A text is the beginning of an address or a name, or an id. One that begins with @ or * is the end of an
-- address. $1 is the text. With the indexes of neon_auth.index_search() it is found anywhere.
create function neon_auth_internal.user_search(search text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when coalesce(search, '') = '' then 'true'
    when auth.as_uuid(search) is not null then 'u.id = $1::uuid'
    when search ~ '^[@*]' then
      'reverse(u.email) like reverse(neon_auth_internal.like_text(ltrim(lower($1 collate "C") collate "default", ''*''))) || ''%'''
    when exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'neon_auth' and c.relname = 'user_email_part_idx')
    then
      '(u.email like ''%'' || neon_auth_internal.like_text(lower($1 collate "C") collate "default") || ''%'' '
      'or u.name ilike ''%'' || neon_auth_internal.like_text($1) || ''%'')'
    else
      '(u.email like neon_auth_internal.like_text(lower($1 collate "C") collate "default") || ''%'' '
      'or octet_length(u.name) > 2000 is not true and (u.name like neon_auth_internal.like_text($1) || ''%'' '
      'or u.name like neon_auth_internal.like_text(initcap($1)) || ''%''))'
  end;
end
$$;
