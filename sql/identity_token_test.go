package sql_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestF01F02F05Token(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	now := time.Now().Unix()
	refused := map[string]string{
		"empty": "", "dots": "..", "words": "not a token", "two parts": "e30.e30",
		"too long": p.token(t, func(_, body claims) { body["x"] = strings.Repeat("x", 8192) }),
	}
	for name, header := range map[string]any{
		"alg none": claims{"alg": "none", "kid": p.kid}, "alg nOnE": claims{"alg": "nOnE", "kid": p.kid},
		"alg HS256": claims{"alg": "HS256", "kid": p.kid}, "alg ES256": claims{"alg": "ES256", "kid": p.kid},
		"alg RS256": claims{"alg": "RS256", "kid": p.kid}, "alg eddsa": claims{"alg": "eddsa", "kid": p.kid},
		"alg list": claims{"alg": []string{"EdDSA"}, "kid": p.kid}, "no alg": claims{"kid": p.kid},
		"no kid": claims{"alg": "EdDSA"}, "kid number": claims{"alg": "EdDSA", "kid": 1},
		"kid null": claims{"alg": "EdDSA", "kid": nil}, "kid empty": claims{"alg": "EdDSA", "kid": ""},
		"kid path": claims{"alg": "EdDSA", "kid": "../../x"}, "kid SQL": claims{"alg": "EdDSA", "kid": "' or 1=1--"},
		"kid long":    claims{"alg": "EdDSA", "kid": strings.Repeat("x", 5000)},
		"kid unknown": claims{"alg": "EdDSA", "kid": ada},
		"kid upper":   claims{"alg": "EdDSA", "kid": strings.ToUpper(p.kid)},
		"crit":        claims{"alg": "EdDSA", "kid": p.kid, "crit": []string{"exp"}},
		"kid twice":   fmt.Sprintf(`{"alg":"EdDSA","kid":%q,"kid":%[1]q}`, p.kid),
		"header list": "[]", "header text": `"EdDSA"`, "header no JSON": "{", "header no UTF-8": "{\"alg\":\"\xff\"}",
		"header NUL": `{"alg":"EdDSA","kid":"\u0000"}`, "header deep": strings.Repeat("[", 3000),
	} {
		refused[name] = p.sign(t, header, claims{"iat": now, "exp": now + 900, "sub": ada, "role": "authenticated", "iss": "a", "aud": "a"})
	}
	for claim, values := range map[string][]any{
		"exp":  {nil, now, now - 1, -now, "9999999999", fmt.Sprint(now + 900), float64(now) + 900.5, 1e300, now + 1e6, true, []int64{now + 900}},
		"iat":  {nil, now + 3600, "now", -1, 1.5, 1e300},
		"nbf":  {nil, now + 3600, "0", -1, 1e300},
		"sub":  {nil, 1, "", "ada", []string{ada}, "{" + ada + "}", ada + "\n"},
		"iss":  {nil, "", "http://other", 1, []string{"http://localhost"}},
		"aud":  {nil, "http://other", []string{"http://localhost", "http://other"}},
		"role": {nil, "", "neon_auth", "postgres", 1},
	} {
		for _, value := range values {
			refused[fmt.Sprintf("%s %v", claim, value)] = p.token(t, func(_, body claims) { body[claim] = value })
		}
		if claim != "nbf" {
			refused["no "+claim] = p.token(t, func(_, body claims) { delete(body, claim) })
		}
	}
	header := claims{"alg": "EdDSA", "kid": p.kid}
	for name, body := range map[string]string{
		"claims list": "[]", "claims null": "null", "claims no JSON": `{"sub":`, "claims no UTF-8": "{\"sub\":\"\xc3\"}",
		"sub twice":  fmt.Sprintf(`{"iat":%d,"exp":%d,"sub":%q,"sub":%q,"role":"authenticated","iss":"a","aud":"a"}`, now, now+900, bob, ada),
		"exp 1e9999": fmt.Sprintf(`{"iat":%d,"exp":1e9999,"sub":%q,"role":"authenticated","iss":"a","aud":"a"}`, now, ada),
		"exp long":   fmt.Sprintf(`{"iat":%d,"exp":%s,"sub":%q,"role":"authenticated","iss":"a","aud":"a"}`, now, strings.Repeat("9", 5000), ada),
	} {
		refused[name] = p.sign(t, header, body)
	}

	good := p.token(t, nil)
	parts := strings.Split(good, ".")
	refused["padded"] = good + "=="
	refused["base64 of the other kind"] = strings.Replace(good, parts[2], "+/"+parts[2][2:], 1)
	refused["short signature"] = good[:len(good)-1]
	refused["idle bits"] = good[:len(good)-1] + string(good[len(good)-1]+1)
	refused["without a signature"] = parts[0] + "." + parts[1] + "."
	refused["other claims"] = parts[0] + "." + segment(t, claims{"sub": bob, "iat": now, "exp": now + 900, "role": "authenticated", "iss": "a", "aud": "a"}) + "." + parts[2]
	refused["header of another"] = segment(t, claims{"kid": p.kid, "alg": "EdDSA", "typ": "JWT"}) + "." + parts[1] + "." + parts[2]
	mac := hmac.New(sha256.New, p.key.Public().(ed25519.PublicKey))
	hs := segment(t, claims{"alg": "HS256", "kid": p.kid}) + "." + parts[1]
	mac.Write([]byte(hs))
	refused["HS256 with the public key"] = hs + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	refused["another key's signature"] = (&people{key: ed25519.NewKeyFromSeed(make([]byte, 32))}).sign(t, header, claims{
		"iat": now, "exp": now + 900, "sub": ada, "role": "authenticated", "iss": "a", "aud": "a",
	})

	conn := p.connect(t)
	for name, token := range refused {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select auth.login($1)`, bobSession)
			if _, err := tx.Exec(t.Context(), `select auth.jwt_session_init($1)`, token); sqlstate(err) != "28000" {
				t.Errorf("%s: error %v, want 28000", name, err)
			} else if strings.Contains(err.Error(), token) && token != "" {
				t.Errorf("%s: the error repeats the token", name)
			}
		})
	}
	for _, claim := range []string{"iat", "nbf"} { // valid a minute later
		token := p.token(t, func(_, body claims) { body[claim] = time.Now().Unix() + 120 })
		if err := try(t, conn, `select auth.jwt_session_init('`+token+`')`); sqlstate(err) != "28000" {
			t.Errorf("%s in two minutes: error %v, want 28000", claim, err)
		}
	}
	if combs := p.count(t, "ed25519_comb"); combs != 0 {
		t.Errorf("refused tokens built %d multiples", combs)
	}
	if kept := p.count(t, "verified_token"); kept != 0 {
		t.Errorf("%d refused tokens are remembered", kept)
	}
	for name, change := range map[string]func(header, body claims){
		"plain":             nil,
		"typ":               func(header, _ claims) { header["typ"] = "JWT" },
		"nbf and late iat":  func(_, body claims) { body["nbf"], body["iat"] = now+30, now+30 },
		"spelled otherwise": func(_, body claims) { body["name"] = "Ada \"é\" 😀 <script>\t" },
	} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select auth.jwt_session_init($1)`, p.token(t, change))
			want(t, tx, ada, name)
		})
	}
}

func (p *people) count(t testing.TB, table string) (n int) {
	t.Helper()
	if err := p.Owner.QueryRow(t.Context(), `select count(*) from neon_auth.`+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTokenKeys(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	conn := p.connect(t)
	try := func(token string) string {
		var id string
		in(t, conn, func(tx pgx.Tx) {
			if _, err := tx.Exec(t.Context(), `select auth.jwt_session_init($1)`, token); err != nil {
				if sqlstate(err) != "28000" {
					t.Error(err)
				}
				return
			}
			id = uid(t, tx)
		})
		return id
	}
	remember := func(token string) {
		t.Helper()
		run(t, conn, `select auth.jwt_session_init($1)`, token)
		if n := p.count(t, "verified_token"); n != 1 {
			t.Fatalf("%d tokens are remembered, want 1", n)
		}
	}
	token := p.token(t, nil)
	remember(token)
	for _, step := range []struct{ what, change, undo, who string }{
		{"remembered", "", "", ada},
		{"banned", `update neon_auth."user" set banned = true where id = '` + ada + `'`, `update neon_auth."user" set banned = false`, ""},
		{"banned till tomorrow", `update neon_auth."user" set banned = true, "banExpires" = now() + interval '1 day'`, `update neon_auth."user" set banned = null, "banExpires" = null`, ""},
		{"banned till yesterday", `update neon_auth."user" set banned = true, "banExpires" = now() - interval '1 day'`, `update neon_auth."user" set banned = null, "banExpires" = null`, ada},
		{"key retired", `update neon_auth.jwks set "expiresAt" = now() + interval '1 hour'`, "", ada},
		{"key expired", `update neon_auth.jwks set "expiresAt" = now()`, `update neon_auth.jwks set "expiresAt" = null`, ""},
		{"key of another branch", `update neon_auth.jwks set branch = 'ep-other'`, `update neon_auth.jwks set branch = neon_auth.branch_identity()`, ""},
		{"remembered time over", `update neon_auth.verified_token set "expiresAt" = now() - interval '1 second', claims = '{"sub": "` + bob + `"}'`, "", ada},
		{"key deleted", `delete from neon_auth.jwks`, "", ""},
	} {
		if step.change != "" {
			p.exec(t, step.change)
		}
		if got := try(token); got != step.who {
			t.Errorf("%s: %q, want %q", step.what, got, step.who)
		}
		if step.undo != "" {
			p.exec(t, step.undo)
		}
	}

	p.key, p.kid = p.addKey(t, "'ep-other'")
	if got := try(p.token(t, nil)); got != "" {
		t.Error("a token under another branch's key counts")
	}
	p.exec(t, `insert into neon_auth.jwks ("publicKey", "privateKey", "createdAt") values ('no JSON', '', now())`)
	if got := try(p.token(t, nil)); got != "" {
		t.Error("a token counts beside a key that is none")
	}
	p.exec(t, `delete from neon_auth.jwks`)
	p.key, p.kid = p.addKey(t, "neon_auth.branch_identity()")
	token = p.token(t, nil)
	if got := try(token); got != ada {
		t.Errorf("the new key's token: %q", got)
	}
	p.exec(t, `delete from neon_auth."user" where id = '`+ada+`'`)
	if got := try(token); got != "" {
		t.Error("a deleted user's token counts")
	}
	anonymous := p.token(t, func(_, body claims) { body["role"] = "anonymous"; delete(body, "sub") })
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `select auth.jwt_session_init($1)`, anonymous)
		want(t, tx, "", "anonymous")
		var role string
		if err := tx.QueryRow(t.Context(), `select auth.jwt() ->> 'role'`).Scan(&role); err != nil || role != "anonymous" {
			t.Errorf("role %q, %v", role, err)
		}
	})
}

// TestFirstUse: the first verification prepares the key. Concurrent ones neither wait nor fail.
func TestFirstUse(t *testing.T) {
	t.Parallel()
	t.Run("where nothing may be written", func(t *testing.T) {
		t.Parallel()
		p := newPeople(t)
		conn := p.connect(t)
		for _, mode := range []string{"read only", "isolation level repeatable read, read only", "isolation level serializable, read only, deferrable", "isolation level repeatable read"} {
			tx, err := conn.BeginTx(t.Context(), pgx.TxOptions{BeginQuery: "begin transaction " + mode})
			if err != nil {
				t.Fatal(err)
			}
			run(t, tx, `select auth.jwt_session_init($1)`, p.token(t, nil))
			want(t, tx, ada, mode)
			run(t, tx, `select auth.login($1)`, bobSession)
			want(t, tx, bob, mode)
			if err := tx.Commit(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if n := p.count(t, "ed25519_comb"); n != 0 {
			t.Errorf("%d multiples were built", n)
		}
	})
	t.Run("with a statement that has no time for combs", func(t *testing.T) {
		t.Parallel()
		p := newPeople(t)
		conn := p.connect(t)
		run(t, conn, `set statement_timeout = '9900ms'`)
		run(t, conn, `select auth.jwt_session_init($1)`, p.token(t, nil))
		if n := p.count(t, "ed25519_comb"); n != 0 {
			t.Errorf("%d multiples were built", n)
		}
	})
	t.Run("many at once", func(t *testing.T) {
		t.Parallel()
		p := newPeople(t)
		tokens := []string{p.token(t, nil), p.token(t, nil)}
		var everyone sync.WaitGroup
		for i := range 8 {
			conn := p.connect(t)
			everyone.Go(func() {
				for range 3 {
					if _, err := conn.Exec(t.Context(), `select auth.jwt_session_init($1)`, tokens[i%2]); err != nil {
						t.Error(err)
					}
				}
			})
		}
		everyone.Wait()
		if n := p.count(t, "ed25519_comb"); n != 2*32*255 {
			t.Errorf("%d multiples, want the base point's and the key's", n)
		}
	})
	t.Run("beside a transaction that stays open", func(t *testing.T) {
		t.Parallel()
		p := newPeople(t)
		token := p.token(t, nil)
		slow, quick := p.connect(t), p.connect(t)
		run(t, quick, `set lock_timeout = '1s'`)
		in(t, slow, func(tx pgx.Tx) {
			run(t, tx, `select auth.jwt_session_init($1)`, token)
			in(t, quick, func(other pgx.Tx) {
				run(t, other, `select auth.jwt_session_init($1)`, token)
				want(t, other, ada, "the second")
			})
			want(t, tx, ada, "the first")
		})
	})
	t.Run("combs of keys that verify no more go", func(t *testing.T) {
		t.Parallel()
		p := newPeople(t)
		conn := p.connect(t)
		run(t, conn, `select auth.jwt_session_init($1)`, p.token(t, nil))
		p.exec(t, `update neon_auth.jwks set "expiresAt" = now()`)
		p.key, p.kid = p.addKey(t, "neon_auth.branch_identity()")
		run(t, conn, `select auth.jwt_session_init($1)`, p.token(t, nil))
		var keys [][]byte
		if err := p.Owner.QueryRow(t.Context(), `select array_agg(distinct key) from neon_auth.ed25519_comb`).Scan(&keys); err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(keys, [][]byte{{}, p.key.Public().(ed25519.PublicKey)}, slices.Equal) {
			t.Errorf("combs of %x", keys)
		}
	})
}
