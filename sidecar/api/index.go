package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/page"
	"neonauth/sidecar/translation"
)

// Failures that this server reports itself. All others come from SQL.
var (
	databaseNotFound = branch.Failure{Status: http.StatusNotFound, Code: "DATABASE_NOT_FOUND", Message: "No database with this name is served here"}
	endpointNotFound = branch.Failure{Status: http.StatusNotFound, Code: "NOT_FOUND", Message: "No such endpoint"}
	serverNotReady   = branch.Failure{Status: http.StatusServiceUnavailable, Code: "NOT_READY", Message: "The server is not ready"}
)

// index serves GET /, /:database and /:database/auth: what this server is, and where its endpoints are listed.
func (s *Server) index(c echo.Context) error {
	ctx, done := context.WithTimeout(c.Request().Context(), maxTime)
	defer done()
	r := &request{Context: c, ctx: ctx}
	base := s.PublicURL + "/" + url.PathEscape(s.Default) + "/auth"
	if _, ofBranch := s.identityOf(c.Request().Host); ofBranch || c.Param("database") != "" {
		if entered, err := s.enter(r); !entered {
			return err
		}
		base = r.base()
	}
	if wantsPage(c.Request()) {
		own := look(r, r.settings)
		content := page.Content{
			Title: "neonauth", Text: translation.Text(own.Language, "page.home.text", nil),
			Link: base + "/reference", LinkText: translation.Text(own.Language, "page.home.link", nil),
		}
		return page.Send(r.Response(), http.StatusOK, own, content)
	}
	return c.JSON(http.StatusOK, map[string]any{
		"name": "neonauth", "release": s.Release, "reference": base + "/reference", "openapi": base + "/open-api/generate-schema",
	})
}

// GET /ok
func (s *Server) ok(*request, struct{}) ([]byte, error) { return []byte(`{"ok":true}`), nil }

// wantsPage reports whether the response is shown to a person in a browser.
func wantsPage(in *http.Request) bool {
	return (in.Method == http.MethodGet || in.Method == http.MethodHead) && strings.Contains(in.Header.Get("Accept"), "text/html")
}

// notFound responds to unknown paths and methods.
func (s *Server) notFound(_ error, c echo.Context) {
	if !c.Response().Committed {
		_ = sendNoEndpoint(c) // fails if the client has disconnected
	}
}

// sendNoEndpoint sends an app's page the same as the reference: 404 without a body. Other clients get details.
func sendNoEndpoint(c echo.Context) error {
	in := c.Request()
	if in.Header.Get("Origin") != "" && !strings.Contains(in.Header.Get("Accept"), "application/json") {
		return c.NoContent(http.StatusNotFound)
	}
	return sendOwn(c, endpointNotFound)
}
