package sql_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestReadmePolicies runs the README's example of a policy and its transaction as an app's login that owns the table:
// each user sees their own rows, and a wrong token sees none.
func TestReadmePolicies(t *testing.T) {
	t.Parallel()
	d, conn := withPeople(t)
	text, err := os.ReadFile("../README.md")
	must(t, err)
	create := regexp.MustCompile(`(?m)^    create table note \((?:.|\n)*?\n\n`).FindString(string(text))
	transaction := regexp.MustCompile(`(?m)^    begin;\n    set local role authenticated;(?:.|\n)*?    commit;`).FindString(string(text))
	if create == "" || transaction == "" || !strings.Contains(string(text), "`grant authenticated to app`") {
		t.Fatal("the README has no example of a policy and its transaction")
	}
	app := d.Name + "_app"
	script(t, conn, `create role `+app+` login password 'of-this-test'; grant create on schema public to `+app)
	t.Cleanup(func() {
		if _, err := d.Owner.Exec(context.Background(), `drop owned by `+app+` cascade; drop role `+app); err != nil {
			t.Error(err)
		}
	})
	config := conn.Config().Copy()
	config.User, config.Password = app, "of-this-test"
	login, err := pgx.ConnectConfig(t.Context(), config)
	must(t, err)
	defer login.Close(t.Context())
	script(t, login, create)
	script(t, login, `insert into note (owner, text) values ('`+ada+`', 'of Ada'), ('`+bob+`', 'of Bob')`)
	denied(t, login, `set role authenticated`) // the grant is needed
	script(t, conn, `grant authenticated to `+app+`; update neon_auth.session set token = encode(sha256(token::bytea), 'hex')`)

	for token, want := range map[string]string{"ada": "of Ada", "bob": "of Bob", "of nobody": "", "": ""} {
		var seen []string
		for _, line := range strings.Split(strings.TrimSpace(transaction), "\n") {
			statement, _, _ := strings.Cut(strings.TrimSpace(line), ";")
			switch {
			case strings.Contains(statement, "$1"):
				var who *string
				must(t, login.QueryRow(t.Context(), strings.Replace(statement, "auth.login($1)", "auth.login($1)::text", 1), token).Scan(&who))
				if (who == nil) != (want == "") {
					t.Errorf("token %q: auth.login returns %v", token, who)
				}
			case strings.HasPrefix(statement, "select"):
				seen = listed(t, login, statement)
			default:
				run(t, login, statement)
			}
		}
		if strings.Join(seen, ", ") != want {
			t.Errorf("token %q sees %q, want %q", token, seen, want)
		}
	}
}

// TestHelpForUsersWhoCannotSignIn runs what the topic for the DBA says about a user who cannot sign in, as the database's
// owner.
func TestHelpForUsersWhoCannotSignIn(t *testing.T) {
	t.Parallel()
	d, admin := withPeople(t)
	text, err := os.ReadFile("../sidecar/help/dba.md")
	must(t, err)
	_, section, _ := strings.Cut(string(text), "## A user cannot sign in\n")
	section, _, _ = strings.Cut(section, "\n## ")
	owner := login(t, d.Name, d.URL, admin, "owner")
	run(t, admin, `select neon_auth.set('trusted_origins', 'https://app.example.com')`)
	run(t, admin, `alter database `+d.Name+` owner to `+owner.name)
	conn := connectTo(t, owner.url)
	statements := regexp.MustCompile(`(?m)^    (select .*?;)`).FindAllStringSubmatch(section, -1)
	if len(statements) < 6 {
		t.Fatalf("%d statements in %q", len(statements), section)
	}
	for _, statement := range statements {
		if _, err := conn.Exec(t.Context(), statement[1]); err != nil {
			t.Errorf("%s: %v", statement[1], err)
		}
	}
	for _, name := range regexp.MustCompile("`neon_auth\\.(\\w+)`").FindAllStringSubmatch(section, -1) {
		run(t, conn, `select from neon_auth.`+name[1])
	}
}
