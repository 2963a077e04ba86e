package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindHeedsTheVariable(t *testing.T) {
	good := programFolder(t, t.TempDir())
	for name, test := range map[string]struct{ variable, want, failure string }{
		"right": {variable: good, want: good},
		"wrong": {variable: t.TempDir(), failure: "NEONAUTH_POSTGRES_BIN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("NEONAUTH_POSTGRES_BIN", test.variable)
			got, err := Find()
			if got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
			if (err == nil) != (test.failure == "") || err != nil && !strings.Contains(err.Error(), test.failure) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestFindFollowsTheLinkInPath(t *testing.T) {
	real, links := programFolder(t, t.TempDir()), t.TempDir()
	if err := os.Symlink(filepath.Join(real, "pg_ctl"), filepath.Join(links, "pg_ctl")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", links)
	t.Setenv("NEONAUTH_POSTGRES_BIN", "")
	if got, err := Find(); got != real || err != nil {
		t.Errorf("found %q, %v, want %q", got, err, real)
	}
}

func TestNewest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pattern, want string
		folders       []string
	}{
		"ten is more than nine": {"*/bin", "10/bin", []string{"9/bin", "10/bin"}},
		"Homebrew's names":      {"postgresql@*/bin", "postgresql@18/bin", []string{"postgresql@18/bin", "postgresql@9/bin"}},
		"nothing there":         {"*/bin", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, folder := range test.folders {
				programFolder(t, filepath.Join(dir, folder))
			}
			want := ""
			if test.want != "" {
				want = filepath.Join(dir, test.want)
			}
			if got := newest(filepath.Join(dir, test.pattern)); got != want {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

func TestFromNPMStaysInTheModule(t *testing.T) {
	t.Parallel()
	above := t.TempDir()
	module := filepath.Join(above, "module")
	inside := filepath.Join(module, "sidecar/api")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	theirs := programFolder(t, filepath.Join(above, npmFolder()))
	expect := func(dir, want string) {
		t.Helper()
		if got := fromNPM(dir); got != want {
			t.Errorf("found %q from %s, want %q", got, dir, want)
		}
	}
	expect(inside, "")
	expect(above, theirs)
	if err := os.WriteFile(filepath.Join(module, "go.mod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	expect(inside, "")
	ours := programFolder(t, filepath.Join(module, "testdata/postgres", npmFolder()))
	expect(inside, ours)
}

// programFolder fills a folder with files of the programs' names.
func programFolder(t *testing.T, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
