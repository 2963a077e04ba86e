package main_test

import (
	"encoding/json"
	"net"
	"net/url"
	"path/filepath"
	"testing"

	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/pgtest"
)

// managers holds the programs that drive Neon's published API clients.
var managers = filepath.Join(testdata, "management")

// TestManagementClients tests every operation for auth of Neon's published API clients, unchanged. The last ones disable
// and enable auth, so each client has a server of its own.
func TestManagementClients(t *testing.T) {
	t.Parallel()
	npmCI(t, managers)
	program := build(t)
	for _, name := range []string{"api-client", "cli", "sdk"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := serveManaged(t, program, "NEONAUTH_SMTP_ALLOW=127.0.0.0/8")
			host, port, err := net.SplitHostPort(mailtest.Start(t).Address)
			if err != nil {
				t.Fatal(err)
			}
			run := command(t, "node", name+".mjs")
			run.Dir = managers
			run.Env = plainEnvironment("NEON_API_HOST="+m.host, "NEON_API_KEY="+m.key, "PROJECT_ID="+m.project, "BRANCH_ID="+m.branch,
				"SMTP_HOST="+host, "SMTP_PORT="+port)
			output, err := run.CombinedOutput()
			reportChecks(t, string(output), err)
		})
	}
}

// A managedServer is a running program with a management key that may do everything.
type managedServer struct {
	db                         *pgtest.Database
	host, key, project, branch string
}

// serveManaged runs the program on a database of its own, and creates a key.
func serveManaged(t *testing.T, program string, environment ...string) managedServer {
	t.Helper()
	d := pgtest.Empty(t)
	if said, err := migrate(t, program, d.URL); err != nil {
		t.Fatalf("neonauth migrate: %v\n%s", err, said)
	}
	d.Serve(t)
	base, _ := serveNeonauth(t, program, d.SidecarURL, append(environment, "NEONAUTH_MIGRATE_URL="+d.URL)...)
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	create := command(t, program, "key", "create", "--name", "clients", "--json")
	create.Env = plainEnvironment("DATABASE_URL="+d.SidecarURL, "NEONAUTH_MIGRATE_URL="+d.URL)
	said, err := create.Output()
	if err != nil {
		t.Fatalf("neonauth key create: %v\n%s", err, said)
	}
	m := managedServer{db: d, host: "http://" + address.Host + "/api/v2"}
	var made struct{ Key string }
	if err := json.Unmarshal(said, &made); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	m.key = made.Key
	if err := d.Owner.QueryRow(t.Context(), "select neon_auth_management.project_id(), neon_auth_management.branch_id()").Scan(&m.project, &m.branch); err != nil {
		t.Fatal(err)
	}
	return m
}
