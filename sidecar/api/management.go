package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
)

// Management serves the management API. It is an interface, because package management uses this one.
type Management interface {
	// Serve serves a request below /api/v2. It returns the path of the route and the name of the key, for the log.
	Serve(w http.ResponseWriter, in *http.Request, client Client) (route, key string)
}

// A Client is where a request of the management API comes from.
type Client struct {
	Address   string // for limits
	Recorded  string // for the audit log; may be empty
	RequestID string
}

// manage serves a request of the management API. No cookie authenticates there, so it neither checks nor allows origins.
func (s *Server) manage(c echo.Context) error {
	in := c.Request()
	in.Header.Del("Cookie") // Neon's programs send the key as a cookie, too
	route, key := s.Management.Serve(c.Response(), in, Client{s.clientAddress(in), s.recordedAddress(in), requestID(c)})
	c.SetPath(managementRoot + route)
	if o, ok := c.(*observed); ok {
		o.key = key
	}
	return nil
}

// managementRoot is where the management API is served.
const managementRoot = "/api/v2"

// Refusal maps an error to a response, as for requests of this API. db and settings may be nil. unexpected errors are
// bugs or outages, to be logged; Cause returns what the log may contain.
func Refusal(ctx context.Context, db *branch.Database, settings *branch.Settings, err error) (f branch.Failure, unexpected bool) {
	return (&Server{}).refusal(&request{ctx: ctx, db: db, settings: settings}, err)
}

// Cause returns details of an error for the log, without values.
func Cause(err error) string { return cause(err) }

// WorthAnotherTry reports whether to decide a failed request again, and whether to reload the settings first.
func WorthAnotherTry(err error) (again, reload bool) { return worthAnotherTry(err) }
