package api

import (
	"net/http"
	"strconv"
)

// limit refuses who asks too often. It comes before all other checks, and counts a request once, however often the
// request is decided.
func (s *Server) limit(r *request) error {
	if r.counted || r.settings.Limited == nil || !r.settings.Limited.MatchString(r.route.path) {
		return nil
	}
	wait, err := r.queries.CountRequest(r.ctx, r.route.path, s.clientAddress(r.Request()), r.field("email"))
	if err != nil {
		return err
	}
	r.counted = true
	if wait == 0 {
		return nil
	}
	h := r.Response().Header()
	h.Set("X-Retry-After", strconv.Itoa(int(wait)))
	h.Set("Retry-After", strconv.Itoa(int(wait)))
	return r.Blob(http.StatusTooManyRequests, "text/plain;charset=UTF-8", []byte(`{"message":"Too many requests. Please try again later."}`))
}
