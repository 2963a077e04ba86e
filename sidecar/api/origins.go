package api

import (
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"neonauth/sidecar/branch"
)

// relative matches a path on the app's own site.
var relative = regexp.MustCompile(`^/([A-Za-z0-9_\-.+@][A-Za-z0-9_\-.+/@]*)?(\?[A-Za-z0-9_\-.+/=&%@]*)?$`)

// checkOrigin rejects requests that another site's page may have sent. A POST with any cookie requires a trusted Origin.
// So does a sign-in or sign-up from a browser, so that a user cannot be signed in to another account without noticing.
// Redirect addresses must be trusted, too. With strictOrigin, pages of untrusted sites cannot send any POST, so they cannot
// have mails sent in their visitors' names.
func (s *Server) checkOrigin(r *request) error {
	in := r.Request()
	if in.Method != http.MethodPost || strings.HasPrefix(r.route.path, "/callback/") { // which only redirects to its GET
		return nil
	}
	from := in.Header.Get("Origin")
	if from == "" {
		from = in.Header.Get("Referer")
	}
	needed := s.hasCookie(in) || r.settings.Strict && in.Header.Get("Origin") != ""
	if !needed && s.shapes[r.route.key()].Form && isFetch(in.Header) {
		if in.Header.Get("Sec-Fetch-Site") == "cross-site" && in.Header.Get("Sec-Fetch-Mode") == "navigate" {
			return r.settings.Failure("CROSS_SITE_NAVIGATION")
		}
		needed = true
	}
	if needed {
		if from == "" || from == "null" {
			return r.settings.Failure("MISSING_OR_NULL_ORIGIN")
		}
		if !s.isTrusted(r, from) {
			return r.refuse("INVALID_ORIGIN")
		}
	}
	return s.checkAddresses(r)
}

// hasCookie reports whether a request has a cookie other than those that a sign-in sets for coming back from a provider. These
// are no session, and stay when the user signs out.
func (s *Server) hasCookie(in *http.Request) bool {
	for _, line := range in.Header.Values("Cookie") {
		for part := range strings.SplitSeq(line, ";") {
			name, _, _ := strings.Cut(strings.TrimSpace(part), "=")
			isChallenge := func(known string) bool { return name == s.cookieName(known) }
			if name != "" && !slices.ContainsFunc(challengeCookies, isChallenge) {
				return true
			}
		}
	}
	return false
}

// checkAddresses rejects redirects to untrusted addresses.
func (s *Server) checkAddresses(r *request) error {
	callback := r.field("callbackURL")
	if callback == "" {
		callback = r.query.Get("callbackURL")
	}
	body, _ := r.value.(map[string]any)
	for _, to := range []struct{ name, address, failure string }{
		{"callbackURL", callback, "INVALID_CALLBACK_URL"},
		{"redirectTo", r.field("redirectTo"), "INVALID_REDIRECT_URL"},
		{"errorCallbackURL", r.field("errorCallbackURL"), "INVALID_ERROR_CALLBACK_URL"},
		{"newUserCallbackURL", r.field("newUserCallbackURL"), "INVALID_NEW_USER_CALLBACK_URL"},
	} {
		// What is no text is no address. Where the endpoint knows the field, its schema says so.
		if to.address == "" && isTruthy(body[to.name]) && !s.shapes[r.route.key()].HasField(to.name) {
			return r.refuse(to.failure)
		}
		if to.address != "" && !isRelative(to.address) && !s.isTrusted(r, to.address) {
			return r.refuse(to.failure)
		}
	}
	return nil
}

// isTruthy reports whether a value of a body counts as true in JavaScript.
func isTruthy(value any) bool {
	switch value {
	case nil, false, 0.0, "":
		return false
	}
	return true
}

func isFetch(h http.Header) bool {
	return strings.TrimSpace(h.Get("Sec-Fetch-Site")+h.Get("Sec-Fetch-Mode")+h.Get("Sec-Fetch-Dest")) != ""
}

// isRelative reports whether an address is a path on the app's own site, in an unambiguous set of characters.
func isRelative(address string) bool { return relative.MatchString(address) }

// isTrusted reports whether an address has this server's origin, a trusted one, or is on localhost if that is allowed.
func (s *Server) isTrusted(r *request, address string) bool {
	settings := r.settings
	web, ok := parseAddress(address)
	if !ok {
		return isTrustedApp(settings, address)
	}
	if web.origin == r.origin {
		return true
	}
	if strings.HasPrefix(web.origin, "http://localhost:") && settings.AllowLocalhost {
		return true
	}
	for _, pattern := range settings.TrustedOrigins {
		if matches(pattern, web) {
			return true
		}
	}
	return false
}

// matches compares an address with an entry of trusted_origins: an origin, or a pattern in which * matches any characters
// except a slash, and ? one such character. A pattern without scheme applies to the host.
func matches(pattern string, web webAddress) bool {
	if !strings.ContainsAny(pattern, "*?") {
		exact, ok := parseAddress(pattern)
		return ok && exact.origin == web.origin
	}
	if !isBounded(pattern, web) {
		return false
	}
	subject := web.host
	if strings.Contains(pattern, "://") {
		subject = web.origin
	}
	expression := regexp.QuoteMeta(strings.ToLower(pattern))
	expression = strings.ReplaceAll(strings.ReplaceAll(expression, `\*`, `[^/]*`), `\?`, `[^/]`)
	matched, err := regexp.MatchString("^"+expression+"$", subject)
	return err == nil && matched
}

// isBounded reports whether an address may match a pattern of IPv4 addresses. A wildcard in the last label would match domains
// of anyone: http://10.0.0.* matches http://10.0.0.evil.com. It matches only digits, which a domain cannot end with. The
// settings have no pattern that ends in a wildcard and has letters: see origin_problem.
func isBounded(pattern string, web webAddress) bool {
	host := pattern
	if _, after, ok := strings.Cut(host, "://"); ok {
		host = after
	}
	host, _, _ = strings.Cut(host, ":")
	if strings.Trim(host, "*?.") == "" || strings.Trim(host, "0123456789.*?") != "" { // all sites, or a name or an IPv6 address
		return true
	}
	address, _, _ := strings.Cut(web.host, ":")
	ip, err := netip.ParseAddr(address)
	return err == nil && ip.Is4()
}

// isTrustedApp reports whether an address has the custom scheme of a trusted native app, such as myapp://. If the entry has
// a host, the address must have the same host, not a longer one that begins with it, and not user information before an @.
func isTrustedApp(settings *branch.Settings, address string) bool {
	for _, pattern := range settings.TrustedOrigins {
		scheme, _, ok := strings.Cut(pattern, "://")
		if !ok || neverAnApp[strings.ToLower(scheme)] || strings.ContainsAny(pattern, "*?") || !isPlain(address) {
			continue
		}
		rest, ok := strings.CutPrefix(address, pattern)
		if ok && (rest == "" || strings.HasSuffix(pattern, "/") || strings.ContainsAny(rest[:1], "/?#")) && !hasCredentials(address) {
			return true
		}
	}
	return false
}

// neverAnApp are schemes that open no app: of addresses that parseAddress has refused, of scripts and of local content.
var neverAnApp = map[string]bool{
	"http": true, "https": true, "javascript": true, "data": true, "vbscript": true, "file": true, "blob": true, "about": true, "filesystem": true,
}

// hasCredentials reports whether the address has an @ in its authority.
func hasCredentials(address string) bool {
	_, after, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(after, "/?#\\"); end >= 0 {
		after = after[:end]
	}
	return strings.Contains(after, "@")
}

// pageOrigin returns the origin of the trusted app's page that sent the request, or "" for other requests.
func (s *Server) pageOrigin(r *request) string {
	from := r.Request().Header.Get("Origin")
	page, ok := parseAddress(from)
	if !ok || page.origin == r.origin || !s.isTrusted(r, from) {
		return ""
	}
	return page.origin
}

// returnTo returns where a mailed link finally redirects. A path refers to the site of the app's page that caused the mail,
// because this server has no such pages.
func (s *Server) returnTo(r *request, address string) string {
	if isRelative(address) {
		return s.pageOrigin(r) + address
	}
	return address
}
