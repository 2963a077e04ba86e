package api_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/api"
)

// Triggers of the app on "user": P0001 is a veto whose message is returned; the details of other errors are not.
func TestJ06TriggersOfTheApp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		status     int
		says       string
	}{
		{"veto", `raise exception 'Only for members of the choir'`, 422, `{"code":"ONLY_FOR_MEMBERS_OF_THE_CHOIR","message":"Only for members of the choir"}`},
		{"veto with words of another script", `raise exception 'Nur für Chöre "<b>"'`, 422, `Nur für Chöre \"\u003cb\u003e\"`},
		{"no table", `perform * from no_such_table`, 500, ""},
		{"unique violation of its own", `insert into app.profile values (1)`, 409, `{"code":"PROFILE_PKEY","message":"The database's rule PROFILE_PKEY does not allow this"}`},
		{"no row to refer to", `insert into app.note values (7)`, 409, `"code":"NOTE_PROFILE_FKEY"`},
		{"not null", `insert into app.profile values (null)`, 422, `"code":"PROFILE_ID_NOT_NULL"`},
		{"a check with a name", `insert into app.profile values (-1)`, 422, `"code":"ONLY_POSITIVE"`},
		{"division by zero", `perform 1 / 0`, 500, ""},
		{"check of its own", `raise exception using errcode = '23514', message = 'secret of the app'`, 422, `"code":"CONSTRAINT_VIOLATION"`},
		{"check of its own with a name", `raise exception using errcode = '23514', message = 'secret of the app', detail = 'secret of the app', constraint = 'no robots'`, 422, `"code":"NO_ROBOTS"`},
		{"no privilege", `raise exception using errcode = '42501', message = 'secret of the app'`, 500, ""},
		{"a rejected login of its own", `raise exception using errcode = '28000', message = 'secret of the app'`, 500, ""},
		{"a rejected password of its own", `raise exception using errcode = '28P01', message = 'secret of the app'`, 500, ""},
		{"a state it made up", `raise exception using errcode = 'XX999', message = 'secret of the app'`, 500, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			h.sql(`create schema app; create table app.profile (id int primary key, constraint "Only positive!" check (id > 0));
				create table app.note (profile int constraint "note_profile_fkey" references app.profile); insert into app.profile values (1);
				create function app.hook() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
				as $hook$ begin ` + c.body + `; return new; end $hook$;
				create trigger hook after insert on neon_auth."user" for each row execute function app.hook()`)
			b := h.client()
			got := b.post("/sign-up/email", map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord}).wants(t, c.status, c.says)
			if len(b.cookies) != 0 || len(got.header.Values("Set-Cookie")) != 0 {
				t.Errorf("a cookie is set: %v", b.cookies)
			}
			if n := value[int](h, `select (select count(*) from neon_auth."user") + (select count(*) from neon_auth.account) + (select count(*) from neon_auth.session)`); n != 0 {
				t.Errorf("%d rows are left", n)
			}
			log := h.log.String()
			if logged := strings.Contains(log, `"level":"ERROR"`); logged != (c.status == 500) {
				t.Errorf("logged as an error: %v: %s", logged, log)
			}
			for _, text := range []string{"secret of the app", "no_such_table", "zero", "duplicate", "app.", "SQLSTATE", "DETAIL", "(1)", "-1"} {
				if strings.Contains(got.body, text) {
					t.Errorf("%s tells %s", got.body, text)
				}
			}
			if c.status != 500 {
				return
			}
			if id, _ := got.field("requestId").(string); id == "" || !strings.Contains(log, id) {
				t.Errorf("%s has no id that is in the log", got.body)
			}
		})
	}
}

// The app's rows and the user are one transaction.
func TestTriggerFillsTheAppsTable(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`create table public.profile (user_id uuid primary key references neon_auth."user" (id) on delete cascade, email text);
		create function public.make_profile() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
		as $$ begin insert into public.profile values (new.id, new.email); return new; end $$;
		create trigger make_profile after insert on neon_auth."user" for each row execute function public.make_profile()`)
	h.client().signUp("ada@example.com")
	if got := value[string](h, `select email from public.profile`); got != "ada@example.com" {
		t.Errorf("the profile says %s", got)
	}
}

// Go makes codes from the messages of vetoes, and SQL from neonauth's own messages.
func TestFailureCodeIsOne(t *testing.T) {
	t.Parallel()
	h := start(t)
	for _, message := range []string{"No more seats", "Only 5 seats: ask Ada_L!", "Ünïcode, ſ and ı", "", " a  b "} {
		if want := value[string](h, `select neon_auth_internal.failure_code($1)`, message); api.FailureCode(message) != want {
			t.Errorf("%q: %s in Go, %s in SQL", message, api.FailureCode(message), want)
		}
	}
}
