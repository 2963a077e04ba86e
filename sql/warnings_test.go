package sql_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/pgtest"
)

// TestWhatMayBeAMistakeIsReported: a role that the API does not know, and settings that are all reset, cause a warning.
func TestWhatMayBeAMistakeIsReported(t *testing.T) {
	t.Parallel()
	config, err := pgx.ParseConfig(pgtest.New(t).URL)
	must(t, err)
	said := ""
	config.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) { said += notice.Severity + ": " + notice.Message + "\n" }
	conn, err := pgx.ConnectConfig(t.Context(), config)
	must(t, err)
	t.Cleanup(func() { _ = conn.PgConn().Conn().Close() })
	for _, c := range []struct{ statement, warning string }{
		{`select neon_auth.create_user('root@example.com', role => 'root')`, "the role root allows nothing"},
		{`select neon_auth.create_user('both@example.com', role => 'admin,Admin')`, "the role Admin allows nothing"},
		{`select neon_auth.set_role(neon_auth.find_user('root@example.com'), 'adimn')`, "the role adimn allows nothing"},
		{`select neon_auth.create_user('ada@example.com', role => 'admin,user'), neon_auth.create_user('bob@example.com')`, ""},
		{`select neon_auth.set('allow_localhost', 'true')`, ""},
		{`delete from neon_auth.project_config`, "every setting has its default now"},
		{`insert into neon_auth.project_config (name, endpoint_id, trusted_origins, social_providers, allow_localhost) values ('App', 'ep-x', '[]', '[]', true)`, ""},
		{`delete from neon_auth.project_config where false`, ""},
		{`truncate neon_auth.project_config`, "every setting has its default now"},
	} {
		said = ""
		run(t, conn, c.statement)
		if c.warning == "" && strings.Contains(said, "WARNING") || !strings.Contains(said, c.warning) {
			t.Errorf("%s: %q", c.statement, said)
		}
	}
}
