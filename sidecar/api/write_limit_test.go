package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// One user cannot fill the disk through the audit log: with many changes or with large ones.
func TestChangesOfOneUserAreBounded(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	bob := h.client().enter("bob@example.com")
	ada.post("/organization/create", map[string]any{"name": "Acme", "slug": "acme"}).wants(t, 200)
	size := func() (rows, bytes int) {
		return value[int](h, `select count(*) from neon_auth.audit_log`),
			value[int](h, `select coalesce(sum(octet_length(l::text)), 0) from neon_auth.audit_log l`)
	}
	rowsBefore, bytesBefore := size()
	changes := []func(n int) answer{
		func(n int) answer {
			return ada.post("/update-user", map[string]any{"image": fmt.Sprint("https://example.com/", n, strings.Repeat("é", 700))})
		},
		func(n int) answer {
			return ada.post("/organization/update", map[string]any{"data": map[string]any{"logo": fmt.Sprint("https://example.com/", n, strings.Repeat("y", 1500))}})
		},
	}
	counts := map[int]int{}
	for n := range 320 {
		if n%20 == 0 { // however slow this machine is, the minute is not over
			h.sql(`update neon_auth.request_count set since = clock_timestamp() where key like 'changes by % in 60 s'`)
		}
		counts[changes[n%len(changes)](n).status]++
	}
	rows, bytes := size()
	rows, bytes = rows-rowsBefore, bytes-bytesBefore
	if counts[200] > 300 || counts[200] < 250 || counts[200]+counts[429] != 320 || rows > 300 {
		t.Errorf("answers: %v, %d rows", counts, rows)
	}
	if bytes > 300*1000 {
		t.Errorf("%d changes fill %d bytes", counts[200], bytes)
	}
	ada.get("/get-session").wants(t, 200, "ada@")
	bob.post("/update-user", map[string]any{"image": "x"}).wants(t, 200) // others go on

	// The window passes.
	h.sql(`update neon_auth.request_count set since = since - interval '61 seconds' where key like 'changes by % in 60 s'`)
	changes[0](1000).wants(t, 200)
	h.sql(`update neon_auth.request_count set count = 3000 where key like 'changes by % in 3600 s'`)
	changes[0](1001).wants(t, 429, "Too many requests")
	h.sql(`update neon_auth."user" set role = 'admin' where email = 'ada@example.com'`)
	changes[0](1002).wants(t, 200) // an administrator may change more

	// What was recorded stays after the user is deleted, and loses what is personal when they are erased.
	h.sql(`delete from neon_auth."user" where email = 'bob@example.com'`)
	if left, _ := size(); left < rows+rowsBefore {
		t.Errorf("%d rows are left of %d", left, rows+rowsBefore)
	}
	h.sql(`select neon_auth.erase_user(id) from neon_auth."user" where email = 'ada@example.com'`)
	if _, bytes := size(); bytes > 400*330 {
		t.Errorf("%d bytes are left of an erased user", bytes)
	}
}
