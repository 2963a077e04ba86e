package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// A login that holds the advisory locks of an install delays it for a bounded time, and the error names the process.
func TestHeldLockOfInstall(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes a minute")
	}
	d := pgtest.New(t)
	script(t, connectTo(t, d.URL), `drop schema neon_auth, neon_auth_api, neon_auth_internal, auth cascade`) // so that there is something to install
	holder, conn := connectTo(t, d.SidecarURL), connectTo(t, d.URL)
	run(t, holder, `select pg_advisory_lock(9628173550095224)`) // tern's, which is not waited for
	run(t, holder, `select pg_advisory_lock(7286943110483)`)
	err := sql.Install(t.Context(), conn)
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("process %d of role", holder.PgConn().PID())) {
		t.Errorf("the install ends with %v", err)
	}
	run(t, holder, `select pg_advisory_unlock(7286943110483)`)
	must(t, sql.Install(t.Context(), conn))
}
