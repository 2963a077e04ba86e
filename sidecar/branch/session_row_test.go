package branch

import (
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/gen"
	"neonauth/sidecar/pgtest"
)

// The fast row reader returns the same as pgx for null, infinite and non-ASCII values.
func TestSessionRowEqualsWhatPgxReads(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	_, err := db.Owner.Exec(t.Context(), `
		insert into neon_auth."user" (id, name, email, "emailVerified", image, role, banned, "banReason", "banExpires") values
		  ('00000000-0000-4000-8000-000000000001', 'Ada', 'ada@example.com', false, null, null, null, null, null),
		  ('00000000-0000-4000-8000-000000000002', 'Bób ☃ "x"', 'bob@example.com', true, 'https://example.com/ü', 'admin', false, 'spam', now() - interval '1 day'),
		  ('00000000-0000-4000-8000-000000000003', 'Eve', 'eve@example.com', false, '', 'user', true, '', '-infinity');
		insert into neon_auth.organization (id, name, slug, "createdAt") values ('00000000-0000-4000-8000-00000000000a', 'Acme', 'acme', now());
		insert into neon_auth.member (id, "organizationId", "userId", role, "createdAt")
		  values (gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000002', 'owner', now());
		insert into neon_auth.session (token, "userId", "expiresAt", "ipAddress", "userAgent", "activeOrganizationId", "updatedAt")
		select repeat(right(id::text, 1), 64), id, case when name = 'Eve' then 'infinity' else now() end,
		  nullif(name, 'Ada'), nullif(name, 'Ada'), case when name like 'B%' then '00000000-0000-4000-8000-00000000000a' end, now()
		from neon_auth."user"`, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	opened, settings := openDatabase(t, db)
	hashes := []string{}
	for _, digit := range []string{"1", "2", "3"} {
		hash := ""
		for range 64 {
			hash += digit
		}
		hashes = append(hashes, hash)
	}
	want, err := gen.New(opened.pool).GetSessions(t.Context(), settings.Branch, hashes)
	if err != nil {
		t.Fatal(err)
	}
	for mode, name := range map[pgx.QueryExecMode]string{pgx.QueryExecModeCacheStatement: "binary", pgx.QueryExecModeSimpleProtocol: "text"} {
		rows, err := opened.pool.Query(t.Context(), gen.GetSessions, mode, settings.Branch, hashes)
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for ; rows.Next(); read++ {
			got, err := readSession(rows)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(*got, want[read]) {
				t.Errorf("%s:\n got %+v\nwant %+v", name, *got, want[read])
			}
		}
		if read != 3 || len(want) != 3 {
			t.Errorf("%s: %d rows, pgx read %d", name, read, len(want))
		}
	}
}

// A replica whose clock differs from the primary's neither extends a session nor shortens a ban: the primary is asked.
func TestRowsOfAReplicaHoldByThePrimarysClock(t *testing.T) {
	t.Parallel()
	now, banned, lifted := time.Now(), true, false
	before, after := now.Add(-time.Second), now.Add(time.Second)
	for name, c := range map[string]struct {
		row  gen.SessionRow
		hold bool
	}{
		"valid":                       {gen.SessionRow{ExpiresAt: after}, true},
		"without end":                 {gen.SessionRow{ExpiresAt: lastInstant}, true},
		"expired by both clocks":      {gen.SessionRow{ExpiresAt: before, IsExpired: true}, true},
		"expired by the primary only": {gen.SessionRow{ExpiresAt: before}, false},
		"expires now":                 {gen.SessionRow{ExpiresAt: now}, false},
		"the ban has ended":           {gen.SessionRow{ExpiresAt: after, Banned: &banned, BanExpires: &before}, true},
		"the ban was lifted":          {gen.SessionRow{ExpiresAt: after, Banned: &lifted, BanExpires: &after}, true},
		"the ban ends later":          {gen.SessionRow{ExpiresAt: after, Banned: &banned, BanExpires: &after}, false},
	} {
		if got := hold([]*gen.SessionRow{{ExpiresAt: after}, &c.row}, now); got != c.hold {
			t.Errorf("%s: %v", name, got)
		}
	}
}
