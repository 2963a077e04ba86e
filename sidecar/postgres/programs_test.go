package postgres

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	none        = "0000000000000000"
	readAndFind = "0000000000000004"
)

// For root, the second folder is one that the user who runs the server cannot enter.
func TestFolders(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]os.FileMode{"all can enter": 0o755, "only we can enter": 0o700} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := folder(t, mode)
			power := powerNeeded(t, parent)
			dir := filepath.Join(parent, "project", ".neonauth")
			if power == readAndFind && !mayReach(t) {
				_, err := Start(t.Context(), Config{Dir: dir, Log: quiet()})
				if err == nil || !strings.Contains(err.Error(), "CAP_DAC_READ_SEARCH") {
					t.Errorf("without the capability: %v", err)
				}
				return
			}
			s := startServer(t, Config{Dir: dir})
			query(t, s, "create table t as select 7 as n; checkpoint; select ''")
			if canReach {
				if got := powers(t, query(t, s, "select pg_read_file('/proc/self/status')")); got != power {
					t.Errorf("the server has the capabilities %s, want %s", got, power)
				}
			}
		})
	}
}

// powerNeeded returns the capabilities that root must pass on: none if all users can enter the folder and the programs'.
func powerNeeded(t *testing.T, dir string) string {
	t.Helper()
	programs, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		return none
	}
	for _, path := range []string{dir, programs} {
		for ; path != "/" && path != "."; path = filepath.Dir(path) {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode()&0o001 == 0 {
				return readAndFind
			}
		}
	}
	return none
}

// mayReach reports whether this process has the capability that letReach passes on. In some containers root does not.
func mayReach(t *testing.T) bool {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	bits, err := strconv.ParseUint(powers(t, string(status)), 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	return bits&(1<<2) != 0
}

// powers returns the effective capabilities from a process's status.
func powers(t *testing.T, status string) string {
	t.Helper()
	_, rest, ok := strings.Cut(status, "CapEff:\t")
	if !ok {
		t.Fatalf("no capabilities in %s", status)
	}
	bits, _, _ := strings.Cut(rest, "\n")
	return bits
}

func TestNPM(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc"} {
		content, err := os.ReadFile(filepath.Join("../../testdata/postgres", name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "://") {
			t.Errorf("%s names a host", name)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "npm", "ci", "--prefix", dir).CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	found := fromNPM(dir)
	if found == "" {
		t.Fatalf("not found in %s", dir)
	}
	s := startServer(t, Config{Dir: filepath.Join(dir, ".neonauth"), Binaries: found})
	if got, want := query(t, s, "show server_version"), npmVersion(t, dir); !strings.HasPrefix(want, got+".") {
		t.Errorf("version is %s, want %s", got, want)
	}
	if got := query(t, s, "select 'ä' collate \"de-x-icu\" < 'b' collate \"de-x-icu\""); got != "t" {
		t.Errorf("its libraries do not work: %s", got)
	}
	if exists(filepath.Join(filepath.Dir(found), "lib/libpq.so.5")) {
		t.Error("the package was changed")
	}
}

func npmVersion(t *testing.T, dir string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Dependencies map[string]string }
	if err := json.Unmarshal(content, &manifest); err != nil {
		t.Fatal(err)
	}
	for _, version := range manifest.Dependencies {
		return version
	}
	t.Fatal("no dependency")
	return ""
}
