package branch

import (
	"testing"

	"neonauth/sidecar/pgtest"
)

// A second database with the same identity does not take over the host name of the one that is already served.
func TestByBranchStaysWithTheFirst(t *testing.T) {
	t.Parallel()
	first, second := pgtest.New(t), pgtest.New(t)
	d := serving(t, first.SidecarURL, Options{})
	known := identity(t, d, first.Name)
	exec(t, second.URL, "select neon_auth.adopt_branch('"+known+"')")
	if got := identity(t, d, second.Name); got != known {
		t.Fatalf("the second is %s", got)
	}
	if db, err := d.ByBranch(t.Context(), known, first.Name); err != nil || db == nil || db.Name != first.Name {
		t.Errorf("ByBranch returned %v, %v", db, err)
	}
}
