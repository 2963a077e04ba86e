package api

import (
	"bytes"
	"html/template"
	"net/http"
	"regexp"

	"github.com/labstack/echo/v4"
)

// GET /ok
func (s *Server) ok(*request, struct{}) ([]byte, error) { return []byte(`{"ok":true}`), nil }

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; color: #222 }
  code { background: #f2f2f2; padding: .1em .3em; border-radius: 3px }
</style>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{with .Code}}<p>Code: <code>{{.}}</code></p>{{end}}
{{with .Button}}<form method="post"><button>{{.}}</button></form>{{end}}
{{with .Link}}<p><a href="{{.}}">{{$.LinkText}}</a></p>{{end}}
</html>
`))

type pageContent struct {
	Title, Text, Code string
	Button            string // posts to the page's own address
	Link, LinkText    string
}

func (r *request) page(content pageContent) error { return sendPage(r, http.StatusOK, content) }

func sendPage(c echo.Context, status int, content pageContent) error {
	var out bytes.Buffer
	if err := page.Execute(&out, content); err != nil {
		return err
	}
	policy, referrer := "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'", "same-origin"
	if content.Button == "" {
		policy, referrer = policy+"; form-action 'none'", "no-referrer" // forms send no Origin with no-referrer
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", referrer)
	return c.HTMLBlob(status, out.Bytes())
}

var errorCode = regexp.MustCompile(`^[A-Za-z0-9_'-]{1,100}$`)

// GET /error: the error page for browsers that cannot be redirected to the app.
func (s *Server) errorPage(r *request) error {
	code := r.query.Get("error")
	if !errorCode.MatchString(code) {
		code = "UNKNOWN"
	}
	text := r.query.Get("error_description")
	if text == "" || len(text) > 500 {
		text = "The app you came from asked for something that did not work out. Go back to it and try once more."
	}
	return r.page(pageContent{Title: "Something went wrong", Text: text, Code: code})
}
