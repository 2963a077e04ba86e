package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// observed is the context of a request, with what its line in the log says.
type observed struct {
	echo.Context
	user string // the user's id, where the request came to know it
}

func (r *request) observed() *observed { return r.Context.(*observed) }

// Values of headers that all answers share. Nothing changes them: Add copies a full slice.
var (
	noStore    = []string{"no-store"}
	noSniff    = []string{"nosniff"}
	hsts       = []string{"max-age=31536000"}
	varyOrigin = []string{"Origin"}
	jsonType   = []string{echo.MIMEApplicationJSON}
)

// dropHeaders removes what an attempt wrote into the answer's header: all but what observe had put there.
func (r *request) dropHeaders() {
	h := r.Response().Header()
	for name := range h {
		switch name {
		case requestIDHeader, "Cache-Control", "X-Content-Type-Options", "Strict-Transport-Security":
		default:
			delete(h, name)
		}
	}
}

// json answers with JSON text.
func (r *request) json(text []byte) error {
	out := r.Response()
	out.Header()["Content-Type"] = jsonType
	out.WriteHeader(http.StatusOK)
	_, err := out.Write(text)
	return err
}

const requestIDHeader = "X-Neon-Ret-Request-Id"

// observe gives each request an id and one line in the log: never a body, a cookie, or a path with a token in it.
// A panic becomes a 500 and the process lives.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(inner echo.Context) (err error) {
		c := &observed{Context: inner}
		start := time.Now()
		id := rand.Text()[:16]
		h := c.Response().Header()
		h[requestIDHeader] = []string{id}
		h["Cache-Control"] = noStore
		h["X-Content-Type-Options"] = noSniff
		if strings.HasPrefix(s.PublicURL, "https:") {
			h["Strict-Transport-Security"] = hsts
		}
		defer func() {
			if broken := recover(); broken != nil {
				s.Log.Error("panic", "id", id, "cause", fmt.Sprint(broken), "stack", string(debug.Stack()))
				if !c.Response().Committed {
					err = c.NoContent(http.StatusInternalServerError)
				}
			}
			if err != nil {
				c.Error(err)
			}
			s.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
				slog.String("id", id),
				slog.String("method", c.Request().Method),
				slog.String("route", c.Path()),
				slog.Int("status", c.Response().Status),
				slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
				c.who())
		}()
		return next(c)
	}
}

func (c *observed) who() slog.Attr {
	if c.user == "" {
		return slog.Attr{} // which is left out
	}
	return slog.String("user", c.user)
}

// ready says whether requests would be answered, and what is missing if not.
func (s *Server) ready(c echo.Context) error {
	ctx, done := context.WithTimeout(c.Request().Context(), 5*time.Second)
	defer done()
	missing, warnings := []string{}, []string{}
	db, err := s.Database(ctx, s.Default)
	switch {
	case err != nil:
		missing = append(missing, "database: "+publicReason(err))
	case db == nil:
		missing = append(missing, "database: "+s.Default+" is not served")
	default:
		settings, err := db.Reload(ctx, nil)
		if err != nil {
			missing = append(missing, "database: "+publicReason(err))
		} else if err := settings.KeyProblem(); err != nil {
			missing = append(missing, "signing key: "+err.Error())
		}
		health := db.Health()
		if err == nil && health.ReadOnly {
			missing = append(missing, "database: read-only")
		}
		if err == nil && health.IsSkewed() {
			warnings = append(warnings, "clock: "+health.Clocks())
		}
	}
	if len(missing) > 0 {
		return c.JSON(http.StatusServiceUnavailable, map[string]any{"ready": false, "missing": missing})
	}
	if len(warnings) > 0 {
		return c.JSON(http.StatusOK, map[string]any{"ready": true, "warnings": warnings})
	}
	return c.JSON(http.StatusOK, map[string]any{"ready": true})
}

// atRoot serves a route of the default database at the host's root.
func (s *Server) atRoot(rt route) echo.HandlerFunc {
	serve := s.serve(rt)
	return func(c echo.Context) error {
		c.SetParamNames("database")
		c.SetParamValues(s.Default)
		if _, ofBranch := s.identityOf(c.Request().Host); ofBranch {
			c.SetParamValues("") // the host alone says which
		}
		return serve(c)
	}
}
