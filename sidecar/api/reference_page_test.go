package api_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestReferencePageLoadsItsOwnFilesOnly: no inline code, nothing of another host, and files that may be cached forever.
func TestReferencePageLoadsItsOwnFilesOnly(t *testing.T) {
	t.Parallel()
	h := start(t)
	page := h.client().get("/reference").wants(t, 200, "/sign-in/email")
	policy := page.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "connect-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy: %s", policy)
	}
	for _, part := range []string{"<style", " style=", " onclick=", "http://", "https://", "<script>"} {
		if strings.Contains(page.body, part) {
			t.Errorf("the page contains %s", part)
		}
	}
	files := regexp.MustCompile(`(?:src|href)="/[^"]+/auth(/reference/[^"]+)"`).FindAllStringSubmatch(page.body, -1)
	if len(files) != 6 {
		t.Errorf("%d files", len(files))
	}
	for _, match := range files {
		for encoding, want := range map[string]string{"gzip": "gzip", "identity": ""} {
			file := h.client().get(match[1], "Accept-Encoding", encoding)
			if file.status != 200 || file.header.Get("Content-Encoding") != want || !strings.Contains(file.header.Get("Cache-Control"), "immutable") ||
				file.header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(file.header.Get("Content-Type"), "text/") {
				t.Errorf("%s, %s: %d %v", match[1], encoding, file.status, file.header)
			}
		}
	}
	for _, path := range []string{"/reference/nope.js", "/reference/..%2freference.go", "/reference/reference.html"} {
		if got := h.client().get(path); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	h.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}'`)
	for _, want := range []string{"/magic-link/verify", h.db.Name + "/auth/magic-link/verify"} { // also in the code samples
		h.client().get("/open-api/generate-schema").wants(t, 200, want)
	}
	if document := h.client().get("/open-api/generate-schema"); strings.Contains(document.body, "base.invalid") {
		t.Error("the document has the address of none")
	}
}
