package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// A shell runs the program with an environment, as a script does.
type shell struct {
	program     string
	environment []string
	dir         string
}

func newShell(t *testing.T, environment ...string) *shell {
	t.Helper()
	return &shell{program: build(t), environment: environment, dir: t.TempDir()}
}

// pipe runs a command line with standard input and output as pipes. It returns what it wrote to both, if it ends with the
// exit code.
func (s *shell) pipe(t *testing.T, code int, input string, args ...string) (out, said string) {
	t.Helper()
	run := command(t, s.program, args...)
	run.Env, run.Dir, run.Stdin = plainEnvironment(s.environment...), s.dir, strings.NewReader(input)
	var stderr strings.Builder
	run.Stderr = &stderr
	written, _ := run.Output()
	if got := run.ProcessState.ExitCode(); got != code {
		t.Errorf("neonauth %s: exit code %d, want %d: %s%s", strings.Join(args, " "), got, code, written, &stderr)
	}
	if strings.Contains(string(written)+stderr.String(), "\x1b") {
		t.Errorf("neonauth %s writes terminal codes to a pipe: %q", strings.Join(args, " "), string(written)+stderr.String())
	}
	return string(written), stderr.String()
}

// terminal starts a command line on a terminal.
func (s *shell) terminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	run := exec.Command(s.program, args...)
	run.Env, run.Dir = plainEnvironment(s.environment...), s.dir
	return onTerminal(t, run)
}

// holds reports an error for each text that is missing.
func holds(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in %s", part, text)
		}
	}
}

// TestUserCommands: a person creates, finds, changes and deletes users without psql.
func TestUserCommands(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	const ada = "ada@example.com"
	do(t, d, `select neon_auth.set('trusted_origins', 'https://app.example.com'), neon_auth.set('rateLimit.enabled', 'false')`)

	var made struct{ ID, Email string }
	out, _ := s.pipe(t, 0, someWord+"\n", "user", "create", ada, "--name", "Ada \u202e 愛", "--verified", "--password", "--json")
	if err := json.Unmarshal([]byte(out), &made); err != nil || made.Email != ada || made.ID == "" {
		t.Fatalf("%s, %v", out, err)
	}
	out, _ = s.pipe(t, 0, "", "user", "create", "bob@example.com", "--send-link")
	holds(t, out, "created user bob@example.com (")
	base, _ := running(t, s.program, "DATABASE_URL="+d.SidecarURL, serveSecret)
	signIn := func(password string) int {
		return request(t, "POST", base+"/"+d.Name+"/auth/sign-in/email", `{"email":"`+ada+`","password":"`+password+`"}`, "").status
	}
	if status := signIn(someWord); status != 200 {
		t.Errorf("the new user signs in: %d", status)
	}

	out, _ = s.pipe(t, 0, "", "user", "list", "--sort", "email")
	lines := strings.Split(out, "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "EMAIL            NAME             ROLE") || !strings.HasPrefix(lines[1], "ada@example.com  Ada \ufffd 愛         user") ||
		!strings.HasPrefix(lines[2], "bob@example.com  bob@example.com  user") {
		t.Errorf("%q", out)
	}
	out, said := s.pipe(t, 0, "", "user", "list", "--limit", "1", "--sort", "email")
	holds(t, out+said, "ada@example.com", "1 of 2. For the next ones add --after "+made.ID)
	out, _ = s.pipe(t, 0, "", "user", "list", "--limit", "1", "--sort", "email", "--after", made.ID)
	holds(t, out, "bob@example.com")
	out, _ = s.pipe(t, 0, "", "user", "list", "--search", "@example.com", "--json")
	if !json.Valid([]byte(out)) {
		t.Errorf("%s", out)
	}
	out, _ = s.pipe(t, 0, "", "user", "show", "ADA@example.com")
	holds(t, out, made.ID, "signs in with  credential", "live sessions  1", "second factor  no", "state          verified")

	out, _ = s.pipe(t, 0, "", "user", "sessions", ada, "--json")
	var sessions []struct{ ID, State string }
	if err := json.Unmarshal([]byte(out), &sessions); err != nil || len(sessions) != 1 || sessions[0].State != "live" {
		t.Fatalf("%s, %v", out, err)
	}
	_, said = s.pipe(t, 1, "", "user", "sessions", "bob@example.com", "--end", sessions[0].ID)
	holds(t, said, "has no session with this id", "neonauth user sessions bob@example.com")
	s.pipe(t, 0, "", "user", "sessions", ada, "--end", sessions[0].ID)
	signIn(someWord)
	out, _ = s.pipe(t, 0, "", "user", "sessions", ada, "--end-all")
	holds(t, out, "ended 1 session of ada@example.com")

	out, _ = s.pipe(t, 0, "", "user", "ban", ada, "--reason", "spam", "--until", "7d")
	holds(t, out, "banned ada@example.com until ")
	out, _ = s.pipe(t, 0, "", "user", "list", "--filter", "banned")
	holds(t, out, "banned until ")
	if status := signIn(someWord); status != 403 {
		t.Errorf("a banned user signs in: %d", status)
	}
	s.pipe(t, 0, "", "user", "unban", ada)
	s.pipe(t, 0, "", "user", "set-role", ada, "admin")
	out, _ = s.pipe(t, 0, "", "user", "list", "--filter", "admins")
	holds(t, out, ada)
	out, _ = s.pipe(t, 0, "", "user", "reset-link", ada)
	holds(t, out, "queued a mail with a link for ada@example.com")
	out, _ = s.pipe(t, 0, "", "user", "export", ada)
	holds(t, out, `"email": "ada@example.com"`)
	s.pipe(t, 0, "", "user", "export", ada, "-o", "ada.json")
	if info, err := os.Stat(filepath.Join(s.dir, "ada.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	s.pipe(t, 1, "", "user", "export", ada, "-o", "ada.json") // replaces no file

	out, _ = s.pipe(t, 0, "another word here\r\n", "user", "set-password", ada)
	holds(t, out, "set the password of ada@example.com")
	if signIn(someWord) != 401 || signIn("another word here") != 200 {
		t.Error("the password was not replaced")
	}
	s.pipe(t, 0, "", "user", "erase", ada, "--yes")
	s.pipe(t, 0, "", "user", "delete", "bob@example.com", "--yes")
	out, _ = s.pipe(t, 0, "", "user", "list", "--json")
	holds(t, out, `"rows": []`)
	var logged int
	if err := d.Owner.QueryRow(t.Context(), `select count(*) from neon_auth.audit_log l where l::text like '%ada@example.com%'`).Scan(&logged); err != nil || logged != 0 {
		t.Errorf("%d rows of the audit log know the erased user: %v", logged, err)
	}
}

// TestUserCommandsRefuse: wrong usage ends with 2, what the database refuses with 1, and each says what to do next.
// Passwords are never in an argument or in a message, and nothing is deleted without being asked for.
func TestUserCommandsRefuse(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	s.pipe(t, 0, "", "user", "create", "ada@example.com")
	for line, want := range map[string]string{
		"user":                                            "use one of the commands of neonauth user: ban, create",
		"user crate x":                                    "Did you mean create?",
		"user ban":                                        "neonauth user ban needs USER",
		"user set-role ada":                               "neonauth user set-role needs ROLE",
		"user ban a b":                                    "takes only USER",
		"user set-password ada hidden-word-1":             "neonauth user set-password takes only USER",
		"user create x --password=hidden-word-1":          "the password is read from the terminal or standard input",
		"user create x --password hidden-word-1":          "takes only ADDRESS",
		"user list --filter bannd":                        `"bannd" is none of verified`,
		"user list --sort name":                           "--sort",
		"user list --limit 0":                             "--limit",
		"user ban ada@example.com --until soon":           "--until",
		"user ban ada@example.com --until 2001-01-01":     "not in the future",
		"user delete ada@example.com":                     "Add --yes",
		"user erase ada@example.com":                      "Add --yes",
		"user sessions ada@example.com --end x --end-all": "end-all",
		"user set-password ada@example.com":               "no password on standard input",
	} {
		_, said := s.pipe(t, 2, "", strings.Fields(line)...)
		holds(t, said, want)
		if strings.Contains(said, "hidden-word") {
			t.Errorf("%s: the password is in the message: %s", line, said)
		}
	}
	for line, want := range map[string]string{
		"user show nobody@example.com":                  "User not found.\n  List them with `neonauth user list`",
		"user ban 00000000-0000-0000-0000-000000000000": "User not found.",
		"user delete nobody@example.com --yes":          "User not found.",
		"user set-password nobody@example.com":          "User not found.",
		"user create ada@example.com":                   "User already exists",
		"user create nonsense":                          "Invalid email",
		"user set-role ada@example.com ,":               "a role is a name",
		"user reset-link ada@example.com":               "Pass its address as redirect_to, or set trusted_origins",
		"user list --branch nowhere":                    "Database nowhere does not exist",
		"user sessions ada@example.com --end x":         "The argument is no id.",
	} {
		_, said := s.pipe(t, 1, "", strings.Fields(line)...)
		holds(t, said, want)
	}
	for flag, want := range map[string]string{ // the limits of the columns
		"user create bob@example.com --name ":      "The value of name is longer than 8192 bytes.\n  Pass a shorter one.",
		"user ban ada@example.com --reason ":       "The value of banReason is longer than",
		"user create eve@example.com --role user,": "longer than",
	} {
		_, said := s.pipe(t, 1, "", strings.Fields(flag+strings.Repeat("x", 100_000))...)
		if !strings.Contains(said, want) || len(said) > 1000 {
			t.Errorf("%s says %.1000s", flag, said)
		}
	}
	for input, want := range map[string]string{"short\n": "too short", strings.Repeat("x", 200): "too long"} {
		_, said := s.pipe(t, 1, input, "user", "set-password", "ada@example.com")
		holds(t, strings.ToLower(said), want)
	}
	for input, want := range map[string]string{"a\nb\n": "more than one line", "\xff\n": "UTF-8", "\n": "no password"} {
		_, said := s.pipe(t, 2, input, "user", "set-password", "ada@example.com")
		holds(t, said, want)
	}
	none := newShell(t)
	for _, line := range []string{"user list", "status", "migrate", "key list", "key create --name x", "key revoke x", "branch list", "branch create x", "console", "config get", "outbox list", "import supabase --from postgres://127.0.0.1:1/x"} {
		_, said := none.pipe(t, 2, "", strings.Fields(line)...)
		holds(t, said, "There is no database to work on.", "Set NEONAUTH_MIGRATE_URL")
	}
	none.pipe(t, 2, "", "keys", "list") // without a secret
	serving := newShell(t, "DATABASE_URL="+d.SidecarURL)
	_, said := serving.pipe(t, 1, "", "user", "list")
	holds(t, said, "NEONAUTH_MIGRATE_URL")
}

// TestPasswordOnATerminal: the password is asked for twice and never shown, and Ctrl-C changes nothing.
func TestPasswordOnATerminal(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	s.pipe(t, 0, "", "user", "create", "ada@example.com")
	for name, c := range map[string]struct {
		second string
		code   int
		says   string
	}{
		"the same":    {someWord + "\n", 0, "set the password of ada@example.com"},
		"another one": {"something else\n", 2, "not the same"},
		"interrupted": {"\x03", 1, "interrupted: nothing was changed"},
	} {
		shown := s.terminal(t, "user", "set-password", "ada@example.com")
		shown.answer(t, "New password: ", someWord+"\n")
		shown.answer(t, "The same again: ", c.second)
		code, text := shown.end(t, c.says)
		if code != c.code || strings.Contains(text, someWord) {
			t.Errorf("%s: exit code %d: %s", name, code, text)
		}
	}
	var passwords int
	if err := d.Owner.QueryRow(t.Context(), `select count(*) from neon_auth.audit_log where entity = 'account'`).Scan(&passwords); err != nil || passwords != 1 {
		t.Errorf("the password was set %d times, %v", passwords, err)
	}
	for typed, code := range map[string]int{"eve@example.com\n": 1, "\n": 1, "\x03": 1, "ADA@example.com\n": 0} {
		s.pipe(t, 0, "", "user", "show", "ada@example.com")
		shown := s.terminal(t, "user", "delete", "ada@example.com")
		shown.answer(t, "Type ada@example.com to confirm: ", typed)
		if got, text := shown.end(t, ""); got != code {
			t.Errorf("%q: exit code %d: %s", typed, got, text)
		}
		if code == 0 {
			s.pipe(t, 1, "", "user", "show", "ada@example.com")
			s.pipe(t, 0, "", "user", "create", "ada@example.com")
		}
	}
}

// TestAnUnknownDatabaseIsNamed: the error names the database that the command line names, not that of the variables.
func TestAnUnknownDatabaseIsNamed(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	for line, source := range map[string]string{"branch mail nosuch": "the name", "user list --branch nosuch": "--branch", "outbox list --branch nosuch": "--branch"} {
		_, said := s.pipe(t, 1, "", strings.Fields(line)...)
		holds(t, said, "Database nosuch does not exist", "correct "+source)
	}
	for _, line := range []string{"user list --branch postgres", "config diff postgres " + d.Name, "config diff " + d.Name + " postgres", "outbox list --branch postgres", "config get --branch postgres"} {
		_, said := s.pipe(t, 1, "", strings.Fields(line)...)
		holds(t, said, "neonauth is not installed in database postgres", "run neonauth migrate")
	}
}

// TestEmptyTextsAreRefused: a variable that is not set in a script must not choose another database, make a key for all
// branches or for ever, or pass for a test mail that was not sent. A duration must not wrap around.
func TestEmptyTextsAreRefused(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL, "DATABASE_URL="+d.URL, serveSecret)
	s.pipe(t, 0, "", "user", "create", "ada@example.com")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"user", "delete", "ada@example.com", "--yes", "--branch", ""}, "--branch is empty"},
		{[]string{"user", "delete", "ada@example.com", "--yes", "--branch="}, "--branch is empty"},
		{[]string{"config", "set", "name", "x", "--branch", " "}, "--branch is empty"},
		{[]string{"key", "create", "--name", "ci", "--branch", ""}, "--branch is empty"},
		{[]string{"key", "create", "--name", "ci", "--expires", ""}, "--expires is empty"},
		{[]string{"user", "ban", "ada@example.com", "--until", ""}, "--until is empty"},
		{[]string{"user", "sessions", "ada@example.com", "--end", ""}, "--end is empty"},
		{[]string{"user", "export", "ada@example.com", "--output", ""}, "--output is empty"},
		{[]string{"branch", "create", "copy", "--ttl", ""}, "--ttl is empty"},
		{[]string{"branch", "create", "copy", "--from", ""}, "--from is empty"},
		{[]string{"check", "--mail-to", ""}, "--mail-to is empty"},
		{[]string{"import", "supabase", "--from", ""}, "--from is empty"},
		{[]string{"config", "diff", d.Name, ""}, "an argument is empty"},
		{[]string{"user", "show", ""}, "an argument is empty"},
		{[]string{"branch", "delete", " "}, "an argument is empty"},
		{[]string{"user", "show", "\xff"}, "not valid UTF-8"},
		{[]string{"user", "ban", "ada@example.com", "--reason", "\xff"}, "not valid UTF-8"},
		{[]string{"config", "set", "name", "\xff"}, "not valid UTF-8"},
		{[]string{"user", "ban", "ada@example.com", "--until", "213600d"}, "longer than 36500d"},
		{[]string{"user", "ban", "ada@example.com", "--until", "2000000h"}, "longer than 36500d"},
		{[]string{"key", "create", "--name", "ci", "--expires", "36501d"}, "longer than 36500d"},
		{[]string{"key", "create", "--name", "ci", "--expires", "-300000d"}, "not in the future"},
		{[]string{"key", "create", "--name", "ci", "--expires", "-201900d"}, "not in the future"}, // 31 years if it wrapped around
	} {
		_, said := s.pipe(t, 2, "", c.args...)
		holds(t, said, c.want)
	}
	for _, args := range [][]string{
		{"user", "list", "--search", "", "--after", "", "--filter", ""},
		{"outbox", "list", "--to", "", "--state", ""},
		{"config", "set", "email_provider.sender_name", ""},
		{"user", "ban", "ada@example.com", "--reason", "", "--until", "36500d"},
		{"user", "show", "ada@example.com", "--secret-previous", ""},
	} {
		s.pipe(t, 0, "", args...)
	}
	_, said := s.pipe(t, 1, "", "config", "set", "jwt.claims", `{"a": "\u0000"}`)
	if strings.Contains(said, "SQLSTATE") {
		t.Errorf("the driver's error is shown: %s", said)
	}
	if out, _ := s.pipe(t, 0, "", "key", "list", "--json"); out != "[]\n" {
		t.Errorf("a key was made: %s", out)
	}
}

// TestCommandsShowWarnings: what psql would show as a warning is shown here too, once.
func TestCommandsShowWarnings(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	for _, c := range []struct {
		line, want string
		times      int
	}{
		{"user create bob@example.com --role adimn", "neonauth: warning: the role adimn allows nothing", 1},
		{"user set-role bob@example.com Admin", "neonauth: warning: the role Admin allows nothing", 1},
		{"user set-role bob@example.com admin", "warning", 0},
		{"config set email_and_password.requireEmailVerification true", "Users cannot sign in before they verify the address.", 1},
		{"config set email_and_password.sendVerificationEmailOnSignIn true", "neonauth:", 0},
	} {
		_, said := s.pipe(t, 0, "", strings.Fields(c.line)...)
		if strings.Count(said, c.want) != c.times {
			t.Errorf("%s says %q", c.line, said)
		}
	}
}

// TestUsersWithOddTimesAreListed: the owner of the database may ban a user until infinity, and write times that Go cannot
// read. They hide neither the user nor the others.
func TestUsersWithOddTimesAreListed(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	for _, user := range []string{"ada", "bob", "carl", "dan"} {
		s.pipe(t, 0, "", "user", "create", user+"@example.com")
	}
	for _, statement := range []string{
		`select neon_auth.ban_user(neon_auth.find_user('ada@example.com'), 'spam', 'infinity')`,
		`select neon_auth.ban_user(neon_auth.find_user('bob@example.com'), 'spam', '12026-01-02 03:04Z')`,
		`update neon_auth."user" set "createdAt" = '0044-03-15 BC', "updatedAt" = '-infinity' where email = 'carl@example.com'`,
		`insert into neon_auth.session (token, "userId", "createdAt", "expiresAt", "updatedAt")
			select 'x', id, '-infinity', 'infinity', now() from neon_auth."user" where email = 'dan@example.com'`,
	} {
		if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	out, _ := s.pipe(t, 0, "", "user", "list")
	for _, user := range []string{"ada", "bob", "carl", "dan"} {
		holds(t, out, user+"@example.com")
		s.pipe(t, 0, "", "user", "show", user+"@example.com")
	}
	out, _ = s.pipe(t, 0, "", "user", "show", "ada@example.com")
	if holds(t, out, "banned"); strings.Contains(out, "until") {
		t.Errorf("banned for ever is shown as %s", out)
	}
	out, _ = s.pipe(t, 0, "", "user", "show", "bob@example.com")
	holds(t, out, "banned until 12026-01-02")
	out, _ = s.pipe(t, 0, "", "user", "sessions", "dan@example.com")
	holds(t, out, "infinity")
}
