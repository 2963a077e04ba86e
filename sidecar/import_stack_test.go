package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// stackUser is a user as Stack Auth's API lists one.
func stackUser(n int) string {
	return fmt.Sprintf(`{"id":"57ac0000-0000-4000-8000-%012d","primary_email":"person-%d@example.com","primary_email_verified":true,
		"display_name":"Person %d","signed_up_at_millis":1577836800000,"has_password":true,"oauth_providers":[{"id":"google","account_id":"g-%d","email":null}],
		"client_metadata":{"deep":[{"x":1}]},"selected_team":null}`, n, n, n, n)
}

func stackPage(from, to int, cursor string) string {
	users := []string{}
	for n := from; n < to; n++ {
		users = append(users, stackUser(n))
	}
	return `{"items":[` + strings.Join(users, ",") + `],"is_paginated":true,"pagination":{"next_cursor":` + cursor + `}}`
}

func inFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every form in which the users may be in a file is read, and reading it again changes nothing.
func TestImportStackAuth(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, text := range map[string]string{
		"a page":          stackPage(0, 1500, "null"),
		"pages":           stackPage(0, 700, `"700"`) + "\n" + stackPage(700, 1500, "null"),
		"an array":        "[" + strings.TrimSuffix(strings.TrimPrefix(stackPage(0, 1500, "null"), `{"items":[`), `],"is_paginated":true,"pagination":{"next_cursor":null}}`) + "]",
		"keys afterwards": strings.Replace(stackPage(0, 1500, "null"), "{", `{"id":"page","more":{"items":[1]},`, 1),
		"lines":           strings.NewReplacer("\n", "", "\t", "").Replace(stackUser(0)) + "\n" + stackPage(1, 1500, "null"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			from := inFile(t, text)
			said, err := imports(t, program, d, "stack-auth", from)
			if err != nil || !strings.Contains(said, "users: 1500 imported, 0 already existed, 0 skipped") ||
				!strings.Contains(said, "1500  password: not taken over") || !strings.Contains(said, "1500 of 1500") {
				t.Fatalf("%v\n%s", err, said)
			}
			before := everything(t, d)
			if !strings.Contains(before, "57ac0000-0000-4000-8000-000000000007 Person 7 person-7@example.com t 2020-01-01 00:00:00+00 user") ||
				!strings.Contains(before, "57ac0000-0000-4000-8000-000000000007 google g-7") {
				t.Errorf("%.2000s", before)
			}
			if said, err = imports(t, program, d, "stack-auth", from); err != nil || !strings.Contains(said, "users: 0 imported, 1500 already existed, 0 skipped") {
				t.Errorf("again: %v\n%s", err, said)
			}
			if again := everything(t, d); again != before {
				t.Error("importing again changes something")
			}
		})
	}
}

// An export may come through a pipe. It is copied to a file that only its owner could read, and that has no name, so nothing
// is left of it if the import is killed.
func TestImportStackAuthFromAPipe(t *testing.T) {
	t.Parallel()
	program, d := build(t), pgtest.New(t)
	begin := func(from, text string) (run *exec.Cmd, into io.WriteCloser, said *bytes.Buffer, folder string) {
		t.Helper()
		folder, said = t.TempDir(), &bytes.Buffer{}
		run = command(t, program, "import", "stack-auth", "--from", from)
		run.Env, run.Stdout, run.Stderr = plainEnvironment("DATABASE_URL="+d.URL, "TMPDIR="+folder), said, said
		into, err := run.StdinPipe()
		if err == nil {
			err = run.Start()
		}
		if err == nil {
			_, err = io.WriteString(into, text)
		}
		if err != nil {
			t.Fatal(err)
		}
		return run, into, said, folder
	}
	whole := stackPage(0, 30, "null")
	for half, want := range map[string]string{whole: "users: 30 imported", whole[:len(whole)/2]: "the export ends in the middle"} {
		run, into, said, folder := begin(map[bool]string{true: "-", false: "/dev/stdin"}[half == whole], half)
		into.Close()
		err := run.Wait()
		if left, _ := os.ReadDir(folder); (err == nil) != (half == whole) || !strings.Contains(said.String(), want) || len(left) > 0 {
			t.Errorf("%v, %v, %s; want %s", err, left, said, want)
		}
	}

	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	for _, end := range []os.Signal{os.Interrupt, os.Kill} {
		run, into, said, folder := begin("/dev/stdin", whole[:len(whole)/2])
		until(t, func() bool { // it has stored something, and waits for more
			open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", run.Process.Pid))
			for _, path := range open {
				if name, _ := os.Readlink(path); strings.HasPrefix(name, folder) && strings.HasSuffix(name, "(deleted)") {
					if file, err := os.Stat(path); err == nil && file.Size() > 0 {
						if file.Mode().Perm() != 0o600 {
							t.Errorf("its mode is %v", file.Mode())
						}
						return true
					}
				}
			}
			return false
		})
		if err := run.Process.Signal(end); err != nil {
			t.Fatal(err)
		}
		if err := run.Wait(); err == nil {
			t.Errorf("it succeeds: %s", said)
		}
		into.Close()
		if left, _ := os.ReadDir(folder); len(left) > 0 {
			t.Errorf("%v leaves %v", end, left)
		}
	}
}

// A broken export is named, and changes nothing.
func TestImportStackAuthRefusesBrokenFiles(t *testing.T) {
	t.Parallel()
	program, d := build(t), pgtest.New(t)
	whole := stackPage(0, 3, "null")
	for name, c := range map[string]struct{ text, says string }{
		"torn in a user":        {whole[:len(whole)/2], "the export ends in the middle, after 1 users"},
		"torn in the list":      {"[" + stackUser(0) + ",", "the export ends in the middle, after 1 users"},
		"torn at its end":       {whole[:len(whole)-1], "the export ends in the middle, after 3 users"},
		"empty":                 {"", "has no users"},
		"no users":              {`{"error":"unauthorized"}`, "has no users"},
		"a text":                {`"users"`, "where an object or an array is expected"},
		"items of a wrong type": {`{"items":{"id":1}}`, `"items" is not an array`},
		"no JSON":               {"id,email\n1,a@example.com", "invalid character"},
		"a huge user":           {`[` + stackUser(0) + `,{"id":"` + strings.Repeat("x", 5<<20) + `"}]`, "larger than 4 MB"},
		"very deep":             {"[" + strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000) + "]", "exceeded max depth"},
	} {
		said, err := imports(t, program, d, "stack-auth", inFile(t, c.text))
		if err == nil || !strings.Contains(said, c.says) {
			t.Errorf("%s: %v\n%.500s\nwant %s", name, err, said, c.says)
		}
	}
	if said, err := imports(t, program, d, "stack-auth", filepath.Join(t.TempDir(), "missing.json")); err == nil || !strings.Contains(said, "no such file") {
		t.Errorf("%v\n%s", err, said)
	}
	if left := everything(t, d); left != "" {
		t.Errorf("something is imported:\n%s", left)
	}
}

// Hostile users are skipped with a reason, and the others are imported.
func TestImportStackAuthWithHostileUsers(t *testing.T) {
	t.Parallel()
	program, d := build(t), pgtest.New(t)
	hostile := []string{
		stackUser(1),
		strings.Replace(stackUser(2), "person-2@", "PERSON-1@", 1), // taken
		strings.Replace(stackUser(1), "Person 1", "Other", 1),      // the same id
		`{"id":"zero","primary_email":"zero@example.com","display_name":"a\u0000b"}`,
		`{"id":"surrogate","primary_email":"surrogate@example.com","display_name":"\ud800"}`,
		`{"id":"00000000-0000-0000-0000-000000000000","primary_email":"nil@example.com"}`,
		`{"id":"x'); drop table neon_auth.\"user\"; --","primary_email":"quote@example.com","display_name":"<script>\"'"}`,
		`{"id":"long","primary_email":"long@example.com","display_name":"` + strings.Repeat("é", 1<<20) + `","profile_image_url":"` + strings.Repeat("x", 1<<20) + `"}`,
		`{"id":"numbers","primary_email":"numbers@example.com","signed_up_at_millis":1e999999,"display_name":7}`,
		`{"id":"providers","primary_email":"providers@example.com","oauth_providers":[{"id":"google","account_id":"g-1"},{"id":"google"},null,{"id":"credential","account_id":"x"},{"id":"` + strings.Repeat("p", 5000) + `","account_id":"` + strings.Repeat("a", 5000) + `"}]}`,
		`{"id":"` + strings.Repeat("i", 5000) + `","primary_email":"id@example.com"}`,
		`{"id":"address","primary_email":"` + strings.Repeat("a", 5000) + `@example.com"}`,
		`{"id":"admin","primary_email":"admin@example.com","role":"admin","banned":false,"emailVerified":true}`,
		`7`, `null`, `[]`, `"x"`, `{}`,
	}
	said, err := imports(t, program, d, "stack-auth", inFile(t, "["+strings.Join(hostile, ",")+"]"))
	if err != nil || !strings.Contains(said, "users: 9 imported, 0 already existed, 9 skipped") {
		t.Errorf("%v\n%s", err, said)
	}
	all := everything(t, d)
	for _, part := range []string{"ab zero@example.com", "\ufffd surrogate@example.com", "stack-auth admin ", "admin@example.com f"} {
		if !strings.Contains(all, part) {
			t.Errorf("%q is missing", part)
		}
	}
	for _, part := range []string{"admin@example.com f admin", "00000000-0000-0000-0000-000000000000 "} {
		if strings.Contains(all, "\n"+part) {
			t.Errorf("%q is there", part)
		}
	}
}

// The API is read page by page, with the project's key, which no other host gets.
func TestImportStackAuthFromTheAPI(t *testing.T) {
	t.Parallel()
	program := build(t)
	stolen := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Stack-Secret-Server-Key") != "" {
			stolen++
		}
	}))
	defer elsewhere.Close()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
		switch {
		case r.Header.Get("X-Stack-Secret-Server-Key") != "ssk" || r.Header.Get("X-Stack-Project-Id") != "p" || r.Header.Get("X-Stack-Access-Type") != "server":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/moved":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		case r.URL.Path == "/again":
			fmt.Fprint(w, stackPage(0, 5, `"same"`))
		case start < 1000:
			fmt.Fprint(w, stackPage(start, start+200, `"`+strconv.Itoa(start+200)+`"`))
		default:
			fmt.Fprint(w, stackPage(start, start+7, "null"))
		}
	}))
	defer api.Close()
	for path, says := range map[string]string{
		"/api/v1/users": "users: 1007 imported, 0 already existed, 0 skipped",
		"/moved":        "responds with status 302",
		"/again":        `the API repeats the page "same"`,
	} {
		d := pgtest.New(t)
		run := command(t, program, "import", "stack-auth", "--from", api.URL+path)
		run.Env = plainEnvironment("DATABASE_URL="+d.URL, "STACK_PROJECT_ID=p", "STACK_SECRET_SERVER_KEY=ssk")
		said, err := run.CombinedOutput()
		if !strings.Contains(string(said), says) || (err == nil) != strings.HasPrefix(says, "users:") {
			t.Errorf("%s: %v\n%s", path, err, said)
		}
		if strings.Contains(string(said), "ssk") {
			t.Errorf("the key is shown:\n%s", said)
		}
	}
	d := pgtest.New(t)
	if said, err := imports(t, program, d, "stack-auth", api.URL+"/api/v1/users"); err == nil || !strings.Contains(said, "STACK_SECRET_SERVER_KEY") {
		t.Errorf("without a key: %v\n%s", err, said)
	}
	if said, err := imports(t, program, d, "stack-auth", "http://api.example.com/users"); err == nil || !strings.Contains(said, "must be https") {
		t.Errorf("in clear: %v\n%s", err, said)
	}
	if stolen > 0 {
		t.Error("another host got the key")
	}
}

// A file of any size takes little memory. Go's log of collections is read: the peak that the system reports for a process
// includes the memory of the process that started it.
func TestImportStackAuthReadsHugeFiles(t *testing.T) {
	t.Parallel()
	program, d := build(t), pgtest.New(t)
	path := filepath.Join(t.TempDir(), "users.json")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	filler, _ := json.Marshal(strings.Repeat("x", 1<<20))
	fmt.Fprint(out, "[")
	for n := range 200 {
		if n > 0 {
			fmt.Fprint(out, ",")
		}
		fmt.Fprint(out, strings.Replace(stackUser(n), "{", `{"server_metadata":`+string(filler)+`,`, 1))
	}
	fmt.Fprint(out, "]")
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	run := command(t, program, "import", "stack-auth", "--from", path)
	run.Env = plainEnvironment("DATABASE_URL="+d.URL, "GOMEMLIMIT=64MiB", "GODEBUG=gctrace=1")
	said, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "users: 200 imported") {
		t.Fatalf("%v\n%s", err, said)
	}
	// What is left after a collection. While it goes on, a busy machine may allocate more.
	collections := regexp.MustCompile(`(?m)^gc \d+ .* \d+->\d+->(\d+) MB`).FindAllSubmatch(said, -1)
	if len(collections) == 0 {
		t.Fatalf("no collections in\n%s", said)
	}
	for _, c := range collections {
		if megabytes, _ := strconv.Atoi(string(c[1])); megabytes > 100 {
			t.Fatalf("%s: too much for a file of 200 MB", c[0])
		}
	}
}
