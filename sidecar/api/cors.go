package api

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"neonauth/gen"
)

// exposed are the headers that clients read and browsers hide from pages of other origins.
const exposed = "set-auth-jwt, set-auth-token, retry-after, x-retry-after, x-neon-ret-request-id"

// allowOrigin lets a page of a trusted origin read the answer.
func (s *Server) allowOrigin(r *request) error {
	h := r.Response().Header()
	h["Vary"] = varyOrigin
	origin := r.Request().Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if !s.isTrusted(r, origin) {
		return r.confirm()
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	// Browsers send Sec-Fetch-Mode; a Safari before 16.4 does not, and its pages have TLS. Other requests come from
	// programs, which read all headers and get the reference's.
	if origin != r.origin && (r.Request().Header.Get("Sec-Fetch-Mode") == "cors" || !strings.HasPrefix(origin, "http:")) {
		h.Set("Access-Control-Expose-Headers", exposed)
	}
	return nil
}

// expose shows the pages that may read the answer the header of that name too.
func expose(h http.Header, name string) {
	list := h.Get("Access-Control-Expose-Headers")
	switch {
	case list == "":
		h["Access-Control-Expose-Headers"] = []string{name}
	case !slices.Contains(strings.Split(list, ", "), name):
		h["Access-Control-Expose-Headers"] = []string{list + ", " + name}
	}
}

// confirm fails with CONFIG_CHANGED when the settings are others by now. It is asked before something is refused that
// the database would not hear of otherwise.
func (r *request) confirm() error {
	return r.db.Queries().BeginRequest(r.ctx, gen.BeginRequestParams{ConfigVersion: r.settings.Version})
}

// refuse fails with that failure, once it is sure that the settings still say so.
func (r *request) refuse(name string) error {
	if err := r.confirm(); err != nil {
		return err
	}
	return r.settings.Failure(name)
}

// preflight answers a browser that asks whether it may send what it is about to.
func (s *Server) preflight(r *request) error {
	if err := r.confirm(); err != nil {
		return err
	}
	if h := r.Response().Header(); h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		h.Set("Access-Control-Allow-Headers", allowedHeaders(r.Request().Header.Values("Access-Control-Request-Headers")))
		h.Add("Vary", "Access-Control-Request-Headers")
		h.Set("Access-Control-Max-Age", "600")
	}
	return r.NoContent(http.StatusNoContent)
}

var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9a-z-]+$")

// allowedHeaders returns the headers that a page of a trusted origin may send: those of the SDKs, and whatever else it
// asks for, such as traceparent or a captcha's.
func allowedHeaders(requested []string) string {
	allowed := []string{"content-type", "x-neon-client-info", "authorization", "x-requested-with"}
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(requested, ",")), ",") {
		if name = strings.TrimSpace(name); headerName.MatchString(name) && !slices.Contains(allowed, name) {
			allowed = append(allowed, name)
		}
	}
	return strings.Join(allowed, ", ")
}
