package api

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"neonauth/gen"
)

// exposed are the headers that clients read, and that browsers hide from pages of other origins by default.
const exposed = "set-auth-jwt, set-auth-token, set-ott, retry-after, x-retry-after, x-neon-ret-request-id"

// exposedToken exposes the access token. It is never modified.
var exposedToken = []string{"set-auth-jwt"}

// allowOrigin lets pages of trusted origins read the response.
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
	// Browsers send Sec-Fetch-Mode. Safari before 16.4 does not, but its pages use TLS. Other requests come from programs,
	// which can read all headers, and get the same headers as from the reference.
	if origin != r.origin && (r.Request().Header.Get("Sec-Fetch-Mode") == "cors" || !strings.HasPrefix(origin, "http:")) {
		h.Set("Access-Control-Expose-Headers", exposed)
	}
	return nil
}

// expose adds a header name to the headers that pages may read, in the reference's order.
func expose(h http.Header, name string) {
	list := h.Get("Access-Control-Expose-Headers")
	switch {
	case list == "" && name == exposedToken[0]:
		h["Access-Control-Expose-Headers"] = exposedToken
	case list == "":
		h["Access-Control-Expose-Headers"] = []string{name}
	case !slices.Contains(strings.Split(list, ", "), name):
		names := strings.Split(list, ", ")
		at := slices.IndexFunc(names, func(other string) bool { return exposedRank(other) >= exposedRank(name) })
		if at < 0 {
			at = len(names)
		}
		h["Access-Control-Expose-Headers"] = []string{strings.Join(slices.Insert(names, at, name), ", ")}
	}
}

// exposedRank is the place of a header's name among those that pages may read.
func exposedRank(name string) int {
	if at := slices.Index([]string{"set-auth-jwt", "set-auth-token", "set-ott"}, name); at >= 0 {
		return at
	}
	return 3
}

// confirm returns CONFIG_CHANGED if the settings have changed. It is called before a rejection that the database would not
// otherwise be involved in.
func (r *request) confirm() error {
	return r.db.Queries().BeginRequest(r.ctx, gen.BeginRequestParams{ConfigVersion: r.settings.Version})
}

// refuse returns the named failure, once it is certain that the settings are current.
func (r *request) refuse(name string) error {
	if err := r.confirm(); err != nil {
		return err
	}
	return r.settings.Failure(name)
}

// preflight responds to a browser's preflight request.
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

// allowedHeaders returns the headers that a page of a trusted origin may send: those of the SDKs, and all requested ones,
// such as traceparent or captcha headers.
func allowedHeaders(requested []string) string {
	allowed := []string{"content-type", "x-neon-client-info", "authorization", "x-requested-with"}
	for name := range strings.SplitSeq(strings.ToLower(strings.Join(requested, ",")), ",") {
		if name = strings.TrimSpace(name); headerName.MatchString(name) && !slices.Contains(allowed, name) {
			allowed = append(allowed, name)
		}
	}
	return strings.Join(allowed, ", ")
}
