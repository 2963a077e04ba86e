package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// openAPIKit has the programs that judge the API reference.
const openAPIKit = testdata + "/openapi"

// TestReferenceInABrowser uses the page /reference in Debian's chromium. `go test -artifacts` keeps its screenshots.
func TestReferenceInABrowser(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("the tests need, by Debian's name: chromium")
	}
	npmCI(t, openAPIKit)
	_, base := neonauth(t)
	run := command(t, "node", "reference.mjs")
	run.Dir = openAPIKit
	run.Env = plainEnvironment("BASE="+base, "CHROMIUM="+chromium, "OUTPUT="+t.ArtifactDir())
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

// sampled is an operation with code samples.
type sampled struct {
	Samples []struct{ Source string } `json:"x-codeSamples"`
}

// TestPublishedDocumentIsValid validates the served document against the schema of the OpenAPI specification, and runs the
// code samples of two endpoints in a shell.
func TestPublishedDocumentIsValid(t *testing.T) {
	t.Parallel()
	npmCI(t, openAPIKit)
	_, base := neonauth(t)
	document := newPerson(base).want(t, "/open-api/generate-schema", "", `"openapi"`)
	file := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	validate := command(t, "node", "validate.mjs", file)
	validate.Dir = openAPIKit
	output, err := validate.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)

	var whole struct {
		Paths map[string]struct{ Get, Post sampled }
	}
	if err := json.Unmarshal([]byte(document), &whole); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, step := range []struct {
		sampled
		want string
	}{
		{whole.Paths["/sign-up/email"].Post, `"email":"ada@example.com"`},
		{whole.Paths["/get-session"].Get, `"email":"ada@example.com"`},
		{whole.Paths["/sign-out"].Post, `"success":true`},
		{whole.Paths["/get-session"].Get, "null"},
	} {
		sample := command(t, "sh", "-c", step.Samples[0].Source+" -s")
		sample.Dir = folder
		said, err := sample.CombinedOutput()
		if err != nil || !strings.Contains(strings.ReplaceAll(string(said), `" : `, `":`), step.want) {
			t.Errorf("%s\n%s (%v), want %s", step.Samples[0].Source, said, err, step.want)
		}
	}
}
