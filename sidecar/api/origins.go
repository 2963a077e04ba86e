package api

import (
	"net/http"
	"regexp"
	"strings"

	"neonauth/sidecar/branch"
)

// relative is a path that stays on the app's own site.
var relative = regexp.MustCompile(`^/([A-Za-z0-9_\-.+@][A-Za-z0-9_\-.+/@]*)?(\?[A-Za-z0-9_\-.+/=&%@]*)?$`)

// checkOrigin refuses what another site's page may have sent: a POST with any cookie needs a trusted Origin, and
// so does a sign-in or sign-up from a browser, lest somebody be signed in as somebody else. Addresses to return to
// must be trusted too. Where the settings are strict a page elsewhere sends nothing, so no mails in its visitors' name.
func (s *Server) checkOrigin(r *request) error {
	in := r.Request()
	if in.Method != http.MethodPost || strings.HasPrefix(r.route.path, "/callback/") { // which only sends on to its GET
		return nil
	}
	from := in.Header.Get("Origin")
	if from == "" {
		from = in.Header.Get("Referer")
	}
	needed := in.Header.Get("Cookie") != "" || r.settings.Strict && in.Header.Get("Origin") != ""
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

// checkAddresses refuses to send anybody to a place that is not trusted.
func (s *Server) checkAddresses(r *request) error {
	callback := r.field("callbackURL")
	if callback == "" {
		callback = r.query.Get("callbackURL")
	}
	for _, to := range []struct{ address, failure string }{
		{callback, "INVALID_CALLBACK_URL"},
		{r.field("redirectTo"), "INVALID_REDIRECT_URL"},
		{r.field("errorCallbackURL"), "INVALID_ERROR_CALLBACK_URL"},
		{r.field("newUserCallbackURL"), "INVALID_NEW_USER_CALLBACK_URL"},
	} {
		if to.address != "" && !isRelative(to.address) && !s.isTrusted(r, to.address) {
			return r.refuse(to.failure)
		}
	}
	return nil
}

func isFetch(h http.Header) bool {
	return strings.TrimSpace(h.Get("Sec-Fetch-Site")+h.Get("Sec-Fetch-Mode")+h.Get("Sec-Fetch-Dest")) != ""
}

// isRelative takes a path of the app's own site, in a character set that leaves nothing to read two ways.
func isRelative(address string) bool { return relative.MatchString(address) }

// isTrusted says whether an address is at our own origin, at a trusted one, or on localhost where that is allowed.
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

// matches compares with one entry of trusted_origins: an origin, or a pattern in which * stands for anything but
// a slash and ? for one such character; without a scheme the pattern is of the host.
func matches(pattern string, web webAddress) bool {
	if !strings.ContainsAny(pattern, "*?") {
		exact, ok := parseAddress(pattern)
		return ok && exact.origin == web.origin
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

// isTrustedApp reports whether an address has the custom scheme of a native app that is listed, such as myapp://. Where
// the entry has a host, the address has that host: it does not end in the middle of a longer one, nor before an @.
func isTrustedApp(settings *branch.Settings, address string) bool {
	for _, pattern := range settings.TrustedOrigins {
		scheme, _, ok := strings.Cut(pattern, "://")
		if !ok || scheme == "http" || scheme == "https" || strings.ContainsAny(pattern, "*?") || !isPlain(address) {
			continue
		}
		rest, ok := strings.CutPrefix(address, pattern)
		if ok && (rest == "" || strings.HasSuffix(pattern, "/") || strings.ContainsAny(rest[:1], "/?#")) && !hasCredentials(address) {
			return true
		}
	}
	return false
}

// hasCredentials reports whether there is an @ where an address names its host.
func hasCredentials(address string) bool {
	_, after, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(after, "/?#\\"); end >= 0 {
		after = after[:end]
	}
	return strings.Contains(after, "@")
}

// pageOrigin returns the origin of the trusted app's page that sent the request; "" where no page did, or our own.
func (s *Server) pageOrigin(r *request) string {
	from := r.Request().Header.Get("Origin")
	page, ok := parseAddress(from)
	if !ok || page.origin == r.origin || !s.isTrusted(r, from) {
		return ""
	}
	return page.origin
}

// returnTo returns where the link of a mail leads in the end. A path is meant on the app's site whose page causes the
// mail: on ours there is nothing.
func (s *Server) returnTo(r *request, address string) string {
	if isRelative(address) {
		return s.pageOrigin(r) + address
	}
	return address
}
