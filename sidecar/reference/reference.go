// Package reference contains the interactive page of the API reference: a page of ours around Swagger UI, which the module
// swgui embeds. Nothing is loaded from another host.
package reference

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"

	"github.com/swaggest/swgui/v5/static"

	"neonauth/sidecar/openapi"
)

// Policy is the page's Content-Security-Policy. Swagger UI has pictures of its own as data: URLs.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

//go:embed page
var page embed.FS

// A File is a script or a stylesheet of the page.
type File struct {
	Type       string
	Compressed []byte // with gzip
}

// Files are the page's files by name.
type Files struct {
	files    map[string]File
	version  string
	template *template.Template
}

// Load reads the embedded files. It returns an error if one is missing.
func Load() (*Files, error) {
	f := &Files{files: map[string]File{}}
	sum := sha256.New()
	for _, name := range []string{"swagger-ui-bundle.js", "swagger-ui.css", "reference.js", "samples.js", "reference.css", "swagger-ui-theme.css"} {
		text, err := fs.ReadFile(static.FS, name+".gz")
		if err != nil {
			if text, err = page.ReadFile("page/" + name); err != nil {
				return nil, err
			}
			text = compress(text)
		}
		kind := "text/javascript; charset=utf-8"
		if strings.HasSuffix(name, ".css") {
			kind = "text/css; charset=utf-8"
		}
		f.files[name] = File{kind, text}
		sum.Write(text)
	}
	f.version = hex.EncodeToString(sum.Sum(nil))[:12]
	var err error
	f.template, err = template.ParseFS(page, "page/reference.html")
	return f, err
}

func compress(text []byte) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, _ = zip.Write(text) // a buffer never fails
	_ = zip.Close()
	return out.Bytes()
}

// File returns a file of the page.
func (f *Files) File(name string) (File, bool) {
	file, ok := f.files[name]
	return file, ok
}

// Text returns the file's content, for clients that do not accept gzip.
func (f File) Text() ([]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(f.Compressed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		return nil, fmt.Errorf("decompress: %w", err)
	}
	return text, nil
}

// Page writes the page. groups are listed beside the reference, and instead of it without JavaScript. base is the path of
// the endpoints, as in /neondb/auth.
func (f *Files) Page(to io.Writer, base string, groups []openapi.Group) error {
	return f.template.Execute(to, map[string]any{"Base": base, "Version": f.version, "Groups": groups})
}
