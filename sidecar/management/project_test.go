package management_test

import (
	"slices"
	"testing"
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

// TestBranchThatWasMade: a branch that neonauth has made says when, from which one, and until when.
func TestBranchThatWasMade(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.sql(`insert into neon_auth_management.branch (id, name, temporary, parent, parent_name, created_at, expires_at)
		values ($1, $2, 'x', 'br-a-b-c', 'app', '2026-01-02 03:04:05Z', '2026-02-03 04:05:06Z')`, h.id, h.db.Name)
	single := h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches/"+h.id, ""), 200).body["branch"].(map[string]any)
	listed := h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches?search="+h.db.Name, ""), 200).body["branches"].([]any)[0].(map[string]any)
	for _, b := range []map[string]any{single, listed} {
		for field, want := range map[string]string{"created_at": "2026-01-02T03:04:05.000Z", "parent_id": "br-a-b-c", "expires_at": "2026-02-03T04:05:06.000Z"} {
			if b[field] != want {
				t.Errorf("%s is %v, want %s", field, b[field], want)
			}
		}
	}
	h.sql("delete from neon_auth_management.branch")
	got := h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches/"+h.id, ""), 200)
	if b := got.body["branch"].(map[string]any); b["parent_id"] != nil || b["expires_at"] != nil || b["created_at"] == nil {
		t.Error(got.text)
	}
}

// TestBranches: a database that has neonauth is listed, others are not, and a key for one branch sees that one. Pages are
// in TestKeysOfACluster.
func TestBranches(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	list := func(key, query string) (names []string) {
		for _, b := range h.wants(h.call(key, "GET", "/projects/"+h.project+"/branches?"+query, ""), 200).body["branches"].([]any) {
			names = append(names, b.(map[string]any)["name"].(string))
		}
		return names
	}
	if found := list(key, "limit=10000"); !slices.Contains(found, h.db.Name) || slices.Contains(found, "postgres") || slices.Contains(found, "template1") {
		t.Errorf("the list has not exactly the branches: %v", found)
	}
	for _, c := range []struct {
		key, query string
		want       []string
	}{
		{key, "search=" + h.db.Name[7:], []string{h.db.Name}},
		{key, "search=nothing-like-that", nil},
		{h.key("own", `"branch": "`+h.id+`"`), "", []string{h.db.Name}},
		{h.key("other", `"branch": "br-a-b-c"`), "", nil},
	} {
		if found := list(c.key, c.query); !slices.Equal(found, c.want) {
			t.Errorf("%s: %v, want %v", c.query, found, c.want)
		}
	}
	for _, query := range []string{"limit=0", "limit=x", "limit=-1", "limit=10001", "cursor=zz", "cursor=00", "cursor=ff", "search=%00"} {
		h.refused(h.call(key, "GET", "/projects/"+h.project+"/branches?"+query, ""), 400, "VALIDATION_ERROR")
	}
}
