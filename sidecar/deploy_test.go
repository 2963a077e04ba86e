package main_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"neonauth/sidecar/config"
)

// Without the linker's names, a program still says what is known.
func TestVersionOfADevelopmentBuild(t *testing.T) {
	t.Parallel()
	run := command(t, build(t), "version", "--json")
	run.Env = plainEnvironment()
	output, err := run.Output()
	var version map[string]any
	if err != nil || json.Unmarshal(output, &version) != nil {
		t.Fatalf("%v %s", err, output)
	}
	for _, name := range []string{"version", "release", "commit", "date", "go", "platform"} {
		if version[name] == nil || version[name] == "" {
			t.Errorf("no %s in %s", name, output)
		}
	}
}

func TestSystemdUnit(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	program := filepath.Join(folder, "neonauth")
	if err := os.WriteFile(program, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(folder, "neonauth.service")
	if err := os.WriteFile(unit, []byte(strings.ReplaceAll(deployed(t, "neonauth.service"), "/usr/local/bin/neonauth", program)), 0o600); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command("systemd-analyze", "verify", unit).CombinedOutput(); err != nil || bytes.Contains(output, []byte("neonauth.service:")) {
		t.Errorf("verify: %v %s", err, output)
	}
	// --threshold is in tenths: the command fails from 2.5 on.
	if output, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=24", unit).CombinedOutput(); err != nil {
		t.Errorf("security: %v %s", err, output)
	}
}

// documents returns the documents of a YAML file.
func documents(t *testing.T, name string) (found []map[string]any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(deployed(t, name)))
	for {
		var document map[string]any
		err := decoder.Decode(&document)
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text, err := json.Marshal(document) // numbers as the validator expects them
		if err != nil {
			t.Fatal(err)
		}
		plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, plain.(map[string]any))
	}
}

func schema(t *testing.T, file, part string) *jsonschema.Schema {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "testdata", "schemas", file))
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := jsonschema.NewCompiler().Compile("file://" + path + part)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

var kubernetesKinds = map[string]string{
	"batch/v1 Job": "io.k8s.api.batch.v1.Job", "apps/v1 Deployment": "io.k8s.api.apps.v1.Deployment",
	"v1 Service": "io.k8s.api.core.v1.Service", "policy/v1 PodDisruptionBudget": "io.k8s.api.policy.v1.PodDisruptionBudget",
}

func TestKubernetesManifest(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{}
	for _, document := range documents(t, "kubernetes.yaml") {
		kind := document["apiVersion"].(string) + " " + document["kind"].(string)
		kinds[kind] = true
		valid := schema(t, "kubernetes.json", "#/$defs/"+kubernetesKinds[kind])
		if err := valid.Validate(document); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		document["spec"].(map[string]any)["replicsa"] = 1
		if valid.Validate(document) == nil {
			t.Errorf("%s: a misspelt field is accepted", kind)
		}
	}
	if len(kinds) != len(kubernetesKinds) {
		t.Errorf("kinds: %v", kinds)
	}
	for _, path := range regexp.MustCompile(`path: (/\w+)`).FindAllStringSubmatch(deployed(t, "kubernetes.yaml"), -1) {
		if !slices.Contains([]string{"/healthz", "/readyz"}, path[1]) {
			t.Errorf("a probe of %s", path[1])
		}
	}
}

func TestComposeFile(t *testing.T) {
	t.Parallel()
	compose := documents(t, "compose.yaml")[0]
	if err := schema(t, "compose.json", "").Validate(compose); err != nil {
		t.Error(err)
	}
	services := compose["services"].(map[string]any)
	services["neonauth"].(map[string]any)["enviroment"] = map[string]any{}
	if schema(t, "compose.json", "").Validate(compose) == nil {
		t.Error("a misspelt field is accepted")
	}
}

// Every variable in the files is one of the program's, and no file has a secret.
func TestDeployedVariables(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Containerfile", "neonauth.service", "compose.yaml", "kubernetes.yaml", "prometheus.yaml"} {
		text := deployed(t, name)
		used := map[string]bool{}
		for _, variable := range regexp.MustCompile(`NEONAUTH_[A-Z_]+`).FindAllString(text, -1) {
			used[variable+"=x"] = true
		}
		if err := config.Check(slices.Collect(maps.Keys(used))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if found := regexp.MustCompile(`[0-9a-f]{32}`).FindString(text); found != "" {
			t.Errorf("%s contains %s", name, found)
		}
	}
}
