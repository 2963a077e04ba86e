package api

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
)

// limit rejects clients that send too many requests. It comes before all other checks, and counts a request once, even if
// it is decided several times. The page of a mailed link does not count: its form does, so that a click counts once.
func (s *Server) limit(r *request) error {
	if r.counted || r.settings.Limited == nil || !r.settings.Limited.Match(r.route.path) || hasLinkPage[r.route.path] && s.asksFirst(r) {
		return nil
	}
	address := s.clientAddress(r.Request())
	wait, err := r.queries.CountRequest(r.ctx, r.route.path, address, r.field("email"))
	if isReadOnly(err) { // reads continue, and writes fail later
		wait, err = s.spare.wait(address+" "+r.route.path, time.Now()), nil
	}
	if err != nil {
		return err
	}
	r.counted = true
	if wait == 0 {
		return nil
	}
	f := branch.Failure{Code: "TOO_MANY_REQUESTS", Message: tooMany}
	s.noteFailure(r, f.Code)
	if in := r.Request(); isForm(in) || isLinkClick(in) && wantsPage(in) {
		f.Status = http.StatusTooManyRequests
		r.Response().Header().Set("Retry-After", strconv.Itoa(max(int(wait), 1)))
		return sendLinkFailure(r, f)
	}
	return sendTooMany(r, int(wait), r.translate(f).Message)
}

const tooMany = "Too many requests. Please try again later."

// sendTooMany responds like Better Auth's limiter. wait is in seconds.
func sendTooMany(c echo.Context, wait int, message string) error {
	body, err := json.Marshal(map[string]string{"message": cmp.Or(message, tooMany)})
	if err != nil {
		return err
	}
	h := c.Response().Header()
	for _, name := range []string{"X-Retry-After", "Retry-After"} {
		h.Set(name, strconv.Itoa(max(wait, 1)))
		expose(h, strings.ToLower(name))
	}
	return c.Blob(http.StatusTooManyRequests, plainText, body)
}
