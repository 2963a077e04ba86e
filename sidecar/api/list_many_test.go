package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Whatever way list-users finds many, and users whose texts are too long for an index, they are who a plain query finds.
func TestListUsersOfMany(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	token := value[string](h, `select token from neon_auth.session`)
	h.sql(`alter table neon_auth."user" disable trigger audit`)
	h.sql(`insert into neon_auth."user" (name, email, "emailVerified", role, image, banned, "banReason", "banExpires", "createdAt")
		select
		  case when n % 500 = 0 then repeat('long ', 1000) || n when n % 7 = 0 then '' else 'Person ' || n end,
		  'a' || n || '@example.com', n % 2 = 0, case when n % 3 = 0 then 'user,admin' when n % 5 <> 0 then 'user' end,
		  case when n % 700 = 0 then repeat('data:', 9999) || n when n % 2 = 0 then 'https://example.com/' || n end,
		  n % 9 = 0, case when n % 9 = 0 then 'spam' end, case when n % 18 = 0 then now() + n * interval '1 hour' end,
		  '2026-01-01Z'::timestamptz + n / 10 * interval '1 hour'
		from generate_series(1, 12000) n`)
	root.get("/admin/list-users?sortBy=name&limit=1").wants(t, 200)

	wanted := func(query map[string]string, condition, order string) {
		t.Helper()
		text, err := json.Marshal(query)
		if err != nil {
			t.Fatal(err)
		}
		got := value[string](h, `select concat(l ->> 'total', (select string_agg(' ' || (u ->> 'id'), '') from json_array_elements(l -> 'users') u))
			from neon_auth_api.list_users($1, $2) l`, token, text)
		want := value[string](h, fmt.Sprintf(`with found as (select u.* from neon_auth."user" u where %s)
			select concat((select count(*) from found), (select string_agg(' ' || p.id, '') from (select id from found u order by %s limit 100) p))`,
			condition, order))
		if got != want {
			t.Errorf("%s: %.120s…, want %.120s…", text, got, want)
		}
	}
	operators := map[string]string{"eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "contains": "like"}
	for column, values := range map[string][]string{
		"id": {"80000000-0000-0000-0000-000000000000"}, "name": {"Person 5", "long long", ""}, "email": {"a3", "a9998@example.com"},
		"image": {"https://example.com/4", "e"}, "createdAt": {"2026-01-20 04:00:00+00"}, "role": {"user", "admin", "user,admin"},
		"emailVerified": {"true"}, "banned": {"false"}, "banReason": {"spam"}, "banExpires": {"2028-01-01Z"}, "updatedAt": {"2026-01-01Z"},
	} {
		quoted := "u." + `"` + column + `"`
		for _, direction := range []string{"asc", "desc"} {
			wanted(map[string]string{"sortBy": column, "sortDirection": direction}, "true", quoted+" "+direction+", u.id "+direction)
		}
		for operator, sign := range operators {
			for _, v := range values {
				literal := "'" + v + "'"
				if operator == "contains" {
					literal = "'%" + v + "%'"
				}
				if text := strings.Contains("name email image role banReason", column); v != "" && (text || operator != "contains") {
					wanted(
						map[string]string{"filterField": column, "filterOperator": operator, "filterValue": v, "sortBy": "name"},
						quoted+" "+sign+" "+literal, "u.name, u.id")
				}
			}
		}
	}
	for _, field := range []string{"name", "email"} {
		for operator, pattern := range map[string]string{"starts_with": "%[1]s%%", "ends_with": "%%%[1]s", "contains": "%%%[1]s%%"} {
			for _, v := range []string{"a", "m", "Person", "1", "example.com", "99"} {
				wanted(
					map[string]string{"searchField": field, "searchOperator": operator, "searchValue": v},
					"u."+field+" like '"+fmt.Sprintf(pattern, v)+"'", `u."createdAt", u.id`)
			}
		}
	}
}
