package management_test

import (
	"fmt"
	"reflect"
	"testing"
)

// TestDomainsStayLetterByLetter: domains are listed and removed as they were added, on the branch and on the project.
func TestDomainsStayLetterByLetter(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	for _, path := range []string{"auth/domains", "/projects/" + h.project + "/auth/domains"} {
		domains := func() (found []string) {
			list, ok := h.wants(h.call(key, "GET", path, ""), 200).body["domains"].([]any)
			if !ok {
				t.Fatal("domains is no list")
			}
			for _, entry := range list {
				found = append(found, entry.(map[string]any)["domain"].(string))
			}
			return found
		}
		if found := domains(); found != nil {
			t.Errorf("%v at first", found)
		}
		added := []string{"https://App.example.com", "https://app.example.com/", "HTTPS://app.example.com", "https://*.example.com", "myapp://"}
		for _, domain := range append(added, added[0]) {
			got := h.wants(h.call(key, "POST", path, fmt.Sprintf(`{"domain": %q, "auth_provider": "better_auth"}`, domain)), 201)
			if got.text != "" || got.header.Get("Content-Length") != "0" {
				t.Errorf("%q is not empty", got.text)
			}
		}
		if found := domains(); !reflect.DeepEqual(found, added) {
			t.Errorf("%v, want %v", found, added)
		}
		gone := `{"auth_provider": "better_auth", "domains": [{"domain": "https://app.example.com/"}, {"domain": "https://app.example.com"}]}`
		for range 2 {
			if got := h.wants(h.call(key, "DELETE", path, gone), 200); got.text != "" {
				t.Errorf("%q is not empty", got.text)
			}
		}
		if found := domains(); !reflect.DeepEqual(found, append([]string{added[0]}, added[2:]...)) {
			t.Errorf("%v", found)
		}
		h.sql("update neon_auth.project_config set trusted_origins = '[]'")
	}
}
