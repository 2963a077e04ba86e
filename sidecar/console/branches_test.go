package console_test

import (
	"net/url"
	"strings"
	"testing"

	"neonauth/sidecar/branches"
	"neonauth/sidecar/console"
	"neonauth/sidecar/pgtest"
)

// TestBranches: a branch is created, reset and deleted, the last two with its name typed, and the audit log says by whom.
func TestBranches(t *testing.T) {
	t.Parallel()
	h := start(t)
	name := "copy_of_" + h.db.Name
	t.Cleanup(func() { _, _ = h.db.Owner.Exec(t.Context(), "drop database if exists "+name) }) // if the test fails
	b := h.signedIn(h.key("ops"))
	exists := func() bool {
		t.Helper()
		return value[bool](h, "select exists (select from pg_database where datname = $1)", name)
	}
	for form, status := range map[string]int{"": 400, "a b": 400, "template7": 400, strings.Repeat("x", 64): 400, h.db.Name: 422} {
		if got := b.submit(h.at("/branches/new"), url.Values{"name": {form}}); got.status != status {
			t.Errorf("the name %q: %d", form, got.status)
		}
	}
	if got := b.submit(h.at("/branches/new"), url.Values{"name": {name}, "ttl": {"week"}, "mask": {"1"}}); got.status != 303 {
		t.Fatalf("create: %d %s", got.status, problem(got))
	}
	made := func() bool { return !strings.Contains(b.get(h.at("/branches/")).text, "is being made since") }
	pgtest.Eventually(t, "it is still being made", made) // a slow copy continues after the response
	if !exists() {
		t.Fatal("there is no such database")
	}
	page := b.get(h.at("/branches/"))
	for _, part := range []string{name, "Masked", "ends in 6 days", "copy of " + h.db.Name} {
		if !strings.Contains(page.text, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	was := value[uint32](h, "select oid from pg_database where datname = $1", name)
	if got := b.submit(h.at("/branches/reset"), url.Values{"name": {name}, "confirm": {"other"}}); got.status != 400 {
		t.Errorf("reset without the name: %d", got.status)
	}
	if got := b.submit(h.at("/branches/reset"), url.Values{"name": {name}, "confirm": {name}}); got.status != 303 {
		t.Errorf("reset: %d %s", got.status, problem(got))
	}
	pgtest.Eventually(t, "it is still being made again", made)
	if value[uint32](h, "select oid from pg_database where datname = $1", name) == was {
		t.Error("it is the same database")
	}
	for _, typed := range []string{"", "other", strings.ToUpper(name)} {
		if got := b.submit(h.at("/branches/delete"), url.Values{"name": {name}, "confirm": {typed}}); got.status != 400 || !exists() {
			t.Errorf("delete with %q typed: %d", typed, got.status)
		}
	}
	if got := b.submit(h.at("/branches/delete"), url.Values{"name": {h.db.Name}, "confirm": {h.db.Name}}); got.status != 409 {
		t.Errorf("the home database: %d", got.status)
	}
	if got := b.submit(h.at("/branches/delete"), url.Values{"name": {name}, "confirm": {name}}); got.status != 303 || exists() {
		t.Errorf("delete: %d %s", got.status, problem(got))
	}
	if log := value[string](h, `select string_agg(action || ' ' || "managementKey", ', ' order by id) from neon_auth.audit_log where entity = 'branch' and target = $1`, name); !strings.HasPrefix(log, "create ops (nak_ops") || !strings.Contains(log, "reset ops") || !strings.Contains(log, "delete ops") {
		t.Errorf("the audit log says %s", log)
	}

	own := h.signedIn(h.key("own", `"branch": "`+value[string](h, "select neon_auth_management.branch_id()")+`"`))
	if got := own.submit(h.at("/branches/new"), url.Values{"name": {name}}); got.status != 403 || exists() {
		t.Errorf("a key for one branch: %d", got.status)
	}
}

// TestBranchesWithoutInstaller: without the connection that installs, the page lists what is served and says what to set.
func TestBranchesWithoutInstaller(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*console.Config){
		"none":          func(c *console.Config) { c.Branches = branches.Branches{} },
		"the sidecar's": nil,
	} {
		h := start(t, func(c *console.Config) {
			if change != nil {
				change(c)
			}
		})
		if change == nil {
			h = start(t, func(c *console.Config) { c.Branches = branches.Branches{URL: h.db.SidecarURL} })
		}
		b := h.signedIn(h.key("ops"))
		if got := b.get(h.at("/branches/")); got.status != 200 || !strings.Contains(got.text, h.db.Name) || !strings.Contains(got.text, "NEONAUTH_MIGRATE_URL") {
			t.Errorf("%s: %d", name, got.status)
		}
		if got := b.submit(h.at("/branches/new"), url.Values{"name": {"copy_of_" + h.db.Name}}); got.status != 422 {
			t.Errorf("%s: create: %d", name, got.status)
		}
	}
}

// problem returns what a page says is wrong.
func problem(r reply) string {
	_, after, _ := strings.Cut(r.text, `role="alert">`)
	text, _, _ := strings.Cut(after, "</div>")
	return text
}
