package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"neonauth/sidecar/shape"
)

// maxBody is the maximum size of a body, in bytes.
const maxBody = 1 << 20

// readBody reads and decodes the query, and the body of a POST. As in the reference, a body without a media type is treated
// as absent.
func (s *Server) readBody(r *request) error {
	in := r.Request()
	var err error
	if r.query, err = shape.DecodeQuery(in.URL.RawQuery); err != nil {
		return r.settings.Failure("INVALID_BODY")
	}
	if in.Method != http.MethodPost {
		return nil
	}
	raw, err := io.ReadAll(http.MaxBytesReader(r.Response(), in.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return r.settings.Failure("BODY_TOO_LARGE")
	}
	if err != nil {
		return r.settings.Failure("INVALID_BODY")
	}
	r.raw = raw
	contentType := in.Header.Get("Content-Type")
	if len(raw) == 0 || contentType == "" {
		return nil
	}
	allowed := []string{"application/json"}
	if s.shapes[r.route.key()].Form {
		allowed = []string{"application/x-www-form-urlencoded", "application/json"}
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	}
	switch {
	case !slices.Contains(allowed, strings.TrimSpace(media)):
		return r.settings.Failure("UNSUPPORTED_MEDIA_TYPE", contentType, strings.Join(allowed, ", "))
	case media == "application/json":
		r.value, err = shape.DecodeBody(raw)
	default:
		r.value, err = shape.DecodeForm(raw)
	}
	r.hasBody = true
	if err != nil {
		return r.settings.Failure("INVALID_BODY")
	}
	return nil
}
