-- contrast_with_white returns the contrast of white text on a color like #0f62fe, from 1 to 21, as WCAG 2 defines it.
create function neon_auth_internal.contrast_with_white(color text)
returns numeric
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select round((1.05 / (0.05 + sum(c.weight * case
    when c.share <= 0.04045 then c.share / 12.92
    else power((c.share + 0.055) / 1.055, 2.4) end)))::numeric, 2)
  from (
    select p.weight, get_byte(decode(substr(color, p.place, 2), 'hex'), 0) / 255.0::float8 as share
    from (values (2, 0.2126::float8), (4, 0.7152), (6, 0.0722)) as p (place, weight)
  ) as c
$$;
