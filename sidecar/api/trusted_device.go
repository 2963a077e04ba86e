package api

import (
	"encoding/base64"
	"strings"
)

// The cookie of a trusted browser: base64url(HMAC)!trust-device-TOKEN, in Better Auth's form. SQL knows which user a token
// is for, and replaces it at each sign-in.
const (
	trustCookie      = "trust_device"
	trustPrefix      = "trust-device-"
	trustTokenLength = 32
)

// device returns the token of a trusted browser, or "".
func (r *request) device() string {
	if r.trusted == nil {
		return ""
	}
	return r.trusted.token
}

// A trustedBrowser is a browser with a trust cookie. next replaces the token if a sign-in uses it.
type trustedBrowser struct{ token, next string }

// readTrust returns the browser's trust, or nil.
func (s *Server) readTrust(r *request) *trustedBrowser {
	if r.settings == nil || r.settings.Off["twoFactor"] {
		return nil
	}
	_, name, _ := strings.Cut(s.readCookie(r, trustCookie), "!")
	token, ok := strings.CutPrefix(name, trustPrefix)
	if !ok || token == "" {
		return nil
	}
	return &trustedBrowser{token, generate(trustTokenLength)}
}

// keepTrust sets the next token of a trusted browser, if the sign-in has used the present one.
func (s *Server) keepTrust(r *request) error {
	if r.device() == "" {
		return nil
	}
	userID, err := r.queries.FindTrustedDevice(r.ctx, tokenHash(r.trusted.next))
	if err == nil && userID != "" {
		s.setTrust(r, userID, r.trusted.next)
	}
	return err
}

// setTrust sets the cookie of a browser that a user trusts.
func (s *Server) setTrust(r *request, userID, token string) {
	name := trustPrefix + token
	mac := base64.RawURLEncoding.EncodeToString(r.settings.Cookies.Sum(userID + "!" + name))
	s.setCookie(r, trustCookie, sign(r.settings.Cookies, mac+"!"+name), r.settings.TrustSeconds)
}
