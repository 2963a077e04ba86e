package sql_test

import (
	"strings"
	"testing"
)

// TestActiveUsersReadOnlyTheirDays: with a million rows of more than a year, the counts of 30 days read the rows of 30 days,
// by an index, and no sessions.
func TestActiveUsersReadOnlyTheirDays(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	script(t, conn, `set session_replication_role = replica;
		insert into neon_auth.active_day (day, "userId")
		select (now() at time zone 'UTC')::date - d, md5((d % 7 * 1000 + u)::text)::uuid from generate_series(0, 399) d, generate_series(1, 2500) u;
		reset session_replication_role;`)
	run(t, conn, `vacuum analyze neon_auth.active_day`)
	plan := strings.Join(listed(t, conn, `explain select * from neon_auth.active_users`), "\n")
	if strings.Contains(plan, "Seq Scan on active_day") || strings.Contains(plan, "session") || !strings.Contains(plan, "active_day_pkey") {
		t.Error(plan)
	}
	holds(t, conn, `day = 2503 and week > 2500 and month >= week from neon_auth.active_users`)

	plan = strings.Join(listed(t, conn, `explain select * from neon_auth.active_users_by_day where day > (now() at time zone 'UTC')::date - 7`), "\n")
	if strings.Contains(plan, "Seq Scan on active_day") {
		t.Error(plan)
	}
	plan = strings.Join(listed(t, conn, `explain select day from neon_auth.active_day where day < '2000-01-01' order by day, "userId" limit 1000`), "\n")
	if strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "Sort") {
		t.Error(plan)
	}
}
