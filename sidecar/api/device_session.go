package api

import (
	"iter"
	"net/url"
	"slices"
	"strings"
)

// A browser that keeps several sessions has a cookie for each, named after the session's token in lower case. Its value is
// that of the session cookie. The session cookie itself names the active one.
const devicePrefix = sessionToken + "_multi-"

// maxDeviceCookies is how many of these cookies are read at most. The settings allow a browser to have fewer.
const maxDeviceCookies = 40

func deviceCookie(token string) string { return devicePrefix + strings.ToLower(token) }

// deviceTokens returns the session tokens in the browser's cookies, in their order. A cookie whose name is not that of its
// signed token is ignored: Better Auth accepts any signed value under any name.
func (s *Server) deviceTokens(r *request) []string {
	if r.settings.DeviceSessions == 0 {
		return nil
	}
	var tokens []string
	for name, text := range cookiesBeginning(r.Request().Header["Cookie"], s.cookieName(devicePrefix)) {
		if strings.Contains(text, "%") {
			var err error
			if text, err = url.PathUnescape(text); err != nil {
				continue
			}
		}
		token, signature, _ := cutLast(text, ".")
		if strings.ToLower(token) == name && r.settings.Cookies.VerifyText(token, signature) && !slices.Contains(tokens, token) {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// cookiesBeginning yields the rest of the names and the values of the first cookies whose names begin with prefix.
func cookiesBeginning(headers []string, prefix string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		left := maxDeviceCookies
		for _, header := range headers {
			for pair := range strings.SplitSeq(header, ";") {
				rest, ok := strings.CutPrefix(strings.TrimSpace(pair), prefix)
				if !ok {
					continue
				}
				name, value, _ := strings.Cut(rest, "=")
				if left--; left < 0 || !yield(name, strings.Trim(value, `"`)) {
					return
				}
			}
		}
	}
}

// keepDeviceSession adds a session to those that the browser keeps. An older one of the same user ends. If there are too
// many, the session works, but is not kept beside others.
func (s *Server) keepDeviceSession(r *request, token string) error {
	tokens := s.deviceTokens(r)
	if r.settings.DeviceSessions == 0 || slices.Contains(tokens, token) {
		return nil
	}
	count := len(tokens) + 1
	if len(tokens) > 0 {
		ended, err := s.queries(r).ReplaceDeviceSessions(r.ctx, tokenHash(token), hashesOf(tokens))
		if err != nil {
			return err
		}
		isFull := count > r.settings.DeviceSessions
		for _, one := range ended {
			at := slices.IndexFunc(tokens, func(t string) bool { return tokenHash(t) == one.EndedHash })
			if at >= 0 && (!one.IsDead || isFull) {
				s.setCookie(r, deviceCookie(tokens[at]), "", 0)
				count--
			}
		}
	}
	if count <= r.settings.DeviceSessions {
		s.setCookie(r, deviceCookie(token), sign(r.settings.Cookies, token), r.settings.SessionSeconds)
	}
	return nil
}

func hashesOf(tokens []string) []string {
	hashes := make([]string, 0, len(tokens)) // not nil, which is null in SQL
	for _, token := range tokens {
		hashes = append(hashes, tokenHash(token))
	}
	return hashes
}

// GET /multi-session/list-device-sessions
func (s *Server) listDeviceSessions(r *request, _ struct{}) ([]byte, error) {
	tokens := s.deviceTokens(r)
	r.generated = append(r.generated, tokens...)
	return r.queries.ListDeviceSessions(r.ctx, hashesOf(tokens))
}

// A deviceSession is the body of a request about one of the browser's sessions.
type deviceSession struct {
	Token string `json:"sessionToken"`
}

// POST /multi-session/set-active
func (s *Server) setActiveSession(r *request, in deviceSession) ([]byte, error) {
	target := ""
	if slices.Contains(s.deviceTokens(r), in.Token) {
		target = tokenHash(in.Token)
	}
	row, err := r.queries.UseDeviceSession(r.ctx, r.tokenHash(), target)
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	r.generated = append(r.generated, in.Token)
	return answer, s.setSessionCookies(r, in.Token, !s.isForgetful(r))
}

// POST /multi-session/revoke
func (s *Server) revokeDeviceSession(r *request, in deviceSession) ([]byte, error) {
	tokens := s.deviceTokens(r)
	at := slices.Index(tokens, in.Token)
	if at < 0 {
		if _, err := r.queries.UseDeviceSession(r.ctx, r.tokenHash(), ""); err != nil { // without a session
			return nil, err
		}
		return nil, r.settings.Failure("INVALID_SESSION_TOKEN")
	}
	tokens = slices.Delete(tokens, at, at+1)
	next, err := r.queries.RevokeDeviceSession(r.ctx, r.tokenHash(), tokenHash(in.Token), hashesOf(tokens))
	if err != nil {
		return nil, err
	}
	s.setCookie(r, deviceCookie(in.Token), "", 0)
	done := []byte(`{"status":true}`)
	if in.Token != r.token {
		return done, nil
	}
	for _, token := range tokens {
		if tokenHash(token) == next {
			return done, s.setSessionCookies(r, token, !s.isForgetful(r))
		}
	}
	s.expireSessionCookies(r)
	return done, nil
}
