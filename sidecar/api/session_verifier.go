package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/secret"
)

// An app on another host cannot read the session cookie that a callback sets. It sends the verifier from its own URL and the
// challenge cookie from the start of the sign-in, and gets the session for its own requests.

const (
	stateCookie       = "state"
	stateSeconds      = 5 * 60
	challengeSeconds  = 10 * 60
	verifierParameter = "neon_auth_session_verifier"
)

// challengeCookies have the same value. Older SDKs know only the misspelt name.
var challengeCookies = []string{"session_challange", "session_challenge"}

// setChallenge sets the challenge cookies.
func (s *Server) setChallenge(r *request, challenge string) {
	for _, name := range challengeCookies {
		s.setCookie(r, name, challenge, challengeSeconds)
	}
}

// challenge returns the browser's challenge cookie, or "".
func (s *Server) challenge(r *request) string {
	for _, name := range challengeCookies {
		if cookie, err := r.Request().Cookie(s.cookieName(name)); err == nil && cookie.Value != "" {
			return cookie.Value
		}
	}
	return ""
}

// sealVerifier returns what SQL stores for a verifier: its hash, and the sealed session token. After a blank it has how the
// user signs in, if the app is told.
func sealVerifier(r *request, token, verifier, challengeHash string) ([]byte, error) {
	sealed, err := r.settings.Keys.Seal(secret.Handover, []byte(strings.TrimSuffix(token+" "+r.loginMethod(), " ")))
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"hash": tokenHash(verifier), "challenge": challengeHash, "sealed": sealed})
}

// handChallenge hands the challenge for a second factor, instead of a session, to the app's host.
func (s *Server) handChallenge(r *request, err error) error {
	if err != nil {
		return err
	}
	s.setChallengeCookie(r, r.exchanged, true)
	for _, name := range challengeCookies {
		s.setCookie(r, name, "", 0)
	}
	return r.json([]byte("null"))
}

// exchangeVerifier makes the verifier's session the session of the request. It returns false if it has sent a response.
func (s *Server) exchangeVerifier(r *request) (bool, error) {
	if r.exchanged == "" {
		challenge, challengeHash := s.challenge(r), "" // an impersonation has no challenge
		if challenge != "" {
			challengeHash = tokenHash(challenge)
		}
		sealed, err := s.queries(r).TakeSessionVerifier(r.ctx, tokenHash(r.query.Get(verifierParameter)), challengeHash)
		var unknown *pgconn.PgError
		if challenge == "" && errors.As(err, &unknown) && unknown.Code == "NA400" {
			f := r.settings.Failures["CHALLENGE_NOT_FOUND"]
			return false, r.JSON(http.StatusBadRequest, map[string]any{
				"code": "", "error": map[string]string{"code": f.Code, "error": f.Message},
			})
		}
		if err != nil {
			return false, err
		}
		handed, err := r.db.Open(r.ctx, secret.Handover, sealed)
		if err != nil {
			return false, r.settings.Failure("VERIFICATION_NOT_FOUND")
		}
		r.exchanged, r.enteredBy, _ = strings.Cut(handed, " ")
	}
	r.token, r.hash = r.exchanged, ""
	row, _, err := s.currentSession(r, true)
	if err != nil {
		return false, err
	}
	if row == nil && !r.settings.Off["twoFactor"] {
		if open, err := s.queries(r).FindChallenge(r.ctx, r.tokenHash()); err != nil || open {
			return false, s.handChallenge(r, err)
		}
	}
	if row == nil { // the session has ended, or its user is banned
		return false, r.settings.Failure("VERIFICATION_NOT_FOUND")
	}
	if err := s.setSessionCookies(r, r.token, true); err != nil {
		return false, err
	}
	for _, name := range challengeCookies {
		s.setCookie(r, name, "", 0)
	}
	return true, nil
}
