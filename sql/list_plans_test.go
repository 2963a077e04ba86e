package sql_test

import (
	"slices"
	"strings"
	"testing"
)

// TestSortedListsUseIndexes: a page of users sorted by any column reads an index, not all users.
func TestSortedListsUseIndexes(t *testing.T) {
	t.Parallel()
	onDebian(t)
	_, conn := withPeople(t)
	script(t, conn, withoutVacuum)
	script(t, conn, `update neon_auth."user" set role = 'admin' where name = 'Ada';
		update neon_auth.project_config set plugin_configs = '{"username": {"enabled": true}, "phoneNumber": {"enabled": true},
			"lastLoginMethod": {"enabled": true, "config": {"storeInDatabase": true}}}';`+many("10000")+`;
		update neon_auth."user" set username = 'name' || right(email, 20) || id, "displayUsername" = 'Name ' || id, "lastLoginMethod" = 'email',
			"phoneNumber" = '+1' || (1000000000 + ('x' || left(md5(id::text), 7))::bit(28)::integer)
		where email like 'u%1@large.example';
		analyze`)
	session := newPlanned(t, conn.Config())
	columns := listed(t, conn, `select c.name from neon_auth_internal.user_column c`)
	if !slices.Contains(columns, "username") || !slices.Contains(columns, "phoneNumber") || !slices.Contains(columns, "lastLoginMethod") {
		t.Fatalf("the columns are %s", columns)
	}
	for _, column := range columns {
		for _, direction := range []string{"asc", "desc"} {
			plans := session.run(`neon_auth_api.list_users('ada', '{"sortBy": "` + column + `", "sortDirection": "` + direction + `", "limit": "10"}')`)
			pages := 0
			for _, one := range plans {
				if strings.Contains(one.Query, "order by") && strings.Contains(one.Query, column) {
					pages++
				}
				if slices.Contains(one.Plan.whole(), "user") {
					t.Errorf("sorting by %s %s reads all users: %.400s", column, direction, one.Query)
				}
			}
			if pages == 0 {
				t.Errorf("sorting by %s read no page", column)
			}
		}
	}
}
