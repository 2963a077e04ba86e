package api

import (
	"net/http"
	"net/url"
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
	if !needed && s.shapes[r.route.key()].form && isFetch(in.Header) {
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
	origin, host := originOf(address)
	if origin == "" {
		return isTrustedApp(settings, address)
	}
	if origin == r.origin {
		return true
	}
	if port, ok := strings.CutPrefix(origin, "http://localhost:"); ok && port != "" && settings.AllowLocalhost {
		return true
	}
	for _, pattern := range settings.TrustedOrigins {
		if matches(pattern, origin, host) {
			return true
		}
	}
	return false
}

// originOf gives scheme, host and port of a web address in their normal form, and the host with its port alone.
// "" for what is none, or what a browser might read otherwise than we do.
func originOf(address string) (origin, host string) {
	for _, c := range address {
		if c <= ' ' || c == '\\' || c >= 0x7f {
			return "", ""
		}
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return "", ""
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	default:
		return "", ""
	}
	return scheme + "://" + strings.TrimSuffix(host, ":"), strings.TrimSuffix(host, ":")
}

// matches compares with one entry of trusted_origins: an origin, or a pattern in which * stands for anything but
// a slash and ? for one such character; without a scheme the pattern is of the host.
func matches(pattern, origin, host string) bool {
	if !strings.ContainsAny(pattern, "*?") {
		exact, _ := originOf(pattern)
		return exact != "" && exact == origin
	}
	subject := host
	if strings.Contains(pattern, "://") {
		subject = origin
	}
	expression := regexp.QuoteMeta(strings.ToLower(pattern))
	expression = strings.ReplaceAll(strings.ReplaceAll(expression, `\*`, `[^/]*`), `\?`, `[^/]`)
	matched, err := regexp.MatchString("^"+expression+"$", subject)
	return err == nil && matched
}

// isTrustedApp takes the custom scheme of a native app, such as myapp://, that is listed itself.
func isTrustedApp(settings *branch.Settings, address string) bool {
	for _, pattern := range settings.TrustedOrigins {
		scheme, _, ok := strings.Cut(pattern, "://")
		if ok && scheme != "http" && scheme != "https" && !strings.ContainsAny(pattern, "*?") && strings.HasPrefix(address, pattern) {
			return true
		}
	}
	return false
}
