package api

import (
	"encoding/base64"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"neonauth/sidecar/secret"
)

// The cookies, without their prefix.
const (
	sessionToken = "session_token"
	sessionData  = "session_data"
	dontRemember = "dont_remember"
)

const sessionSeconds = 7 * 24 * 60 * 60

// cookieName puts the one prefix before a name that the Neon SDKs forward.
func (s *Server) cookieName(name string) string { return s.cookiePrefix() + name }

func (s *Server) cookiePrefix() string {
	if s.InsecureCookies {
		return "neon-auth."
	}
	return "__Secure-neon-auth."
}

// setCookie sets a cookie; seconds < 0: it ends with the browser, 0: it ends now. Never Expires, whose comma
// older SDKs split at.
func (s *Server) setCookie(r *request, name, value string, seconds int) {
	r.Response().Header().Add("Set-Cookie", s.cookieText(name, value, seconds))
}

// cookieText is what setCookie puts in the header.
func (s *Server) cookieText(name, value string, seconds int) string {
	attributes := "; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"
	if s.InsecureCookies {
		attributes = "; Path=/; HttpOnly; SameSite=Lax"
	}
	if seconds >= 0 {
		attributes = "; Max-Age=" + strconv.Itoa(seconds) + attributes
	}
	return s.cookieName(name) + "=" + value + attributes
}

// sign gives value.signature, percent-encoded.
func sign(signer secret.Signer, value string) string {
	return url.QueryEscape(value + "." + base64.StdEncoding.EncodeToString(signer.Sum(value)))
}

// readCookie gives the value of a signed cookie, "" when there is none whose signature is right. SDKs forward
// the cookie percent-encoded or decoded; a + stays a + in either.
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

// cookiesNamed yields the values of cookies that have the name, which is prefix and name together.
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

func (s *Server) readSessionToken(r *request) string { return s.readCookie(r, sessionToken) }

// isForgetful says whether the session of this request's cookie ends with the browser.
func (s *Server) isForgetful(r *request) bool { return s.readCookie(r, dontRemember) != "" }

// setSessionCookies hands out a session's token. The cookie with the session itself goes along where the
// settings say so.
func (s *Server) setSessionCookies(r *request, token string, remember bool) error {
	seconds := sessionSeconds
	if !remember {
		seconds = -1
	}
	s.setCookie(r, sessionToken, sign(r.settings.Cookies, token), seconds)
	if !remember {
		s.setCookie(r, dontRemember, sign(r.settings.Cookies, "true"), -1)
	}
	if !r.settings.CookieCache {
		return nil
	}
	row, err := r.db.Session(r.ctx, r.settings.Branch, tokenHash(token))
	if err != nil || row == nil {
		return err
	}
	s.setSessionData(r, sessionJSON(row, token, !r.settings.Off["teams"]), remember)
	return nil
}

// expireSessionCookies deletes what a session that is no more has left in the browser.
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
