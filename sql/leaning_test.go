package sql_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// TestLeaning: an install would drop objects of an app that depend on neonauth's own functions, so it names them and
// stops.
func TestLeaning(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	script(t, conn, `create schema app; create table app.note (id int, text text, at timestamptz)`)
	before := dump(t, d.URL, "--schema-only")
	generated := "default value for column normal of table app.note"
	if truth(t, conn, "current_setting('server_version_num')::int < 150000") {
		generated = "column normal of table app.note"
	}

	for name, leans := range map[string]struct{ create, named, drop string }{
		"view": {
			`create view app.failures as select * from neon_auth_internal.failure`,
			`rule _RETURN on view app.failures`, `drop view app.failures`,
		},
		"materialized view": {
			`create materialized view app.failures as select * from neon_auth_api.list_failures()`,
			`rule _RETURN on materialized view app.failures`, `drop materialized view app.failures`,
		},
		"policy": {
			`create policy own on app.note using (text = neon_auth_internal.normalize_email(text))`,
			`policy own on table app.note`, `drop policy own on app.note`,
		},
		"default": {
			`alter table app.note alter text set default neon_auth_internal.config_version()`,
			`default value for column text of table app.note`, `alter table app.note alter text drop default`,
		},
		"generated column": {
			`alter table app.note add normal text generated always as (neon_auth_internal.normalize_email(text)) stored`,
			generated, `alter table app.note drop normal`,
		},
		"check": {
			`alter table app.note add constraint ok check (neon_auth_internal.normalize_email(text) <> '')`,
			`constraint ok on table app.note`, `alter table app.note drop constraint ok`,
		},
		"index": {
			`create index note_normal on app.note (neon_auth_internal.normalize_email(text))`,
			`index app.note_normal`, `drop index app.note_normal`,
		},
		"trigger": {
			`create trigger touch before update on app.note for each row execute function neon_auth_internal.touch_updated_at()`,
			`trigger touch on table app.note`, `drop trigger touch on app.note`,
		},
		"function with a standard body": {
			`create function app.version() returns text language sql begin atomic select neon_auth_internal.config_version(); end`,
			`function app.version()`, `drop function app.version()`,
		},
		"function with an argument of neonauth's type": {
			`create function app.code(f neon_auth_internal.failure) returns text language sql as 'select f.code'`,
			`function app.code(neon_auth_internal.failure)`, `drop function app.code`,
		},
		"domain": {
			`create domain app.failure as neon_auth_internal.failure`, `type app.failure`, `drop domain app.failure`,
		},
		"column": {
			`alter table app.note add seen neon_auth_api.session_row`,
			`column seen of table app.note`, `alter table app.note drop seen`,
		},
		"column of an array": {
			`alter table app.note add seen neon_auth_api.session_row[]`,
			`column seen of table app.note`, `alter table app.note drop seen`,
		},
		"cast": {
			`create cast (timestamptz as text) with function neon_auth_internal.timestamp_text(timestamptz)`,
			`cast from timestamp with time zone to text`, `drop cast (timestamptz as text)`,
		},
		"operator": {
			`create operator app.## (rightarg = text, function = neon_auth_internal.normalize_email)`,
			`operator app.##(NONE,text)`, `drop operator app.## (none, text)`,
		},
	} {
		script(t, conn, leans.create)
		reinstallable(t, conn)
		err := sql.Install(t.Context(), conn)
		told(t, err, "these depend on neonauth's own functions, which each release replaces; drop them first: "+leans.named)
		if err == nil || strings.Count(err.Error(), ";") != 1 {
			t.Errorf("%s: more than that is named: %v", name, err)
		}
		script(t, conn, leans.drop) // which it would not do of what is gone
	}
	reinstallable(t, conn)
	must(t, sql.Install(t.Context(), conn))
	if diff := difference(before, dump(t, d.URL, "--schema-only")); diff != "" {
		t.Error(diff)
	}
}
