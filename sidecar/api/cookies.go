package api

import (
	"encoding/base64"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"neonauth/sidecar/secret"
)

// The names of the cookies, without prefix.
const (
	sessionToken = "session_token"
	sessionData  = "session_data"
	dontRemember = "dont_remember"
)

// cookieName adds the prefix that the Neon SDKs forward.
func (s *Server) cookieName(name string) string { return s.cookiePrefix() + name }

func (s *Server) cookiePrefix() string {
	if s.InsecureCookies {
		return "neon-auth."
	}
	return "__Secure-neon-auth."
}

// setCookie sets a cookie. seconds < 0: until the browser is closed; 0: delete it. It never sets Expires, because older
// SDKs split the header at its comma.
func (s *Server) setCookie(r *request, name, value string, seconds int) {
	r.Response().Header().Add("Set-Cookie", s.cookieText(name, value, seconds))
}

// cookieText returns the header value for setCookie.
func (s *Server) cookieText(name, value string, seconds int) string {
	return s.cookieName(name) + "=" + value + s.cookieAttributes("; HttpOnly", seconds)
}

// cookieAttributes returns the attributes of a cookie that this server sets. httpOnly is "; HttpOnly" or empty.
func (s *Server) cookieAttributes(httpOnly string, seconds int) string {
	attributes := "; Path=/" + httpOnly + "; Secure; SameSite=None; Partitioned"
	if s.InsecureCookies {
		attributes = "; Path=/" + httpOnly + "; SameSite=Lax"
	}
	if seconds >= 0 {
		attributes = "; Max-Age=" + strconv.Itoa(seconds) + attributes
	}
	return attributes
}

// sign returns value.signature, percent-encoded.
func sign(signer secret.Signer, value string) string {
	return url.QueryEscape(value + "." + base64.StdEncoding.EncodeToString(signer.Sum(value)))
}

// readCookie returns the value of a signed cookie, or "" if there is none with a valid signature. SDKs forward the cookie
// percent-encoded or decoded. A + means + in both.
func (s *Server) readCookie(r *request, name string) string {
	for text := range cookiesNamed(r.Request().Header["Cookie"], s.cookiePrefix(), name) {
		if strings.Contains(text, "%") {
			var err error
			if text, err = url.PathUnescape(text); err != nil {
				continue
			}
		}
		value, signature, _ := cutLast(text, ".")
		if r.settings.Cookies.VerifyText(value, signature) {
			return value
		}
	}
	return ""
}

// cookiesNamed yields the values of the cookies named prefix+name.
func cookiesNamed(headers []string, prefix, name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, header := range headers {
			for pair := range strings.SplitSeq(header, ";") {
				rest, ok := strings.CutPrefix(strings.TrimSpace(pair), prefix)
				if ok {
					rest, ok = strings.CutPrefix(rest, name)
				}
				if ok {
					rest, ok = strings.CutPrefix(rest, "=")
				}
				if inner, quoted := strings.CutPrefix(rest, `"`); quoted {
					rest = strings.TrimSuffix(inner, `"`)
				}
				if ok && !yield(rest) {
					return
				}
			}
		}
	}
}

// readSessionToken returns the session token of the cookie or, where the settings allow it, of the header Authorization.
func (s *Server) readSessionToken(r *request) string {
	token := s.readCookie(r, sessionToken)
	if token == "" && r.settings.Bearer {
		token = r.readBearer()
	}
	return token
}

// isForgetful reports whether the request's session ends when the browser is closed.
func (s *Server) isForgetful(r *request) bool { return s.readCookie(r, dontRemember) != "" }

// setSessionToken sets the cookie with the session token. Where the header Authorization is accepted, set-auth-token tells
// the same value.
func (s *Server) setSessionToken(r *request, token string, seconds int) {
	signed := sign(r.settings.Cookies, token)
	s.setCookie(r, sessionToken, signed, seconds)
	s.setLoginMethodCookie(r)
	if r.settings.Bearer {
		h := r.Response().Header()
		h.Set("set-auth-token", signed)
		expose(h, "set-auth-token")
	}
}

// setSessionCookies sets the session cookie, and what plugins add to it: the cookie with the cached session, that of a
// browser with several sessions, and a one-time token.
func (s *Server) setSessionCookies(r *request, token string, remember bool) error {
	seconds := r.settings.SessionSeconds
	if !remember {
		seconds = -1
	}
	s.setSessionToken(r, token, seconds)
	r.noteSignIn(token)
	if !remember {
		s.setCookie(r, dontRemember, sign(r.settings.Cookies, "true"), -1)
	}
	if err := s.keepDeviceSession(r, token); err != nil {
		return err
	}
	if err := s.addOneTimeToken(r, token); err != nil || !r.settings.CookieCache {
		return err
	}
	row, err := r.db.Session(r.ctx, r.settings.Branch, tokenHash(token))
	if err != nil || row == nil {
		return err
	}
	s.setSessionData(r, row, sessionJSON(row, token, r.settings.Off), remember)
	return nil
}

// expireSessionCookies deletes the cookies of an ended session from the browser.
func (s *Server) expireSessionCookies(r *request) {
	s.setCookie(r, sessionToken, "", 0)
	s.expireSessionData(r)
	s.setCookie(r, dontRemember, "", 0)
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}
