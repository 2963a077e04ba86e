package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/secret"
)

func (w *Worker) write(ctx context.Context, row gen.DeliveryRow, settings gen.MailSettingsRow) (mail.Message, error) {
	message := mail.Message{
		ID: row.ID + "@" + w.Host, Kind: row.Kind, To: row.Recipient,
		From: or(settings.SenderEmail, w.From), FromName: or(settings.SenderName, settings.AppName),
	}
	content := mail.Content{
		App: settings.AppName, Email: row.Recipient, ExpiresIn: time.Duration(row.ExpiresIn) * time.Second,
		Logo: settings.Logo, Color: settings.Color,
	}
	err := json.Unmarshal(row.Facts, &content.Facts)
	if err != nil {
		return message, fmt.Errorf("facts: %w", err)
	}
	if row.Kind == "set-password-link" {
		content.ExpiresIn = passwordLinkLifetime
		if message.Secret, err = w.passwordLink(ctx, row, content.Facts["redirectTo"]); err != nil {
			return message, err
		}
	} else if row.Sealed != nil {
		if message.Secret, err = w.Database.Open(ctx, secret.Mail, *row.Sealed); err != nil {
			return message, err
		}
	} else {
		message.Secret = content.Facts["link"] // the link of an invitation, which is not secret
	}
	if strings.HasSuffix(row.Kind, "-otp") {
		content.Code = message.Secret
	} else {
		content.Link = message.Secret
	}
	own, err := w.ownTemplate(ctx, row, settings.Language, &content)
	if err != nil {
		return message, err
	}
	message.Subject, message.Text, message.HTML, err = w.Templates.RenderOwn(row.Kind, content, own)
	if err != nil && own != (mail.Own{}) { // what the project wrote must not stop a mail
		w.Log.Warn("mail_template cannot be rendered", "database", w.Database.Name, "kind", row.Kind, "language", own.Language, "error", err)
		message.Subject, message.Text, message.HTML, err = w.Templates.Render(row.Kind, content)
	}
	if original := content.Facts["redirectedFrom"]; original != "" {
		message.Subject = "[" + original + "] " + message.Subject
	}
	return message, err
}

// ownTemplate sets the language of a mail, and returns the project's own texts in it.
func (w *Worker) ownTemplate(ctx context.Context, row gen.DeliveryRow, otherwise string, content *mail.Content) (mail.Own, error) {
	rows, err := w.Database.Queries().GetMailTemplates(ctx, row.Kind)
	if err != nil {
		return mail.Own{}, err
	}
	list := make([]mail.Own, len(rows))
	for i, t := range rows {
		list[i] = mail.Own{Language: t.Language, Subject: t.Subject, HTML: t.Html, Text: t.Text}
	}
	var own mail.Own
	content.Language, own = mail.Choose(list, row.Language, otherwise)
	return own, nil
}

func or(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
