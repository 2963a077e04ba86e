package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/mail/mailtest"
)

// A story is a cluster with a database named production, a running sidecar and a mail server.
type story struct {
	*cluster
	program, base string
	environment   []string
	post          *mailtest.Server
	cookies       map[string]string
	tokens        map[string]string
}

// TestStories runs the stories in testdata/stories against the running program.
func TestStories(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	files, err := filepath.Glob("../testdata/stories/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			s := tell(t)
			for i, line := range strings.Split(string(text), "\n") {
				if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
					continue
				}
				column := strings.Split(line, " | ")
				for c := range column {
					column[c] = strings.TrimSpace(strings.TrimSuffix(column[c], "|"))
				}
				column = append(column, "", "", "")
				if problem := s.step(t, column); problem != "" {
					t.Fatalf("%s:%d: %s\n%s", file, i+1, line, problem)
				}
			}
		})
	}
}

func tell(t *testing.T) *story {
	t.Helper()
	s := &story{cluster: newCluster(t), program: build(t), post: mailtest.Start(t), cookies: map[string]string{}, tokens: map[string]string{}}
	s.install(t, "production")
	s.environment = []string{
		"DATABASE_URL=" + s.serving(t, "production"), "NEONAUTH_MIGRATE_URL=" + s.server.URL("production"), serveSecret,
		"NEONAUTH_SMTP_URL=" + s.post.URL(), "NEONAUTH_MAIL_FROM=app@example.com",
	}
	s.base, _ = running(t, s.program, s.environment...)
	until(t, func() bool { return isReady(s.base) })
	return s
}

// step does one line of a story, and returns what is wrong.
func (s *story) step(t *testing.T, column []string) (problem string) {
	t.Helper()
	what, where, exactly, want := column[0], column[1], column[2], column[3]
	for name, token := range s.tokens {
		exactly = strings.ReplaceAll(exactly, "{token "+name+"}", token)
	}
	switch what {
	case "request":
		return s.request(t, where, exactly, want, column[4])
	case "run":
		run := command(t, s.program, strings.Fields(exactly)...)
		run.Env = plainEnvironment(s.environment...)
		said, err := run.CombinedOutput()
		if found := regexp.MustCompile(want).Find(said); err == nil && found != nil {
			return "" // a pattern
		}
		return verdict(string(said), err, want)
	case "sql":
		conn := s.connect(t, where)
		defer conn.Close(t.Context())
		var answer any
		rows, err := conn.Query(t.Context(), exactly)
		if err == nil {
			for rows.Next() {
				if values, _ := rows.Values(); len(values) > 0 {
					answer = values[0]
				}
			}
			err = rows.Err()
		}
		return verdict(fmt.Sprint(answer), err, want)
	case "mail":
		return s.mails(exactly, want)
	case "dump":
		said, err := command(t, tool(t, "pg_dump"), "--dbname="+s.server.URL(where)).CombinedOutput()
		if err != nil {
			return fmt.Sprintf("%v: %s", err, said)
		}
		found := regexp.MustCompile(exactly).FindIndex(said)
		if found != nil && want != "found" {
			table := said[:found[0]]
			table = table[bytes.LastIndex(table, []byte("\nCOPY "))+1:]
			return fmt.Sprintf("it contains %q in %.200s", said[found[0]:found[1]], table)
		}
		if found == nil && want == "found" {
			return "it does not contain that"
		}
		return ""
	}
	return "unknown step"
}

// verdict compares an answer with the wanted text, or an error with the text after ERROR.
func verdict(answer string, err error, want string) string {
	message, fails := strings.CutPrefix(want, "ERROR ")
	switch {
	case (err != nil) != fails:
		return fmt.Sprintf("%v: %s", err, answer)
	case fails && !strings.Contains(err.Error()+answer, message), !fails && !strings.Contains(answer, want):
		return fmt.Sprintf("it says: %s (%v)", answer, err)
	}
	return ""
}

var asked = regexp.MustCompile(`^(\w+) (\S+)(?: as (\w+))?(?: (\{.*\}))?$`)

func (s *story) request(t *testing.T, where, exactly, want, then string) string {
	t.Helper()
	part := asked.FindStringSubmatch(exactly)
	if part == nil {
		return "no request"
	}
	header, status, body := call(t, part[1], s.base+"/"+where+"/auth"+part[2], s.cookies[part[3]], part[4])
	if said := fmt.Sprintf("%d %s", status, body); !strings.HasPrefix(said, strings.Fields(want)[0]) ||
		!strings.Contains(said, strings.TrimSpace(want[min(3, len(want)):])) {
		return "it responds: " + said
	}
	switch name := strings.Fields(then + " "); {
	case len(name) < 2:
	case name[0] == "save":
		for _, set := range header.Values("Set-Cookie") {
			if pair, _, _ := strings.Cut(set, ";"); strings.Contains(pair, "session_token=") {
				s.cookies[name[1]] = pair
			}
		}
	case name[0] == "token":
		s.tokens[name[1]] = strings.Split(body, `"`)[3]
	}
	return ""
}

// mails compares the number of mails to an address. It waits for those that are wanted.
func (s *story) mails(to, want string) string {
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		count := 0
		for _, m := range s.post.Mails() {
			if m.To == to {
				count++
			}
		}
		if fmt.Sprint(count) == want {
			return ""
		}
		if time.Now().After(deadline) || want == "0" {
			return fmt.Sprintf("%d mails", count)
		}
	}
}
