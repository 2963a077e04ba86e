begin;
select plan(8);

create temporary table written as select * from neon_auth_api.wal_position();
select is((select timeline from written), (select timeline_id from pg_control_checkpoint()), 'names the timeline of the primary');
select ok((select position::pg_lsn from written) <= pg_current_wal_insert_lsn(), 'and how far it has written');
select is((select array_agg(id) from neon_auth.timeline), (select array[timeline] from written), 'the timeline becomes a row');
select lives_ok('select * from neon_auth_api.wal_position()', 'once');
insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', 'ada@example.com', false);
select cmp_ok((select position::pg_lsn from neon_auth_api.wal_position()), '>', (select position::pg_lsn from written), 'a change moves the position');

select is(neon_auth_api.is_replayed(neon_auth.branch_identity(), timeline, position), false, 'a primary is not a replica') from written;
select throws_ok($$ select neon_auth_api.is_replayed('', 1, 'nowhere') $$, '22P02', null, 'refuses what is not a position');
select is((select count(*)::integer from neon_auth.timeline), 1, 'nothing else is written');

select * from finish();
rollback;
