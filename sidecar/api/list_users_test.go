package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// people makes users a0@example.com to a9@example.com, of whom the even ones are verified and the last is banned.
func (h *harness) people() {
	h.Helper()
	h.sql(`insert into neon_auth."user" (name, email, "emailVerified", role, banned, "createdAt")
		select 'Person ' || n, 'a' || n || '@example.com', n % 2 = 0, 'user', n = 9, '2026-01-01Z'::timestamptz + n * interval '1 day'
		from generate_series(0, 9) n`)
}

// found lists users and returns the first letters of their addresses, and the total.
func found(t *testing.T, c *client, query string) (names []string, total float64) {
	t.Helper()
	got := c.get("/admin/list-users?"+query).wants(t, 200)
	for _, user := range got.field("users").([]any) {
		name, _, _ := strings.Cut(user.(map[string]any)["email"].(string), "@")
		names = append(names, name)
	}
	return names, got.field("total").(float64)
}

func TestListUsers(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	h.people()
	for query, c := range map[string]struct {
		want  string
		total float64
	}{
		"limit=2&sortBy=email":                                                                            {"a0 a1", 11},
		"limit=2&offset=10&sortBy=email":                                                                  {"root", 11},
		"limit=2&sortBy=email&sortDirection=desc":                                                         {"root a9", 11},
		"searchValue=a3&searchOperator=starts_with":                                                       {"a3", 1},
		"searchValue=3@example.com&searchOperator=ends_with":                                              {"a3", 1},
		"searchValue=3%25&searchOperator=ends_with&sortBy=email":                                          {"a3", 1},
		"searchValue=person&searchField=name":                                                             {"", 0},
		"searchValue=rson+4&searchField=name":                                                             {"a4", 1},
		"searchValue=erson+5&searchField=name&searchOperator=ends_with":                                   {"a5", 1},
		"filterField=emailVerified&filterValue=true&sortBy=name&limit=3":                                  {"a0 a2 a4", 5},
		"filterField=emailVerified&filterValue=true&filterOperator=ne&sortBy=name&limit=2":                {"root a1", 6},
		"filterField=role&filterValue=admin":                                                              {"root", 1},
		"filterField=role&filterValue=adm&filterOperator=contains":                                        {"root", 1},
		"filterField=banned&filterValue=true":                                                             {"a9", 1},
		"filterField=createdAt&filterValue=2026-01-02T00:00:00Z&filterOperator=eq":                        {"a1", 1},
		"filterField=createdAt&filterValue=2026-01-02T00:00:00Z&filterOperator=lt":                        {"a0", 1},
		"filterField=createdAt&filterValue=2026-01-02T00:00:00Z&filterOperator=lte&limit=1":               {"a0", 2},
		"filterField=email&filterValue=a8@&filterOperator=gt&sortBy=email":                                {"a8 a9 root", 3},
		"filterField=name&filterValue=Person+8&filterOperator=gte&sortBy=email&sortBy=email":              {"", -1}, // 400: a list
		"searchValue=a&filterField=role&filterValue=user&searchOperator=starts_with&limit=1&sortBy=email": {"a0", 10},
	} {
		if c.total < 0 {
			root.get("/admin/list-users?"+query).wants(t, 400, "VALIDATION_ERROR")
			continue
		}
		names, total := found(t, root, query)
		slices.Sort(names)
		want := strings.Fields(c.want)
		slices.Sort(want)
		if !slices.Equal(names, want) || total != c.total {
			t.Errorf("%s: %v of %v, want %s of %v", query, names, total, c.want, c.total)
		}
	}
}

func TestE14ListUsersByNoOtherColumn(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	for _, evil := range []string{
		"password", `password; drop`, `"user".password`, "id; drop table neon_auth.user", `email" desc, (select password)--`,
		"u.email", "EMAIL", "emailverified", "metadata->>'x'", "ctid", "xmin", "1", "null", "'", `\`,
	} {
		text := url.QueryEscape(evil)
		for _, query := range []string{"sortBy=" + text, "filterField=" + text + "&filterValue=1"} {
			if names, total := found(t, root, query); len(names) != 0 || total != 0 {
				t.Errorf("%s finds %v", query, names)
			}
		}
		root.get("/admin/list-users?searchValue=x&searchField="+text).wants(t, 400, "VALIDATION_ERROR")
		root.get("/admin/list-users?filterValue=x&filterOperator="+text).wants(t, 400, "VALIDATION_ERROR")
		root.get("/admin/list-users?searchValue="+text+"&filterValue="+text).wants(t, 200)
	}
	for _, broken := range []string{
		"limit=-1", "offset=-5", "limit=1.5", "limit=1e99", "filterField=createdAt&filterValue=no", "filterField=banned&filterValue=maybe",
		"filterField=id&filterOperator=contains&filterValue=a", `searchValue=x%5C&searchOperator=ends_with`,
	} {
		if got := root.get("/admin/list-users?"+broken).wants(t, 200); got.body != `{"users" : [], "total" : 0}` {
			t.Errorf("%s: %s", broken, got.body)
		}
	}
	root.get("/admin/list-users?searchValue=%00").wants(t, 400)
}

// The counter stays exact for all kinds of changes, through the API and SQL, before and after it is added up.
func TestUserCountIsExact(t *testing.T) {
	t.Parallel()
	h := start(t)
	exact := func(after string) {
		t.Helper()
		const differences = `select count(*) from (
			(select role, "emailVerified", banned, sum(users) from neon_auth.user_count group by 1, 2, 3 having sum(users) <> 0)
			except all
			(select role, "emailVerified", banned, count(*) from neon_auth."user" group by 1, 2, 3)) d`
		if n := value[int](h, differences); n != 0 {
			t.Errorf("%s: %d sums are wrong", after, n)
		}
		if value[bool](h, `select (select coalesce(sum(users), 0) from neon_auth.user_count) <> (select count(*) from neon_auth."user")`) {
			t.Errorf("%s: the total is wrong", after)
		}
	}
	for _, statement := range []string{
		`insert into neon_auth."user" (name, email, "emailVerified", role)
			select 'n', n || '@example.com', n % 3 = 0, case when n % 4 = 0 then 'admin' end from generate_series(1, 50) n`,
		`insert into neon_auth."user" (name, email, "emailVerified") values ('n', '1@example.com', true) on conflict do nothing`,
		`update neon_auth."user" set name = 'other'`,
		`update neon_auth."user" set "emailVerified" = not "emailVerified", banned = true where role = 'admin'`,
		`delete from neon_auth."user" where "emailVerified"`,
		`select neon_auth_api.fold_user_count()`,
		`begin; delete from neon_auth."user"; rollback`,
		`update neon_auth."user" set role = null`,
		`select neon_auth_api.fold_user_count()`,
		`truncate neon_auth."user" cascade`,
	} {
		h.sql(statement)
		exact(statement)
	}
	inParallel(8, func(i int) {
		for n := range 10 {
			email := fmt.Sprintf("p%d-%d@example.com", i, n)
			h.sql(`insert into neon_auth."user" (name, email, "emailVerified") values ('n', $1, true)`, email)
			h.sql(`select neon_auth_api.fold_user_count()`)
			h.sql(`update neon_auth."user" set banned = true, role = 'user' where email = $1`, email)
			h.sql(`update neon_auth."user" set banned = null, role = null where email = $1`, email)
			if n%2 == 1 {
				h.sql(`delete from neon_auth."user" where email = $1`, email)
			}
		}
	})
	exact("writing and folding at once")
	h.sql(`select neon_auth_api.fold_user_count()`)
	if n := value[int](h, "select count(*) from neon_auth.user_count"); n != 1 {
		t.Errorf("%d rows after folding", n)
	}
}

func TestUserCountHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	h := start(t)
	tx, err := h.db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `insert into neon_auth."user" (name, email, "emailVerified") values ('n', 'x@example.com', true)`); err != nil {
		t.Fatal(err)
	}
	h.client().signUp("ada@example.com") // while the other is still under way
	h.sql(`set lock_timeout = '1s'; select neon_auth_api.fold_user_count()`)
}
