package main_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"

	"neonauth/sidecar/pgtest"
)

// TestTokens has three independent verifiers check the program's tokens, before and after a key rotation.
func TestTokens(t *testing.T) {
	t.Parallel()
	npmCI(t, clients)
	d, base, server := neonauthProcess(t)
	cookie := signInAt(t, base, "/sign-up/email").cookie
	first := tokens(t, base, cookie)
	kid := kidOf(t, first["/token"])
	judge(t, d, base, first, true)
	forged := map[string]string{}
	for name, token := range first {
		forged[name+" with another signature"] = token[:len(token)-10] + strings.Repeat("A", 10)
		parts := strings.Split(token, ".")
		forged[name+" with other claims"] = parts[0] + "." + strings.Split(first["/token"], ".")[1][1:] + "." + parts[2]
	}
	judge(t, d, base, forged, false)

	rotated := keysCommand(t, server, "rotate")
	if len(rotated) != 2 || rotated[0].Kid != kid || rotated[0].State != "verifies" || rotated[1].State != "signs" {
		t.Fatalf("keys rotate printed %+v, the first key was %s", rotated, kid)
	}
	if listed := keysCommand(t, server, "list"); !slices.Equal(listed, rotated) {
		t.Errorf("keys list printed %+v, keys rotate printed %+v", listed, rotated)
	}
	if now := kidOf(t, mint(t, base, cookie)); now != rotated[1].Kid {
		t.Errorf("the next token is signed with %s, want %s", now, rotated[1].Kid)
	}
	second := tokens(t, base, cookie)
	for name, token := range second {
		if now := kidOf(t, token); now != rotated[1].Kid {
			t.Errorf("%s is signed with %s, want %s", name, now, rotated[1].Kid)
		}
	}
	if keys := published(t, base); !slices.Equal(keys, []string{kid, rotated[1].Kid}) {
		t.Errorf("published are %v", keys)
	}
	judge(t, d, base, first, true)
	judge(t, d, base, second, true)

	do(t, d, `update neon_auth.jwks set "expiresAt" = now() where id = '`+kid+`'`)
	if keys := published(t, base); !slices.Equal(keys, []string{rotated[1].Kid}) {
		t.Errorf("published are %v", keys)
	}
	judge(t, d, base, first, false)
	judge(t, d, base, second, true)
	if listed := keysCommand(t, server, "list"); listed[0].State != "expired" {
		t.Errorf("keys list printed %+v", listed)
	}
}

// tokens returns tokens from each of the three sources.
func tokens(t *testing.T, base, cookie string) map[string]string {
	t.Helper()
	header, _, _ := call(t, "GET", base+"/get-session", cookie, "")
	if !slices.Contains(header.Values("Access-Control-Expose-Headers"), "set-auth-jwt") {
		t.Errorf("set-auth-jwt is not exposed: %v", header)
	}
	_, status, answer := call(t, "GET", base+"/token/anonymous", "", "")
	var anonymous struct {
		Token     string `json:"token"`
		ExpiresAt int64  `json:"expires_at"`
	}
	if err := json.Unmarshal([]byte(answer), &anonymous); err != nil || status != http.StatusOK {
		t.Fatalf("/token/anonymous responds with %d %s", status, answer)
	}
	if left := time.Until(time.Unix(anonymous.ExpiresAt, 0)); left < 14*time.Minute || left > 15*time.Minute {
		t.Errorf("the anonymous token is valid for %s", left)
	}
	return map[string]string{
		"/token": mint(t, base, cookie), "set-auth-jwt": header.Get("Set-Auth-Jwt"), "/token/anonymous": anonymous.Token,
	}
}

// judge has the verifiers check the tokens: all must be valid, or none.
func judge(t *testing.T, d *pgtest.Database, base string, tokens map[string]string, good bool) {
	t.Helper()
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	issuer := address.Scheme + "://" + address.Host
	keySet, err := keyfunc.NewDefaultCtx(t.Context(), []string{base + "/.well-known/jwks.json"})
	if err != nil {
		t.Fatal(err)
	}
	verify := command(t, "node", "verify-token.mjs", base+"/jwks", issuer)
	verify.Dir = clients
	verifiers := map[string]func(string) error{
		"golang-jwt with keyfunc": func(token string) error {
			_, err := jwt.Parse(token, keySet.Keyfunc, jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithIssuer(issuer),
				jwt.WithAudience(issuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt())
			return err
		},
		"auth.jwt_session_init": func(token string) error {
			_, err := d.Owner.Exec(t.Context(), "select auth.jwt_session_init($1)", token)
			return err
		},
	}
	names, lines := []string{}, []string{}
	for name, token := range tokens {
		names, lines = append(names, name), append(lines, token)
		for verifier, verify := range verifiers {
			if err := verify(token); (err == nil) != good {
				t.Errorf("%s of %s: %v, valid: want %v", verifier, name, err, good)
			}
		}
	}
	verify.Stdin = strings.NewReader(strings.Join(lines, "\n"))
	said, err := verify.Output()
	answers := strings.Split(strings.TrimSpace(string(said)), "\n")
	if err != nil || len(answers) != len(names) {
		t.Fatalf("jose: %v\n%s", err, said)
	}
	for i, name := range names {
		role := map[bool]string{true: "anonymous", false: "authenticated"}[name == "/token/anonymous"]
		want := kidOf(t, lines[i]) + " " + role
		if (answers[i] == want) != good || !good && !strings.HasPrefix(answers[i], "refused ERR_J") {
			t.Errorf("jose of %s: %s, valid: want %v", name, answers[i], good)
		}
	}
}

// TestSetAuthJWT: the token in the response header is cached, and replaced when its content changes.
func TestSetAuthJWT(t *testing.T) {
	t.Parallel()
	d, base, server := neonauthProcess(t)
	cookie := signInAt(t, base, "/sign-up/email").cookie
	get := func() string {
		header, _, _ := call(t, "GET", base+"/get-session", cookie, "")
		return header.Get("Set-Auth-Jwt")
	}
	last := get()
	for name, change := range map[string]func(){
		"nothing": nil,
		"the user": func() {
			if _, status, answer := call(t, "POST", base+"/update-user", cookie, `{"name":"Ada L."}`); status != http.StatusOK {
				t.Fatalf("/update-user says %d %s", status, answer)
			}
		},
		"the session": func() { do(t, d, `update neon_auth.session set "expiresAt" = now() + interval '5 days'`) },
		"the key":     func() { keysCommand(t, server, "rotate") },
	} {
		awaitSecondAfter(t, last) // two tokens of the same second could be equal by chance
		if change != nil {
			change()
		}
		now := get()
		if (now == last) != (change == nil) || now == "" {
			t.Errorf("%s changed: the same token: %v", name, now == last)
		}
		if mint(t, base, cookie) != now {
			t.Errorf("%s changed: /token returns another one", name)
		}
		last = now
	}
}

// awaitSecondAfter waits until the clock shows a later second than the token's.
func awaitSecondAfter(t *testing.T, token string) {
	t.Helper()
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(token, &claims); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !time.Now().After(claims.IssuedAt.Add(time.Second)) {
		<-tick.C
	}
}

// TestRotateNeedsTheSecret: with another secret, a new key would keep all sidecars from signing.
func TestRotateNeedsTheSecret(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	const other = "NEONAUTH_SECRET=ffffffffffffffffffffffffffffffffffffffffffffffff0123456789abcdef"
	right, wrong := newShell(t, "DATABASE_URL="+d.SidecarURL, serveSecret), newShell(t, "DATABASE_URL="+d.SidecarURL, other)
	right.pipe(t, 0, "", "keys", "rotate")
	before, _ := right.pipe(t, 0, "", "keys", "list", "--json")
	_, said := wrong.pipe(t, 1, "", "keys", "rotate")
	holds(t, said, "is not the secret of this database", "--lost-secret")
	if after, _ := wrong.pipe(t, 0, "", "keys", "list", "--json"); after != before {
		t.Errorf("the keys were %s and are %s", before, after)
	}
	previous := newShell(t, "DATABASE_URL="+d.SidecarURL, other, "NEONAUTH_SECRET_PREVIOUS="+strings.TrimPrefix(serveSecret, "NEONAUTH_SECRET="))
	previous.pipe(t, 0, "", "keys", "rotate")
	right.pipe(t, 1, "", "keys", "rotate")
	right.pipe(t, 0, "", "keys", "rotate", "--lost-secret")
	right.pipe(t, 0, "", "keys", "rotate")
}
