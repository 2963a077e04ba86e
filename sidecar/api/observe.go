package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/metrics"
)

// observed is the context of a request, with values for its log line.
type observed struct {
	echo.Context
	id   [1]string // the request's id, as a header's values
	user string    // the user's id, if known
	key  string    // the management key's name, if one was used

	counted metrics.Request // for the metrics: what only the handler knows
}

func (r *request) observed() *observed { return r.Context.(*observed) }

// Header values that all responses share. They are never modified: Add copies a full slice.
var (
	noStore    = []string{"no-store"}
	noSniff    = []string{"nosniff"}
	hsts       = []string{"max-age=31536000"}
	varyOrigin = []string{"Origin"}
	jsonType   = []string{echo.MIMEApplicationJSON}
)

// dropHeaders removes the response headers that an attempt has set, but keeps those set by observe.
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

// json responds with JSON. It does not keep text.
func (r *request) json(text []byte) error {
	out := r.Response()
	out.Header()["Content-Type"] = jsonType
	out.WriteHeader(http.StatusOK)
	_, err := out.Write(text)
	return err
}

const requestIDHeader = "X-Neon-Ret-Request-Id"

// observe assigns a request id, and writes one log line per request. It never logs bodies, cookies, or paths with tokens.
// It turns a panic into a 500.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(inner echo.Context) (err error) {
		id := rand.Text()[:16]
		c := &observed{Context: inner, id: [1]string{id}}
		start := time.Now()
		h := c.Response().Header()
		h[requestIDHeader] = c.id[:]
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
			end := time.Now()
			s.count(c, end.Sub(start))
			c.describeSpan(id)
			s.logRequest(c, id, start, end)
		}()
		return next(c)
	}
}

// logRequest writes the line of a request. It does not use LogAttrs, which looks for the caller's source line and reads the
// clock again.
func (s *Server) logRequest(c *observed, id string, start, end time.Time) {
	ctx, handler := c.Request().Context(), s.Log.Handler()
	if !handler.Enabled(ctx, slog.LevelInfo) {
		return
	}
	line := slog.NewRecord(end, slog.LevelInfo, "request", 0)
	line.AddAttrs(
		slog.String("id", id),
		slog.String("method", c.Request().Method),
		slog.String("route", c.Path()),
		slog.Int("status", c.Response().Status),
		slog.Float64("ms", float64(end.Sub(start).Microseconds())/1000))
	if who := c.who(); who.Key != "" {
		line.AddAttrs(who)
	}
	if span := trace.SpanContextFromContext(ctx); span.IsSampled() {
		line.AddAttrs(slog.String("trace", span.TraceID().String()))
	}
	_ = handler.Handle(ctx, line) // like slog, which has nowhere to report it
}

// describeSpan names the span of a traced request.
func (c *observed) describeSpan(id string) {
	span := trace.SpanFromContext(c.Request().Context())
	if !span.IsRecording() {
		return
	}
	span.SetName(c.Request().Method + " " + c.Path())
	span.SetAttributes(attribute.String("http.route", c.Path()), attribute.String("neonauth.request.id", id), attribute.String("neonauth.database", c.counted.Database))
}

func (c *observed) who() slog.Attr {
	if c.key != "" {
		return slog.String("key", c.key)
	}
	if c.user == "" {
		return slog.Attr{}
	}
	return slog.String("user", c.user)
}

// ready reports whether requests can be served, and what is missing if not.
func (s *Server) ready(c echo.Context) error {
	ctx, done := context.WithTimeout(c.Request().Context(), 5*time.Second)
	defer done()
	missing, warnings := []string{}, []string{}
	db, err := s.Database(ctx, s.Default)
	switch {
	case errors.Is(err, branch.ErrDisabled): // the management API, which can enable it again, is ready
		warnings = append(warnings, "database: "+publicReason(err))
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

// atRoot serves a route of the default database at the root of the host.
func (s *Server) atRoot(rt route) echo.HandlerFunc {
	serve := s.serve(rt)
	return func(c echo.Context) error {
		c.SetParamNames("database")
		c.SetParamValues(s.Default)
		if _, ofBranch := s.identityOf(c.Request().Host); ofBranch {
			c.SetParamValues("") // only the host name selects the database
		}
		return serve(c)
	}
}
