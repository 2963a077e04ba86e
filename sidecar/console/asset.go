package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"time"
)

// version changes whenever an asset does, so that browsers may keep assets forever.
var version = func() string {
	sum := sha256.New()
	names, _ := fs.Glob(files, "assets/*")
	for _, name := range names {
		content, _ := files.ReadFile(name)
		_, _ = sum.Write(content)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}()

// types are the media types of assets.
var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// asset serves the style sheet, the script and the icon.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.PathValue("file"))
	content, err := files.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	if r.PathValue("version") == version {
		w.Header().Set("Cache-Control", "max-age=31536000, immutable")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
