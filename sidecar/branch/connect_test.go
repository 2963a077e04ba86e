package branch

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestServingPinsItsSettings: settings of the database or the login do not affect requests.
func TestServingPinsItsSettings(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	exec(t, d.URL, `
		create schema trap; grant usage on schema trap to public;
		create function trap.spring() returns bool language plpgsql as $$ begin raise 'SPRUNG'; end $$;
		create domain trap.text as pg_catalog.text check (trap.spring());
		create domain trap.json as pg_catalog.json check (trap.spring());
		create domain trap.jsonb as pg_catalog.jsonb check (trap.spring());
		create domain trap.uuid as pg_catalog.uuid check (trap.spring())`)
	for _, setting := range []string{
		`search_path = trap, pg_catalog`, `standard_conforming_strings = off`, `default_transaction_isolation = serializable`,
		`DateStyle = 'German'`, `TimeZone = 'Asia/Kathmandu'`, `IntervalStyle = 'sql_standard'`, `bytea_output = 'escape'`,
		`transform_null_equals = on`, `array_nulls = off`, `quote_all_identifiers = on`, `row_security = off`, `role = 'neon_auth_sidecar'`,
	} {
		exec(t, d.URL, `alter database `+d.Name+` set `+setting)
	}
	databases := serving(t, withParameters(d.SidecarURL, "search_path=trap,pg_catalog&options=-c%20search_path%3Dtrap"), Options{Connections: 2})
	db, err := databases.Get(t.Context(), d.Name)
	if err != nil || db == nil {
		t.Fatalf("%v, %v", err, databases.WhyNot(d.Name))
	}
	settings, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	queries := db.Request(settings, "203.0.113.7", "test", "1")
	if _, err := queries.ListSessions(t.Context(), "none"); err == nil || strings.Contains(err.Error(), "SPRUNG") {
		t.Errorf("without a session: %v", err)
	}
	if _, err := db.Session(t.Context(), settings.Branch, "none"); err != nil {
		t.Error(err)
	}
	var path, role, conforming string
	err = db.pool.QueryRow(t.Context(), `select current_setting('search_path'), current_setting('role'), current_setting('standard_conforming_strings')`).
		Scan(&path, &role, &conforming)
	if err != nil || path != "pg_catalog, pg_temp" || role != "none" || conforming != "on" {
		t.Errorf("%s, %s, %s, %v", path, role, conforming, err)
	}
}

// TestUnpinnedConnectionsAreRefused: behind a pooler settings cannot be pinned, so a connection is refused if one of them
// would change the meaning of statements.
func TestUnpinnedConnectionsAreRefused(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	for setting, want := range map[string]error{
		`search_path = public, pg_catalog`:             ErrSearchPath,
		`search_path = public`:                         nil,
		`TimeZone = 'Asia/Kathmandu'`:                  nil,
		`standard_conforming_strings = off`:            ErrSettings,
		`role = neon_auth_sidecar`:                     ErrSettings,
		`default_transaction_isolation = serializable`: ErrSettings,
		`transform_null_equals = on`:                   ErrSettings,
	} {
		conn, err := pgx.Connect(t.Context(), d.SidecarURL)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), "set "+setting); err != nil {
			t.Fatal(err)
		}
		if err := verify(t.Context(), conn); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", setting, err, want)
		}
	}
	admin, err := pgx.Connect(t.Context(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	if _, err := admin.Exec(t.Context(), "set session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	if err := verify(t.Context(), admin); !errors.Is(err, ErrSettings) {
		t.Errorf("with triggers off: %v", err)
	}
}

// withParameters adds to the parameters of an address.
func withParameters(address, parameters string) string {
	if strings.Contains(address, "?") {
		return address + "&" + parameters
	}
	return address + "?" + parameters
}
