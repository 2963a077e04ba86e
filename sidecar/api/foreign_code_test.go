package api_test

import "testing"

// What a trigger of the app leaves in the session that served a request does not run with the rights of the sidecar's
// login when the next request is served: neither by the path that names are looked up in, nor under the names of our
// prepared statements, and also when the request fails.
func TestForeignCodeLeavesNothingInTheSession(t *testing.T) {
	t.Parallel()
	for name, leaving := range map[string]string{
		"search path": `set search_path = evil, pg_catalog; set local search_path = pg_catalog, pg_temp`,
		"prepared statements": `do $d$ declare s record; begin
			for s in select * from pg_catalog.pg_prepared_statements loop
			  execute pg_catalog.format('deallocate %I', s.name);
			  execute pg_catalog.format('prepare %I%s as select evil.steal()', s.name,
			    coalesce('(' || nullif(pg_catalog.array_to_string(s.parameter_types, ','), '') || ')', ''));
			end loop; end $d$`,
		"other settings": `set statement_timeout = 1; set default_transaction_read_only = on`,
	} {
		for _, end := range []string{"return new", "raise exception 'No'"} {
			t.Run(name+", "+end, func(t *testing.T) {
				t.Parallel()
				h := start(t)
				const author = "anonymous" // a role like any other
				b := h.client()
				b.signUp("ada@example.com")
				h.sql(`create schema evil authorization ` + author + `; grant usage on schema evil to public; set role ` + author + `;
					create table evil.loot (as_user text); grant insert on evil.loot to public;
					create function evil.steal() returns boolean language plpgsql as $f$
					begin insert into evil.loot values (current_user); return true; end $f$;
					create domain evil.json as pg_catalog.json check (evil.steal());
					create domain evil.text as pg_catalog.text check (evil.steal());
					create domain evil.timestamptz as pg_catalog.timestamptz check (evil.steal());
					create function evil.hook() returns trigger language plpgsql security definer as $f$
					begin execute $e$` + leaving + `$e$; ` + end + `; end $f$; reset role;
					create trigger hook before update on neon_auth."user" for each row execute function evil.hook()`)
				for range 20 { // on whichever connection
					b.post("/update-user", map[string]any{"name": "Countess"})
					if got := b.get("/get-session"); got.status != 200 {
						t.Fatalf("get-session: %d %s", got.status, got.body)
					}
					b.get("/list-accounts").wants(t, 200)
				}
				if n := value[int](h, `select count(*) from evil.loot`); n != 0 {
					t.Errorf("it ran %d times as %s", n, value[string](h, `select string_agg(distinct as_user, ' ') from evil.loot`))
				}
			})
		}
	}
}
