package outbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/logtest"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/password"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
)

const (
	publicURL = "https://auth.test"
	goodWord  = "correct horse battery"
)

// A stage is a server with a mail server and its own database.
type stage struct {
	*testing.T
	db     *pgtest.Database
	branch *branch.Database
	post   *mailtest.Server
	server *httptest.Server
	log    *logtest.Journal
}

// start serves a new database; change can modify the configuration for its mail.
func start(t *testing.T, change ...func(*outbox.Config)) *stage {
	t.Helper()
	s := &stage{T: t, db: pgtest.New(t), post: mailtest.Start(t), log: &logtest.Journal{}}
	opened := s.open(change...)
	s.branch = opened
	handler, err := api.New(api.Config{
		Database:       func(context.Context, string) (*branch.Database, error) { return opened, nil },
		Default:        s.db.Name,
		PublicURL:      publicURL,
		Hasher:         password.New(2, 200),
		Webhook:        webhook.New(true),
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Log:            slog.New(slog.NewJSONHandler(s.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(handler)
	t.Cleanup(s.server.Close)
	return s
}

// open opens the database like another sidecar, and delivers its mail.
func (s *stage) open(change ...func(*outbox.Config)) *branch.Database {
	s.Helper()
	ring, err := secret.New("Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx", "")
	if err != nil {
		s.Fatal(err)
	}
	templates, err := mail.Load("")
	if err != nil {
		s.Fatal(err)
	}
	way, err := mail.ParseSMTP(s.post.URL())
	if err != nil {
		s.Fatal(err)
	}
	config := outbox.Config{
		Templates: templates, Shared: way, From: "no-reply@auth.test", Host: "auth.test", Origin: publicURL, Webhook: webhook.New(true), Log: slog.New(slog.NewJSONHandler(s.log, nil)),
	}
	for _, c := range change {
		c(&config)
	}
	opened, err := branch.Open(s.Context(), s.db.SidecarURL, ring, branch.Options{Work: func(ctx context.Context, db *branch.Database) {
		config.Database = db
		outbox.New(config).Run(ctx)
	}})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(opened.Close)
	return opened
}

func (s *stage) sql(statement string, args ...any) {
	s.Helper()
	if _, err := s.db.Owner.Exec(s.Context(), statement, args...); err != nil {
		s.Fatalf("%s: %v", statement, err)
	}
}

func value[V any](s *stage, query string, args ...any) V {
	s.Helper()
	var found V
	if err := s.db.Owner.QueryRow(s.Context(), query, args...).Scan(&found); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return found
}

// eventually waits until a query returns true.
func (s *stage) eventually(query string, args ...any) {
	s.Helper()
	pgtest.Eventually(s, "it never came true: "+query, func() bool {
		is := value[*bool](s, query, args...)
		return is != nil && *is
	})
}

// An answer is a response.
type answer struct {
	status int
	body   string
	header http.Header
}

var requests atomic.Uint32

// ask sends a request to a path below the auth base, or to a link. body is sent as JSON unless nil. header lists names and
// values; an empty value removes a header.
func (s *stage) ask(method, path string, body any, header ...string) answer {
	s.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body) // texts and numbers always marshal
	}
	address := path
	if !strings.HasPrefix(path, "http") {
		address = publicURL + "/" + s.db.Name + "/auth" + path
	}
	in, err := http.NewRequestWithContext(s.Context(), method, strings.Replace(address, publicURL, s.server.URL, 1), bytes.NewReader(text))
	if err != nil {
		s.Error(err) // not Fatal: called from several goroutines
		return answer{}
	}
	in.Header.Set("Content-Type", "application/json")
	in.Header.Set("Origin", publicURL)
	n := requests.Add(1)
	in.Header.Set("X-Forwarded-For", fmt.Sprintf("198.18.%d.%d", n>>8&255, n&255)) // no two requests share a limit
	for i := 0; i < len(header); i += 2 {
		if in.Header.Del(header[i]); header[i] == "Host" {
			in.Host = header[i+1]
		} else if header[i+1] != "" {
			in.Header.Set(header[i], header[i+1])
		}
	}
	out, err := http.DefaultTransport.RoundTrip(in) // follows no redirects
	if err != nil {
		s.Error(err)
		return answer{}
	}
	defer out.Body.Close()
	got, err := io.ReadAll(out.Body)
	if err != nil {
		s.Error(err)
	}
	return answer{out.StatusCode, string(got), out.Header}
}

type object map[string]any

func (s *stage) signUp(email string) {
	s.Helper()
	s.ask("POST", "/sign-up/email", object{"name": "Ada", "email": email, "password": goodWord}).wants(s.T, 200)
}

// code requests a code and returns it from the mail.
func (s *stage) code(email, kind string) string {
	s.Helper()
	before := value[int](s, `select count(*) from neon_auth.outbox where recipient = $1 and kind = $2`, email, kind+"-otp")
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": email, "type": kind}).wants(s.T, 200)
	return s.post.Wait(s, email, kind+"-otp", before).Code()
}

// link returns the link in the last mail of that kind.
func (s *stage) link(email, kind string) *url.URL { return s.nth(email, kind, 0) }

// nth returns the link in the last mail of that kind, once there are more than after of them.
func (s *stage) nth(email, kind string, after int) *url.URL {
	s.Helper()
	found, err := url.Parse(regexp.MustCompile(`https?://\S+`).FindString(s.post.Wait(s, email, kind, after).Text))
	if err != nil {
		s.Fatal(err)
	}
	return found
}

// resetToken requests a reset link and returns its token. after is the number of such mails sent before.
func (s *stage) resetToken(email string, after ...int) string {
	s.Helper()
	s.ask("POST", "/request-password-reset", object{"email": email}).wants(s.T, 200)
	path := s.nth(email, "forget-password-link", append(after, 0)[0]).Path
	return path[strings.LastIndex(path, "/")+1:]
}

// atOnce runs do concurrently, the given number of times, and counts the statuses.
func (s *stage) atOnce(times int, do func(i int) answer) map[int]int {
	var group sync.WaitGroup
	var mutex sync.Mutex
	gate, counts := make(chan struct{}), map[int]int{}
	for i := range times {
		group.Go(func() {
			<-gate
			got := do(i)
			mutex.Lock()
			defer mutex.Unlock()
			counts[got.status]++
		})
	}
	close(gate)
	group.Wait()
	return counts
}

func (a answer) wants(t testing.TB, status int, texts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d instead of %d: %.300s", a.status, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("no %s in %.300s", text, a.body)
		}
	}
	return a
}

// sessionCookie is the session's cookie of an answer, which may set others too.
func sessionCookie(header http.Header) string {
	for _, set := range header.Values("Set-Cookie") {
		if pair, _, _ := strings.Cut(set, ";"); strings.Contains(pair, "session_token=") {
			return pair
		}
	}
	return ""
}
