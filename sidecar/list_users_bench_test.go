package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// BenchmarkListUsers requests users from a million in every documented way, one at a time, and prints the median of each:
// first without extensions, then with the indexes that pg_trgm allows.
func BenchmarkListUsers(b *testing.B) {
	d := pgtest.New(b)
	conn, err := pgx.Connect(b.Context(), d.URL)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	do := func(statement string) {
		b.Helper()
		if _, err := conn.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	// Creating the indexes at the end is ten times as fast.
	var remake string
	if err := conn.QueryRow(b.Context(), `
		select string_agg(pg_get_indexdef(i.indexrelid), ';') from pg_index i
		where i.indrelid = 'neon_auth."user"'::regclass and not i.indisunique`).Scan(&remake); err != nil {
		b.Fatal(err)
	}
	do(`do $$ declare i regclass; begin
		for i in select x.indexrelid from pg_index x where x.indrelid = 'neon_auth."user"'::regclass and not x.indisunique
		loop execute 'drop index ' || i; end loop; end $$`)
	do(`insert into neon_auth."user" (name, email, "emailVerified", image, "createdAt", "updatedAt", role, banned, "banReason", "banExpires")
		select
		  initcap(first) || ' ' || initcap(last) || ' ' || n, first || '.' || last || n || '@' || domain || '.example.com', n % 3 = 0,
		  case when n % 2 = 0 then 'https://example.com/' || n || '.png' end,
		  now() - (1000000 - n) * interval '1 minute', now() - (n % 10000) * interval '1 minute',
		  case when n % 1000 = 1 then 'admin' else 'user' end, n % 100 = 0,
		  case when n % 100 = 0 then 'spam' end, case when n % 200 = 0 then now() + n * interval '1 minute' end
		from generate_series(1, 1000000) n
		cross join lateral (select
		  (array['ada','bob','carol','dan','eve','frank','grace','heidi'])[1 + n % 8] as first,
		  (array['adams','baker','clark','davis','evans','fox','gray'])[1 + n % 7] as last,
		  (array['mail','post','work','home','web'])[1 + n % 5] as domain) names`)
	do(remake)
	do(`vacuum analyze neon_auth."user"`)
	do(`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt")
		select id, 'bench', now() + interval '7 days', now() from neon_auth."user" where role = 'admin' limit 1`)

	measure := func(queries []map[string]string) {
		for _, query := range queries {
			text, err := json.Marshal(query)
			if err != nil {
				b.Fatal(err)
			}
			var took []time.Duration
			var total int
			for range 7 {
				start := time.Now()
				if err := conn.QueryRow(b.Context(), `select (neon_auth_api.list_users('bench', $1) ->> 'total')::integer`, text).Scan(&total); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			fmt.Printf("%8.1f ms %8d  %s\n", float64(took[len(took)/2].Microseconds())/1000, total, text)
		}
	}
	fmt.Println("median, users found, asked for:")
	measure(waysToList())
	do(`create extension pg_trgm; select neon_auth.index_search()`)
	do(`vacuum analyze neon_auth."user"`)
	fmt.Println("with pg_trgm:")
	measure(slices.DeleteFunc(waysToList(), func(way map[string]string) bool {
		return way["searchOperator"] != "contains" && way["filterOperator"] != "contains"
	}))
}

// waysToList returns the documented searches, filters and sorts, each matching few and many users, on the first page.
func waysToList() (ways []map[string]string) {
	for _, field := range []string{"email", "name"} {
		for _, search := range [][]string{
			{"starts_with", "ada.adams12", "Heidi Gray 9", "Heidi", "ada"},
			{"ends_with", "5555@mail.example.com", "example.com", " 4321", "1"},
			{"contains", "davis123", "Clark 99", "a"},
		} {
			for _, value := range search[1:] {
				ways = append(ways, map[string]string{"searchField": field, "searchOperator": search[0], "searchValue": value})
			}
		}
	}
	at := func(days int) string { return time.Now().AddDate(0, 0, days).UTC().Format(time.RFC3339) }
	for _, column := range []struct {
		name   string
		values []string
	}{
		{"id", []string{"80000000-0000-0000-0000-000000000000", "00010000-0000-0000-0000-000000000000"}},
		{"name", []string{"Dan", "Ada Adams 1002"}},
		{"email", []string{"dan", "ada.adams1002"}},
		{"emailVerified", []string{"true"}},
		{"image", []string{"https://example.com/5", "https://example.com/99999"}},
		{"createdAt", []string{at(-347), at(-7)}},
		{"updatedAt", []string{at(-3), at(0)}},
		{"role", []string{"admin", "user"}},
		{"banned", []string{"true", "false"}},
		{"banReason", []string{"spam", "other"}},
		{"banExpires", []string{at(365)}},
	} {
		for _, direction := range []string{"asc", "desc"} {
			ways = append(ways, map[string]string{"sortBy": column.name, "sortDirection": direction})
		}
		for _, operator := range []string{"eq", "ne", "lt", "lte", "gt", "gte", "contains"} {
			for _, value := range column.values {
				ways = append(ways, map[string]string{"filterField": column.name, "filterOperator": operator, "filterValue": value})
			}
		}
	}
	return append(ways, map[string]string{}, map[string]string{"limit": "10", "offset": "1000"})
}
