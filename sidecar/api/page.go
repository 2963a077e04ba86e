package api

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/page"
	"neonauth/sidecar/translation"
)

// look returns the look of the project's pages, in the reader's language. settings may be nil.
func look(c echo.Context, settings *branch.Settings) page.Look {
	own := page.Look{Language: translation.Default}
	if settings != nil {
		own = page.Look{Name: settings.AppName, Logo: settings.Logo, Color: settings.Color, Language: cmp.Or(settings.Language, translation.Default)}
	}
	own.Language = translation.Choose(translation.Preferences(c.Request().Header.Get("Accept-Language")), own.Language)
	return own
}

// page sends a page with the project's look.
func (r *request) page(status int, content page.Content) error {
	return page.Send(r.Response(), status, look(r, r.settings), content)
}

// text returns a text for a page in the reader's language.
func (r *request) text(id string, data translation.Data) string {
	own := look(r, r.settings)
	if data == nil {
		data = translation.Data{}
	}
	if data["App"] == "" {
		data["App"] = cmp.Or(own.Name, "neonauth")
	}
	return translation.Text(own.Language, id, data)
}

// linkPage is shown when a link is opened, whose action needs a POST. kind names its texts.
func (r *request) linkPage(kind string, data translation.Data) error {
	return r.page(http.StatusOK, page.Content{
		Title: r.text("page."+kind+".title", data), Text: r.text("page."+kind+".text", data), Button: r.text("page."+kind+".button", data),
		Auto: r.settings.LinkMode != "confirm",
	})
}

var errorCode = regexp.MustCompile(`^[A-Za-z0-9_'-]{1,100}$`)

// errorTexts are the texts of errors that the reader can do something about.
var errorTexts = map[string]string{
	"access_denied": "denied", "user_cancelled": "denied", "user_canceled": "denied", "consent_required": "denied",
	"state_not_found": "restart", "state_mismatch": "restart", "invalid_state": "restart", "please_restart_the_process": "restart",
	"session_expired": "restart", "temporarily_unavailable": "restart",
}

// GET /error: the error page for browsers that cannot be redirected to the app.
func (s *Server) errorPage(r *request) error {
	code := cmp.Or(r.query.Get("error"), r.query.Get("state"))
	if !errorCode.MatchString(code) {
		code = "UNKNOWN"
	}
	content := page.Content{Title: r.text("page.error.title", nil), Text: r.text("page.error.text", nil), Code: code}
	switch kind := strings.ToLower(code); {
	case kind == "invalid_token":
		content.Title, content.Text = r.text("page.invalid.title", nil), r.text("page.invalid.text", nil)
	case kind == "token_expired", kind == "expired_token":
		content.Title, content.Text = r.text("page.expired.title", nil), r.text("page.expired.text", nil)
	case errorTexts[kind] != "":
		content.Text = r.text("page.error."+errorTexts[kind], nil)
	}
	if said := printable(r.query.Get("error_description"), 501); len([]rune(said)) <= 500 {
		content.Said = said // anyone can make this address, so it is quoted
	}
	return r.page(http.StatusOK, content)
}

// sendOwn sends a failure of this server: a page for browsers, otherwise {code, message}.
func sendOwn(c echo.Context, f branch.Failure) error {
	if !wantsPage(c.Request()) {
		return sendFailure(c, f)
	}
	own := look(c, nil)
	text := func(id string) string { return translation.Text(own.Language, "page."+id, nil) }
	kind := "not-found"
	switch {
	case f.Status == http.StatusServiceUnavailable:
		kind = "not-ready"
	case f.Code == databaseNotFound.Code:
		kind = "no-database"
	}
	content := page.Content{Title: text(kind + ".title"), Text: text(kind + ".text"), Code: f.Code}
	if kind != "not-ready" {
		content.Link, content.LinkText = "/", text("start")
	}
	return page.Send(c.Response(), f.Status, own, content)
}

// isForm reports whether a browser shows the response as a page, because a page's form was submitted.
func isForm(in *http.Request) bool {
	return in.Method == http.MethodPost && strings.Contains(in.Header.Get("Accept"), "text/html") &&
		(in.Header.Get("Sec-Fetch-Mode") == "" || in.Header.Get("Sec-Fetch-Mode") == "navigate")
}

// sendLinkFailure shows why a link that was opened in a browser has failed, if there is no address to redirect to.
func sendLinkFailure(r *request, f branch.Failure) error {
	kind := "error"
	own, text := look(r, r.settings), ""
	switch f.Code {
	case "INVALID_TOKEN":
		kind = "invalid"
	case "TOKEN_EXPIRED":
		kind = "expired"
	}
	if kind == "error" {
		text = r.translation(own.Language, f)
	}
	return r.page(f.Status, page.Content{
		Title: r.text("page."+kind+".title", nil), Text: cmp.Or(text, r.text("page."+kind+".text", nil)), Code: f.Code,
	})
}
