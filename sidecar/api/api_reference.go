package api

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/openapi"
	"neonauth/sidecar/reference"
)

// GET /open-api/generate-schema
func (s *Server) generateSchema(r *request, _ struct{}) ([]byte, error) {
	if err := r.confirm(); err != nil {
		return nil, err
	}
	return s.documents.of(r)
}

const (
	anyOrigin    = "https://base.invalid" // stands for the origin in a document that several databases share
	anyBase      = anyOrigin + "/neondb/auth"
	maxDocuments = 16
)

// documents are published documents by the plugins that they leave out. It takes many times longer to make one than to
// send it.
type documents struct {
	mutex sync.Mutex
	made  map[string][]byte
}

// of returns the document of the request's database.
func (d *documents) of(r *request) ([]byte, error) {
	var off []string
	for plugin, isOff := range r.settings.Off {
		if isOff {
			off = append(off, plugin)
		}
	}
	slices.Sort(off)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	key := strings.Join(off, " ")
	if d.made[key] == nil {
		failures := make(map[string]openapi.Failure, len(r.settings.Failures))
		for name, f := range r.settings.Failures {
			failures[name] = openapi.Failure{Name: name, Status: f.Status, Code: f.Code, Message: f.Message}
		}
		text, err := openapi.Document(openapi.Publication{Base: anyBase, Off: r.settings.Off, Failures: failures})
		if err != nil {
			return nil, err
		}
		if d.made == nil || len(d.made) >= maxDocuments {
			d.made = map[string][]byte{}
		}
		d.made[key] = text
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(d.made[key], []byte(anyBase), []byte(r.base())), []byte(anyOrigin), []byte(r.origin)), nil
}

// GET /reference: the API reference page.
func (s *Server) referencePage(r *request) error {
	groups, err := openapi.Groups(r.settings.Off)
	if err != nil {
		return err
	}
	files, err := s.reference()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := files.Page(&out, "/"+url.PathEscape(r.db.Name)+"/auth", groups); err != nil {
		return err
	}
	h := r.Response().Header()
	h.Set("Content-Security-Policy", reference.Policy)
	h.Set("Referrer-Policy", "no-referrer")
	return r.HTMLBlob(http.StatusOK, out.Bytes())
}

// referenceFile serves GET /reference/:file, a script or stylesheet of the reference page. Its address has the version, so
// it may be cached. It is the same for all databases.
func (s *Server) referenceFile(c echo.Context) error {
	files, err := s.reference()
	if err != nil {
		return err
	}
	file, ok := files.File(c.Param("file"))
	if !ok {
		return sendNoEndpoint(c)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		return c.Blob(http.StatusOK, file.Type, file.Compressed)
	}
	text, err := file.Text()
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, file.Type, text)
}
