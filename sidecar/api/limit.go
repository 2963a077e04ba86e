package api

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// limit refuses who asks too often. It comes before all other checks, and counts a request once, however often the
// request is decided.
func (s *Server) limit(r *request) error {
	if r.counted || r.settings.Limited == nil || !r.settings.Limited.MatchString(r.route.path) {
		return nil
	}
	address := s.clientAddress(r.Request())
	wait, err := r.queries.CountRequest(r.ctx, r.route.path, address, r.field("email"))
	if isReadOnly(err) { // reading goes on, and what would change something fails later
		wait, err = s.spare.wait(address+" "+r.route.path, time.Now()), nil
	}
	if err != nil {
		return err
	}
	r.counted = true
	if wait == 0 {
		return nil
	}
	h := r.Response().Header()
	for _, name := range []string{"X-Retry-After", "Retry-After"} {
		h.Set(name, strconv.Itoa(int(wait)))
		expose(h, strings.ToLower(name))
	}
	return r.Blob(http.StatusTooManyRequests, "text/plain;charset=UTF-8", []byte(`{"message":"Too many requests. Please try again later."}`))
}
