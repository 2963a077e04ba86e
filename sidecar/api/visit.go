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

// sendTo redirects to a trusted address, a relative one taken from our origin, with more in its query. The address
// of this page, which holds a token, is told to nobody.
func (s *Server) sendTo(r *request, address string, more url.Values) error {
	to, err := url.Parse(address)
	if err != nil {
		return r.settings.Failure("INVALID_CALLBACK_URL")
	}
	if !to.IsAbs() {
		own, err := url.Parse(r.origin)
		if err != nil {
			return err
		}
		to = own.ResolveReference(to)
	}
	query := to.Query()
	for name, values := range more {
		query[name] = values
	}
	to.RawQuery = query.Encode()
	return r.redirect(to.String())
}

// redirect has the media type of an answer, as the reference's has, and no body.
func (r *request) redirect(to string) error {
	r.Response().Header().Set("Referrer-Policy", "no-referrer")
	r.Response().Header().Set("Content-Type", "application/json")
	return r.Redirect(http.StatusFound, to)
}
