package api

import (
	"net/http"
	"net/url"
)

// asksFirst reports whether a mailed link only shows a page, whose form performs the action: a link that was opened in a
// browser, or fetched by a mail scanner, which looks the same. With links = direct, it acts at once, as the reference does.
func (s *Server) asksFirst(r *request) bool {
	return isLinkClick(r.Request()) && r.settings.LinkMode != "direct"
}

// hasLinkPage lists the routes whose links show a page first, see asksFirst.
var hasLinkPage = map[string]bool{"/magic-link/verify": true, "/verify-email": true}

// isLinkClick reports whether the request is a browser navigation to a mailed link rather than an API call.
func isLinkClick(in *http.Request) bool {
	mode := in.Header.Get("Sec-Fetch-Mode")
	return in.Method == http.MethodGet && in.Header.Get("Origin") == "" && (mode == "" || mode == "navigate")
}

// checkReturn rejects query parameters with untrusted redirect addresses. checkOrigin checks POSTs; GETs with such
// parameters call this.
func (s *Server) checkReturn(r *request, names ...string) error {
	for _, name := range names {
		if to := r.query.Get(name); to != "" && !isRelative(to) && !s.isTrusted(r, to) {
			return r.settings.Failure("INVALID_CALLBACK_URL")
		}
	}
	return nil
}

// sendTo redirects to a trusted address, relative to this server's origin, with more query parameters.
func (s *Server) sendTo(r *request, address string, more url.Values) error {
	if isRelative(address) {
		address = r.origin + address
	}
	return r.redirect(address, more)
}

// redirect redirects to a trusted address with more query parameters. Like in the reference, the response has a media type
// but no body. It sends no referrer, because the address of this request may contain a token.
func (r *request) redirect(address string, more url.Values) error {
	if web, ok := parseAddress(address); ok {
		address = web.String()
	}
	r.Response().Header().Set("Referrer-Policy", "no-referrer")
	r.Response().Header().Set("Content-Type", "application/json")
	return r.Redirect(http.StatusFound, withQuery(escape(address), more))
}
