package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// covered returns the scenario files of implemented endpoints. A step that needs a later endpoint is listed in
// testdata/pending.
func covered() []string {
	return []string{
		"01-email-password", "02-session", "03-origin", "04-email-verification", "05-email-otp", "06-password-reset", "07-account",
		"08-jwt", "09-admin", "10-organization", "11-social", "12-malformed", "13-magic-link", "14-rate-limit", "15-teams", "16-roles", "17-two-factor",
		"18-phone-number", "19-anonymous", "20-bearer", "21-multi-session", "22-one-time-token", "25-username", "26-passkey", "27-last-login", "28-generic-oauth",
		"30-guards", "31-options",
	}
}

// variants returns our own scenario files: variants of the steps of the reference's, which once differed, or differ on purpose.
func variants() []string {
	return []string{"bodies-of-plugins", "second-factors", "numbers-and-names", "sessions", "addresses-and-accounts", "odd-requests"}
}

// TestCompatibility runs the scenarios against Better Auth and neonauth, and expects the same responses.
func TestCompatibility(t *testing.T) {
	t.Parallel()
	npmCI(t, kit)
	smtp, mails := serveMailbox(t)
	mailbox, hook := serveMessages(t, mails)
	oauth := freePort(t)
	providers := "OAUTH_BASE=http://127.0.0.1:" + oauth + " MESSAGES=" + hook
	target, base := neonauth(t, "NEONAUTH_SMTP_URL="+smtp, "NEONAUTH_OAUTH_ALLOW_PRIVATE=1", "NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1")
	reference := pgtest.Empty(t)
	referenceBase := serveReference(t, reference, target.Name, oauth)

	exceptions, count := exceptions(t)
	args := []string{
		"differential.mjs", "--target-hashed", "--target-hop", "--deviations", exceptions, "--oauth-port", oauth,
		"--target", base, "--target-db", target.URL, "--target-mail", mailbox,
		"--target-profile", providers + " DATABASE_URL='" + target.URL + "' ../profile {profile}",
		"--reference", referenceBase, "--reference-db", reference.URL,
	}
	// Record samples of the reference's responses, to compare them with openapi.json.
	if file := os.Getenv("NEONAUTH_TEST_RECORD"); file != "" {
		args = append(args, "--record", file)
	}
	features := slices.Concat(covered(), variants())
	if only := os.Getenv("NEONAUTH_TEST_ONLY"); only != "" { // to try one group alone
		features = strings.Fields(only)
	}
	for _, feature := range features {
		file := "scenarios/" + feature + ".mjs"
		if slices.Contains(variants(), feature) {
			file = "../variants/" + feature + ".mjs"
		}
		args = append(args, file)
	}
	run := command(t, "node", args...)
	run.Dir = kit
	output, err := run.CombinedOutput()
	reportDifferences(t, string(output), err)
	if met := excepted(string(output)); met != count && !t.Failed() {
		t.Errorf("%d of %d exceptions matched: the others name no step, or the same one twice", met, count)
	}
}

// reportDifferences reports an error for every step that differs, and logs the totals.
func reportDifferences(t *testing.T, output string, err error) {
	t.Helper()
	differs := regexp.MustCompile(`^✗ .+ step \d+: |^✗ no longer deviates: `)
	total := regexp.MustCompile(`^[✓✗] \S+: \d+ passed, |^- |^\d+ passed, `)
	var totals, differences []string
	for line := range strings.Lines(output) {
		switch {
		case differs.MatchString(line):
			differences = append(differences, line)
		case total.MatchString(line) || len(differences) == 0:
			totals = append(totals, line)
		default: // another line of the last difference
			differences[len(differences)-1] += line
		}
	}
	for _, difference := range differences {
		t.Error(strings.TrimSpace(difference))
	}
	t.Log(strings.TrimSpace(strings.Join(totals, "")))
	if (err != nil) != t.Failed() {
		t.Errorf("the runner ended with %v", err)
	}
	if !regexp.MustCompile(`(?m)^[1-9]\d* passed, `).MatchString(output) {
		t.Error("no step passed")
	}
}

// excepted returns how many differences the runner ignored.
func excepted(output string) int {
	found := regexp.MustCompile(`(?m)^- (\d+) steps deviate on purpose`).FindStringSubmatch(output)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// serveReference starts the real Better Auth and returns its base URL, with the same path as neonauth's.
func serveReference(t testing.TB, d *pgtest.Database, name, oauth string) string {
	t.Helper()
	port := freePort(t)
	server := exec.Command("node", "server.mjs")
	server.Dir = kit
	server.Env = plainEnvironment(
		"DATABASE_URL="+d.URL, "PORT="+port, "BASE_PATH=/"+name+"/auth", "OAUTH_BASE=http://127.0.0.1:"+oauth)
	base := "http://localhost:" + port + "/" + name + "/auth"
	serve(t, server, base+"/ok")
	return base
}

// serveMailbox starts the kit's mail server. It returns its address, and the address of the list of received mails.
func serveMailbox(t *testing.T) (smtp, list string) {
	t.Helper()
	smtpPort, listPort := freePort(t), freePort(t)
	server := exec.Command("node", "mailbox.mjs")
	server.Dir = kit
	server.Env = plainEnvironment("SMTP_PORT="+smtpPort, "HTTP_PORT="+listPort)
	list = "http://127.0.0.1:" + listPort
	serve(t, server, list)
	return "smtp://127.0.0.1:" + smtpPort, list
}

// exceptions joins deliberate and pending differences into one file, because the runner reads one list: a step that no
// longer differs must be removed from either. It returns the file, and how many lines concern the features.
func exceptions(t *testing.T) (string, int) {
	t.Helper()
	form := regexp.MustCompile(`^(\S+) / .+ # \d+: .+$`)
	var lines []string
	for _, name := range []string{"deviations", "pending"} {
		for _, line := range readLines(t, filepath.Join(testdata, name)) {
			if name == "pending" && strings.HasPrefix(line, "clients/") {
				continue
			}
			found := form.FindStringSubmatch(line)
			if found == nil {
				t.Fatalf("testdata/%s: not of the form `feature / scenario # step: reason`: %s", name, line)
			}
			only := os.Getenv("NEONAUTH_TEST_ONLY")
			if slices.Contains(slices.Concat(covered(), variants()), found[1]) && (only == "" || slices.Contains(strings.Fields(only), found[1])) {
				lines = append(lines, line)
			}
		}
	}
	file := filepath.Join(t.TempDir(), "exceptions")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, len(lines)
}
