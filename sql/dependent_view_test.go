package sql_test

import "testing"

// TestViewsOfViews: what the app has made of a view of neonauth is never dropped silently.
func TestViewsOfViews(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	admin := c.connect(t, "postgres", "app")
	script(t, admin, `create schema app; create view app.mine as select * from neon_auth.settings; create view app.over as select * from app.mine`)
	reinstallable(t, admin)
	must(t, c.install(t, "installer", "app"))
	holds(t, admin, `to_regclass('app.over') is not null`)

	// For a role that does not inherit, the schemas are dropped first.
	run(t, c.admin, `alter role installer noinherit`)
	if truth(t, admin, `current_setting('server_version_num')::int >= 160000`) {
		run(t, c.admin, `grant neon_auth to installer with inherit false`)
	}
	reinstallable(t, admin)
	must(t, c.install(t, "installer", "app"))
	holds(t, admin, `to_regclass('app.over') is not null`)

	// A view that the new release does not have is dropped with the schemas, unless the app uses it, or its type.
	for _, app := range []struct{ create, named, drop string }{
		{`create view app.codes as select code from neon_auth.latter`, `rule _RETURN on view app.codes`, `drop view app.codes`},
		{`create table app.kept (all_of neon_auth.former[])`, `column all_of of table app.kept`, `drop table app.kept`},
	} {
		script(t, admin, `set role neon_auth; create view neon_auth.former as select * from neon_auth_internal.failure;
			create view neon_auth.latter as select * from neon_auth.former; reset role`)
		script(t, admin, app.create)
		reinstallable(t, admin)
		told(t, c.install(t, "installer", "app"), "these depend on neonauth's own functions, which each release replaces; drop them first: "+app.named)
		script(t, admin, app.drop)
		must(t, c.install(t, "installer", "app"))
		holds(t, admin, `to_regclass('neon_auth.former') is null`)
	}
}
