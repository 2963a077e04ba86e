package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"

	gomail "github.com/wneessen/go-mail"
)

// A Message is a rendered mail.
type Message struct {
	ID                  string // the same for each attempt, so that mail programs can drop duplicates
	Kind                string
	From, FromName, To  string
	Subject, Text, HTML string
	Secret              string // the code or link in it, for development without a mail server
}

// A Transport delivers messages.
type Transport interface {
	// Send returns once the message has been accepted. An error that wraps ErrRefused is final.
	Send(ctx context.Context, m Message) error
}

// ErrRefused is returned if the message can never be delivered: the address does not exist or is not valid.
var ErrRefused = errors.New("rejected permanently")

// build returns the message in the form for sending. It returns an error that wraps ErrRefused if To is not valid.
func (m Message) build() (*gomail.Msg, error) {
	to, err := address(m.To)
	if err != nil {
		return nil, fmt.Errorf("%w: to: %w", ErrRefused, err)
	}
	from, err := address(m.From)
	if err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	from.Name = line(m.FromName)
	built := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	built.FromMailAddress(from)
	built.ToMailAddress(to)
	built.Subject(line(m.Subject))
	built.SetMessageIDWithValue(line(m.ID))
	built.SetDate()
	built.SetGenHeader("X-Neonauth-Mail", line(m.Kind))
	built.SetGenHeader("Auto-Submitted", "auto-generated")
	built.SetBodyString(gomail.TypeTextPlain, m.Text)
	built.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return built, nil
}

// address parses a bare address, without a name or brackets.
func address(text string) (*netmail.Address, error) {
	parsed, err := netmail.ParseAddress(text)
	if err != nil || parsed.Address != text {
		return nil, fmt.Errorf("%q is not a valid address", text)
	}
	return parsed, nil
}
