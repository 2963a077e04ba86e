-- template_problem returns what is wrong with one part of a mail template, null when it is valid. A part is text with
-- variables in double braces and no other code; html may not contain what a mail program removes or a browser executes, and
-- shows what the mail is for: comments, styles and the title do not count.
-- This file itself is a template, which is why it never has two braces side by side.
create function neon_auth_internal.template_problem(of_kind neon_auth_internal.mail_kind, part text, content text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  variable constant text := E'[{][{](.*?)[}][}]';
  prefix   constant text := E'^\\.(Facts\\.)?';
  shown    constant text := repeat('{', 2) || '%s' || repeat('}', 2);
  forbidden constant text := E'<[\\s/]*(script|iframe|frame|frameset|object|embed|applet|form|input|button|base|svg|math|template)[\\s/>]';
  rest     constant text := regexp_replace(content, variable, ' ', 'g');
  bare     constant text := regexp_replace(rest, '<!--.*?-->', ' ', 'g');
  tag      constant text := E'</?[a-z!][^<>"'']*("[^"]*"[^<>"'']*|''[^'']*''[^<>"'']*)*>';
  seen     constant text := case part when 'html' then regexp_replace(regexp_replace(regexp_replace(content,
    '<!--.*?-->', ' ', 'g'), '<style.*?</style', ' ', 'gi'), '<title.*?</title', ' ', 'gi') else content end;
  -- Without what browsers ignore in an address.
  plain    constant text := regexp_replace(
    regexp_replace(rest, E'[\\s[:cntrl:]]', '', 'g') collate "C", '&(tab|newline);|&#x?0*(9|a|10|d|13);?', '', 'gi');
  name     text;
begin
  for name in
    select regexp_replace(btrim(m.found[1], E' \t\r\n'), prefix, '') from regexp_matches(content, variable, 'g') as m (found)
  loop
    if not exists (select from unnest(of_kind.variables) v where lower(v collate "C") = lower(name collate "C")) then
      return format('uses ' || shown || '. Its variables are %s', left(name, 100),
        (select string_agg(format(shown, v), ', ') from unnest(of_kind.variables) v));
    end if;
  end loop;

  return case
    when rest ~ E'[{][{]|[}][}]' then 'has double braces that do not enclose a variable'
    when part <> 'subject' and of_kind.required is not null and not exists (
      select from regexp_matches(seen, variable, 'g') as m (found)
      where lower(regexp_replace(btrim(m.found[1], E' \t\r\n'), prefix, '') collate "C") = of_kind.required)
    then format('must contain ' || shown, of_kind.required)
    when part = 'subject' and content !~ '^[^[:cntrl:]]*[^[:cntrl:][:space:]][^[:cntrl:]]*$' then 'must be one line of text'
    when part <> 'html' then null
    when regexp_replace(bare collate "C", tag, ' ', 'gi') ~* '</?[a-z!]'
    then 'has a tag that does not end, or a quotation mark too few'
    when rest collate "C" ~* forbidden then format('must not contain <%s>', lower((regexp_match(rest collate "C", forbidden, 'i'))[1] collate "C"))
    when rest collate "C" ~* E'<[^>]*[\\s"''/]on[a-z]+\\s*=' then 'must not contain event handlers, such as onclick'
    when plain collate "C" ~* E'(=|url[(])["'']?(javascript|vbscript|data:text/html)' then 'must not contain javascript: addresses'
    when plain collate "C" ~* E'(href|src|background|action|style)=(["''][^"'']*|[^"''>]*)&#' then 'must not have character references in addresses'
    when rest collate "C" ~* 'http-equiv' then 'must not contain http-equiv'
  end;
end
$$;
