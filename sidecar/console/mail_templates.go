package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"neonauth/gen"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/translation"
)

// readTemplates returns what SQL says about kinds of mail and the project's own texts.
func (v *visit) readTemplates() (object, error) {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListMailTemplates(ctx, key)
	})
	if err == nil {
		found["Groups"], found["Group"], found["languages"] = allGroups(nil), group{Path: "templates"}, translation.Languages
	}
	return found, err
}

// templates serves GET /console/db/NAME/settings/templates.
func (s *Server) templates(v *visit) error {
	found, err := v.readTemplates()
	if err != nil {
		return err
	}
	own := map[string][]string{}
	listed, _ := found["templates"].([]any)
	for _, entry := range listed {
		row, _ := entry.(object)
		own[text(row["kind"])] = append(own[text(row["kind"])], text(row["language"]))
	}
	found["Own"] = own
	return v.render("templates", "Settings", found, withSQL(
		Statement{"The project’s own texts.", "select kind, language, subject, html, text from neon_auth.mail_template order by kind, language;"}))
}

// A letter is one kind of mail in one language, as it is edited.
type letter struct {
	Kind, Language string
	Own            mail.Own // as stored, or as entered
	IsOwn          bool
	Variables      []string
	Required       string
}

// readLetter returns the mail that the address names: a kind, and the language in the query (*: all without their own).
func (v *visit) readLetter() (found object, l letter, err error) {
	if found, err = v.readTemplates(); err != nil {
		return nil, l, err
	}
	l.Kind, l.Language = v.PathValue("kind"), v.URL.Query().Get("language")
	if v.form != nil {
		l.Language = v.field("language")
	}
	if l.Language == "" {
		l.Language = "*"
	}
	known := false
	kinds, _ := found["kinds"].([]any)
	for _, entry := range kinds {
		if kind, _ := entry.(object); text(kind["kind"]) == l.Kind {
			known, l.Required = true, text(kind["required"])
			names, _ := kind["variables"].([]any)
			for _, name := range names {
				l.Variables = append(l.Variables, text(name))
			}
		}
	}
	if !known || !slices.Contains(mail.Kinds(), l.Kind) {
		return nil, l, failure{http.StatusNotFound, "Page not found", "There is no such kind of mail."}
	}
	rows, _ := found["templates"].([]any)
	for _, entry := range rows {
		row, _ := entry.(object)
		if text(row["kind"]) == l.Kind && text(row["language"]) == l.Language {
			l.IsOwn = true
			l.Own = mail.Own{Language: l.Language, Subject: text(row["subject"]), HTML: text(row["html"]), Text: text(row["text"])}
		}
	}
	return found, l, nil
}

// preview returns what the mail looks like.
func (s *Server) preview(found object, l letter) (subject, plain, rich string, err error) {
	language := l.Language
	if language == "*" {
		language = ""
	}
	shown, _ := found["look"].(object)
	look := mail.Content{App: text(shown["name"]), Logo: text(shown["logo"]), Color: text(shown["color"])}
	if s.Templates == nil {
		return mail.Preview(l.Kind, language, look, l.Own)
	}
	return s.Templates.Preview(l.Kind, language, look, l.Own)
}

// template serves GET /console/db/NAME/settings/templates/KIND?language=de: the texts and a preview.
func (s *Server) template(v *visit) error {
	found, l, err := v.readLetter()
	if err != nil {
		return err
	}
	subject, plain, _, err := s.preview(found, l)
	if err != nil {
		subject, plain = "The preview failed", err.Error()
	}
	found["Letter"], found["Subject"], found["Plain"] = l, subject, plain
	found["Frame"] = "?language=" + url.QueryEscape(l.Language)
	return v.render("template", l.Kind, found, withBack(v.base()+"/settings/templates", "Mail templates"), withSQL(
		Statement{"Replaces the subject. Parts that are null are ours.", sqlf("insert into neon_auth.mail_template (kind, language, subject)\nvalues (%s, %s, %s)\non conflict on constraint mail_template_pkey do update set subject = excluded.subject;", l.Kind, l.Language, subject)},
		Statement{"Uses our texts again.", sqlf("delete from neon_auth.mail_template where kind = %s and language = %s;", l.Kind, l.Language)},
	))
}

// templateHTML serves GET /console/db/NAME/settings/templates/KIND/html, for the frame of the preview.
func (s *Server) templateHTML(v *visit) error {
	found, l, err := v.readLetter()
	if err != nil {
		return err
	}
	_, _, rich, err := s.preview(found, l)
	if err != nil {
		return failure{http.StatusUnprocessableEntity, "Not possible", err.Error()}
	}
	return v.framed(rich)
}

// saveTemplate serves POST /console/db/NAME/settings/templates/KIND. Empty parts are ours.
func (s *Server) saveTemplate(v *visit) error {
	kind, language := v.PathValue("kind"), v.field("language")
	parts := gen.ManagePutMailTemplateParams{Kind: kind, Language: language, Subject: v.form.Get("subject"), Html: v.form.Get("html"), Content: v.form.Get("text")}
	change := func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		parts.KeyHash = key
		return q.ManagePutMailTemplate(ctx, parts)
	}
	if v.field("reset") != "" || parts.Subject+parts.Html+parts.Content == "" {
		change = func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
			return q.ManageRemoveMailTemplate(ctx, key, kind, language)
		}
	}
	return v.act("/settings/templates/"+url.PathEscape(kind)+"?language="+url.QueryEscape(language), "template-saved", change)
}
