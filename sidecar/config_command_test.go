package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// TestConfigCommands: settings are shown, changed as SQL allows, and compared. Secrets are neither printed nor taken from
// an argument.
func TestConfigCommands(t *testing.T) {
	t.Parallel()
	d, other := pgtest.New(t), pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)

	out, _ := s.pipe(t, 0, "", "config", "set", "email_and_password.minPasswordLength", "12")
	holds(t, out, "email_and_password.minPasswordLength is 12")
	out, _ = s.pipe(t, 0, "", "config", "get", "email_and_password.minPasswordLength")
	if out != "12\n" {
		t.Errorf("%q", out)
	}
	var one struct{ Name, Value, Default, Description string }
	out, _ = s.pipe(t, 0, "", "config", "get", "email_and_password.minPasswordLength", "--json")
	if err := json.Unmarshal([]byte(out), &one); err != nil || one.Value != "12" || one.Default != "8" || one.Description == "" {
		t.Errorf("%s, %v", out, err)
	}
	out, _ = s.pipe(t, 0, "", "config", "get", "email_and_password")
	holds(t, out, "NAME  ", "email_and_password.minPasswordLength", "email_and_password.maxPasswordLength")
	if strings.Contains(out, "trusted_origins") {
		t.Errorf("a group shows others: %s", out)
	}
	s.pipe(t, 0, `["https://app.example.com"]`+"\n", "config", "set", "trusted_origins")
	out, _ = s.pipe(t, 0, "", "config", "get", "trusted_origins")
	holds(t, out, "https://app.example.com")

	const word = "hidden-word-of-16"
	for _, name := range []string{"email_provider.password", "usersSync.clerk.secret", "options.usersSync.clerk.secret"} {
		_, said := s.pipe(t, 2, "", "config", "set", name, word)
		holds(t, said, "A secret cannot be an argument")
		out, more := s.pipe(t, 0, word+"\n", "config", "set", name)
		for _, text := range []string{said, out, more} {
			if strings.Contains(text, word) {
				t.Errorf("%s is printed: %s", name, text)
			}
		}
		holds(t, out, "is ********")
	}
	providers := `[{"id": "google", "clientId": "x", "clientSecret": "` + word + `"}]`
	_, said := s.pipe(t, 2, "", "config", "set", "social_providers", providers)
	if strings.Contains(said, word) {
		t.Errorf("a provider's secret is printed: %s", said)
	}
	out, _ = s.pipe(t, 0, providers, "config", "set", "social_providers")
	all, _ := s.pipe(t, 0, "", "config", "get", "--changed", "--json")
	table, _ := s.pipe(t, 0, "", "config", "get", "--changed")
	difference, _ := s.pipe(t, 0, "", "config", "diff", d.Name, other.Name)
	if !json.Valid([]byte(all)) || strings.Contains(out+all+table+difference, word) {
		t.Errorf("a secret is printed: %s%s%s%s", out, all, table, difference)
	}
	out, _ = s.pipe(t, 0, "", "config", "get", "options.stepUp.maxAge")
	if out != "60\n" {
		t.Errorf("options.stepUp.maxAge is %q", out)
	}
	out, _ = s.pipe(t, 0, "", "config", "get", "stepUp", "--changed")
	if strings.Contains(out, "stepUp") {
		t.Errorf("nothing has changed: %s", out)
	}
	holds(t, table, "email_and_password.minPasswordLength", "12", "email_provider.password", "********")
	if strings.Contains(table, "maxPasswordLength") {
		t.Errorf("a default counts as changed: %s", table)
	}
	holds(t, difference, d.Name, other.Name, "email_and_password.minPasswordLength", "usersSync.clerk.secret", "********")

	var differences []struct{ Name, A, B string }
	out, said = s.pipe(t, 1, "", "config", "diff", d.Name, other.URL, "--json", "--exit-code")
	if err := json.Unmarshal([]byte(out), &differences); err != nil || len(differences) < 4 {
		t.Errorf("%s, %v", out, err)
	}
	for _, different := range differences {
		if different.Name == "email_and_password.minPasswordLength" && (different.A != "12" || different.B != "8") {
			t.Errorf("%+v", different)
		}
	}
	holds(t, said, "differences")
	out, _ = s.pipe(t, 0, "", "config", "diff", d.Name, d.URL, "--exit-code")
	holds(t, out, "no difference")

	out, _ = s.pipe(t, 0, "", "config", "set", "email_and_password.minPasswordLength", "--default")
	holds(t, out, "is 8")
	_, said = s.pipe(t, 0, "", "config", "set", "email_and_password.requireEmailVerification", "true", "--branch", other.Name)
	out, _ = s.pipe(t, 0, "", "config", "get", "email_and_password.requireEmailVerification", "--branch", other.Name)
	if out != "true\n" {
		t.Errorf("%q", out)
	}
	holds(t, said, "") // advice may follow, which is no failure
}

// TestConfigCommandsRefuse: what SQL does not allow is an error that says what is wrong.
func TestConfigCommandsRefuse(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	for line, want := range map[string]string{
		"config":                                 "use one of the commands of neonauth config: diff, get, set",
		"config set":                             "needs NAME",
		"config set a b c":                       "takes only NAME VALUE",
		"config set trusted_origins x --default": "either VALUE or --default",
		"config set trusted_origins":             "no value on standard input",
		"config diff a":                          "needs B",
		"config diff a postgres://[hidden-word":  "cannot be read",
	} {
		_, said := s.pipe(t, 2, "", strings.Fields(line)...)
		holds(t, said, want)
		if strings.Contains(said, "hidden-word") {
			t.Errorf("%s: %s", line, said)
		}
	}
	for line, want := range map[string]string{
		"config get email_and_pasword.minPasswordLength":       "Did you mean email_and_password.minPasswordLength?",
		"config set email_and_password.minPaswordLength 9":     "Did you mean email_and_password.minPasswordLength?",
		"config set email_and_password 9":                      "is a group of settings",
		"config set email_and_password.minPasswordLength many": "must be",
		"config set email_and_password.minPasswordLength -1":   "must be",
		"config set trusted_origins nonsense":                  "trusted_origins",
		"config set trusted_origins [":                         "trusted_origins is not valid json",
		"config get nosuch --changed":                          "is not a setting",
		"config diff nowhere " + d.Name:                        "Database nowhere does not exist",
	} {
		args := strings.Fields(line)
		if strings.HasSuffix(line, "-1") {
			args = append(args[:3:3], "--", "-1")
		}
		_, said := s.pipe(t, 1, "", args...)
		holds(t, said, want)
	}
	var length int
	if err := d.Owner.QueryRow(t.Context(), `select value::integer from neon_auth.settings where name = 'email_and_password.minPasswordLength'`).Scan(&length); err != nil || length != 8 {
		t.Errorf("%d, %v", length, err)
	}
}

// TestSecretSettingOnATerminal: a secret is asked for twice and not shown.
func TestSecretSettingOnATerminal(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	const word = "hidden-word-of-16"
	shown := s.terminal(t, "config", "set", "usersSync.clerk.secret")
	shown.answer(t, "New secret: ", word+"\n")
	shown.answer(t, "The same again: ", word+"\n")
	if code, text := shown.end(t, "usersSync.clerk.secret is ********"); code != 0 || strings.Contains(text, word) {
		t.Errorf("exit code %d: %s", code, text)
	}
	shown = s.terminal(t, "config", "set", "trusted_origins")
	if code, text := shown.end(t, "needs VALUE, or --default"); code != 2 {
		t.Errorf("exit code %d: %s", code, text)
	}
}

// TestOutboxCommands: mails are listed, shown, retried and discarded, without their secrets.
func TestOutboxCommands(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	do(t, d, `
		insert into neon_auth.outbox (id, kind, recipient, state, sealed, "lastError", "finishedAt", facts) values
		  ('0b000000-0000-4000-8000-000000000001', 'sign-in-otp', 'ada@example.com', 'waiting', 'hidden-word', null, null, '{}'),
		  ('0b000000-0000-4000-8000-000000000002', 'invitation', 'bob@example.com', 'dead', null, E'mailbox \x1b[31mfull', now(), '{"organization": "Org"}'),
		  ('0b000000-0000-4000-8000-000000000003', 'sign-in-otp', 'eve@example.com', 'dead', null, 'expired', now(), '{}'),
		  ('0b000000-0000-4000-8000-000000000004', 'password-changed', 'eve@example.com', 'sent', null, null, now(), '{}');
		update neon_auth.outbox set "expiresAt" = now() - interval '1 minute' where id = '0b000000-0000-4000-8000-000000000003'`)
	const ada, bob, eve, sent = "0b000000-0000-4000-8000-000000000001", "0b000000-0000-4000-8000-000000000002", "0b000000-0000-4000-8000-000000000003", "0b000000-0000-4000-8000-000000000004"

	out, _ := s.pipe(t, 0, "", "outbox", "list")
	holds(t, out, "STATE  ", ada, bob, eve, sent, "mailbox \ufffd[31mfull")
	out, _ = s.pipe(t, 0, "", "outbox", "list", "--state", "dead", "--to", "BOB", "--json")
	var mails []struct{ ID, State, LastError string }
	if err := json.Unmarshal([]byte(out), &mails); err != nil || len(mails) != 1 || mails[0].ID != bob {
		t.Errorf("%s, %v", out, err)
	}
	for _, id := range []string{ada, bob} {
		out, _ = s.pipe(t, 0, "", "outbox", "show", id)
		more, _ := s.pipe(t, 0, "", "outbox", "show", id, "--json")
		holds(t, out+more, id, "facts")
		if strings.Contains(out+more, "hidden-word") {
			t.Errorf("the secret is printed: %s%s", out, more)
		}
	}
	holds(t, out, `{"organization": "Org"}`, "code or link  none")

	_, said := s.pipe(t, 1, "", "outbox", "retry", bob, sent)
	holds(t, said, sent, "It cannot be sent again")
	out, _ = s.pipe(t, 0, "", "outbox", "list", "--state", "waiting", "--json")
	holds(t, out, bob)
	out, _ = s.pipe(t, 0, "", "outbox", "retry", "--dead")
	holds(t, out, "queued 0 of 1") // the last one has expired
	out, _ = s.pipe(t, 0, "", "outbox", "discard", ada, eve)
	holds(t, out, "discarded 2 of 2")
	_, said = s.pipe(t, 1, "", "outbox", "discard", ada)
	holds(t, said, "There is no mail or event with this id", "neonauth outbox list")
	_, said = s.pipe(t, 1, "", "outbox", "show", ada)
	holds(t, said, "There is no mail or event with this id")
	_, said = s.pipe(t, 1, "", "outbox", "show", "nonsense")
	holds(t, said, "The argument is no id")
	for line, want := range map[string]string{
		"outbox retry":                    "needs ID",
		"outbox retry " + bob + " --dead": "either ids or --dead",
		"outbox list --state deed":        "none of waiting",
		"outbox list --limit 0":           "--limit",
		"outbox drop " + bob:              "Did you mean",
	} {
		_, said := s.pipe(t, 2, "", strings.Fields(line)...)
		holds(t, said, want)
	}
}
