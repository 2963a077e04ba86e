package api

import (
	"net/http"
	"net/url"
)

// isVisit tells somebody who follows a mailed link from a script that calls the API. What a mail scanner fetches
// looks like a visit; so a visit only shows a page, and its button does what the link is for.
func isVisit(in *http.Request) bool {
	mode := in.Header.Get("Sec-Fetch-Mode")
	return in.Method == http.MethodGet && in.Header.Get("Origin") == "" && (mode == "" || mode == "navigate")
}

// checkReturn refuses query parameters that would send somebody to a place that is not trusted. POSTs are
// checked for all; a GET is where it has some.
func (s *Server) checkReturn(r *request, names ...string) error {
	for _, name := range names {
		if to := r.query.Get(name); to != "" && !isRelative(to) && !s.isTrusted(r, to) {
			return r.settings.Failure("INVALID_CALLBACK_URL")
		}
	}
	return nil
}

// sendTo redirects to a trusted address, a relative one taken from our origin, with more in its query.
func (s *Server) sendTo(r *request, address string, more url.Values) error {
	if isRelative(address) {
		address = r.origin + address
	}
	return r.redirect(address, more)
}

// redirect sends the browser to a trusted address with more in its query. The response has the media type of an
// answer, as the reference's has, and no body. No page learns the address of this one, which holds a token.
func (r *request) redirect(address string, more url.Values) error {
	if web, ok := parseAddress(address); ok {
		address = web.String()
	}
	r.Response().Header().Set("Referrer-Policy", "no-referrer")
	r.Response().Header().Set("Content-Type", "application/json")
	return r.Redirect(http.StatusFound, withQuery(escape(address), more))
}
