package main_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/password"
	"neonauth/sidecar/pgtest"
)

// BenchmarkAudit measures the cost of audit_log for a sign-in: the database time with and without it, next to the time of
// a complete sign-in including password verification.
func BenchmarkAudit(b *testing.B) {
	d := pgtest.New(b)
	conn, err := pgx.Connect(b.Context(), d.URL)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	do := func(statement string) time.Duration {
		b.Helper()
		start := time.Now()
		if _, err := conn.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	do(`insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', 'ada@example.com', true)`)
	do(`insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
		select id::text, 'credential', id, 'hash', now() from neon_auth."user"`)
	do(`select neon_auth.prepare_audit()`)

	const signIn = `select neon_auth_api.sign_in_email(u.id, 'hash', gen_random_uuid()::text, true, null) from neon_auth."user" u`
	took := map[string][]time.Duration{}
	for range 20 {
		for _, state := range []string{"enable", "disable"} {
			do(`alter table neon_auth.session ` + state + ` trigger audit`)
			do(signIn) // prepare the plans again
			for range 50 {
				took[state] = append(took[state], do(signIn))
			}
		}
	}
	median := func(all []time.Duration) time.Duration {
		slices.Sort(all)
		return all[len(all)/2]
	}
	with, without := median(took["enable"]), median(took["disable"])
	hasher := password.New(1, 1)
	var hashes []time.Duration
	for range 7 {
		start := time.Now()
		if err := hasher.VerifyDecoy(b.Context(), "correct horse"); err != nil {
			b.Fatal(err)
		}
		hashes = append(hashes, time.Since(start))
	}
	whole := median(hashes)
	fmt.Printf("audit, per sign-in: %.2f of the database's part without it (%s against %s), %.4f of a whole one with its hash of %s\n",
		float64(with)/float64(without), with, without, float64(whole+with)/float64(whole+without), whole.Round(time.Millisecond))
}
