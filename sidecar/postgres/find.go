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

// Find returns the folder with the programs of a Postgres on this machine, "" when there is none. It looks at
// NEONAUTH_POSTGRES_BIN, which must be right when set, then at pg_ctl in PATH, the newest of Debian's, Homebrew's
// and Postgres.app's, and npm's @embedded-postgres of the project around the working directory.
func Find() (string, error) {
	if dir := os.Getenv("NEONAUTH_POSTGRES_BIN"); dir != "" {
		if !complete(dir) {
			return "", fmt.Errorf("NEONAUTH_POSTGRES_BIN: %s holds no initdb and postgres", dir)
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

// inPath follows links, as the other programs are beside the real pg_ctl only.
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
	dirs, _ := filepath.Glob(pattern) // fails on a malformed pattern only
	dirs = slices.DeleteFunc(dirs, func(dir string) bool { return !complete(dir) })
	if len(dirs) == 0 {
		return ""
	}
	return slices.MaxFunc(dirs, func(a, b string) int { return cmp.Compare(major(a), major(b)) })
}

// major is the version in …/18/bin or …/postgresql@18/bin.
func major(dir string) int {
	name := filepath.Base(filepath.Dir(dir))
	version, _ := strconv.Atoi(name[strings.LastIndex(name, "@")+1:])
	return version
}

// fromNPM looks in a folder and, when it is in a Go module, in those above it up to the module's. Further up
// a folder may be anybody's.
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
