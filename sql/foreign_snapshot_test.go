package sql_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// A superuser's transaction may have a snapshot that is older than a trigger. The trigger still gains nothing of the
// superuser's rights, neither at once nor at the commit.
func TestTriggersAfterTheSnapshotGainNoSession(t *testing.T) {
	t.Parallel()
	for _, isolation := range []pgx.TxIsoLevel{pgx.RepeatableRead, pgx.Serializable} {
		t.Run(string(isolation), func(t *testing.T) {
			t.Parallel()
			c := newCluster(t)
			c.database(t, "app", "")
			must(t, c.install(t, "postgres", "app"))
			admin, owner := c.connect(t, "postgres", "app"), c.connect(t, "owner", "app")
			run(t, admin, `insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', 'ada@example.com', true)`)
			script(t, owner, `
				create schema app; create table app.seen (who text);
				grant usage on schema app to public; grant all on app.seen to public;
				create function app.note() returns trigger language plpgsql
				  as $$ begin insert into app.seen values (current_user), (session_user || ' at the commit'); return null; end $$`)

			tx, err := admin.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: isolation})
			must(t, err)
			run(t, tx, `select 1`) // takes the snapshot
			script(t, owner, `create constraint trigger note after update on neon_auth."user" deferrable initially deferred
				for each row execute function app.note()`)
			if _, err = tx.Exec(t.Context(), `select neon_auth.ban_user(id) from neon_auth."user"`); err == nil {
				err = tx.Commit(t.Context())
			} else {
				_ = tx.Rollback(t.Context())
			}
			t.Logf("the call returns %v", err)
			holds(t, admin, `not exists (select from app.seen where who = 'postgres')`)
		})
	}
}
