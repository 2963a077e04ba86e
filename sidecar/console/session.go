package console

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// sessionLifetime is that of the cookie. SQL decides whether the session is valid.
const sessionLifetime = 12 * time.Hour

// A session is who is signed in. Its rights are those of a management key.
type session struct {
	Token    string // "": nobody
	Key      []byte // the hash of the management key
	KeyID    string
	Name     string // of the key
	ReadOnly bool
	Branch   string // the id of the only branch of the key, or ""
	Database string // the name of this branch's database, or ""
	Until    time.Time
}

// CSRF returns the token that every form of this session contains. A page of another site cannot know it: it is derived
// from the cookie, which scripts cannot read.
func (s session) CSRF() string {
	sum := hmac.New(sha256.New, []byte(s.Token))
	sum.Write([]byte("neonauth console form"))
	return hex.EncodeToString(sum.Sum(nil))
}

func (s session) isToken(given string) bool { return hmac.Equal([]byte(given), []byte(s.CSRF())) }

// CanWrite reports whether the key may change anything.
func (s session) CanWrite() bool { return !s.ReadOnly }

// digest returns what is stored of a token.
func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// cookieName has the prefix by which browsers guarantee that no other host has set it, where there is TLS.
func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-neonauth_console"
	}
	return "neonauth_console"
}

func (s *Server) setCookie(v *visit, token string, lifetime time.Duration) {
	c := &http.Cookie{
		Name: s.cookieName(), Value: token, Path: "/console", MaxAge: int(lifetime.Seconds()),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	}
	if s.secure { // what __Host- demands
		c.Path = "/"
	}
	http.SetCookie(v.ResponseWriter, c)
}

func (s *Server) dropCookie(v *visit) { s.setCookie(v, "", -time.Second) }

// findSession reads the session of the cookie, if it is valid in the home database: not ended, not expired, its key not
// revoked.
func (s *Server) findSession(v *visit) error {
	cookie, err := v.Cookie(s.cookieName())
	if err != nil || cookie.Value == "" {
		return nil
	}
	home, err := s.Database(v.ctx, s.Home)
	if err != nil || home == nil {
		return orNotReady(err)
	}
	rows, err := home.Queries().FindConsoleSession(v.ctx, digest(cookie.Value))
	for _, row := range rows {
		v.session = session{
			Token: cookie.Value, Key: row.KeyHash, KeyID: row.KeyID, Name: row.Name, ReadOnly: row.ReadOnly, Branch: row.Branch, Database: row.Database, Until: row.ExpiresAt,
		}
	}
	return err
}

func orNotReady(err error) error {
	if err != nil {
		return err
	}
	return failure{http.StatusServiceUnavailable, "The database is not ready", "neonauth is not installed in the home database yet. Run neonauth migrate."}
}
