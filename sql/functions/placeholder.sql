create or replace function auth.uid() returns uuid language sql stable as $$ select null::uuid $$;
