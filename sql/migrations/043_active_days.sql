-- online
-- The days of the sessions that exist. A thousand sessions at a time, because each row locks its user against deletion.
do $$
declare
  done  uuid := '00000000-0000-0000-0000-000000000000';
  final uuid;
begin
  loop
    begin
      with batch as (
        select s.id, s."userId", s."createdAt", s."updatedAt", s."impersonatedBy"
        from neon_auth.session s
        where s.id >= done
        order by s.id
        limit 1000
      ), added as (
        insert into neon_auth.active_day (day, "userId")
        select distinct (t.at at time zone 'UTC')::date, b."userId"
        from batch b
        cross join unnest(array[b."createdAt", b."updatedAt"]) as t (at)
        where b."impersonatedBy" is null and isfinite(t.at)
        on conflict do nothing
      )
      select b.id into final from batch b order by b.id desc limit 1;
    exception
      when lock_not_available or deadlock_detected or foreign_key_violation then
        continue; -- a user is being deleted: once more
    end;
    commit;
    exit when final is null or final = done;
    done := final;
  end loop;
end
$$;
