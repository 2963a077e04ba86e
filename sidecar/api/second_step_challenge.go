package api

import (
	"net/url"
	"strings"
)

// The cookie of a sign-in that waits for its second factor contains the token that was generated for the session. No
// session has this token: the second factor opens one with another.
const (
	challengeCookie = "two_factor"
	challengePrefix = "2fa-"
	challengeAnswer = `{"twoFactorRedirect":true}`
)

// twoFactorParameter is the parameter that shows the app's page, after a redirect, that the sign-in needs a second factor.
const twoFactorParameter = "twoFactorRedirect"

// isChallenge reports whether SQL's response to a sign-in asks for a second factor.
func isChallenge(answer []byte) bool { return string(answer) == challengeAnswer }

// signIn sets the cookies after a sign-in: those of the session, or that of the challenge for a second factor.
func (s *Server) signIn(r *request, answer []byte, token string, remember bool) error {
	if isChallenge(answer) {
		s.setChallengeCookie(r, token, remember)
		return nil
	}
	if err := s.setSessionCookies(r, token, remember); err != nil {
		return err
	}
	return s.keepTrust(r)
}

// setChallengeCookie asks for a second factor. Cookies of another session in this browser are deleted, so that the second
// factor is not taken for that session's, and no cached session remains.
func (s *Server) setChallengeCookie(r *request, token string, remember bool) {
	s.setCookie(r, sessionToken, "", 0)
	s.expireSessionData(r)
	if !remember {
		s.setCookie(r, dontRemember, sign(r.settings.Cookies, "true"), -1)
	}
	if r.device() != "" {
		s.setCookie(r, trustCookie, "", 0)
	}
	s.setCookie(r, challengeCookie, sign(r.settings.Cookies, challengePrefix+token), r.settings.ChallengeSeconds)
	s.setLoginMethodCookie(r)
}

// challengeHash returns the hash of the token in the challenge cookie, or "".
func (s *Server) challengeHash(r *request) string {
	token, ok := strings.CutPrefix(s.readCookie(r, challengeCookie), challengePrefix)
	if !ok || token == "" {
		return ""
	}
	return tokenHash(token)
}

// withChallenge adds to a redirect's parameters that the sign-in needs a second factor.
func withChallenge(more url.Values, answer []byte) url.Values {
	if !isChallenge(answer) {
		return more
	}
	if more == nil {
		more = url.Values{}
	}
	more.Set(twoFactorParameter, "true")
	return more
}
