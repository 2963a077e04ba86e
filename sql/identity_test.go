package sql_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/pgtest"
)

const (
	ada = "5a14a3a0-0f0e-4c0e-9f0e-000000000001"
	bob = "5a14a3a0-0f0e-4c0e-9f0e-000000000002"
	// Data for logins with a session of Ada's and one of Bob's.
	adaSession = "session token of Ada"
	bobSession = "session token of Bob"
)

type claims = map[string]any

// people is a database where Ada and Bob are signed in, with a key to sign their tokens and the login of an app.
type people struct {
	*pgtest.Database
	key    ed25519.PrivateKey
	kid    string
	appURL string
	app    string
}

func newPeople(t testing.TB) *people {
	t.Helper()
	p := &people{Database: pgtest.New(t)}
	p.exec(t, `insert into neon_auth."user" (id, name, email, "emailVerified")
		values ($1, 'Ada', 'ada@example.com', true), ($2, 'Bob', 'bob@example.com', false)`, ada, bob)
	for user, token := range map[string]string{ada: adaSession, bob: bobSession} {
		p.exec(t, `insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
			values ($1, $2, now() + interval '1 day', now())`, hashed(token), user)
	}
	p.key, p.kid = p.addKey(t, "neon_auth.branch_identity()")

	p.app = "app_" + strings.ToLower(rand.Text()[:10])
	password := rand.Text()
	p.exec(t, fmt.Sprintf(`create role %s login noinherit password '%s'; grant authenticated to %[1]s`, p.app, password))
	p.exec(t, `select neon_auth.trust_claims_from(array['`+p.app+`'])`)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if conn, err := pgx.Connect(ctx, p.URL); err == nil {
			defer conn.Close(ctx)
			_, err = conn.Exec(ctx, fmt.Sprintf(`drop owned by %s cascade; drop role %[1]s`, p.app))
			if err != nil {
				t.Errorf("drop the app's role: %v", err)
			}
		}
	})
	u, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(p.app, password)
	p.appURL = u.String()
	return p
}

// addKey creates a current key of the branch that the SQL expression returns.
func (p *people) addKey(t testing.TB, branch string) (ed25519.PrivateKey, string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	jwk := fmt.Sprintf(`{"alg":"EdDSA","crv":"Ed25519","kty":"OKP","x":"%s"}`, base64.RawURLEncoding.EncodeToString(public))
	var kid string
	err = p.Owner.QueryRow(t.Context(), `insert into neon_auth.jwks ("publicKey", "privateKey", "createdAt", branch)
		values ($1, 'sealed', now(), `+branch+`) returning id::text`, jwk).Scan(&kid)
	if err != nil {
		t.Fatal(err)
	}
	return private, kid
}

// connect opens a connection as the app, closed when the test ends.
func (p *people) connect(t testing.TB) *pgx.Conn {
	t.Helper()
	return connectTo(t, p.appURL)
}

func connectTo(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func (p *people) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if len(args) == 0 {
		conn, err := p.Owner.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Release()
		if _, err := conn.Conn().PgConn().Exec(t.Context(), query).ReadAll(); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return
	}
	if _, err := p.Owner.Exec(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// token returns a valid token of Ada's, after change has modified its header and claims.
func (p *people) token(t testing.TB, change func(header, body claims)) string {
	t.Helper()
	now := time.Now().Unix()
	header := claims{"alg": "EdDSA", "kid": p.kid}
	body := claims{
		"iat": now, "exp": now + 900, "sub": ada, "id": ada, "email": "ada@example.com", "role": "authenticated",
		"iss": "http://localhost", "aud": "http://localhost", "nonce": rand.Text(),
	}
	if change != nil {
		change(header, body)
	}
	return p.sign(t, header, body)
}

func (p *people) sign(t testing.TB, header, body any) string {
	t.Helper()
	input := segment(t, header) + "." + segment(t, body)
	return input + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(p.key, []byte(input)))
}

// segment encodes a part of a token: a value as JSON, or text as it is.
func segment(t testing.TB, v any) string {
	t.Helper()
	raw, isText := v.(string)
	if !isText {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		raw = string(b)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(raw))
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

type querier interface {
	QueryRow(context.Context, string, ...any) pgx.Row
	Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
}

// uid returns the id of the signed-in user in the database, "" for none.
func uid(t testing.TB, q querier) string {
	t.Helper()
	var id *string
	if err := q.QueryRow(t.Context(), `select auth.uid()::text`).Scan(&id); err != nil {
		t.Fatalf("auth.uid(): %v", err)
	}
	if id == nil {
		return ""
	}
	return *id
}

func want(t testing.TB, q querier, who, when string) {
	t.Helper()
	if got := uid(t, q); got != who {
		t.Errorf("%s: auth.uid() is %q, want %q", when, got, who)
	}
}

func run(t testing.TB, q querier, query string, args ...any) {
	t.Helper()
	if _, err := q.Exec(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// in runs in a transaction that is rolled back.
func in(t testing.TB, conn *pgx.Conn, do func(pgx.Tx)) {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	do(tx)
}

func sqlstate(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}
