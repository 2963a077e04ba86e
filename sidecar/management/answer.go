package management

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
)

// Failures that this package reports itself. All others come from SQL.
var (
	keyRequired      = branch.Failure{Status: 401, Code: "KEY_REQUIRED", Message: "Send a management key in the header Authorization: Bearer KEY. Create one with: neonauth key create"}
	authNotEnabled   = branch.Failure{Status: 404, Code: "AUTH_NOT_ENABLED", Message: "Auth is not enabled on this branch"}
	keyNotHere       = branch.Failure{Status: 503, Code: "KEY_NOT_HERE", Message: "This branch's database does not know the key yet: run neonauth migrate for it, or set NEONAUTH_MIGRATE_URL"}
	endpointNotFound = branch.Failure{Status: 404, Code: "NOT_FOUND", Message: "No such endpoint"}
	methodNotAllowed = branch.Failure{Status: 405, Code: "METHOD_NOT_ALLOWED", Message: "This endpoint does not allow this method"}
	bodyTooLarge     = branch.Failure{Status: 413, Code: "BODY_TOO_LARGE", Message: "The request body is too large"}
	unsupportedMedia = branch.Failure{Status: 415, Code: "UNSUPPORTED_MEDIA_TYPE", Message: "Send the request body as application/json"}
	invalidBody      = branch.Failure{Status: 400, Code: "INVALID_BODY", Message: "The request body is not a JSON object"}
	internalError    = branch.Failure{Status: 500, Code: "INTERNAL_SERVER_ERROR", Message: "Internal server error"}
)

// invalid returns the failure of a field with a wrong value.
func invalid(problem string) error {
	return branch.Failure{Status: 400, Code: "VALIDATION_ERROR", Message: problem}
}

// isNotEnabled reports whether a database is not served because auth is disabled there.
func isNotEnabled(err error) bool {
	return errors.Is(err, branch.ErrNotInstalled) || errors.Is(err, branch.ErrDisabled)
}

// orNotEnabled turns such an error into authNotEnabled.
func orNotEnabled(err error) error {
	if isNotEnabled(err) {
		return authNotEnabled
	}
	return err
}

// json sends a response that SQL has built.
func (r *request) json(status int, body []byte, err error) error {
	if err != nil {
		return err
	}
	r.sent = true
	r.w.Header().Set("Content-Type", "application/json")
	r.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	r.w.WriteHeader(status)
	_, _ = r.w.Write(body) // fails if the client has disconnected
	return nil
}

// empty sends a response without a body.
func (r *request) empty(status int, err error) error {
	if err != nil {
		return err
	}
	r.sent = true
	if status != http.StatusNoContent {
		r.w.Header().Set("Content-Length", "0")
	}
	r.w.WriteHeader(status)
	return nil
}

// sendError sends {request_id, code, message}. Neon's command line prints nothing without a message.
func (s *Server) sendError(r *request, err error) {
	if r.sent {
		return
	}
	f, unexpected := api.Refusal(r.ctx, r.db, r.settings, err)
	if unexpected {
		s.Log.LogAttrs(r.ctx, slog.LevelError, "management request failed", slog.String("id", r.client.RequestID),
			slog.String("route", r.route.path), slog.String("error", branch.LogText(err)), slog.String("cause", api.Cause(err)))
	}
	if f.Status == http.StatusInternalServerError {
		f = internalError
	}
	if f.Message == "" {
		f.Message = http.StatusText(f.Status)
	}
	if f.Code == "" {
		f.Code = "ERROR"
	}
	switch f.Status {
	case http.StatusUnauthorized:
		r.w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusLocked:
		r.w.Header().Set("Retry-After", strconv.Itoa(max(f.RetryAfter, 1)))
	}
	r.w.Header().Set("X-Request-Id", r.client.RequestID)
	body, err := json.Marshal(map[string]string{"request_id": r.client.RequestID, "code": f.Code, "message": f.Message})
	_ = r.json(f.Status, body, err) // strings can always be encoded
}

// notFound responds to unknown paths, and to methods that a path does not allow.
func (s *Server) notFound(r *request) {
	var allowed []string
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		other := r.in.Clone(r.ctx)
		other.Method = method
		if _, pattern := s.mux.Handler(other); strings.HasPrefix(pattern, method+" ") {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		s.sendError(r, endpointNotFound)
		return
	}
	for _, method := range allowed {
		r.w.Header().Add("Allow", method)
	}
	s.sendError(r, methodNotAllowed)
}
