package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/shape"
)

// GET /get-session is the hot path: one look-up, and JSON written in Go. Only a session that is due for an extension or
// expired needs a second call.
func (s *Server) getSession(r *request) error {
	if r.query.Get(verifierParameter) != "" {
		if ok, err := s.exchangeVerifier(r); !ok {
			return err
		}
	}
	if r.token == "" {
		return r.json([]byte("null"))
	}
	refresh := !shape.IsFlagSet(r.query, "disableRefresh")
	if r.settings.CookieCache && r.exchanged == "" && !shape.IsFlagSet(r.query, "disableCookieCache") {
		if answer, assurance := s.readSessionData(r); answer != nil {
			return s.answerFromCookie(r, answer, assurance)
		}
	}
	row, prolonged, err := s.currentSession(r, refresh)
	if err != nil {
		return err
	}
	if row == nil {
		s.expireSessionCookies(r)
		return r.json([]byte("null"))
	}
	if prolonged {
		s.setSessionToken(r, r.token, r.settings.SessionSeconds)
		if err := s.addOneTimeToken(r, r.token); err != nil {
			return err
		}
	}
	buffer := answers.Get().(*[]byte)
	defer answers.Put(buffer)
	answer := appendSession((*buffer)[:0], row, r.token, r.settings.Off)
	*buffer = answer
	if r.settings.CookieCache && refresh && row.Remembered && !s.isForgetful(r) {
		s.setSessionData(r, row, answer, true)
	}
	if err := s.setAuthJWT(r, row); err != nil {
		return err
	}
	return r.json(answer)
}

// currentSession returns the caller's session, or nil. A second call removes an expired session, and extends one that is
// due if refresh is set, unless the browser is not to remember it.
func (s *Server) currentSession(r *request, refresh bool) (row *gen.SessionRow, prolonged bool, err error) {
	row, err = r.db.Session(r.ctx, r.settings.Branch, r.tokenHash())
	if err != nil || row == nil {
		return nil, false, err
	}
	if !r.settings.IsCurrent(row.ConfigVersion) {
		return nil, false, errSettingsChanged
	}
	r.observed().user = row.UserID
	if !row.IsExpired && (!row.IsDue || !refresh || s.isForgetful(r)) {
		return row, false, nil
	}
	ctx, done := context.WithTimeout(r.ctx, maxTime)
	defer done()
	rows, err := s.queries(r).RefreshSession(ctx, r.settings.Branch, r.tokenHash())
	if err != nil || len(rows) == 0 || rows[0].IsExpired { // an expired session that another transaction has locked could not be removed
		return nil, false, err
	}
	return &rows[0], rows[0].ExpiresAt.After(row.ExpiresAt), nil
}

// answerFromCookie responds with the session cached in the cookie. This does not query the database, so settings older
// than a second are loaded again.
func (s *Server) answerFromCookie(r *request, answer []byte, assurance string) error {
	if time.Since(r.settings.LoadedAt) > time.Second {
		seen := r.settings
		fresh, err := r.db.Reload(r.ctx, seen)
		if err != nil {
			return err
		}
		if fresh.Version != seen.Version {
			return errSettingsChanged
		}
	}
	row, err := parseSessionJSON(answer)
	if err != nil {
		return err
	}
	if row.ActiveOrganizationID != nil { // the token has the user's current role in the organization
		live, _, err := s.currentSession(r, false)
		if err != nil {
			return err
		}
		if live != nil {
			row.ActiveOrganizationID = live.ActiveOrganizationID
			row.OrganizationSlug, row.OrganizationRole = live.OrganizationSlug, live.OrganizationRole
		}
	}
	r.assurance = &assurance
	if err := s.setAuthJWT(r, row); err != nil {
		return err
	}
	return r.json(answer)
}

// GET /list-sessions
func (s *Server) listSessions(r *request, _ struct{}) ([]byte, error) {
	return r.queries.ListSessions(r.ctx, r.tokenHash())
}

// POST /revoke-session accepts the session's own token, or its hash from list-sessions.
func (s *Server) revokeSession(r *request, in struct {
	Token string `json:"token"`
},
) ([]byte, error) {
	target := in.Token
	if !isTokenHash(target) {
		target = tokenHash(target)
	}
	return r.queries.RevokeSession(r.ctx, r.tokenHash(), target)
}

// POST /revoke-sessions
func (s *Server) revokeSessions(r *request, _ struct{}) ([]byte, error) {
	return r.queries.RevokeSessions(r.ctx, r.tokenHash())
}

// POST /revoke-other-sessions
func (s *Server) revokeOtherSessions(r *request, _ struct{}) ([]byte, error) {
	return r.queries.RevokeOtherSessions(r.ctx, r.tokenHash())
}

// POST /sign-out ends all sessions that the browser keeps.
func (s *Server) signOut(r *request, _ struct{}) ([]byte, error) {
	others := s.deviceTokens(r)
	answer, err := r.queries.SignOut(r.ctx, r.tokenHash(), hashesOf(others))
	if err == nil {
		s.expireSessionCookies(r)
		for _, token := range others {
			s.setCookie(r, deviceCookie(token), "", 0)
		}
	}
	return answer, err
}

// tokenHash returns the stored form of a token: SHA-256 in hex.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum[:])
	return string(text[:])
}

// isTokenHash reports whether the text is a stored hash and not a token, which is half as long.
func isTokenHash(text string) bool {
	return len(text) == sha256.Size*2 && strings.Trim(text, "0123456789abcdef") == ""
}

// tokenHash returns the hash of the caller's token, or "" if there is none. No session has an empty hash.
func (r *request) tokenHash() string {
	if r.hash == "" && r.token != "" {
		r.hash = tokenHash(r.token)
	}
	return r.hash
}

// generateToken generates a session token: 32 characters, 190 bits.
func (r *request) generateToken() string {
	token := generate(32)
	r.generated = append(r.generated, token)
	return token
}

// generate generates a random text of letters and digits.
func generate(length int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	token := make([]byte, 0, length)
	for len(token) < cap(token) {
		var random [48]byte
		_, _ = rand.Read(random[:]) // never fails
		for _, b := range random {
			// Use only values that map evenly to the alphabet, so that every character is equally likely.
			if int(b) < 256/len(alphabet)*len(alphabet) && len(token) < cap(token) {
				token = append(token, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(token)
}
