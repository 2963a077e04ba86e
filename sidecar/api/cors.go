package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// allowOrigin lets a page of a trusted origin read the answer. An origin that is not trusted as far as we know is
// looked up once more before it is refused: nothing else would tell of a setting that has just been changed.
func (s *Server) allowOrigin(r *request) bool {
	h := r.Response().Header()
	h.Add("Vary", "Origin")
	origin := r.Request().Header.Get("Origin")
	if origin == "" {
		return false
	}
	if !s.isTrusted(r, origin) && time.Since(r.settings.LoadedAt) > time.Second {
		if fresh, err := r.db.Reload(r.ctx, r.settings); err == nil {
			r.settings = fresh
			r.queries = r.db.Request(fresh, s.clientAddress(r.Request()), r.Request().UserAgent())
		}
	}
	if !s.isTrusted(r, origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	return true
}

// preflight answers a browser that asks whether it may send what it is about to.
func (s *Server) preflight(c echo.Context) error {
	r := &request{Context: c, ctx: c.Request().Context()}
	if entered, err := s.enter(r); !entered {
		return err
	}
	if s.allowOrigin(r) {
		h := c.Response().Header()
		h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "content-type, x-neon-client-info, authorization, x-requested-with")
		h.Set("Access-Control-Max-Age", "600")
	}
	return c.NoContent(http.StatusNoContent)
}
