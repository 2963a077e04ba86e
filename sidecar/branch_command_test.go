package main_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestBranchCommands: exit codes and JSON of `neonauth branch` and `neonauth status`, and the running sidecar deletes an
// expired branch.
func TestBranchCommands(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	home, program := newCluster(t), build(t)
	home.install(t, "shop")
	environment := []string{"DATABASE_URL=" + home.serving(t, "shop"), "NEONAUTH_MIGRATE_URL=" + home.server.URL("shop"), serveSecret}
	try := func(code int, args ...string) string {
		t.Helper()
		run := command(t, program, args...)
		run.Env = plainEnvironment(environment...)
		var said strings.Builder
		run.Stderr = &said
		out, _ := run.Output()
		if got := run.ProcessState.ExitCode(); got != code {
			t.Errorf("neonauth %s: exit code %d, want %d: %s%s", strings.Join(args, " "), got, code, out, &said)
		}
		if code != 0 {
			return said.String()
		}
		return string(out)
	}
	for _, wrong := range []string{"branch", "branch create", "branch create a b", "branch create a/b", "branch create x --ttl 7x", "branch create x --keep a@example.com", "branch crate x", "status now"} {
		try(2, strings.Fields(wrong)...)
	}
	for _, failing := range []string{"branch create shop", "branch create x --from nowhere", "branch delete shop", "branch delete nowhere", "branch reset shop"} {
		try(1, strings.Fields(failing)...)
	}

	var made struct {
		Name, ID, Identity, Method string
		Seconds                    float64
	}
	if err := json.Unmarshal([]byte(try(0, "branch", "create", "preview", "--ttl", "1h", "--json")), &made); err != nil ||
		made.Name != "preview" || made.Method != "template" || !strings.HasPrefix(made.Identity, "ep-") || !strings.HasPrefix(made.ID, "br-") || made.Seconds <= 0 {
		t.Errorf("%+v, %v", made, err)
	}
	var list []struct{ Name, ID, Parent string }
	if err := json.Unmarshal([]byte(try(0, "branch", "list", "--json")), &list); err != nil || len(list) != 2 || list[0].Name != "shop" || list[1].ID != made.ID || list[1].Parent != "shop" {
		t.Errorf("%+v, %v", list, err)
	}
	var status struct {
		Branches []struct {
			Name, Outbound string
			Held           int `json:"held_mail"`
			Release        int
		}
	}
	home.run(t, "preview", `insert into neon_auth.outbox (kind, recipient) values ('password-changed', 'a@example.com')`)
	if err := json.Unmarshal([]byte(try(0, "status", "--json")), &status); err != nil || len(status.Branches) != 2 || status.Branches[0].Outbound != "send" ||
		status.Branches[1].Outbound != "hold" || status.Branches[1].Held != 1 || status.Branches[1].Release == 0 {
		t.Errorf("%+v, %v", status, err)
	}

	home.run(t, "shop", `update neon_auth_management.branch set expires_at = now()`)
	_, log := running(t, program, environment...)
	until(t, func() bool {
		return ask[bool](t, home, "postgres", "select not exists (select from pg_database where datname = 'preview')")
	})
	until(t, func() bool { return strings.Contains(log.String(), "deleted an expired branch") })
}
