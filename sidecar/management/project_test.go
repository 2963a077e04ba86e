package management_test

import (
	"context"
	"strings"
	"testing"

	"neonauth/sidecar/management"
)

// TestProjectReads: what Neon's command line reads before its own requests.
func TestProjectReads(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	if got := h.wants(h.call(key, "GET", "/users/me/organizations", ""), 200); got.text != `{"organizations": []}` {
		t.Error(got.text)
	}
	if got := h.wants(h.call(key, "GET", "/auth", ""), 200); got.body["auth_method"] != "api_key_org" || got.body["account_id"] == "" {
		t.Error(got.text)
	}
	if got := h.wants(h.call(key, "GET", "/users/me", ""), 200); got.body["login"] != "ci" {
		t.Error(got.text)
	}
	got := h.wants(h.call(key, "GET", "/projects?limit=2", ""), 200)
	if list := got.body["projects"].([]any); len(list) != 1 || list[0].(map[string]any)["id"] != h.project {
		t.Error(got.text)
	}
	if got := h.wants(h.call(key, "GET", "/projects/"+h.project, ""), 200); got.body["project"].(map[string]any)["id"] != h.project {
		t.Error(got.text)
	}
	h.refused(h.call(key, "GET", "/projects/nonsense", ""), 404, "PROJECT_NOT_FOUND")
	h.refused(h.call(key, "GET", "/projects/nonsense/branches", ""), 404, "PROJECT_NOT_FOUND")
	got = h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches/"+h.id, ""), 200)
	if b := got.body["branch"].(map[string]any); b["id"] != h.id || b["name"] != h.db.Name || b["default"] != true {
		t.Error(got.text)
	}
}

// TestBranchPages: pages hold each branch once, the last one has no next, and a key for one branch sees that one.
func TestBranchPages(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *management.Config) {
		own := c.Branches
		c.Branches = func(ctx context.Context) ([]int64, error) { // and two databases of the cluster
			known, err := own(ctx)
			return append(known, 1, 2, 3, 4, 5), err
		}
	})
	// template1 and template0 are no branches, so the list has at most this database and postgres.
	h.key("unused")
	key := h.key("ci")
	seen, cursor := []string{}, ""
	for {
		got := h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches?limit=1&cursor="+cursor, ""), 200)
		list := got.body["branches"].([]any)
		if len(list) > 1 {
			t.Fatalf("limit=1: %s", got.text)
		}
		for _, b := range list {
			seen = append(seen, b.(map[string]any)["name"].(string))
		}
		next, more := got.body["pagination"].(map[string]any)["next"]
		if !more {
			break
		}
		cursor = next.(string)
	}
	want := strings.Fields(value[string](h, `select string_agg(datname, ' ' order by datname collate "C") from pg_database
		where not datistemplate and (datname = current_database() or oid in (1, 2, 3, 4, 5))`))
	if strings.Join(seen, " ") != strings.Join(want, " ") {
		t.Errorf("%v, want %v", seen, want)
	}
	own := h.key("own", `"branch": "`+h.id+`"`)
	if got := h.wants(h.call(own, "GET", "/projects/"+h.project+"/branches", ""), 200); len(got.body["branches"].([]any)) != 1 {
		t.Error(got.text)
	}
	other := h.key("other", `"branch": "br-a-b-c"`)
	if got := h.wants(h.call(other, "GET", "/projects/"+h.project+"/branches", ""), 200); len(got.body["branches"].([]any)) != 0 {
		t.Error(got.text)
	}
	for _, query := range []string{"limit=0", "limit=x", "limit=-1", "limit=10001", "cursor=zz", "cursor=00", "cursor=ff", "search=%00"} {
		h.refused(h.call(key, "GET", "/projects/"+h.project+"/branches?"+query, ""), 400, "VALIDATION_ERROR")
	}
}
