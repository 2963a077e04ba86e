package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// A temporary failure of Postgres is a 503 with Retry-After, whatever the reason, until it is over.
func TestNotReady(t *testing.T) {
	t.Parallel()
	const drop = `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '%[1]s' and application_name = 'neonauth'`
	for _, c := range []struct{ name, fault, mend string }{
		{"25006 read-only", `alter database %[1]s set default_transaction_read_only = on`, `set default_transaction_read_only = off; alter database %[1]s reset default_transaction_read_only`},
		{"28P01 another password", `alter role %[2]s password 'another'`, `alter role %[2]s password '%[3]s'`},
		{"28000 no login", `alter role %[2]s nologin`, `alter role %[2]s login`},
		{"53300 too many connections", `alter role %[2]s connection limit 0`, `alter role %[2]s connection limit -1`},
		{"42501 may not connect", `revoke connect on database %[1]s from public`, `grant connect on database %[1]s to public`},
		{"42883 being restored", `alter schema neon_auth_api rename to away`, `alter schema away rename to neon_auth_api`},
		{"42P01 being restored", `alter table neon_auth.config_version rename to away`, `alter table neon_auth.away rename to config_version`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			address, err := url.Parse(d.SidecarURL)
			if err != nil {
				t.Fatal(err)
			}
			login, password := "login_"+d.Name, "for-this-test"
			address.User = url.UserPassword(login, password)
			exec := func(statements string) {
				t.Helper()
				if _, err := d.Owner.Exec(t.Context(), strings.NewReplacer("%[1]s", d.Name, "%[2]s", login, "%[3]s", password).Replace(statements)); err != nil {
					t.Fatal(err)
				}
			}
			exec(`create role %[2]s login password '%[3]s' in role neon_auth_sidecar`)
			t.Cleanup(func() { // the database goes first
				server, err := url.Parse(d.URL)
				if err != nil {
					t.Fatal(err)
				}
				server.Path = "/postgres"
				dropLogin(t, server.String(), login)
			})
			h := startOn(t, d, address.String(), testSecret, "")
			ada := h.client().enter("ada@example.com")
			ada.get("/list-sessions").wants(t, 200)

			exec(c.fault)
			exec(drop)
			for _, got := range []answer{
				ada.post("/update-user", map[string]any{"name": "Eve"}),
				ada.post("/sign-out", "{}"),
			} {
				if got.wants(t, 503, `"code":"NOT_READY"`); got.header.Get("Retry-After") == "" {
					t.Error("no Retry-After")
				}
			}
			ready := func() (int, string) {
				got, err := http.Get(h.server.URL + "/readyz")
				if err != nil {
					t.Fatal(err)
				}
				defer got.Body.Close()
				return got.StatusCode, read(t, got)
			}
			if status, text := ready(); status != 503 {
				t.Errorf("/readyz: %d %s", status, text)
			}
			exec(c.mend)
			exec(drop)
			ada.post("/update-user", map[string]any{"name": "Eve"}).wants(t, 200)
			if status, text := ready(); status != 200 {
				t.Errorf("/readyz: %d %s", status, text)
			}
		})
	}
}

// Errors of any state out of a trigger: those that mean the server's condition are 503, and the log names them.
func TestStatesOfTheServer(t *testing.T) {
	t.Parallel()
	for state, status := range map[string]int{
		"53100": 503, "53200": 503, "57P01": 503, "57014": 503, "58030": 503, "55006": 503, "25006": 503, "40001": 503, "55P03": 503,
		"XX001": 500, "22012": 500, "42804": 500, "22003": 400,
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			ada := h.client().enter("ada@example.com")
			body := `raise exception using errcode = '` + state + `', message = 'a secret of the server'`
			if state == "57014" { // as statement_timeout and a DBA do
				body = `perform pg_cancel_backend(pg_backend_pid()); perform pg_sleep(5)`
			}
			h.sql(`create function public.fail() returns trigger language plpgsql security definer as $$ begin ` + body + `; end $$;
				create trigger fail before update on neon_auth."user" for each row execute function public.fail()`)
			got := ada.post("/update-user", map[string]any{"name": "Eve"}).wants(t, status)
			if strings.Contains(got.body, "secret") || (status == 503) != (got.header.Get("Retry-After") != "") {
				t.Errorf("%s %v", got.body, got.header)
			}
			if log := h.log.String(); state[:2] != "40" && state != "55P03" && !strings.Contains(log, state) {
				t.Errorf("the log does not name it: %s", log)
			}
		})
	}
}
