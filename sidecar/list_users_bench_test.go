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

// BenchmarkListUsers asks for users among a million in every documented way, one at a time, and prints each one's
// median: first as Postgres comes, then with the indexes that extension pg_trgm makes possible.
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
	// Indexes that are made at the end are made ten times as fast.
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
			for range 7 {
				start := time.Now()
				do(`select neon_auth_api.list_users('bench', '` + string(text) + `')`)
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			fmt.Printf("%-118s %8.1f ms\n", text, float64(took[len(took)/2].Microseconds())/1000)
		}
	}
	measure(waysToList())
	do(`create extension pg_trgm; select neon_auth.index_search()`)
	do(`vacuum analyze neon_auth."user"`)
	fmt.Println("with pg_trgm:")
	measure([]map[string]string{
		{"searchValue": "adams77777@"},
		{"searchValue": "davis123"},
		{"searchValue": "Clark 99", "searchField": "name", "limit": "10"},
		{"filterField": "email", "filterOperator": "contains", "filterValue": "evans4444"},
		{"searchValue": "example"},
	})
}

// waysToList are the documented searches, filters and sorts.
func waysToList() []map[string]string {
	ways := []map[string]string{
		{},
		{"limit": "10"},
		{"limit": "10", "offset": "1000"},
		{"searchValue": "ada.adams12", "searchOperator": "starts_with"},
		{"searchValue": "Heidi Gray 9", "searchOperator": "starts_with", "searchField": "name", "sortBy": "createdAt", "limit": "10"},
		{"searchValue": "5555@mail.example.com", "searchOperator": "ends_with"},
		{"searchValue": " 4321", "searchOperator": "ends_with", "searchField": "name"},
		{"searchValue": "davis123"}, // contains
		{"filterField": "role", "filterValue": "admin", "limit": "10"},
		{"filterField": "role", "filterValue": "admin", "filterOperator": "ne", "limit": "10"},
		{"filterField": "banned", "filterValue": "true", "sortBy": "email", "limit": "10"},
		{"filterField": "emailVerified", "filterValue": "false", "sortBy": "name", "limit": "10"},
		{"filterField": "email", "filterValue": "ada.baker8@mail.example.com"},
		{"filterField": "banReason", "filterValue": "spam", "limit": "10"},
	}
	at := func(ago time.Duration) string { return time.Now().Add(-ago).UTC().Format(time.RFC3339) }
	ways = append(
		ways,
		map[string]string{"filterField": "createdAt", "filterOperator": "gt", "filterValue": at(7 * 24 * time.Hour), "limit": "10"},
		map[string]string{"filterField": "createdAt", "filterOperator": "lt", "filterValue": at(347 * 24 * time.Hour), "limit": "10"},
		map[string]string{"filterField": "banExpires", "filterOperator": "lte", "filterValue": at(-365 * 24 * time.Hour), "limit": "10"},
	)
	for _, column := range []string{
		"id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt", "role", "banned", "banReason", "banExpires",
	} {
		ways = append(ways, map[string]string{"sortBy": column, "sortDirection": "desc", "limit": "10"})
	}
	return ways
}
