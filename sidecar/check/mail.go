package check

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"

	"neonauth/gen"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/webhook"
)

// mail adds whether there is a mail server, and whether it accepts the test mail.
func (r *report) mail(ctx context.Context, in Input) {
	const topic, fine = "mail", "A mail server is set."
	const mend = "NEONAUTH_SMTP_URL=smtps://user:password@mail.example.com:465"
	if in.Database == nil {
		return
	}
	settings, err := in.Database.Queries().GetMailSettings(ctx)
	if err != nil {
		r.add("mail", topic, "", finding{Failure, fmt.Sprintf("The settings of mail cannot be read: %s.", err), "neonauth migrate"})
		return
	}
	server, problem := serverOf(in, settings)
	switch {
	case problem != "":
		r.add("mail", topic, "", finding{Failure, problem, "select neon_auth.set('email_provider.password', '…')"})
	case server == nil:
		r.add("mail", topic, "", finding{Failure, "There is no mail server: codes and links are not mailed.", mend})
	case in.MailTo == "":
		r.add("mail", topic, fine+" Try it with --mail-to.")
	default:
		ctx, stop := context.WithTimeout(ctx, 2*timeLimit)
		defer stop()
		if err := server.Send(ctx, testMessage(in, settings)); err != nil {
			r.add("mail", topic, "", finding{Failure, fmt.Sprintf("%s does not accept the test mail: %s", server.Host, mail.Describe(err)), mend})
			return
		}
		r.add("mail", topic, fmt.Sprintf("%s has accepted a test mail to %s.", server.Host, in.MailTo))
	}
}

// serverOf returns the mail server of the project, else the operator's, or nil if neither is set.
func serverOf(in Input, settings gen.MailSettingsRow) (server *mail.SMTP, problem string) {
	if settings.Host == "" {
		return in.Config.SMTP, ""
	}
	password, err := in.Database.OpenSecret(settings.Password)
	if err != nil {
		return nil, "The mail server's password was sealed with another secret, or for another server. Set it again."
	}
	server = &mail.SMTP{Host: settings.Host, Port: int(settings.Port), Username: settings.Username, Password: password}
	if !in.Config.AnySMTP { // as for a sidecar
		server.Guard = &mail.Guard{Forbidden: webhook.IsPrivate, Allowed: in.Config.SMTPNetworks}
	}
	return server, ""
}

func testMessage(in Input, settings gen.MailSettingsRow) mail.Message {
	const text = "This is a test message from neonauth check.\n\nThe mail server works. There is nothing to do.\n"
	return mail.Message{
		ID: rand.Text() + "@" + in.Config.PublicHost(), Kind: "test", To: in.MailTo,
		From: cmp.Or(settings.SenderEmail, in.Config.MailFrom), FromName: cmp.Or(settings.SenderName, settings.AppName),
		Subject: "Test message from " + settings.AppName, Text: text,
		HTML: "<p>This is a test message from neonauth check.</p><p>The mail server works. There is nothing to do.</p>",
	}
}
